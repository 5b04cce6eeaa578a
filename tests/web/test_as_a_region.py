"""The same pages for a region: PostgreSQL and Redis instead of files and memory, and several processes beside each other."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.app import create_app
from portal.config import load
from portal.store import migrating
from tests.conftest import Clock
from tests.pages import CheckedClient
from tests.web.journey import Child

TRIES = 60


def process(tmp_path: Path, clock: Clock, **settings: str) -> Flask:
    """One web process of a portal whose processes share the keys of one folder."""
    environ = {"PORTAL_INSTANCE": str(tmp_path / "instance")} | {f"PORTAL_{name}": value for name, value in settings.items()}
    made = create_app(load(environ), clock=clock)
    made.test_client_class = CheckedClient
    migrating.upgrade(made.extensions["portal"].database)
    return made


@pytest.fixture
def two(tmp_path: Path, clock: Clock, database_url: str, redis_url: str) -> Iterator[tuple[FlaskClient, FlaskClient]]:
    """Two processes beside each other."""
    made = [process(tmp_path, clock, DATABASE_URL=database_url, REDIS_URL=redis_url) for _ in range(2)]
    yield made[0].test_client(), made[1].test_client()
    for each in made:
        each.extensions["portal"].database.close()


def wrong_codes_until_asked_to_wait(client: FlaskClient, address: str) -> int:
    """How many wrong codes an address may try."""
    for tried in range(TRIES):
        response = client.post("/answer", data={"code": "0000 0000 0000 0000"}, environ_base={"REMOTE_ADDR": address})
        if response.status_code == 429:
            return tried
    return TRIES


def address() -> str:
    """An address nobody used in this run."""
    return f"2001:db8:{uuid.uuid4().hex[:4]}:{uuid.uuid4().hex[:4]}::1"


@pytest.mark.redis
def test_a_child_sends_to_one_process_and_reads_at_another(two: tuple[FlaskClient, FlaskClient]) -> None:
    code = Child(two[0]).sends(kind="complaint", words="Nobody rang me.")
    assert "Nobody rang me." in Child(two[1]).opens(code)


@pytest.mark.redis
def test_processes_count_wrong_codes_together(two: tuple[FlaskClient, FlaskClient]) -> None:
    network = address()
    allowed = wrong_codes_until_asked_to_wait(two[0], network)
    assert 0 < allowed < TRIES
    assert wrong_codes_until_asked_to_wait(two[1], network) == 0
    assert wrong_codes_until_asked_to_wait(two[1], address()) > 0


def test_without_redis_each_page_still_opens_and_codes_are_still_counted(tmp_path: Path, clock: Clock) -> None:
    alone = process(tmp_path, clock, REDIS_URL="redis://127.0.0.1:1/0")
    client = alone.test_client()
    code = Child(client).sends(kind="compliment", words="Sam is kind.")
    assert "Sam is kind." in Child(client).opens(code)
    assert 0 < wrong_codes_until_asked_to_wait(client, address()) < TRIES
    alone.extensions["portal"].database.close()
