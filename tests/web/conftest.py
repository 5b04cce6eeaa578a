"""Who the tests of pages meet: a child, and the people who sign in."""

from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher, profiles
from flask import Flask
from flask.testing import FlaskClient

from portal.domain.facts import Acknowledged, Closed, Fact
from portal.services import filing, following_up, passwords, people
from portal.store import cases
from portal.web import wiring
from portal.web.wiring import Portal
from tests.web.journey import Child
from tests.web.staff import PASSWORD, post

DONE = Closed("answered", "We finished this.")
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


@pytest.fixture
def closes(app: Flask, clock: Any) -> Callable[..., str]:
    """Closes a case, and gives a link to its questions."""

    def to(code: str, *facts: Fact) -> str:
        running: Portal = app.extensions["portal"]
        with running.database.writing() as session:
            row = cases.with_code(session, code)
            assert row is not None
            case = filing.load(session, row)
            for fact in facts or (Acknowledged("Read."), DONE):
                case = filing.append(session, case, fact, by=None, now=clock(), calendar=running.calendar)
            return f"/follow-up/{following_up.link(session, case.row.id, now=clock())}"

    return to
