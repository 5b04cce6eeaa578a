"""One's own secrets, and the people whom an administrator keeps: invited, moved, leaving with their cases handed on."""

import re
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.services import people
from tests.web.journey import Child
from tests.web.staff import PASSWORD, act, post, reference, token

SignIn = Callable[..., FlaskClient]
Made = dict[str, people.NewPerson]
NEW = "eleven yellow ladders"


def codes_on(page: str) -> list[str]:
    return re.findall(r"<li><bdi dir=\"ltr\">([0-9A-Z]{5}-[0-9A-Z]{5})</bdi>", page)


def half_in(app: Flask, email: str, password: str = PASSWORD) -> FlaskClient:
    """Past the password, before the second factor."""
    client = app.test_client()
    assert post(client, "/team/sign-in", email=email, password=password).status_code == 303
    return client


def test_a_recovery_code_is_good_once_in_place_of_the_app(app: Flask, sign_in: SignIn) -> None:
    amira = sign_in("amira")
    assert "You have 0 recovery codes left." in amira.get("/team/account").text
    wrong = post(amira, "/team/account/codes", password="not this one at all")
    assert (wrong.status_code, "This is not your password." in wrong.text) == (422, True)
    codes = codes_on(post(amira, "/team/account/codes", password=PASSWORD).text)
    assert len(set(codes)) == 10
    typed = codes[0].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert post(half_in(app, "amira@example.org"), "/team/code", code=typed).status_code == 303
    assert post(half_in(app, "amira@example.org"), "/team/code", code=codes[0]).status_code == 422
    assert "You have 9 recovery codes left." in amira.get("/team/account").text
    post(amira, "/team/account/codes", password=PASSWORD)
    assert post(half_in(app, "amira@example.org"), "/team/code", code=codes[1]).status_code == 422
    assert post(half_in(app, "ben@example.org"), "/team/code", code=codes[2]).status_code == 422


def test_a_new_password_ends_the_other_sessions(app: Flask, sign_in: SignIn, clock: Any) -> None:
    here, there = sign_in("amira"), sign_in("ben")
    clock.move(minutes=1)
    other = sign_in("amira")
    weak = post(here, "/team/account/password", password=PASSWORD, new="short")
    assert weak.status_code == 422
    assert post(here, "/team/account/password", password=PASSWORD, new=NEW).status_code == 303
    assert other.get("/team/account").location.endswith("/team/sign-in")
    assert [client.get("/team/account").status_code for client in (here, there)] == [200, 200]
    half_in(app, "amira@example.org", NEW)


def test_all_other_sessions_end_with_one_press(sign_in: SignIn, clock: Any) -> None:
    here = sign_in("amira")
    clock.move(minutes=1)
    other = sign_in("amira")
    assert "End all others" in here.get("/team/account").text
    post(here, "/team/account-others", page="/team/account")
    assert other.get("/team/account").status_code == 302 or other.get("/team/account").status_code == 303
    assert "End all others" not in here.get("/team/account").text


def test_another_app_counts_once_its_first_code_was_typed(app: Flask, sign_in: SignIn, made: Made, clock: Any) -> None:
    amira = sign_in("amira")
    page = post(amira, "/team/account/app", password=PASSWORD).text
    secret = re.search(r"<bdi dir=\"ltr\">([A-Z2-7]{32})</bdi>", page)
    kept = re.search(r'name="renewal" value="([^"]+)"', page)
    assert secret
    assert kept
    wrong = post(amira, "/team/account-app", page="/team/account", code="000000", renewal=kept[1])
    assert (wrong.status_code, "This is not the code of the app" in wrong.text) == (422, True)
    clock.move(seconds=60)
    assert (
        post(
            half_in(app, "amira@example.org"), "/team/code", code=pyotp.TOTP(made["amira"].totp_secret).at(clock.now)
        ).status_code
        == 303
    )
    code = pyotp.TOTP(secret[1]).at(clock.now)
    assert post(amira, "/team/account-app", page="/team/account", code=code, renewal=kept[1]).status_code == 303
    clock.move(seconds=60)
    old, new = (pyotp.TOTP(each).at(clock.now) for each in (made["amira"].totp_secret, secret[1]))
    assert post(half_in(app, "amira@example.org"), "/team/code", code=old).status_code == 422
    assert post(half_in(app, "amira@example.org"), "/team/code", code=new).status_code == 303
    again = post(amira, "/team/account-app", page="/team/account", code=new, renewal=kept[1])
    assert "Begin again." in again.text


def invited(root: FlaskClient, **said: str) -> str:
    page = post(root, "/team/people", **{"name": "Noor Khan", "email": "noor@example.org", "role": "voice"} | said).text
    link = re.search(r"<bdi dir=\"ltr\">https?://[^/]+(/team/welcome/[^<]+)</bdi>", page)
    assert link, page
    return link[1]


def test_somebody_new_chooses_their_own_secrets_by_a_link_that_works_once(app: Flask, sign_in: SignIn, clock: Any) -> None:
    link, noor = invited(sign_in("root")), app.test_client()
    page = noor.get(link).text
    secret = re.search(r"<bdi dir=\"ltr\">([A-Z2-7]{32})</bdi>", page)
    assert secret
    assert "Welcome, Noor Khan." in page
    right = pyotp.TOTP(secret[1]).at(clock.now)
    for new, code in (("short", right), (NEW, "000000")):
        assert post(noor, link, new=new, code=code).status_code == 422
    assert len(codes_on(post(noor, link, new=NEW, code=right).text)) == 10
    assert noor.get(link).status_code == 404
    clock.move(minutes=1)
    half = half_in(app, "noor@example.org", NEW)
    assert post(half, "/team/code", code=pyotp.TOTP(secret[1]).at(clock.now)).status_code == 303
    assert half.get("/team").status_code == 200


def test_a_link_ends_after_three_days_and_when_another_is_made(app: Flask, sign_in: SignIn, clock: Any) -> None:
    root, client = sign_in("root"), app.test_client()
    first = invited(root)
    person = re.search(r"/team/people/([0-9a-f-]{36})\">Noor Khan", root.get("/team/people").text)
    assert person
    post(root, f"/team/people/{person[1]}/invite", page=f"/team/people/{person[1]}")
    assert client.get(first).status_code == 404
    second = invited(root, email="other@example.org")
    clock.move(hours=73)
    assert client.get(second).status_code == 404


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"email": "nobody"}, "Write their e-mail address."),
        ({"name": "  "}, "Write their name, as children will read it."),
        ({"role": "king"}, "Choose a role."),
        ({"email": "AMIRA@example.org"}, "Somebody has this address already."),
    ],
)
def test_an_invitation_that_cannot_be_keeps_what_was_typed(sign_in: SignIn, said: dict[str, str], sentence: str) -> None:
    answer = post(sign_in("root"), "/team/people", **{"name": "Noor Khan", "email": "noor@example.org", "role": "voice"} | said)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert ("Noor Khan" in answer.text) is ("name" not in said)


def test_whoever_leaves_hands_their_cases_on(child: Child, sign_in: SignIn, made: Made) -> None:
    for words in ("x", "y"):
        child.sends(kind="complaint", words=words)
    amira, ben, cora, root = sign_in("amira"), sign_in("ben"), sign_in("cora"), sign_in("root")
    first, second = sorted(set(re.findall(r"/team/cases/(YV-[^\"]+)\"", amira.get("/team?view=open").text)))
    for ref in (first, second):
        act(amira, ref, "take")
    path = f"/team/cases/{first}/steps/shut-out"
    assert cora.post(path, data=token(cora, path) | {"person": str(made["ben"].id), "why": "x"}).status_code == 303
    mine = f"/team/people/{made['amira'].id}"
    assert "They have 2 open cases." in root.get(mine).text
    left = post(root, f"{mine}/leave", page=mine, to=str(made["ben"].id))
    assert "1 case was handed on, 1 went back to the queue." in left.text
    assert amira.get("/team").location.endswith("/team/sign-in")
    assert second in ben.get("/team?view=mine").text
    assert first in cora.get("/team?view=open&who=nobody").text
    assert "Amira" in cora.get(f"/team/cases/{second}").text
    post(root, f"{mine}/return", page=mine)
    assert "Amira" in cora.get(f"/team/cases/{second}").text


def test_nobody_shuts_themselves_out_and_an_administrator_stays(sign_in: SignIn, made: Made) -> None:
    root = sign_in("root")
    mine = f"/team/people/{made['root'].id}"
    for what, said in (("leave", {}), ("role", {"role": "voice", "manager": ""})):
        answer = post(root, f"{mine}/{what}", page=mine, **said)
        assert (answer.status_code, "You cannot do this to yourself." in answer.text) == (422, True)
    assert root.get("/team/people/nobody").status_code == 404


def test_another_role_ends_the_sessions_of_the_old_one(child: Child, sign_in: SignIn, made: Made, clock: Any) -> None:
    child.sends(kind="complaint", words="x")
    root, ben = sign_in("root"), sign_in("ben")
    ref = reference(ben)
    his = f"/team/people/{made['ben'].id}"
    assert post(root, f"{his}/role", page=his, role="handler", manager="dee@example.org").status_code == 303
    assert "Dee" in root.get("/team/people").text
    assert ben.get("/team").location.endswith("/team/sign-in")
    circle = post(root, f"/team/people/{made['dee'].id}/role", page=his, role="director", manager="ben@example.org")
    assert (circle.status_code, "cannot run in a circle" in circle.text) == (422, True)
    clock.move(minutes=1)
    again = sign_in("ben")
    assert again.get(f"/team/cases/{ref}").status_code == 404
