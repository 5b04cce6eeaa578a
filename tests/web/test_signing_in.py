"""Signing in with two factors, sessions that end, and easy passwords refused."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.app import create_app
from portal.config import load
from portal.services import demonstrating, people
from portal.store.tables import metadata
from portal.web import wiring
from tests.pages import CheckedClient
from tests.web.journey import Child
from tests.web.staff import PASSWORD, post, reference, token

SignIn = Callable[..., FlaskClient]


@pytest.mark.parametrize(("email", "password"), [("amira@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("", "")])
def test_a_wrong_pair_gets_the_same_words_whoever_it_names(client: FlaskClient, made: Any, email: str, password: str) -> None:
    response = post(client, "/team/sign-in", email=email, password=password)
    assert response.status_code == 422
    assert "We could not sign you in." in response.text


def test_a_password_alone_opens_nothing(app: Flask, made: Any) -> None:
    client = app.test_client()
    post(client, "/team/sign-in", email="amira@example.org", password=PASSWORD)
    assert client.get("/team").location.endswith("/team/sign-in")
    half = client.get_cookie("half")
    assert half
    client.set_cookie("team", half.value)
    assert client.get("/team").location.endswith("/team/sign-in")


def test_a_second_factor_works_once(app: Flask, made: Any, clock: Any) -> None:
    code = pyotp.TOTP(made["amira"].totp_secret).at(clock.now)
    for expected in (303, 422):
        client = app.test_client()
        post(client, "/team/sign-in", email="amira@example.org", password=PASSWORD)
        assert post(client, "/team/code", code=code).status_code == expected


def test_guessing_the_second_factor_is_slowed_down_and_never_for_ever(app: Flask, made: Any, clock: Any) -> None:
    client = app.test_client()
    post(client, "/team/sign-in", email="amira@example.org", password=PASSWORD)
    for _ in range(6):
        assert post(client, "/team/code", code="000000").status_code == 422
    right = pyotp.TOTP(made["amira"].totp_secret)
    assert post(client, "/team/code", code=right.at(clock.now)).status_code == 422
    for _ in range(5):
        clock.move(minutes=1)
        post(client, "/team/code", code="000000")
    clock.move(minutes=16)
    post(client, "/team/sign-in", email="amira@example.org", password=PASSWORD)
    assert post(client, "/team/code", code=right.at(clock.now)).status_code == 303


def test_signing_out_ends_the_session_on_the_server(app: Flask, sign_in: SignIn) -> None:
    amira = sign_in("amira")
    cookie = amira.get_cookie("team")
    assert cookie
    post(amira, "/team/sign-out", page="/team/account")
    thief = app.test_client()
    thief.set_cookie("team", cookie.value)
    assert thief.get("/team").location.endswith("/team/sign-in")


def test_somebody_who_left_is_out_at_once(app: Flask, sign_in: SignIn) -> None:
    amira = sign_in("amira")
    with app.test_request_context("/"), wiring.transaction() as session:
        people.disable(session, "amira@example.org", now=wiring.now())
    assert amira.get("/team").location.endswith("/team/sign-in")


@pytest.mark.parametrize(("idle", "inside"), [(29, True), (31, False)])
def test_a_session_sleeps_after_half_an_hour(sign_in: SignIn, clock: Any, idle: int, inside: bool) -> None:
    amira = sign_in("amira")
    clock.move(minutes=idle)
    assert (amira.get("/team").status_code == 200) is inside


def test_a_session_ends_after_twelve_hours_of_work(sign_in: SignIn, clock: Any) -> None:
    amira = sign_in("amira")
    for _ in range(29):
        clock.move(minutes=25)
        last = amira.get("/team").status_code
    assert last == 303


def test_a_form_from_another_session_is_not_taken(child: Child, sign_in: SignIn) -> None:
    child.sends(kind="complaint", words="x")
    amira, ben = sign_in("amira"), sign_in("ben")
    ref = reference(amira)
    assert amira.post(f"/team/cases/{ref}/note", data=token(ben, f"/team/cases/{ref}") | {"words": "x"}).status_code == 422


def test_the_demonstrations_buttons_are_not_there_in_real_life(client: FlaskClient, made: Any) -> None:
    assert "Sign in as" not in client.get("/team/sign-in").text
    assert post(client, "/team/demo", page="/team/sign-in", email="amira@example.org").status_code == 403


@pytest.mark.parametrize(
    "password", ["short", "123456789012", "aaaaaaaaaaaaaaaa", "sandwell1234", "Your Voice 12345", "x" * 1001]
)
def test_easy_passwords_are_refused(app: Flask, password: str) -> None:
    with app.test_request_context("/"), wiring.transaction() as session, pytest.raises(people.WeakPassword):
        people.add(session, email="x@example.org", name="X", role="voice", password=password, now=wiring.now())


def test_one_address_is_one_person(app: Flask, made: Any) -> None:
    with app.test_request_context("/"), wiring.transaction() as session, pytest.raises(people.Known):
        people.add(session, email=" AMIRA@example.org ", name="X", role="voice", password=PASSWORD, now=wiring.now())


def test_many_wrong_passwords_from_one_network_have_to_wait(app: Flask, made: Any) -> None:
    client = app.test_client()
    tries = [post(client, "/team/sign-in", email="amira@example.org", password="wrong").status_code for _ in range(6)]
    assert tries == [422] * 5 + [429]
    kept_out = post(client, "/team/sign-in", email="amira@example.org", password=PASSWORD)
    assert "Nobody is locked out." in kept_out.text
    assert post(client, "/team/sign-in", email="ben@example.org", password=PASSWORD).status_code == 303


def test_an_outsider_cannot_lock_somebody_out(app: Flask, made: Any) -> None:
    attacker, amira = app.test_client(), app.test_client()
    amira.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    for _ in range(40):
        post(attacker, "/team/sign-in", email="amira@example.org", password="wrong")
    assert post(amira, "/team/sign-in", email="amira@example.org", password=PASSWORD).status_code == 303


def test_the_second_page_is_for_those_who_gave_a_password(client: FlaskClient, made: Any, clock: Any) -> None:
    assert client.get("/team/code").location.endswith("/team/sign-in")
    post(client, "/team/sign-in", email="amira@example.org", password=PASSWORD)
    assert client.get("/team/code").status_code == 200
    clock.move(minutes=11)
    assert client.get("/team/code").location.endswith("/team/sign-in")


def test_a_page_left_open_overnight_says_so_and_keeps_the_address(client: FlaskClient, made: Any, clock: Any) -> None:
    values = token(client, "/team/sign-in") | {"email": "amira@example.org", "password": PASSWORD}
    clock.move(hours=13)
    late = client.post("/team/sign-in", data=values)
    assert late.status_code == 422
    assert "could not sign you in" not in late.text
    assert 'value="amira@example.org"' in late.text
    assert PASSWORD not in late.text


@pytest.mark.parametrize("email", ["\x00", "amira@example.org.\x00", "x" * 10_000, "\U0001f600@\u202e"])
def test_strange_addresses_are_only_wrong(client: FlaskClient, made: Any, email: str) -> None:
    assert post(client, "/team/sign-in", email=email, password=PASSWORD).status_code == 422


@pytest.mark.parametrize("code", ["", "\x00", "abcdef", "1" * 5000, "\u0661\u0662\u0663\u0664\u0665\u0666"])
def test_strange_codes_are_only_wrong(client: FlaskClient, made: Any, code: str) -> None:
    post(client, "/team/sign-in", email="amira@example.org", password=PASSWORD)
    assert post(client, "/team/code", code=code).status_code == 422


def test_a_code_typed_in_two_groups_is_taken(client: FlaskClient, made: Any, clock: Any) -> None:
    post(client, "/team/sign-in", email="  AMIRA@example.org ", password=PASSWORD)
    code = pyotp.TOTP(made["amira"].totp_secret).at(clock.now)
    assert post(client, "/team/code", code=f"{code[:3]} {code[3:]}").status_code == 303


def test_signing_in_again_ends_the_session_before(app: Flask, sign_in: SignIn, clock: Any) -> None:
    amira = sign_in("amira")
    before = amira.get_cookie("team")
    assert before
    clock.move(minutes=1)
    sign_in("amira", amira)
    thief = app.test_client()
    thief.set_cookie("team", before.value)
    assert thief.get("/team").location.endswith("/team/sign-in")


def test_cookies_of_the_team_are_closed_to_scripts_and_other_sites(app: Flask, sign_in: SignIn) -> None:
    cookie = sign_in("amira").get_cookie("team")
    assert cookie
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")
    assert len(cookie.value) >= 43


def test_one_of_several_sessions_can_be_ended_and_nobody_elses(app: Flask, sign_in: SignIn, clock: Any) -> None:
    amira = sign_in("amira")
    clock.move(minutes=1)
    phone = sign_in("amira")
    ben = sign_in("ben")
    page = amira.get("/team/account").text
    found = re.findall(r'name="session" value="([^"]+)"', page)
    assert len(found) == 1
    post(ben, "/team/account/end", page="/team/account", session=found[0])
    assert phone.get("/team").status_code == 200
    post(amira, "/team/account/end", page="/team/account", session=found[0])
    assert phone.get("/team").location.endswith("/team/sign-in")
    assert amira.get("/team").status_code == 200


def test_signing_out_clears_the_browser_but_not_its_cache(sign_in: SignIn) -> None:
    left = post(sign_in("amira"), "/team/sign-out", page="/team/account")
    assert left.headers["Clear-Site-Data"] == '"cookies", "storage"'


def test_a_page_of_the_team_that_is_not_there_leads_back_to_the_queue(sign_in: SignIn) -> None:
    amira = sign_in("amira")
    page = amira.get("/team/cases/YV-00000-0")
    assert page.status_code == 404
    assert 'href="/team"' in page.text
    assert "Sign out" in page.text


def test_one_press_signs_in_to_a_demonstration_on_this_machine_only(tmp_path: Path, clock: Any) -> None:
    app = create_app(load({"PORTAL_INSTANCE": str(tmp_path / "demo"), "PORTAL_DEMO": "1"}), clock=clock)
    app.test_client_class = CheckedClient
    database = app.extensions["portal"].database
    metadata.create_all(database.engine)
    demonstrating.staff(database, now=clock.now)
    client = app.test_client()
    assert "Sign in as Robin Hale" in client.get("/team/sign-in").text
    values = token(client, "/team/sign-in") | {"email": "robin@demonstration.example"}
    elsewhere = {"base_url": "http://portal.example.org", "headers": {"Origin": "http://portal.example.org"}}
    assert "Sign in as" not in client.get("/team/sign-in", base_url="http://portal.example.org").text
    assert client.post("/team/demo", data=values, **elsewhere).status_code == 403
    assert client.post("/team/demo", data=values).location.endswith("/team")
    assert client.get("/team").status_code == 200
    database.close()


def test_the_demonstration_says_what_everybody_is(app: Flask, made: Any) -> None:
    portal = app.extensions["portal"]
    portal.settings = replace(portal.settings, demo=True)
    page = app.test_client().get("/team/sign-in").text
    for name, role in (
        ("Cora", "Complaints manager"),
        ("Hana", "Handler"),
        ("Dee", "Director"),
        ("Pat", "Data protection officer"),
    ):
        assert re.search(rf"Sign in as {name}, {role}", page), name
