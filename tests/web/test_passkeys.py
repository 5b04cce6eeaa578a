"""Passkeys over HTTP: the whole way by a device in software, and what is said when something is missing."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.services.device import Device
from tests.web.staff import PASSWORD, post

SignIn = Callable[..., FlaskClient]


def device() -> Device:
    """A device at the tests' own site."""
    return Device(origin="http://localhost", host="localhost")


def added(client: FlaskClient, made: Device, name: str = "Laptop") -> Any:
    """Add a passkey, as the script does."""
    said = {"name": name, "password": PASSWORD}
    begun = post(client, "/team/account/passkeys/begin", page="/team/account/passkeys", **said).json
    credential = made.makes(begun["options"])
    return post(client, "/team/account/passkeys", **said, token=begun["token"], credential=credential)


def signs_in(client: FlaskClient, made: Device, act: str, page: str) -> Any:
    """Sign in with a passkey, as the script does."""
    begun = post(client, "/team/passkey/begin", page=page, act=act).json
    return post(client, "/team/passkey", page=page, act=act, token=begun["token"], credential=made.signs(begun["options"]))


def test_a_passkey_is_added_named_used_and_removed(app: Flask, sign_in: SignIn) -> None:
    amira, phone = sign_in("amira"), device()
    done = added(amira, phone, "Laptop <b>")
    page = amira.get(done.location).text
    assert "Laptop &lt;b&gt;" in page
    client = app.test_client()
    assert signs_in(client, phone, "whole", "/team/sign-in").location == "/team"
    assert client.get("/team").status_code == 200
    other = app.test_client()
    post(other, "/team/sign-in", email="amira@example.org", password=PASSWORD)
    assert "Use a passkey" in other.get("/team/code").text
    assert signs_in(other, phone, "second", "/team/code").location == "/team"
    passkey = re.findall(r'name="passkey" value="([^"]+)"', page)[0]
    ben = sign_in("ben")
    for client, gone in ((ben, False), (amira, True)):
        for each in ("x", passkey):
            post(client, "/team/account/passkeys/remove", page="/team/account", passkey=each)
        assert ("Laptop" not in amira.get("/team/account").text) is gone


def test_the_code_page_offers_passkeys_only_to_who_has_one(app: Flask, sign_in: SignIn, made: Any) -> None:
    client = app.test_client()
    post(client, "/team/sign-in", email="amira@example.org", password=PASSWORD)
    assert "Use a passkey" not in client.get("/team/code").text
    assert post(app.test_client(), "/team/passkey/begin", page="/team/sign-in", act="second").status_code == 422


def test_no_passkey_is_offered_where_browsers_make_none(client: FlaskClient, sign_in: SignIn) -> None:
    assert "Sign in with a passkey" in client.get("/team/sign-in").text
    assert "passkey" not in client.get("/team/sign-in", base_url="http://127.0.0.1:8000").text


@pytest.mark.parametrize("act", ["whole", "second", "", "x"])
def test_a_passkey_that_does_not_work_says_so(client: FlaskClient, made: Any, act: str) -> None:
    for said in ({}, {"credential": "{}"}, {"credential": json.dumps({"rawId": "AA"}), "token": "x"}):
        refused = post(client, "/team/passkey", page="/team/sign-in", act=act, **said)
        assert (refused.status_code, "The passkey did not work." in refused.text) == (422, True)


def test_adding_one_asks_for_the_present_password_and_a_name(sign_in: SignIn) -> None:
    amira = sign_in("amira")
    for said, sentence in (
        ({"name": "Laptop", "password": "wrong"}, "This is not your password."),
        ({"name": " ", "password": PASSWORD}, "Give it a short name"),
        ({"name": "x" * 61, "password": PASSWORD}, "Give it a short name"),
        ({"name": "Laptop", "password": PASSWORD}, "Your browser made no passkey."),
    ):
        refused = post(amira, "/team/account/passkeys", **said)
        assert (refused.status_code, sentence in refused.text) == (422, True)
    begun = post(amira, "/team/account/passkeys/begin", page="/team/account/passkeys", name="Laptop", password="wrong")
    assert begun.status_code == 422


def test_a_passkey_that_nobody_asked_for_is_not_kept(sign_in: SignIn) -> None:
    amira, said = sign_in("amira"), {"name": "Laptop", "token": "x", "credential": "{}"}
    refused = post(amira, "/team/account/passkeys", **said)
    assert (refused.status_code, "This passkey could not be added." in refused.text) == (422, True)
