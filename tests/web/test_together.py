"""A worker hands a child their device: the bar, the question to the child alone, and who never sees what came of it."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.domain.entry_facts import Assisted
from portal.services import triage
from portal.store import cases
from tests.web.journey import Child
from tests.web.staff import post, reference, token

SignIn = Callable[..., FlaskClient]
PAGE = "/team/together"
SAID = {"kind": "complaint", "words": "She is always late.\nI wait & wait.", "about": ["conduct", "delay"], "safe": "yes"}


def hidden(page: str) -> dict[str, Any]:
    """The hidden values of a page's form, as its browser would send them."""
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page, re.S):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def handed_over(client: FlaskClient, **said: str) -> str:
    """The child's form on the worker's device."""
    begun = post(client, PAGE, **{"shown": "Robin <3", "child": "Sam", "language": "en"} | said)
    assert begun.status_code == 303, begun.text
    assert begun.location.startswith("/?lang=")
    return str(client.get(begun.location).text)


def asked_alone(client: FlaskClient, **said: Any) -> str:
    """The last question, after the form was sent on."""
    onward = client.post("/tell", data=hidden(handed_over(client)) | SAID | said)
    assert (onward.status_code, onward.location) == (303, "/alone")
    return str(client.get("/alone").text)


def sends(client: FlaskClient, *, answer: str = "", **said: Any) -> str:
    """All of it, and the code."""
    fields = hidden(asked_alone(client, **said))
    sent = client.post("/tell", data=fields | ({"read": answer} if answer else {}))
    assert (sent.status_code, sent.location) == (303, "/sent")
    return Child(client).code_on(client.get("/sent"))


def queue(client: FlaskClient) -> set[str]:
    return set(re.findall(r"/team/cases/(YV-[^\"#?]+)", client.get("/team?view=open").text))


@pytest.fixture
def sign_in(sign_in: SignIn, clock: Any) -> SignIn:
    """Signing in, a minute after the time before: a code of the app works once."""

    def later(*who: Any) -> FlaskClient:
        clock.move(minutes=1)
        return sign_in(*who)

    return later


@pytest.fixture
def amira(sign_in: SignIn) -> FlaskClient:
    return sign_in("amira")


def test_the_form_says_who_is_filling_it_in_with_whom_and_is_otherwise_the_childs_own(amira: FlaskClient) -> None:
    page = handed_over(amira)
    assert "Robin &lt;3 is filling this in with Sam" in page
    assert 'id="help"' in page
    assert 'href="/leave"' in page
    for name in ("kind", "words", "feeling", "safe", "contact_how"):
        assert f'name="{name}"' in page


def test_nothing_of_the_team_can_be_reached_from_the_device_while_the_child_has_it(amira: FlaskClient) -> None:
    before = amira.get_cookie("team")
    assert before is not None
    handed_over(amira)
    for path in ("/team", PAGE, "/team/account", "/team/entry"):
        assert amira.get(path).location == "/team/sign-in", path
    # Nor with the cookie that it had before: the session itself is over.
    amira.set_cookie("team", before.value)
    assert amira.get("/team").location == "/team/sign-in"


def test_the_last_question_is_on_a_page_of_its_own_with_nothing_chosen(amira: FlaskClient) -> None:
    page = asked_alone(amira)
    assert "May Robin &lt;3 read what you wrote?" in page
    assert "is filling this in with" not in page
    assert "<textarea" not in page
    assert "checked" not in page
    assert 'href="/leave"' in page


@pytest.mark.parametrize("answer", ["no", "", "perhaps"], ids=["no", "nothing chosen", "neither"])
def test_unless_the_child_says_yes_the_case_is_never_there_for_the_helper(
    amira: FlaskClient, sign_in: SignIn, child: Child, answer: str
) -> None:
    code = sends(amira, answer=answer)
    sign_in("amira", amira)
    ben = sign_in("ben")
    (ref,) = queue(ben)
    assert queue(amira) == set()
    assert amira.get(f"/team/cases/{ref}").status_code == 404
    assert amira.get("/team?q=late").text.count(ref) == 0
    case = ben.get(f"/team/cases/{ref}").text
    assert "Filled in with Amira" in case
    assert "The child does not want them to read it." in case
    assert html.escape(SAID["words"], quote=False) in case
    assert "She is always late." in child.opens(code)


def test_with_the_childs_yes_the_helper_reads_it_like_anybody(amira: FlaskClient, sign_in: SignIn) -> None:
    sends(amira, answer="yes")
    sign_in("amira", amira)
    page = amira.get(f"/team/cases/{reference(amira)}").text
    assert "The child lets them read it." in page
    assert "She is always late." in page


def test_everything_that_was_typed_goes_along_with_the_last_question(app: Flask, amira: FlaskClient, sign_in: SignIn) -> None:
    sends(amira, feeling="sad", contact_how="text", contact="07700 900143", contact_not="my uncle", who="named", name="Sam Lee")
    with app.extensions["portal"].database.reading() as session:
        row = cases.with_reference(session, reference(sign_in("ben")))
        assert row is not None
        state = triage.load(session, row).state
    said = state.received
    assert (said.words, said.about, said.safe) == (SAID["words"], ("conduct", "delay"), "yes")
    assert (said.feeling, said.name) == ("sad", "Sam Lee")
    assert (said.plan.how, said.plan.contact, said.plan.never) == ("text", "07700 900143", "my uncle")
    assert [event.by for event in state.events if isinstance(event.fact, Assisted)] == [None]


def test_sent_twice_is_one_case_with_one_code_and_a_no_holds(amira: FlaskClient, sign_in: SignIn) -> None:
    fields = hidden(asked_alone(amira))
    codes = []
    for answer in ("yes", "no", "yes"):
        amira.post("/tell", data=fields | {"read": answer})
        codes.append(Child(amira).code_on(amira.get("/sent")))
    assert len(set(codes)) == 1
    sign_in("amira", amira)
    assert queue(amira) == set()
    assert len(queue(sign_in("ben"))) == 1


def test_the_alarm_of_a_child_who_is_not_safe_goes_to_others_and_not_to_the_helper(amira: FlaskClient, sign_in: SignIn) -> None:
    sends(amira, safe="no")
    sign_in("amira", amira)
    assert "Nobody has said that they have" not in amira.get("/team").text
    assert "Nobody has said that they have" in sign_in("ben").get("/team").text


def test_nothing_of_it_is_left_on_the_device(amira: FlaskClient) -> None:
    sends(amira)
    assert amira.get("/alone").location == "/"
    page = amira.get("/").text
    assert "She is always late." not in page
    assert "is filling this in with" not in page
    sent = amira.get("/sent").text
    assert "give this one back" in sent
    assert "/sent/picture" not in sent
    amira.post("/sent/saved", data={"csrf_token": hidden(sent)["csrf_token"]})
    assert amira.get("/sent").location == "/answer"


def test_whoever_signs_in_again_finds_no_words_and_no_code(amira: FlaskClient, sign_in: SignIn) -> None:
    asked_alone(amira)
    sign_in("amira", amira)
    assert "She is always late." not in amira.get("/").text
    assert amira.get("/alone").location == "/"
    sends(amira)
    sign_in("amira", amira)
    assert amira.get("/sent").location == "/answer"


def test_a_lent_device_shows_the_code_again_for_a_few_minutes_only(amira: FlaskClient, clock: Any) -> None:
    sends(amira)
    clock.move(minutes=9)
    assert amira.get("/sent").status_code == 200
    clock.move(minutes=2)
    assert amira.get("/sent").location == "/answer"


def test_leave_ends_it_too(amira: FlaskClient) -> None:
    handed_over(amira)
    amira.get("/leave")
    assert "is filling this in with" not in amira.get("/").text


def test_the_scripts_way_leads_to_the_same_question(amira: FlaskClient) -> None:
    fields = hidden(handed_over(amira)) | SAID
    assert amira.post("/tell", data=fields, headers={"Accept": "application/json"}).json == {"to": "/alone"}
    last = hidden(amira.get("/alone").text)
    assert amira.post("/tell", data=last, headers={"Accept": "application/json"}).json == {"to": "/sent"}


def test_a_change_of_language_and_a_refusal_keep_the_bar_and_the_words(amira: FlaskClient) -> None:
    fields = hidden(handed_over(amira)) | SAID
    moved = amira.post("/language", data=fields | {"lang": "pl"})
    page = amira.get(moved.location).text
    assert "She is always late." in page
    assert "Robin &lt;3 wypełnia to razem z Sam" in page
    refused = amira.post("/tell", data=fields | {"words": "x" * 20_001})
    page = amira.get(refused.location).text
    assert 'name="together"' in page


def test_a_form_whose_note_opens_no_more_is_not_sent_and_keeps_its_words(amira: FlaskClient, sign_in: SignIn) -> None:
    # Sent without the note, the words would be there for the very person the child wrote beside.
    fields = hidden(handed_over(amira)) | SAID | {"together": "broken"}
    refused = amira.post("/tell", data=fields, headers={"Accept": "application/json"})
    assert refused.status_code == 422
    assert "Your words are still here." in refused.json["error"]
    assert queue(sign_in("ben")) == set()


def test_the_note_is_that_of_the_form_and_not_of_the_last_browser_tab(amira: FlaskClient, sign_in: SignIn) -> None:
    fields = hidden(handed_over(amira)) | SAID
    ben = sign_in("ben", amira)
    handed_over(ben)
    amira.post("/tell", data=fields)
    amira.post("/tell", data=hidden(amira.get("/alone").text))
    assert len(queue(sign_in("ben"))) == 1
    assert queue(sign_in("amira")) == set()


def test_other_children_get_the_ordinary_form(client: FlaskClient, amira: FlaskClient) -> None:
    handed_over(amira)
    page = client.get("/").text
    assert "together" not in page


@pytest.mark.parametrize("missing", ["shown", "child", "language"])
def test_what_lacks_is_said_and_nobody_is_signed_out(amira: FlaskClient, missing: str) -> None:
    said = {"shown": "Robin", "child": "Sam", "language": "en"} | {missing: ""}
    answer = amira.post(PAGE, data=token(amira, PAGE) | said)
    assert answer.status_code == 422
    assert amira.get("/team").status_code == 200
