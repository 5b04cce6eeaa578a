"""The outbox: what is asked for is done at least once, by one worker at a time."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from portal.store import outbox, tallies
from portal.store.database import Database
from portal.store.outbox import LEASE, MOST_TRIES, Job

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def ask(database: Database, number: int = 1, at: datetime = NOW, kind: str = "look at words") -> None:
    with database.writing() as session:
        for _ in range(number):
            outbox.add(session, kind, case_id=None, at=at)


def lease(database: Database, now: datetime = NOW, most: int = 20) -> list[Job]:
    with database.writing() as session:
        return list(outbox.lease(session, now=now, most=most))


def test_a_job_is_leased_once(database: Database) -> None:
    ask(database, 3)
    assert len(lease(database)) == 3
    assert lease(database) == []


def test_a_job_waits_for_its_time(database: Database) -> None:
    ask(database, at=NOW + HOUR)
    assert lease(database) == []
    assert len(lease(database, NOW + HOUR)) == 1


def test_a_lease_that_ended_is_given_to_another(database: Database) -> None:
    ask(database)
    first = lease(database)[0]
    assert lease(database, NOW + LEASE) == []
    again = lease(database, NOW + LEASE + SECOND)[0]
    assert (again.id, first.tries, again.tries) == (first.id, 1, 2)


def test_a_job_that_is_done_is_not_done_again(database: Database) -> None:
    ask(database, 2)
    done, _kept = lease(database)
    with database.writing() as session:
        outbox.done(session, done, now=NOW)
    assert done.id not in [job.id for job in lease(database, NOW + HOUR)]
    with database.reading() as session:
        assert outbox.waiting(session) == 1


def test_a_job_that_fails_waits_longer_each_time_and_is_given_up_in_the_end(database: Database) -> None:
    ask(database)
    now, waits = NOW, []
    for _ in range(MOST_TRIES):
        job = lease(database, now)[0]
        with database.writing() as session:
            outbox.failed(session, job, "TimeoutError", now=now)
        began = now
        while now - began <= HOUR and not _due(database, now):
            now += SECOND * 15
        waits.append(now - began)
    assert waits[:-1] == sorted(waits[:-1])
    assert lease(database, now + HOUR * 24) == []
    with database.reading() as session:
        fault = outbox.faults(session)[0]
        assert (fault.fault, fault.tries, fault.given_up) == ("TimeoutError", MOST_TRIES, True)
        assert tallies.given_up(session) == 1


def _due(database: Database, now: datetime) -> bool:
    with database.reading() as session:
        return tallies.anything_due(session, now=now)


def test_asking_what_is_due_agrees_with_leasing(database: Database) -> None:
    assert not _due(database, NOW)
    ask(database, at=NOW)
    assert not _due(database, NOW - SECOND)
    assert _due(database, NOW)
    with database.reading() as session:
        assert tallies.due_since(session, now=NOW + HOUR) == NOW
    lease(database)
    assert not _due(database, NOW)
    assert _due(database, NOW + LEASE + SECOND)


def test_a_job_asked_for_in_a_transaction_that_failed_never_was(database: Database) -> None:
    def fail() -> None:
        with database.writing() as session:
            outbox.add(session, "alert", case_id=None, at=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert lease(database) == []


def test_done_jobs_are_forgotten_after_a_while_and_others_are_kept(database: Database) -> None:
    ask(database, 2)
    done, _kept = lease(database)
    with database.writing() as session:
        outbox.done(session, done, now=NOW)
        outbox.sweep(session, before=NOW)
        outbox.sweep(session, before=NOW + MINUTE)
        assert outbox.waiting(session) == 1
    assert len(lease(database, NOW + HOUR)) == 1


def test_workers_side_by_side_never_take_the_same_job(database: Database) -> None:
    ask(database, 40)
    taken: list[uuid.UUID] = []

    def work() -> None:
        while jobs := lease(database, most=3):
            taken.extend(job.id for job in jobs)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    # A lease may skip what another holds, so look once more when everybody has gone.
    taken.extend(job.id for job in lease(database, most=40))
    assert len(taken) == len(set(taken)) == 40
