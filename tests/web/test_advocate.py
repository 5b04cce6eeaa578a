"""Advocates over HTTP: sending for a child, the code on a card, joining by code, writing, letters, the questions, the end."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.domain import receipts
from portal.services import people as everybody
from portal.services import returning
from portal.store import advocacies
from portal.store.tables import cases
from portal.web.wiring import Portal
from tests.files import picture
from tests.web.journey import Child
from tests.web.staff import post, reference, worker_works

SignIn = Callable[..., FlaskClient]
SAID = {
    **{"kind": "complaint", "words": "They took my bike. I <3 that bike & it was mine", "own": "He cried while he told me."},
    **{"pen": "together", "alone": "alone", "agreed": "given", "how": "He nodded.", "name": "Théo", "language": "en"},
}


@pytest.fixture
def nia(app: Flask, made: dict[str, everybody.NewPerson], sign_in: SignIn) -> FlaskClient:
    """An advocate of the Children's Society, signed in."""
    with app.extensions["portal"].database.writing() as session:
        advocacies.set_organisation(session, made["nia"].id, "The Children's Society")
    return sign_in("nia")


def _once(client: FlaskClient) -> str:
    found = re.search(r'name="once" value="([^"]+)"', client.get("/advocate/send").text)
    assert found
    return found[1]


def sends(nia: FlaskClient, **said: str) -> tuple[str, str]:
    """Send for a child. Returns the reference and the child's code."""
    done = post(nia, "/advocate/send", **SAID | {"once": _once(nia)} | said)
    assert (done.status_code, done.location) == (303, "/advocate/card"), done.text[:500]
    page = nia.get("/advocate/card").text
    code = re.search(r'id="code"[^>]*>(.*?)</p>', page, re.S)
    ref = re.search(r"YV-[0-9A-Z-]+", page)
    assert code
    assert ref
    return ref[0], re.sub(r"\D", "", re.sub(r"<[^>]+>", "", code[1]))


def joins(nia: FlaskClient, code: str, **said: str) -> Any:
    return post(nia, "/advocate/join", **{"code": code, "agreed": "given", "how": "She gave me the code."} | said)


def test_sent_for_a_child_the_words_stay_apart_and_the_code_is_the_childs(
    nia: FlaskClient, child: Child, sign_in: SignIn
) -> None:
    ref, code = sends(nia)
    team = sign_in("amira").get(f"/team/cases/{ref}").text
    assert "They took my bike. I &lt;3 that bike &amp; it was mine" in team
    assert "An advocate sent this for the child" in team
    assert "He cried while he told me." in team
    assert "We wrote it together" in team
    page = child.opens(code)
    assert "They took my bike. I &lt;3 that bike &amp; it was mine" in page
    assert "He cried" not in page
    assert "Nia" in page
    assert "He cried" not in child.client.get("/answer/download").text


def test_the_code_is_shown_until_it_was_handed_over_and_never_again(nia: FlaskClient) -> None:
    _ref, code = sends(nia)
    grouped = " ".join(code[at : at + 4] for at in range(0, 16, 4))
    assert grouped in nia.get("/advocate/card").text
    assert "still waiting to be handed over" in nia.get("/advocate/send").text
    assert post(nia, "/advocate/card").location == "/advocate/"
    assert nia.get("/advocate/card").location == "/advocate/"


def test_the_code_of_the_child_before_is_still_there_when_it_was_not_handed_over(nia: FlaskClient) -> None:
    ref, code = sends(nia)
    later, _other = sends(nia)
    assert later in nia.get("/advocate/card").text
    assert post(nia, "/advocate/card").location == "/advocate/card"
    page = nia.get("/advocate/card").text
    assert ref in page
    assert " ".join(code[at : at + 4] for at in range(0, 16, 4)) in page
    assert post(nia, "/advocate/card").location == "/advocate/"


def test_the_same_page_sent_twice_is_one_case_with_one_code(nia: FlaskClient) -> None:
    once = _once(nia)
    assert sends(nia, once=once) == sends(nia, once=once)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        pytest.param({"words": ""}, "Fill this in.", id="no words of the child"),
        pytest.param({"how": " "}, "Fill this in.", id="no word of the agreement"),
        pytest.param({"agreed": ""}, "Choose first.", id="agreement not said"),
        pytest.param({"agreed": "refused"}, "Choose from the list.", id="a child who refused"),
        pytest.param({"pen": "x"}, "Choose from the list.", id="a pen that is none"),
        pytest.param({"words": "x" * 20_001}, "This is too long.", id="too long"),
        pytest.param({"csrf_token": "x"}, "You were signed out while this page was open.", id="another page"),
    ],
)
def test_what_cannot_be_taken_keeps_every_word(nia: FlaskClient, wrong: dict[str, str], why: str) -> None:
    once = _once(nia)
    refused = post(nia, "/advocate/send", **SAID | {"once": once} | wrong)
    assert (refused.status_code, why in refused.text) == (422, True), refused.text[:300]
    assert "He cried while he told me." in refused.text
    assert f'value="{once}"' in refused.text
    assert "Error: " in refused.text


def test_the_list_says_for_whom_each_case_waits_and_until_when(
    app: Flask, nia: FlaskClient, child: Child, sign_in: SignIn, clock: Any
) -> None:
    assert "Nothing here yet." in nia.get("/advocate/").text
    child.sends(kind="complaint", words="Somebody else's.")
    ref, _code = sends(nia)
    page = nia.get("/advocate/").text
    assert "Théo" in page
    assert "Waits for the trust" in page
    assert "Mon 7 Dec" in page
    assert page.count("/advocate/cases/") == 1
    amira, asks = sign_in("amira"), f"/team/cases/{ref}/steps/ask"
    assert post(amira, asks, words="Which bike was it?").status_code == 303
    assert "Waits for the child" in nia.get("/advocate/").text
    worker_works(app, clock)
    assert nia.get(f"/advocate/?q={ref.lower()}").location == f"/advocate/cases/{ref}"
    assert ref in nia.get("/advocate/?q=bike").text
    assert ref in nia.get("/advocate/?q=th%C3%A9o").text
    assert "No case here holds these words." in nia.get("/advocate/?q=scooter").text
    assert "Nothing here yet." in nia.get("/advocate/?view=over").text


def test_a_child_lets_an_advocate_in_by_code_and_out_again(nia: FlaskClient, child: Child) -> None:
    code = child.sends(kind="complaint", words="Nobody rang.")
    done = joins(nia, code)
    assert done.status_code == 303
    assert "Nobody rang." in nia.get(done.location).text
    page = child.opens(code)
    assert "Stop them from seeing this" in page
    who = re.search(r'name="advocate" value="([^"]+)"', page)
    assert who
    assert child.presses("/answer/advocate/end", advocate=who[1]).status_code == 303
    assert "Stop them from seeing this" not in child.client.get("/answer").text
    assert nia.get(done.location).status_code == 404
    assert post(nia, done.location + "/write", page="/advocate/", words="x").status_code == 404
    assert "Nothing here yet." in nia.get("/advocate/").text


def test_a_wrong_code_counts_as_anybodys_and_the_rest_stays(app: Flask, nia: FlaskClient, child: Child) -> None:
    code = child.sends(kind="complaint", words="x")
    short = joins(nia, code[:15])
    assert "This is not a whole code." in short.text
    assert "She gave me the code." in short.text
    assert joins(nia, code, agreed="").status_code == 422
    wrong = joins(nia, receipts.make((int(code[:15]) + 1) % receipts.SPACE))
    assert (wrong.status_code, "We cannot find that code." in wrong.text) == (422, True)
    portal: Portal = app.extensions["portal"]
    with portal.database.writing() as session:
        for _ in range(100):
            returning.count_wrong_code(session, now=portal.clock())
    assert "Many people are trying codes." in joins(nia, code).text


def test_what_an_advocate_writes_is_marked_for_the_child_and_the_team(nia: FlaskClient, child: Child, sign_in: SignIn) -> None:
    ref, code = sends(nia)
    path = f"/advocate/cases/{ref}"
    assert "Write something first." in post(nia, path + "/write", page=path, words=" ").text
    assert post(nia, path + "/write", page=path, words="She asks when.").status_code == 303
    assert "Nia, for the child" in nia.get(path).text
    page = child.opens(code)
    assert re.search(r"<bdi>Nia</bdi>, for you", page)
    assert "Nia wrote for the child" in sign_in("amira").get(f"/team/cases/{ref}").text


def test_the_advocate_sees_what_the_child_sees_and_no_work_of_the_team(nia: FlaskClient, sign_in: SignIn) -> None:
    ref, _code = sends(nia)
    amira, case = sign_in("amira"), f"/team/cases/{ref}"
    post(amira, case + "/note", page=case, words="The manager is on leave.")
    post(amira, case + "/reply", page=case, words="We are looking for the bike.", act="send")
    page = nia.get(f"/advocate/cases/{ref}").text
    assert "We are looking for the bike." in page
    assert "on leave" not in page
    assert nia.get(case).status_code == 403
    assert nia.get("/team").status_code in (303, 403)


def test_letters_go_both_ways_and_nothing_else(nia: FlaskClient, sign_in: SignIn) -> None:
    ref, _code = sends(nia)
    path = f"/advocate/cases/{ref}"
    document = re.search(r'name="document" value="([^"]+)"', nia.get(path).text)
    assert document
    send = {"document": document[1], "title": "A photo of the bike"}
    refused = post(nia, path + "/documents", page=path, **send)
    assert refused.status_code == 422
    done = post(nia, path + "/documents", page=path, **send | {"file": (io.BytesIO(picture("PNG")), "bike.png")})
    assert done.status_code == 303, done.text[:400]
    page = nia.get(path).text
    assert "A photo of the bike" in page
    file = nia.get(f"{path}/documents/{document[1]}")
    assert (file.status_code, "sandbox" in file.headers["Content-Security-Policy"]) == (200, True)
    assert file.headers["Content-Disposition"].startswith("attachment")
    amira = sign_in("amira")
    assert "A photo of the bike" in amira.get(f"/team/cases/{ref}/documents").text
    assert nia.get(f"{path}/documents/00000000-0000-0000-0000-000000000000").status_code == 404


def test_answers_are_handed_in_once_and_nobody_asks_again(nia: FlaskClient, child: Child, closes: Any, sign_in: SignIn) -> None:
    ref, code = sends(nia)
    path = f"/advocate/cases/{ref}/questions"
    assert "The questions open when the case is closed." in nia.get(path).text
    closes(code)
    assert "Hand in what the child answers" in nia.get(f"/advocate/cases/{ref}").text
    assert "Choose or write one thing first." in post(nia, path).text
    assert post(nia, path, M5="yes", again="yes", own="It was fine", share="yes").status_code == 303
    assert "The child’s answers are here already." in nia.get(path).text
    assert "You answered our questions." in child.opens(code)
    amira = sign_in("amira")
    assert "Answered our questions: through their advocate" in amira.get(f"/team/cases/{ref}").text
    assert ref in amira.get("/team/follow-ups?list=answered").text


def test_an_advocate_can_end_it_too(nia: FlaskClient) -> None:
    ref, _code = sends(nia)
    path = f"/advocate/cases/{ref}"
    assert post(nia, path + "/end", page=path).location == "/advocate/"
    assert nia.get(path).status_code == 404


def test_the_team_lets_an_advocate_in_and_out(app: Flask, nia: FlaskClient, child: Child, sign_in: SignIn, made: Any) -> None:
    child.sends(kind="complaint", words="Nobody rang.")
    amira = sign_in("amira")
    ref = reference(amira)
    path = f"/team/cases/{ref}/steps/advocate-in"
    who = {"person": str(made["nia"].id), "agreed": "not_able"}
    assert "Fill this in." in post(amira, path, **who).text
    assert post(amira, path, **who, how="He is five; his carer and the reviewing officer agreed.").status_code == 303
    assert nia.get(f"/advocate/cases/{ref}").status_code == 200
    assert "was let in by the Voice Team" in amira.get(f"/team/cases/{ref}").text
    out = f"/team/cases/{ref}/steps/advocate-out"
    assert post(amira, out, person=str(made["nia"].id)).status_code == 303
    assert nia.get(f"/advocate/cases/{ref}").status_code == 404


def test_a_calendar_by_a_secret_address_that_can_be_changed(app: Flask, nia: FlaskClient) -> None:
    ref, _code = sends(nia)
    page = post(nia, "/advocate/calendar").text
    link = re.search(r"http\S+?\.ics", page)
    assert link
    stranger = app.test_client()
    feed = stranger.get(link[0])
    assert (feed.status_code, feed.mimetype) == (200, "text/calendar")
    assert ref in feed.text
    assert "Théo" not in feed.text
    assert "An address was made on" in nia.get("/advocate/calendar").text
    post(nia, "/advocate/calendar")
    assert stranger.get(link[0]).status_code == 404


def test_reports_on_the_page_as_a_spreadsheet_and_for_the_team(nia: FlaskClient, sign_in: SignIn) -> None:
    sends(nia)
    page = nia.get("/advocate/report").text
    assert re.search(r"Children’s cases</th><td class=\"number\">1</td><td class=\"number\">1</td>", page)
    sheet = nia.get("/advocate/report?as=csv")
    assert sheet.data.startswith("\ufeffWhat,My own".encode())
    assert "Write each day as" in nia.get("/advocate/report?first=x").text
    team = sign_in("amira").get("/team/advocacy").text
    assert "The Children" in team
    assert "Black Country Advocacy Service" in team


def test_an_advocate_is_invited_with_an_organisation_and_never_becomes_staff(sign_in: SignIn, made: Any) -> None:
    root = sign_in("root")
    asked = {"email": "otis@example.org", "name": "Otis", "role": "advocate"}
    assert "Choose the organisation" in post(root, "/team/people", **asked).text
    assert post(root, "/team/people", **asked, organisation="Black Country Advocacy Service").status_code == 200
    nia = f"/team/people/{made['nia'].id}"
    assert "An advocate does not work for the trust." in post(root, nia + "/role", page=nia, role="voice").text
    amira = f"/team/people/{made['amira'].id}"
    assert "An advocate does not work for the trust." in post(root, amira + "/role", page=amira, role="advocate").text


def test_words_typed_through_the_end_of_a_session_are_there_after_signing_in_again(
    app: Flask, nia: FlaskClient, sign_in: SignIn, clock: Any
) -> None:
    fields = (
        SAID | {"once": _once(nia)} | dict(re.findall(r'name="(csrf_token)" value="([^"]*)"', nia.get("/advocate/send").text))
    )
    clock.move(hours=2)
    assert nia.post("/advocate/send", data=fields).status_code == 303
    again = sign_in("nia", nia)
    page = again.get("/advocate/send").text
    assert "You were signed out while you wrote." in page
    assert "He cried while he told me." in page


def test_erasing_a_case_takes_the_advocate_with_it(app: Flask, nia: FlaskClient, made: Any) -> None:
    sends(nia)
    with app.extensions["portal"].database.writing() as session:
        session.execute(cases.delete())
        assert advocacies.cases_of(session, made["nia"].id) == []
    assert "Nothing here yet." in nia.get("/advocate/").text
