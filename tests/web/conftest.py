"""Who the tests of pages meet: a child, and the people who sign in."""

from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher, profiles
from flask import Flask
from flask.testing import FlaskClient

from portal.services import passwords, people
from portal.web import wiring
from tests.web.journey import Child
from tests.web.staff import PASSWORD, post

ROLES = {
    "amira": "voice",
    "nia": "advocate",
    "ben": "voice",
    "cora": "complaints",
    "hana": "handler",
    "dee": "director",
    "ivo": "investigator",
    "pat": "dpo",
    "dina": "dpo",
    "omar": "dpo",
    "root": "administrator",
}


@pytest.fixture
def made(app: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, people.NewPerson]:
    """Somebody in every role, and two in the Voice Team; the real hashing at its cheapest setting."""
    hasher = PasswordHasher.from_parameters(profiles.CHEAPEST)
    monkeypatch.setattr(passwords, "hasher", lambda: hasher)
    passwords.nobodys_hash.cache_clear()
    with app.test_request_context("/"), wiring.transaction() as session:
        return {
            name: people.add(
                session, email=f"{name}@example.org", name=name.title(), role=role, password=PASSWORD, now=wiring.now()
            )
            for name, role in ROLES.items()
        }


@pytest.fixture
def sign_in(app: Flask, made: dict[str, people.NewPerson], clock: Any) -> Callable[..., FlaskClient]:
    """Signs somebody in, in a browser of their own or in one they have open."""

    def as_(name: str, browser: FlaskClient | None = None) -> FlaskClient:
        client = browser or app.test_client()
        half = post(client, "/team/sign-in", email=f"{name}@example.org", password=PASSWORD)
        assert half.location.endswith("/team/code"), half.text
        done = post(client, "/team/code", code=pyotp.TOTP(made[name].totp_secret).at(clock.now))
        assert done.location.startswith("/team"), done.text
        return client

    return as_


@pytest.fixture
def child(app: Flask) -> Child:
    """A child with a phone."""
    return Child(app.test_client())
