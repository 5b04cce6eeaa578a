"""Letters on the team's pages: chosen, written, looked at as a whole, made, kept; what was typed is never lost."""

import html
import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from tests.web.journey import Child
from tests.web.staff import reference

SignIn = Callable[..., FlaskClient]
HIDDEN = re.compile(r'name="(csrf_token|document)" value="([^"]*)"')


@pytest.fixture
def amira(child: Child, sign_in: SignIn) -> FlaskClient:
    child.sends(kind="complaint", words="x", name="Sam")
    return sign_in("amira")


def where(client: FlaskClient) -> str:
    return f"/team/cases/{reference(client)}/letters"


def write(client: FlaskClient, act: str = "preview", letter: str = "stage1_outcome", to: str = "child", **said: str) -> Any:
    page = f"{where(client)}?letter={letter}&to={to}"
    hidden = dict(HIDDEN.findall(client.get(page).text))
    fields = {"letter": letter, "to": to, "greeting": "Sam", "words": "We are sorry.", "arrives": "2026-11-25", "act": act}
    return client.post(where(client), data=hidden | fields | said)


def shown(response: Any) -> str:
    return html.unescape(response.text)


def test_a_letter_is_chosen_written_looked_at_and_made(amira: FlaskClient, child: Child) -> None:
    choosing = amira.get(where(amira))
    assert "Stage 1 answer" in choosing.text
    writing = shown(amira.get(f"{where(amira)}?letter=stage1_outcome&to=child"))
    assert 'value="Sam"' in writing
    assert "If you are not happy with this answer" in writing
    assert "Always Heard on 0808 800 5792" in writing
    assert "R1.8.6: regulation 15" in writing
    look = shown(write(amira, words="We looked at <two> things."))
    assert "The whole letter" in look
    assert "We looked at <two> things." in look
    assert "Please ask by Wednesday 23 December 2026." in look
    assert "It sends nothing." in look
    assert "No documents yet." in amira.get(f"/team/cases/{reference(amira)}").text
    assert write(amira, "make", words="We looked at <two> things.").status_code == 303
    case = shown(amira.get(f"/team/cases/{reference(amira)}"))
    assert "Made a letter. The portal did not send it" in case
    links = re.findall(r'href="(/team/cases/[^"]+/documents/[0-9a-f-]{36})"', case)
    pdf, text = (amira.get(link) for link in links)
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert "We looked at <two> things." in PdfReader(BytesIO(pdf.data)).pages[0].extract_text()
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "attachment" in text.headers["Content-Disposition"]
    assert "Hello Sam,\n\nWe looked at <two> things." in text.text


def test_a_child_is_not_told_of_a_letter_that_was_made(child: Child, sign_in: SignIn) -> None:
    code = child.sends(kind="complaint", words="x")
    amira = sign_in("amira")
    amira.get(where(amira))
    before = child.opens(code)
    write(amira, "make", words="Zebra words.")
    after = child.opens(code)
    assert "Zebra" not in after
    assert after.count("<li") == before.count("<li")


@pytest.mark.parametrize(
    "said, sentence",
    [
        ({"words": "  "}, "Write something first."),
        ({"words": "x" * 20_001}, "This is too long."),
        ({"words": "Well done 😀"}, "These signs cannot be printed: 😀"),
        ({"greeting": "漢"}, "These signs cannot be printed: 漢"),
        ({"greeting": "x" * 101}, "This name is too long."),
        ({"arrives": "2026-11-22"}, "Give a day from today on, within a month."),
        ({"arrives": "2027-01-22"}, "Give a day from today on, within a month."),
        ({"arrives": "soon"}, "Give a day from today on, within a month."),
        ({"arrives": ""}, "Give a day from today on, within a month."),
        ({"document": "x"}, "Something was wrong with this page."),
        ({"csrf_token": "x"}, "You were signed out"),
    ],
)
def test_what_cannot_be_printed_is_said_and_the_words_kept(amira: FlaskClient, said: dict[str, str], sentence: str) -> None:
    refused = write(amira, "make", **({"words": "My long thoughts."} | said))
    assert refused.status_code == 422
    assert sentence in shown(refused)
    assert said.get("words", "My long thoughts.") in shown(refused)
    assert "No documents yet." in amira.get(f"/team/cases/{reference(amira)}").text


def test_the_same_press_twice_makes_one_letter(amira: FlaskClient) -> None:
    key = "11111111-1111-4111-8111-111111111111"
    for _press in range(2):
        assert write(amira, "make", document=key).status_code == 303
    assert amira.get(f"/team/cases/{reference(amira)}").text.count("Made a letter.") == 1


def test_staff_are_warned_of_law_to_check_of_posting_home_and_of_another_language(amira: FlaskClient) -> None:
    page = f"{where(amira)}?letter=%s&to=%s"
    assert "Check with your legal team." in amira.get(page % ("stage3_ack", "adult")).text
    assert "Check with your legal team." not in amira.get(page % ("stage1_outcome", "adult")).text
    assert "The child did not choose letters." in amira.get(page % ("stage1_outcome", "child")).text
    assert "How this child may be reached" in amira.get(page % ("stage1_outcome", "child")).text


def test_staff_are_reminded_of_an_advocate_until_one_was_offered(amira: FlaskClient) -> None:
    page, reminder = f"{where(amira)}?letter=%s&to=%s", "offered an advocate"
    assert reminder in amira.get(page % ("stage1_outcome", "child")).text
    assert reminder not in amira.get(page % ("stage1_outcome", "adult")).text
    assert reminder not in amira.get(page % ("advocate_offer", "child")).text
    write(amira, "make", "advocate_offer")
    assert reminder not in amira.get(page % ("stage1_outcome", "child")).text


@pytest.mark.parametrize("advocate", ["yes", "no", "have_one"])
def test_a_child_who_was_asked_about_an_advocate_was_offered_one(child: Child, sign_in: SignIn, advocate: str) -> None:
    child.sends(kind="complaint", words="x", advocate=advocate)
    amira = sign_in("amira")
    assert "offered an advocate" not in amira.get(f"{where(amira)}?letter=stage1_outcome&to=child").text


def test_a_child_who_chose_another_language_is_remembered(child: Child, sign_in: SignIn) -> None:
    child.client.get("/?lang=pl")
    child.sends(kind="complaint", words="x")
    amira = sign_in("amira")
    assert "This letter is in English." in amira.get(f"{where(amira)}?letter=stage1_outcome&to=child").text
    assert "This letter is in English." not in amira.get(f"{where(amira)}?letter=stage1_outcome&to=adult").text


@pytest.mark.parametrize("query", ["", "?letter=nonsense&to=child", "?letter=stage1_outcome&to=dog", "?letter=&to="])
def test_without_a_letter_there_is_the_choice(amira: FlaskClient, query: str) -> None:
    page = amira.get(where(amira) + query)
    assert page.status_code == 200
    assert "Which letter" in page.text
    assert "Your words" not in page.text


def test_a_letter_that_took_longer_than_the_session_is_not_lost(amira: FlaskClient, sign_in: SignIn, clock: Any) -> None:
    path = where(amira)
    hidden = dict(HIDDEN.findall(amira.get(f"{path}?letter=stage2_outcome&to=adult").text))
    clock.move(hours=9)
    fields = {
        "letter": "stage2_outcome",
        "to": "adult",
        "greeting": "Ms Lee",
        "words": "Two hours of work.",
        "arrives": "2026-11-25",
    }
    assert "/team/sign-in" in amira.post(path, data=hidden | fields | {"act": "make"}).location
    again = shown(sign_in("amira", amira).get("/team/resume"))
    assert "You were signed out while you wrote." in again
    assert "Two hours of work." in again
    assert 'value="Ms Lee"' in again
    assert write(amira, "make", **fields).status_code == 303
    assert amira.get("/team/resume").location.endswith("/team")


def test_a_case_that_is_not_there_has_no_letters(amira: FlaskClient, sign_in: SignIn) -> None:
    assert amira.get("/team/cases/YV-00000-0/letters").status_code == 404
    assert sign_in("root").get(where(amira)).status_code == 403


def test_what_a_child_took_back_is_confirmed_by_letter(child: Child, sign_in: SignIn) -> None:
    code = child.sends(kind="complaint", words="x")
    child.opens(code)
    child.presses("/answer/withdraw")
    amira = sign_in("amira")
    ref = re.search(r"/team/cases/(YV-[^\"]+)\"", amira.get("/team?view=closed").text)
    assert ref
    page = f"/team/cases/{ref[1]}/letters"
    hidden = dict(HIDDEN.findall(amira.get(f"{page}?letter=withdrawal&to=child").text))
    fields = {"letter": "withdrawal", "to": "child", "words": "You told us on Monday.", "arrives": date(2026, 11, 24).isoformat()}
    assert amira.post(page, data=hidden | fields | {"act": "make"}).status_code == 303
