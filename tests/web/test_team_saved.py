"""Saved replies on the team's pages: kept by all of the team, picked on a case without script, never sent alone."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.journey import Child
from tests.web.staff import act, reference

SignIn = Callable[..., FlaskClient]
PAGE = "/team/replies"
WORDS = "Thank you for <telling> us. We will look into it."


def keep(client: FlaskClient, page: str = PAGE, **said: str) -> Any:
    hidden = dict(re.findall(r'name="(csrf_token|reply)" value="([^"]*)"', client.get(page).text))
    return client.post(PAGE, data=hidden | {"title": "Thanks", "audience": "child", "words": WORDS} | said)


def ids(client: FlaskClient) -> list[str]:
    return re.findall(r"\?change=([0-9a-f-]{36})", client.get(PAGE).text)


def test_replies_are_kept_changed_and_removed_by_the_team(sign_in: SignIn) -> None:
    amira, ben = sign_in("amira"), sign_in("ben")
    assert "No saved replies yet." in amira.get(PAGE).text
    assert keep(amira).status_code == 303
    assert WORDS in html.unescape(ben.get(PAGE).text)
    (reply,) = ids(ben)
    changing = html.unescape(ben.get(f"{PAGE}?change={reply}").text)
    assert "Change a reply" in changing
    assert f"\n{WORDS}</textarea>" in changing
    assert keep(ben, f"{PAGE}?change={reply}", title="Many thanks").status_code == 303
    assert ids(amira) == [reply]
    assert "Many thanks" in amira.get(PAGE).text
    token = re.findall(r'name="(csrf_token)" value="([^"]*)"', amira.get(PAGE).text)
    assert amira.post(f"{PAGE}/{reply}/forget", data={"csrf_token": "x"}).status_code == 400
    assert ids(amira) == [reply]
    assert amira.post(f"{PAGE}/{reply}/forget", data=dict(token)).status_code == 303
    assert ids(amira) == []


@pytest.mark.parametrize(
    "said, sentence",
    [
        ({"title": " "}, "Give it a title."),
        ({"title": "x" * 101}, "up to 100 letters"),
        ({"audience": "dog"}, "Choose whom it is for."),
        ({"words": ""}, "Write something first."),
        ({"reply": "x"}, "Something was wrong with this page."),
        ({"csrf_token": "x"}, "You were signed out"),
    ],
)
def test_what_cannot_be_kept_is_said_and_not_lost(sign_in: SignIn, said: dict[str, str], sentence: str) -> None:
    amira = sign_in("amira")
    refused = keep(amira, **said)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert said.get("words", WORDS) in html.unescape(refused.text)
    assert ids(amira) == []


def test_a_saved_reply_is_put_into_the_box_and_needs_a_sentence_of_ones_own(child: Child, sign_in: SignIn) -> None:
    code = child.sends(kind="complaint", words="x")
    amira = sign_in("amira")
    ref = reference(amira)
    assert "Begin with a saved reply" not in amira.get(f"/team/cases/{ref}").text
    keep(amira)
    (reply,) = ids(amira)
    page = html.unescape(amira.get(f"/team/cases/{ref}?saved={reply}").text)
    assert f"\n{WORDS}</textarea>" in page
    assert WORDS not in html.unescape(amira.get(f"/team/cases/{ref}?saved=nonsense").text)
    for pressed in ("preview", "send"):
        refused = act(amira, ref, "reply", words=WORDS, act=pressed)
        assert refused.status_code == 422
        assert "Write at least one sentence of your own" in refused.text
        assert WORDS in html.unescape(refused.text)
    assert "telling" not in child.opens(code)
    assert "As the child will see it" in act(amira, ref, "reply", words=f"{WORDS} I will ring your school.").text
    assert act(amira, ref, "reply", words=f"{WORDS} I will ring your school.", act="send").status_code == 303
    assert "I will ring your school." in child.opens(code)


def test_an_administrator_keeps_no_replies(sign_in: SignIn) -> None:
    root = sign_in("root")
    assert root.get(PAGE).status_code == 403
    assert PAGE not in root.get("/team/account").text
