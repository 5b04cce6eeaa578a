"""Signing in with the organisation's account, against a stand-in over real HTTP: tied once, then the way in; every wrong turn."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey

from portal.domain.trail import Deed
from portal.store import trail
from portal.web import wiring
from tests.provider import CLIENT, SECRET, Provider, running
from tests.web.staff import PASSWORD, post

SignIn = Callable[..., FlaskClient]
NOT_SURE, NOT_NOW = "did not let you in here", "did not answer"


@pytest.fixture
def provider(app: Flask, clock: Any) -> Iterator[Provider]:
    """The organisation's sign-in, named in the settings."""
    with running(clock) as made:
        portal: wiring.Portal = app.extensions["portal"]
        named = {"oidc_metadata_url": made.metadata_url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
        portal.settings = replace(portal.settings, **named)
        yield made


def ties(client: FlaskClient, provider: Provider) -> Any:
    """Somebody who is signed in ties the account that the provider signs in next."""
    return client.get(provider.signs_in(asks(client)))


def asks(client: FlaskClient) -> str:
    """Where somebody who gave their password once more is sent."""
    page = post(client, "/team/account/organisation", password=PASSWORD)
    onward = re.findall(r'class="button" href="([^"]+)"', page.text)[0]
    return str(client.get(onward).location)


def enters(client: FlaskClient, provider: Provider) -> Any:
    """Press "Sign in with your organisation" and sign in there."""
    return client.get(provider.signs_in(client.get("/team/organisation").location))


@pytest.fixture
def tied(sign_in: SignIn, provider: Provider) -> Provider:
    """Amira's account is tied."""
    assert ties(sign_in("amira"), provider).location == "/team/account"
    return provider


def test_an_account_is_tied_once_and_then_signs_in_with_the_portals_own_second_factor(
    app: Flask, tied: Provider, made: Any, clock: Any
) -> None:
    client = app.test_client()
    clock.move(minutes=1)
    assert "Sign in with your organisation" in client.get("/team/sign-in").text
    assert enters(client, tied).location == "/team/code"
    assert client.get("/team").status_code == 303
    done = post(client, "/team/code", code=pyotp.TOTP(made["amira"].totp_secret).at(clock.now))
    assert done.location == "/team"
    page = client.get("/team/account").text
    assert "It signs you in here." in page
    post(client, "/team/account/organisation/end", page="/team/account")
    refused = enters(app.test_client(), tied)
    assert (refused.status_code, NOT_SURE in refused.text) == (422, True)


def test_a_provider_that_asked_for_a_second_factor_and_says_so_is_enough(app: Flask, tied: Provider) -> None:
    tied.claims = {"amr": ["pwd", "mfa"]}
    client = app.test_client()
    assert enters(client, tied).location == "/team"
    assert client.get("/team").status_code == 200
    with app.extensions["portal"].database.reading() as session:
        assert "organisation" in [entry.detail for entry in trail.page(session, deed=Deed.SIGNED_IN)]


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"aud": "somebody else"},
        {"aud": [CLIENT, "other"], "azp": "other"},
        {"iss": "https://example.org"},
        {"exp": 1},
        {"sub": ""},
        {"sub": 5},
        {"sub": "another"},
        {"amr": "mfa", "sub": "another"},
    ],
    ids=str,
)
def test_a_token_that_does_not_fit_lets_nobody_in(app: Flask, tied: Provider, claims: dict[str, Any]) -> None:
    tied.claims = claims
    client = app.test_client()
    refused = enters(client, tied)
    assert (refused.status_code, NOT_SURE in refused.text) == (422, True)
    assert client.get("/team/code").location == "/team/sign-in"
    with app.extensions["portal"].database.reading() as session:
        assert [entry.detail for entry in trail.page(session, deed=Deed.SIGN_IN_REFUSED)] == ["organisation"]


def test_a_token_that_others_signed_lets_nobody_in(app: Flask, tied: Provider) -> None:
    tied.key = RSAKey.generate_key(2048, {"kid": "1"})
    assert NOT_SURE in enters(app.test_client(), tied).text


def test_an_address_that_was_seen_works_in_no_other_browser_and_not_again(app: Flask, tied: Provider, clock: Any) -> None:
    client = app.test_client()
    back = tied.signs_in(client.get("/team/organisation").location)
    assert NOT_SURE in app.test_client().get(back).text
    assert client.get(back).location == "/team/code"
    assert NOT_SURE in client.get(back).text
    late = tied.signs_in(client.get("/team/organisation").location)
    clock.move(minutes=11)
    assert NOT_SURE in client.get(late).text
    other = tied.signs_in(client.get("/team/organisation").location)
    assert NOT_SURE in client.get(other[:-3] + "xxx").text
    for path in (
        "/team/organisation/back",
        "/team/organisation/back?error=access_denied&state=x",
        "/team/organisation/back?code=1",
    ):
        assert NOT_SURE in client.get(path).text


@pytest.mark.parametrize("down", ["/.well-known", "/token", "/keys"])
def test_a_provider_that_does_not_answer_is_said_and_the_password_still_works(
    app: Flask, tied: Provider, sign_in: SignIn, clock: Any, down: str
) -> None:
    client = app.test_client()
    address = client.get("/team/organisation").location
    back, tied.down = tied.signs_in(address), down
    answer = client.get(back)
    assert (answer.status_code, NOT_NOW in answer.text) == (422, True)
    if down == "/.well-known":
        assert NOT_NOW in app.test_client().get("/team/organisation").text
    clock.move(minutes=1)
    sign_in("amira")


def test_nobody_ties_an_account_to_somebody_else(app: Flask, tied: Provider, sign_in: SignIn) -> None:
    ben = sign_in("ben")
    assert "signs somebody else in already" in ties(ben, tied).text
    assert "This is not your password." in post(ben, "/team/account/organisation", password="wrong").text
    tied.subject = "subject-2"
    back = tied.signs_in(asks(ben))
    post(ben, "/team/sign-out", page="/team/account")
    assert NOT_SURE in ben.get(back).text


def test_what_says_who_ties_is_signed_and_does_not_last(app: Flask, provider: Provider, sign_in: SignIn, clock: Any) -> None:
    amira = sign_in("amira")
    page = post(amira, "/team/account/organisation", password=PASSWORD)
    onward = re.findall(r'class="button" href="([^"]+)"', page.text)[0]
    assert NOT_SURE in amira.get(onward[:-2] + "xx").text
    clock.move(minutes=11)
    assert NOT_SURE in amira.get(onward).text


def test_somebody_kept_out_is_kept_out_here_too(app: Flask, tied: Provider) -> None:
    from portal.services import people

    with app.extensions["portal"].database.writing() as session:
        people.disable(session, "amira@example.org", now=wiring.datetime.now().astimezone())
    assert NOT_SURE in enters(app.test_client(), tied).text


def test_without_a_provider_there_is_no_such_page(client: FlaskClient, sign_in: SignIn) -> None:
    assert "organisation" not in client.get("/team/sign-in").text.partition("<main")[2]
    for path in ("/team/organisation", "/team/organisation/back"):
        assert client.get(path).status_code == 404
    assert sign_in("amira").get("/team/account/organisation").status_code == 404
