"""Typing in what came on paper or was said: one case, its words apart, its scan, and the code on a card."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from portal.domain import receipts
from portal.domain.entry_facts import Entered
from portal.domain.places import Place
from portal.services import handing_out, triage
from portal.services.form_words import QUESTIONS
from portal.store import cases
from portal.store.tables import cases as case_rows
from portal.web.entry_words import CHANNELS
from portal.web.wiring import Portal
from tests.files import multipart, picture
from tests.web.journey import Child
from tests.web.staff import reference

SignIn = Callable[..., FlaskClient]
PAGE = "/team/entry"
SAID = {"channel": "paper", "on": "2026-11-20", "kind": "complaint", "words": "Nobody rang me.\nI waited."}


@pytest.fixture
def amira(sign_in: SignIn) -> FlaskClient:
    return sign_in("amira")


def hidden(client: FlaskClient, page: str = PAGE) -> dict[str, str]:
    found = dict(re.findall(r'name="(csrf_token|once|document)" value="([^"]*)"', client.get(page).text))
    assert found["csrf_token"]
    return found


def enters(client: FlaskClient, *, fields: dict[str, str] | None = None, **said: Any) -> Any:
    data = {**(fields or hidden(client)), **SAID, **said}
    return client.post(PAGE, data={name: value for name, value in data.items() if value is not None})


def card(client: FlaskClient) -> str:
    found = re.search(r'id="code"[^>]*><bdi dir="ltr">([^<]+)<', client.get(f"{PAGE}/card").text)
    assert found
    return receipts.normalise(found[1])


def test_a_paper_form_is_typed_in_and_the_child_comes_back_with_the_code_from_the_card(amira: FlaskClient, child: Child) -> None:
    sent = enters(amira, own="The pencil was faint.", about=["communication", "delay"], feeling="sad", name="Sam", age="12_15")
    assert (sent.status_code, sent.location) == (303, f"{PAGE}/card")
    page = child.opens(card(amira))
    assert "Nobody rang me.\nI waited." in page
    assert "4 December" in page, "ten working days from the day it came"
    assert "faint" not in page


def test_the_case_says_how_it_came_when_and_by_whom_it_was_typed_in(amira: FlaskClient) -> None:
    enters(amira, own="The pencil was faint.", channel="forum")
    page = amira.get(f"/team/cases/{reference(amira)}").text
    assert "Typed in. It came on 20 November 2026: Forum or group" in page
    assert "The pencil was faint." in page
    assert "Amira" in page
    assert "Send the record to whoever said it" in page


def test_what_is_asked_is_what_the_form_on_paper_asks(amira: FlaskClient) -> None:
    page = amira.get(PAGE).text
    names = set(re.findall(r'<(?:select|textarea|input)[^>]* name="([a-z_]+)"', page))
    # Whether to say who they are is answered by typing the name or not.
    assert {one.name for one in QUESTIONS} - names == {"who"}
    for one in QUESTIONS:
        assert one.name == "who" or all(f'value="{each.value}"' in page for each in one.choices), one.name


def test_a_letter_of_its_own_chooses_the_usual_ways_on_the_keyboard() -> None:
    usual = [
        CHANNELS[way][0] for way in ("paper", "letter", "telephone" if "telephone" in CHANNELS else "phone", "visit", "forum")
    ]
    first = [label[0] for label in CHANNELS.values()]
    assert [letter for letter in usual if first.count(letter) > 1] == []


def test_the_code_of_the_place_on_the_paper_is_kept_or_asked_again(app: Flask, amira: FlaskClient, made: Any) -> None:
    portal: Portal = app.extensions["portal"]
    with portal.database.writing() as session:
        forms = Place("", "Forms", "leaflet", "Autumn", 100, "Us", "", "", portal.clock().date())
        short = handing_out.keep(session, forms, by=str(made["amira"].id), now=portal.clock()).short
    refused = enters(amira, place="ZZZZZ")
    assert (refused.status_code, "No place has this code." in refused.text) == (422, True)
    assert "Nobody rang me." in refused.text
    assert enters(amira, place=f" {short.lower()} ").status_code == 303
    with portal.database.reading() as session:
        assert list(session.execute(select(case_rows.c.place)).scalars()) == [short]


def test_the_same_form_sent_twice_is_one_case_with_one_code(amira: FlaskClient) -> None:
    fields = hidden(amira)
    codes = []
    for _press in range(2):
        enters(amira, fields=fields)
        codes.append(card(amira))
    assert codes[0] == codes[1]
    assert len(set(re.findall(r"/team/cases/(YV-[^\"#?]+)", amira.get("/team?view=open").text))) == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        pytest.param({"on": "2026-11-24"}, "That day is still to come.", id="a day to come"),
        pytest.param({"on": "0026-11-20"}, "That is too long ago. Check the year.", id="a short year"),
        pytest.param({"on": "20/11/2026"}, "Write the day as year, month, day", id="a day in other words"),
        pytest.param({"on": ""}, "Fill this in.", id="no day"),
        pytest.param({"channel": ""}, "Choose first.", id="no way"),
        pytest.param({"channel": "pigeon"}, "Choose from the list.", id="a way that is none"),
        pytest.param({"kind": None}, "Choose first.", id="no kind"),
        pytest.param({"words": " \u200b", "better": ""}, "Write their words, or choose", id="nothing said"),
        pytest.param({"own": "x" * 20_001}, "This is too long.", id="too much of one's own"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field_and_nothing_typed_is_lost(
    amira: FlaskClient, said: dict[str, Any], sentence: str
) -> None:
    fields = hidden(amira)
    answer = enters(amira, fields=fields, **{"better": "A call, please.", "name": "Sam", "age": "8_11"} | said)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert ("A call, please." in answer.text) is ("better" not in said)
    assert 'value="Sam"' in answer.text
    assert '<option value="8_11" selected>' in answer.text
    assert f'value="{fields["once"]}"' in answer.text
    assert "YV-" not in amira.get("/team?view=open").text


@pytest.mark.parametrize("only", [{"about": ["money"]}, {"feeling": "angry"}, {"contact_how": "call"}, {"better": "A call."}])
def test_a_form_with_ticks_and_no_words_is_taken(amira: FlaskClient, only: dict[str, Any]) -> None:
    assert enters(amira, words="", **only).status_code == 303


def test_the_scan_is_kept_with_the_case_once(amira: FlaskClient) -> None:
    fields = hidden(amira)
    for _press in range(2):
        enters(amira, fields=fields, file=(BytesIO(picture("PNG")), "form.png"))
    page = amira.get(f"/team/cases/{reference(amira)}/documents").text
    assert page.count("The paper itself") == 1


def test_a_scan_that_is_none_is_refused_and_the_words_stay(amira: FlaskClient) -> None:
    answer = enters(amira, file=(BytesIO(b"MZ not a scan"), "form.pdf"))
    assert answer.status_code == 422
    assert "This kind of file cannot be taken." in answer.text
    assert "Nobody rang me." in answer.text
    assert "YV-" not in amira.get("/team?view=open").text


def test_the_card_is_shown_until_it_is_on_its_way_and_to_nobody_else(amira: FlaskClient, sign_in: SignIn) -> None:
    enters(amira)
    assert card(amira) == card(amira)
    assert "still waiting to go out" in amira.get(PAGE).text
    ben, closed = sign_in("ben"), amira.get_cookie("entry_card")
    assert closed is not None
    ben.set_cookie("entry_card", closed.value)
    assert ben.get(f"{PAGE}/card").status_code == 303
    assert ben.get(f"{PAGE}/card.pdf").status_code == 303
    done = amira.post(f"{PAGE}/card", data={"csrf_token": hidden(amira, f"{PAGE}/card")["csrf_token"]})
    assert done.location == PAGE
    assert amira.get(f"{PAGE}/card").location == PAGE


@pytest.mark.parametrize(("tag", "word"), [("en", "Your code"), ("pl", "Polski"), ("ur", "اردو"), ("pa", "ਪੰਜਾਬੀ")])
def test_the_card_is_there_as_a_pdf_in_the_childs_language(amira: FlaskClient, tag: str, word: str) -> None:
    enters(amira, language=tag)
    code = receipts.grouped(card(amira))
    response = amira.get(f"{PAGE}/card.pdf")
    assert response.mimetype == "application/pdf"
    reader = PdfReader(BytesIO(response.data))
    assert reader.trailer["/Root"]["/Lang"] == tag  # type: ignore[index]
    text = reader.pages[0].extract_text()
    assert code.replace(" ", "") in text.replace(" ", "")
    assert "localhost/answer" in text
    assert "Nobody rang me." not in text
    assert (word in text) is (tag == "en")


def test_under_the_card_of_what_was_said_aloud_is_what_was_written_down(amira: FlaskClient) -> None:
    enters(amira, channel="phone", words="#panic() *bold* Nobody rang me.", own="He was calm.")
    text = PdfReader(BytesIO(amira.get(f"{PAGE}/card.pdf").data)).pages[0].extract_text()
    assert "#panic() *bold* Nobody rang me." in text
    assert "He was calm." not in text
    assert "Is something wrong or missing?" in text


def test_signs_that_no_font_has_leave_the_card_without_the_record(amira: FlaskClient) -> None:
    enters(amira, channel="phone", words="😀 ok")
    response = amira.get(f"{PAGE}/card.pdf")
    assert response.status_code == 200
    assert "ok" not in PdfReader(BytesIO(response.data)).pages[0].extract_text().split()


def test_what_was_typed_while_the_session_fell_asleep_is_there_again(
    app: Flask, amira: FlaskClient, sign_in: SignIn, clock: Any
) -> None:
    fields = hidden(amira)
    clock.move(hours=9)
    with_scan = multipart(fields | SAID | {"about": "money", "file": (b"%PDF-1.7" + b"x" * 3_000_000, "form.pdf")})
    sent = amira.post(PAGE, **with_scan)
    assert sent.location == "/team/sign-in"
    sign_in("amira", amira)
    page = amira.get(amira.get("/team/resume").location).text
    assert "You were signed out while you wrote." in page
    assert "Nobody rang me." in page
    assert 'value="money" checked' in page
    assert f'value="{fields["once"]}"' in page


def test_the_fact_is_kept_with_its_channel_and_day(app: Flask, amira: FlaskClient) -> None:
    enters(amira, channel="letter")
    with app.extensions["portal"].database.reading() as session:
        row = cases.with_reference(session, reference(amira))
        assert row is not None
        facts = [event.fact for event in triage.load(session, row).state.events]
    (entered,) = [fact for fact in facts if isinstance(fact, Entered)]
    assert (entered.channel, str(entered.on)) == ("letter", "2026-11-20")
