"""Taking in: what follows from a case is there a moment after it was sent, whole and once."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from portal.domain.facts import Flagged, Received
from portal.domain.trail import Deed
from portal.keyring import Keyring
from portal.services import filing, linking, proving, readiness, sending, taking_in
from portal.services.alerting import Post
from portal.services.filing import Calendar
from portal.services.working import Worker
from portal.store import bank_holidays, cases, intake, outbox, tallies, trail
from portal.store.database import Database
from portal.store.tables import cases as table
from portal.store.tables import events
from portal.store.tables import outbox as jobs

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=2)
CALENDAR = Calendar(bank_holidays.load())
DANGER = "Sometimes I want to kill myself."


def tell(database: Database, words: str, *, safe: str = "", at: datetime = NOW) -> str:
    """Send as the form does it."""
    with database.adding() as session:
        told = Received("complaint", words, safe=safe)
        return sending.send(session, told, once=f"once-{words}", now=at, calendar=CALENDAR, first_try=True).code


def worker(database: Database) -> Worker:
    return Worker(database, CALENDAR, lambda: LATER, Post("", "a@b", (), ""))


def deeds(database: Database) -> list[tuple[str, datetime]]:
    with database.reading() as session:
        return [(entry.deed, entry.at) for entry in trail.page(session)]


def waiting_jobs(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.execute(select(jobs.c.kind).where(jobs.c.done_at.is_(None))).scalars())


def found(database: Database) -> list[str]:
    return list(proving.findings(database, now=LATER))


def test_what_was_sent_is_there_at_once_and_the_rest_when_it_is_taken_in(database: Database) -> None:
    code = tell(database, DANGER)
    with database.reading() as session:
        row = cases.with_code(session, code)
        assert row is not None
        assert filing.load(session, row).state.received.words == DANGER
    assert (deeds(database), waiting_jobs(database)) == ([], [])
    worker(database).drain(threading.Event())
    with database.reading() as session:
        row = cases.with_code(session, code)
        assert row is not None
        facts = [event.fact for event in cases.facts(session, row.id)]
    assert [type(fact) for fact in facts][:2] == [Received, Flagged]
    # The entry says when the words came, and not when the worker had time for them.
    assert (Deed.RECEIVED, NOW) in deeds(database)
    assert found(database) == []


def test_a_child_who_is_not_safe_does_not_wait_to_be_taken_in(database: Database) -> None:
    tell(database, "please", safe="no")
    assert sending.ALERT in waiting_jobs(database)


def test_it_is_taken_in_once_however_many_workers_there_are(database: Database) -> None:
    for number in range(30):
        tell(database, f"words {number}")
    gate, faults = threading.Barrier(4), []

    def one() -> None:
        try:
            gate.wait(10)
            with database.writing() as session:
                taking_in.take_in(session, now=LATER)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert [deed for deed, _at in deeds(database)] == [Deed.RECEIVED] * 30
    assert waiting_jobs(database) == [sending.LOOK] * 30


def test_a_worker_that_dies_half_way_has_done_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(database, "words")
    add: Callable[..., None] = outbox.add

    def die(*_arguments: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(outbox, "add", die)
    with pytest.raises(KeyboardInterrupt), database.writing() as session:
        taking_in.take_in(session, now=LATER)
    assert (deeds(database), waiting_jobs(database)) == ([], [])
    monkeypatch.setattr(outbox, "add", add)
    with database.writing() as session:
        assert taking_in.take_in(session, now=LATER) == 1
        assert taking_in.take_in(session, now=LATER) == 0
    assert waiting_jobs(database) == [sending.LOOK]


def test_a_child_who_writes_more_before_it_is_taken_in_is_no_fault(database: Database) -> None:
    tell(database, "words")
    with database.writing() as session:
        # The same page sent again, with other words.
        sending.send(session, Received("complaint", "more"), once="once-words", now=NOW, calendar=CALENDAR)
    worker(database).drain(threading.Event())
    assert sorted(deed for deed, _at in deeds(database)) == [Deed.CHANGED, Deed.RECEIVED]
    assert found(database) == []


def test_nobody_takes_it_in_and_everybody_is_told(database: Database) -> None:
    tell(database, "words")
    with database.reading() as session:
        assert intake.waiting(session) == (1, NOW)
    assert found(database) == ["trail: cases not taken in: 1, since 2026-11-23 10:00 UTC. 'portal work' is not running."]
    assert readiness.figures(database)[1] == 1
    with database.reading() as session:
        # What readiness asks.
        assert tallies.due_since(session, now=LATER) == NOW
    worker(database).drain(threading.Event())
    assert found(database) == []


def test_a_case_that_is_said_to_be_taken_in_without_an_entry_is_found(database: Database) -> None:
    tell(database, "words")
    with database.writing() as session:
        session.execute(update(table).values(fresh=None))
        reference = session.execute(select(table.c.reference)).scalar_one()
    assert [line for line in found(database) if reference in line and "has no entry" in line]


def test_a_case_that_is_said_to_be_fresh_again_is_found(database: Database) -> None:
    tell(database, "words")
    worker(database).drain(threading.Event())
    with database.writing() as session:
        session.execute(text("UPDATE events SET at = '2026-11-23 11:00:00.000000' WHERE number = 1"))
        session.execute(update(table).values(fresh=b"made up"))
    worker(database).drain(threading.Event())
    assert [line for line in found(database) if "is not what was written" in line]


def test_facts_that_were_exchanged_before_they_were_taken_in_are_found(database: Database) -> None:
    for words in ("one", "two"):
        tell(database, words)
    with database.writing() as session:
        first, second = session.execute(select(events.c.id, events.c.case_id)).all()
        session.execute(update(events).where(events.c.id == first.id).values(number=9))
        session.execute(update(events).where(events.c.id == second.id).values(case_id=first.case_id))
        session.execute(update(events).where(events.c.id == first.id).values(case_id=second.case_id, number=1))
    worker(database).drain(threading.Event())
    assert len([line for line in found(database) if "is not what was written" in line]) == 2


def test_a_kind_that_is_none_of_ours_ends_no_worker(database: Database) -> None:
    tell(database, "words")
    with database.writing() as session:
        session.execute(update(events).values(kind="a/b"))
        assert taking_in.take_in(session, now=LATER) == 1
    assert [line for line in found(database) if "is not what was written" in line]


def test_words_whose_key_is_lost_are_taken_in_and_hold_up_nobody(database: Database, database_url: str) -> None:
    other = Database(database_url, keyring=Keyring((("k9", b"x" * 32),)), secret=b"s" * 40)
    tell(other, "sealed with a key that this worker has not")
    other.close()
    tell(database, "words", at=NOW + timedelta(seconds=1))
    with database.writing() as session:
        assert taking_in.take_in(session, now=LATER) == 2
    linking.link_all(database)
    assert waiting_jobs(database) == [sending.LOOK] * 2
