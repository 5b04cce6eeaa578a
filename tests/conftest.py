"""What the tests share: a clock that stands still, real databases, and a client that checks every page it opens."""

import os
import socket
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from portal.app import create_app
from portal.config import Settings, load
from portal.keyring import Keyring
from portal.services.storing import Database
from portal.store.partial import metadata
from tests.pages import CheckedClient

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
KEYRING = Keyring((("k1", b"k" * 32),))
POSTGRESQL, REDIS = os.environ.get("TEST_POSTGRESQL", ""), os.environ.get("TEST_REDIS", "")
NEEDED = {"postgresql": ("PostgreSQL", POSTGRESQL), "redis": ("Redis", REDIS)}
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


class Clock:
    """A clock that moves only when it is told to."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@pytest.fixture
def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def clock() -> Clock:
    """Monday 23 November 2026, ten in the morning."""
    return Clock()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without its server a test does not run, and the summary says so by name."""
    for item in items:
        for marker, (name, address) in NEEDED.items():
            if item.get_closest_marker(marker) and not address:
                item.add_marker(pytest.mark.skip(reason=f"no {name}: `make test` starts one"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """In the last lines, before pytest's own: what could not run at all."""
    missing = [each for each in os.environ.get("TEST_MISSING", "").split("; ") if each]
    left_out = len(terminalreporter.stats.get("skipped", []))
    if missing or left_out:
        terminalreporter.section("not run", red=True)
        terminalreporter.line(f"{left_out} tests did not run. Not to be had on this machine: {'; '.join(missing) or 'nothing'}")


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'portal.db'}"
        return
    name = f"t{uuid.uuid4().hex}"
    admin = create_engine(POSTGRESQL.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield POSTGRESQL.rpartition("/")[0] + f"/{name}"
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


@pytest.fixture
def redis_url() -> str:
    """A Redis; the test that asks for it carries the mark ``redis``."""
    return REDIS


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with its tables."""
    made = Database(database_url, keyring=KEYRING, secret=b"s" * 40)
    metadata.create_all(made.engine)
    yield made
    made.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a portal in a folder of its own, with every language."""
    return load({"PORTAL_INSTANCE": str(tmp_path / "instance"), "PORTAL_UNREAD_LANGUAGES": "1"})


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """The whole portal on SQLite."""
    made = create_app(settings, clock=clock)
    made.test_client_class = CheckedClient
    portal = made.extensions["portal"]
    metadata.create_all(portal.database.engine)
    yield made
    portal.database.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client that checks every page it opens."""
    return app.test_client()
