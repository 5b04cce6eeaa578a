"""The worker: every job is done, whatever happens to the worker."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.domain import stages
from portal.domain.facts import Flagged, Received, Settled
from portal.services import alarms, filing, returning, sending
from portal.services.alerting import Post
from portal.services.filing import Calendar, Case, load
from portal.services.working import Worker
from portal.store import bank_holidays, cases, migrating, outbox, passes, queue
from portal.store.database import Database
from portal.store.faults import Unavailable
from portal.store.tables import outbox as jobs
from tests.viewers import ALL

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CALENDAR = Calendar(bank_holidays.load())
NO_POST = Post("", "a@b", (), "")
DANGER = "Sometimes I want to kill myself."


class Moment:
    """A clock for the worker that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def worker(database: Database, clock: Callable[[], datetime] = lambda: NOW, post: Post = NO_POST) -> Worker:
    return Worker(database, CALENDAR, clock, post)


def drain(database: Database) -> int:
    return worker(database).drain(threading.Event())


def tell(database: Database, words: str, once: str = "") -> str:
    with database.writing() as session:
        received = Received("complaint", words)
        return sending.send(session, received, once=once or uuid.uuid4().hex, now=NOW, calendar=CALENDAR).code


def case_of(database: Database, code: str) -> Case:
    with database.reading() as session:
        row = cases.with_code(session, code)
        assert row is not None
        return load(session, row)


def raised(case: Case) -> list[tuple[str, ...]]:
    return [event.fact.flags for event in case.state.events if isinstance(event.fact, Flagged)]


def kinds_waiting(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.execute(select(jobs.c.kind).where(jobs.c.done_at.is_(None))).scalars())


def test_words_that_may_mean_danger_raise_the_case_and_tell_staff(database: Database) -> None:
    tell(database, "The food is cold.")
    code = tell(database, DANGER)
    with database.reading() as session:
        assert kinds_waiting(database) == [sending.LOOK, sending.LOOK]
        assert outbox.waiting(session) == 2
    assert drain(database) == 4
    case = case_of(database, code)
    assert (case.state.urgent, case.row.urgent, len(raised(case))) == (True, True, 1)
    assert kinds_waiting(database) == [alarms.ESCALATE]


def test_looking_twice_raises_once(database: Database) -> None:
    code = tell(database, DANGER)
    drain(database)
    with database.writing() as session:
        outbox.add(session, sending.LOOK, case_id=case_of(database, code).row.id, at=NOW)
    drain(database)
    assert len(raised(case_of(database, code))) == 1


def test_danger_said_again_after_it_was_settled_is_raised_again(database: Database) -> None:
    code = tell(database, DANGER)
    drain(database)
    with database.writing() as session:
        found = case_of(database, code)
        for fact in (stages.Referred("safeguarding", "by phone"), Settled("seen")):
            found = filing.append(session, found, fact, by=None, now=NOW, calendar=CALENDAR)
    drain(database)
    assert not case_of(database, code).state.urgent
    with database.writing() as session:
        returning.write(session, case_of(database, code), f"It is back. {DANGER}", now=NOW, calendar=CALENDAR)
    drain(database)
    case = case_of(database, code)
    assert case.state.urgent
    assert len(raised(case)) == 2


def test_a_case_is_found_by_its_words_once_the_worker_has_looked(database: Database) -> None:
    tell(database, "Nobody came to my football match.")
    code = tell(database, "They keep moving my visits.")
    with database.reading() as session:
        assert queue.page(session, ALL, stems=frozenset({"visit"})) == []
    drain(database)
    with database.reading() as session:
        assert [row.id for row in queue.page(session, ALL, stems=frozenset({"visit"}))] == [case_of(database, code).row.id]


def test_a_job_that_fails_is_kept_with_the_name_of_the_fault_only(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tell(database, "secret words")

    def fail(*_arguments: object) -> None:
        raise ValueError("secret words")

    moment = Moment()
    with monkeypatch.context() as broken:
        broken.setattr("portal.services.looking.look", fail)
        worker(database, moment).drain(threading.Event())
    with database.reading() as session:
        (fault,) = outbox.faults(session)
    assert (fault.fault, fault.tries, fault.given_up) == ("ValueError", 1, False)
    moment.now += timedelta(minutes=5)
    assert worker(database, moment).drain(threading.Event()) == 1
    assert kinds_waiting(database) == []


def test_a_job_of_an_unknown_kind_does_not_stop_the_others(database: Database) -> None:
    with database.writing() as session:
        outbox.add(session, "fly", case_id=None, at=NOW - timedelta(hours=1))
    tell(database, "hello there")
    drain(database)
    with database.reading() as session:
        assert [job.fault for job in outbox.faults(session)] == ["UnknownJob"]
    assert kinds_waiting(database) == ["fly"]


def test_the_worker_outlives_a_database_that_goes_away(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    real, calls = Worker.round, []

    def once_gone(self: Worker, stopping: threading.Event) -> int:
        calls.append(1)
        if len(calls) == 1:
            raise Unavailable("OperationalError")
        done = real(self, stopping)
        stopping.set()
        return done

    monkeypatch.setattr(Worker, "round", once_gone)
    monkeypatch.setattr("portal.services.working.IDLE_SECONDS", 0.01)
    tell(database, "hello there")
    assert worker(database).run(stop) == 1


def test_what_is_over_is_swept_away(database: Database) -> None:
    with database.writing() as session:
        passes.give(session, passes.KEPT, "{}", until=NOW)
        live = passes.give(session, passes.KEPT, "{}", until=NOW + timedelta(minutes=1))
    worker(database).sweep()
    with database.reading() as session:
        assert passes.look(session, passes.KEPT, live, now=NOW - timedelta(days=1)) == "{}"
        assert session.execute(select(func.count()).select_from(passes.passes)).scalar_one() == 1


def test_nothing_is_lost_when_the_worker_is_killed_again_and_again(tmp_path: Path) -> None:
    environ = os.environ | {"PORTAL_INSTANCE": str(tmp_path)}
    database = _own_database(environ)
    codes = [tell(database, f"{DANGER} number {number}") for number in range(20)]
    for number in range(5):
        process = _start(environ)
        time.sleep(0.01 * number)
        process.send_signal(signal.SIGKILL)
        process.wait()
        _end_leases(database)
    command = [sys.executable, "-m", "portal", "work", "--once"]
    assert subprocess.run(command, env=environ, check=False, capture_output=True, timeout=60).returncode == 0
    assert kinds_waiting(database) == [alarms.ESCALATE] * len(codes)
    for code in codes:
        case = case_of(database, code)
        assert case.state.urgent
        assert len(raised(case)) == 1
    database.close()


def _own_database(environ: dict[str, str]) -> Database:
    from portal.config import load as settings

    chosen = settings(environ)
    database = Database(chosen.database_url, keyring=chosen.keyring, secret=chosen.secret_key)
    migrating.upgrade(database)
    return database


def _start(environ: dict[str, str]) -> "subprocess.Popen[str]":
    """A worker that is about to take its first jobs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "portal", "work"], env=environ, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stderr is not None
    assert json.loads(process.stderr.readline())["event"] == "the worker has started"
    process.stderr.close()
    return process


def _end_leases(database: Database) -> None:
    """As if the two minutes of every lease had passed."""
    with database.writing() as session:
        session.execute(jobs.update().where(jobs.c.done_at.is_(None)).values(leased_until=None))
