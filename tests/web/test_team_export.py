"""The copy of somebody's data over HTTP: asked for, decided, blacked out, the password again, a file."""

import html
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.journey import Child
from tests.web.staff import PASSWORD, post, reference, token

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def told(child: Child, sign_in: SignIn) -> tuple[FlaskClient, str]:
    child.sends(kind="complaint", words="Sam <b>broke</b> my bike.\nNobody listened.", age="12_15")
    amira = sign_in("amira")
    return amira, reference(amira)


def step(client: FlaskClient, ref: str, key: str, **said: Any) -> Any:
    path = f"/team/cases/{ref}/steps/{key}"
    return client.post(path, data=token(client, path) | said)


def asked(client: FlaskClient, ref: str, who: str) -> None:
    said = {"requester": who, "name": "Zed Z", "on": "2026-11-20", "authority": "School known.", "months": "1"}
    assert step(client, ref, "copy-asked", **said).status_code == 303


def copy(client: FlaskClient, ref: str, who: str = "child", **more: str) -> Any:
    said = {"requester": who, "notes": "in", "file": "html", "password": PASSWORD} | more
    return post(client, f"/team/cases/{ref}/copy", **said)


def test_a_copy_for_the_child_as_a_page_and_as_data(told: tuple[FlaskClient, str]) -> None:
    amira, ref = told
    assert "Nobody asked for a copy yet." in amira.get(f"/team/cases/{ref}/copy").text
    asked(amira, ref, "child")
    assert "due on 20 December 2026" in amira.get(f"/team/cases/{ref}/copy").text
    assert "Copy of their data" in amira.get(f"/team/cases/{ref}").text
    page = copy(amira, ref, names="Sam")
    assert page.status_code == 200
    assert page.headers["Content-Disposition"] == f'attachment; filename="copy-{ref}.html"'
    assert page.headers["Cache-Control"] == "no-store"
    assert "sandbox" in page.headers["Content-Security-Policy"]
    assert "▇▇▇ [third party] &lt;b&gt;broke&lt;/b&gt; my bike.<br>Nobody listened." in page.text
    assert "Zed Z" in page.text
    data = copy(amira, ref, names="Sam", file="json")
    assert data.headers["Content-Disposition"].endswith('.json"')
    assert json.loads(data.text)["redactions"] == 1
    seen = html.unescape(amira.get(f"/team/cases/{ref}").text)
    assert seen.count("Made a copy for Zed Z") == 2
    assert "Copy of their data:" not in seen


WRONG = [
    ({"password": "not this"}, "This is not your password."),
    ({"requester": "staff"}, "Choose first."),
    ({"notes": "maybe"}, "Choose first."),
    ({"file": "zip"}, "Choose first."),
    ({"names": "Samm"}, "Not in the copy: “Samm”."),
    ({"notes": "out"}, "Say why the notes are left out."),
    ({"names": "x" * 20_001}, "This is too long."),
    ({"csrf_token": "x"}, "You were signed out"),
]


@pytest.mark.parametrize(("more", "why"), WRONG, ids=[row[1] for row in WRONG])
def test_nothing_is_made_when_something_is_wrong_and_nothing_typed_is_lost(
    told: tuple[FlaskClient, str], more: dict[str, str], why: str
) -> None:
    amira, ref = told
    asked(amira, ref, "child")
    refused = copy(amira, ref, **{"passages": "Nobody listened", "why": "", **more})
    assert (refused.status_code, why in refused.text, "Nobody listened" in refused.text) == (422, True, True)
    assert "Made a copy" not in amira.get(f"/team/cases/{ref}").text


def test_a_parent_of_a_child_of_fourteen_is_blocked_until_the_child_was_heard(told: tuple[FlaskClient, str]) -> None:
    amira, ref = told
    assert "copy-view" not in amira.get(f"/team/cases/{ref}").text
    asked(amira, ref, "parent")
    assert "Decide first whether the child understands" in copy(amira, ref, "parent").text
    assert step(amira, ref, "copy-view", understands="yes", agrees="not_asked", why="She is clear.").status_code == 303
    assert "Ask the child first" in copy(amira, ref, "parent").text
    assert step(amira, ref, "copy-view", understands="yes", agrees="no", why="She said no.").status_code == 303
    assert "did not agree" in copy(amira, ref, "parent").text
    assert step(amira, ref, "copy-refused", requester="parent", why="Your child said no.").status_code == 303
    assert "Gave no copy to: A parent" in amira.get(f"/team/cases/{ref}").text


def test_for_staff_their_names_are_needed(told: tuple[FlaskClient, str]) -> None:
    amira, ref = told
    asked(amira, ref, "staff")
    assert "Write how they are named." in copy(amira, ref, "staff").text
    assert copy(amira, ref, "staff", own_names="Sam").status_code == 200


def test_too_many_wrong_passwords_have_to_wait(told: tuple[FlaskClient, str]) -> None:
    amira, ref = told
    asked(amira, ref, "child")
    answers = [copy(amira, ref, password="no").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_an_administrator_makes_no_copies(told: tuple[FlaskClient, str], sign_in: SignIn) -> None:
    _amira, ref = told
    assert sign_in("root").get(f"/team/cases/{ref}/copy").status_code == 403
    assert sign_in("dina").get("/team/cases/YV-AAAAA-2/copy").status_code == 404
