"""For machines that watch: what they are told, and what they are never told."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from portal import logs
from portal.app import create_app
from portal.config import Settings
from portal.domain.facts import Received
from portal.services import sending
from portal.services.storing import Database
from portal.store import migrating, outbox
from portal.web.wiring import Portal
from tests.conftest import Clock


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """The portal on a database whose tables were made by the migrations."""
    yield from portal_with(settings, clock)


def portal_with(settings: Settings, clock: Clock) -> Iterator[Flask]:
    made = create_app(settings, clock=clock)
    database = parts(made).database
    migrating.upgrade(database)
    yield made
    database.close()


def parts(app: Flask) -> Portal:
    part = app.extensions["portal"]
    assert isinstance(part, Portal)
    return part


def tell(app: Flask, once: str, at: datetime, kind: str = "complaint") -> None:
    with parts(app).database.writing() as session:
        sending.send(session, Received(kind, "hello"), once=once, now=at, calendar=parts(app).calendar)


def test_it_is_alive_even_when_the_database_is_gone(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Database, "reading", None)
    assert client.get("/healthz").json == {"status": "alive"}


def test_it_is_ready(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["status"], answer.json["failing"]) == (200, "ready", [])
    assert answer.headers["Cache-Control"] == "no-store"


def failing(client: FlaskClient) -> list[str]:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert [name for name, well in answer.json["checks"].items() if not well] == answer.json["failing"]
    return list(answer.json["failing"])


def test_tables_of_another_version_are_named(app: Flask, client: FlaskClient) -> None:
    migrating.downgrade(parts(app).database, "base")
    assert failing(client) == ["tables"]


def test_a_database_that_is_gone_is_named(app: Flask, client: FlaskClient) -> None:
    database = parts(app).database
    path = database.engine.url.database
    database.close()
    assert path is not None
    from pathlib import Path

    for end in ("", "-wal", "-shm"):
        Path(path + end).unlink(missing_ok=True)
    Path(path).mkdir()
    assert failing(client) == ["database"]


def test_a_calendar_that_ends_soon_is_named(client: FlaskClient, clock: Clock) -> None:
    clock.now = datetime(2028, 9, 20, tzinfo=clock.now.tzinfo)
    assert client.get("/readyz").status_code == 200
    clock.now += timedelta(days=30)
    assert failing(client) == ["calendar"]


def test_a_worker_that_is_not_there_is_named(app: Flask, client: FlaskClient, clock: Clock) -> None:
    tell(app, "once-1", clock.now)
    clock.move(minutes=10)
    assert client.get("/readyz").status_code == 200
    clock.move(minutes=10)
    assert failing(client) == ["outbox"]
    with parts(app).database.writing() as session:
        for job in outbox.lease(session, now=clock.now):
            outbox.done(session, job, now=clock.now)
    assert client.get("/readyz").status_code == 200


def figures(answer: Any) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    assert answer.status_code == 200
    return {
        (sample.name, tuple(sorted((k, v) for k, v in sample.labels.items() if k != "process"))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_metrics_count_requests_by_endpoint_and_cases_by_kind(app: Flask, client: FlaskClient, clock: Clock) -> None:
    tell(app, "once-1", clock.now)
    tell(app, "once-2", clock.now, "compliment")
    key = ("portal_requests_total", (("endpoint", "health.alive"), ("method", "GET"), ("status", "2xx")))
    before = figures(client.get("/metrics")).get(key, 0)
    client.get("/healthz?secret=1234567890123456")
    answer = client.get("/metrics")
    now = figures(answer)
    assert now[key] == before + 1
    assert now[("portal_cases_received_total", (("kind", "complaint"),))] == 1
    assert now[("portal_cases_received_total", (("kind", "compliment"),))] == 1
    assert now[("portal_outbox_waiting", ())] == 2
    assert now[("portal_outbox_given_up", ())] == 0
    assert "1234567890123456" not in answer.text


def test_metrics_never_grow_by_what_a_visitor_makes_up(client: FlaskClient) -> None:
    client.open("/made-up-1", method="BREW")
    client.get("/made-up-2")
    text = client.get("/metrics").text
    assert "made-up" not in text
    assert "BREW" not in text


@pytest.mark.parametrize(
    "address, headers, status",
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 404),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.7"}, 404),
        ("192.0.2.7", {"Authorization": "Bearer right-token"}, 200),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7", "Authorization": "bearer right-token"}, 200),
        ("192.0.2.7", {"Authorization": "Bearer wrong"}, 404),
        ("192.0.2.7", {"Authorization": "Bearer "}, 404),
        ("192.0.2.7", {"Authorization": "Basic right-token"}, 404),
        ("192.0.2.7", {"Authorization": "Bearer räit"}, 404),
    ],
)
def test_metrics_are_for_this_machine_or_for_the_token(
    settings: Settings, clock: Clock, address: str, headers: dict[str, str], status: int
) -> None:
    made = portal_with(replace(settings, metrics_token="right-token"), clock)
    client = next(made).test_client()
    answer = client.get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == status
    list(made)


def test_behind_a_proxy_only_the_token_counts(settings: Settings, clock: Clock) -> None:
    made = portal_with(replace(settings, proxies=1), clock)
    client = next(made).test_client()
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    list(made)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[dict[str, Any]]]:
    """What would have been written to standard error, read back."""
    kept: list[dict[str, Any]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(json.loads(logs.Plainly().format(record)))

    handler = Keep()
    caplog.set_level(logging.DEBUG)
    logging.getLogger().addHandler(handler)
    yield kept
    logging.getLogger().removeHandler(handler)


def test_a_request_leaves_one_line_with_the_endpoint_and_never_the_path(client: FlaskClient, lines: list[dict[str, Any]]) -> None:
    client.get("/healthz?code=1234567890123456", headers={"User-Agent": "Child/1.0"})
    (line,) = [line for line in lines if line.get("endpoint") == "health.alive"]
    assert line["status"] == 200
    assert (line["event"], line["method"]) == ("answered", "GET")
    assert set(line) == {"time", "level", "event", "process", "endpoint", "method", "status", "milliseconds", "request"}
    assert not any(secret in json.dumps(lines) for secret in ("1234567890123456", "healthz", "Child/1.0", "127.0.0.1"))


def test_a_page_that_is_not_there_leaves_no_trace_of_its_path(client: FlaskClient, lines: list[dict[str, Any]]) -> None:
    client.get("/receipt/1234567890123456")
    assert [line["endpoint"] for line in lines if line["event"] == "answered"] == ["none"]
    assert "1234567890123456" not in json.dumps(lines)


def test_a_fault_leaves_the_place_and_not_the_words(
    app: Flask, lines: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        words = "nobody may read this"
        raise ValueError(words)

    monkeypatch.setattr("portal.services.readiness.failing", fail)
    answer = app.test_client().get("/readyz?x=secret")
    assert answer.status_code == 500
    (line,) = [line for line in lines if "exception" in line]
    assert line["exception"] == ["builtins.ValueError"]
    assert any(frame.startswith("health.py:") and frame.endswith(" ready") for frame in line["frames"])
    assert [secret for secret in ("nobody may", "secret", "readyz") if secret in json.dumps(lines)] == [], lines
