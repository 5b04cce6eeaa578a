"""Rows of several senders are stored together, safely, and no sender's fault is another's."""

import threading
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from time import monotonic, sleep

import pytest
from sqlalchemy import event, select, text

from portal.domain.cases import Received
from portal.services.filing import Calendar
from portal.services.sending import send
from portal.services.storing import Database, Session, Taken, Unavailable
from portal.store import bank_holidays, cases, lite
from portal.store import outbox as jobs
from portal.store.tables import cases as table
from portal.store.tables import events

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CALENDAR = Calendar(bank_holidays.load())
SENDERS = 12


def add(database: Database, number: int, *, reference: int | None = None) -> None:
    """A first try to send, as the page does it."""

    def pick(_most: int) -> int:
        return number if reference is None else reference

    with database.adding() as session:
        told = Received("complaint", f"words {number}")
        send(session, told, once=f"once-{number:06}", now=NOW, calendar=CALENDAR, first_try=True, pick=pick)


def until(true: Callable[[], bool]) -> None:
    """Wait for what other threads do."""
    end = monotonic() + 10
    while not true():
        assert monotonic() < end
        sleep(0.001)


def at_once(database: Database, act: Callable[[int], None]) -> dict[int, BaseException | None]:
    """Let all senders come while one transaction holds the database up; what became of each."""
    outcomes: dict[int, BaseException | None] = {}

    def one(number: int) -> None:
        try:
            act(number)
            outcomes[number] = None
        except Exception as fault:
            outcomes[number] = fault

    threads = [threading.Thread(target=one, args=(number,)) for number in range(SENDERS)]
    with database.writing() as session:
        session.execute(select(table.c.id))
        for thread in threads:
            thread.start()
        if database.engine.dialect.name == "sqlite":
            until(lambda: len(database._gathering._waiting) + len(outcomes) == SENDERS)
    for thread in threads:
        thread.join()
    return outcomes


def counts(database: Database) -> tuple[int, int]:
    with database.reading() as session:
        return tuple(len(session.execute(select(each.c.id)).all()) for each in (table, events))  # type: ignore[return-value]


def test_everybody_who_waits_is_stored_in_one_transaction(database: Database) -> None:
    said: list[str] = []
    if database.engine.dialect.name == "sqlite":
        database.engine.dispose()
        event.listen(database.engine, "connect", lambda connection, _record: connection.set_trace_callback(said.append))
    outcomes = at_once(database, lambda number: add(database, number))
    assert set(outcomes.values()) == {None}
    if database.engine.dialect.name == "sqlite":
        # The one that held everybody up, and all the senders: who comes while the first waits for its turn goes with it.
        assert said.count("COMMIT") == 2
        assert sum(statement.startswith("BEGIN") for statement in said) >= 2
    assert counts(database) == (SENDERS, SENDERS)


def test_one_that_cannot_be_stored_takes_no_other_with_it(database: Database) -> None:
    add(database, 900, reference=700)
    outcomes = at_once(database, lambda number: add(database, number, reference=700 if number == 5 else None))
    assert [number for number, fault in outcomes.items() if fault is not None] == [5]
    assert isinstance(outcomes[5], Taken)
    assert counts(database) == (SENDERS, SENDERS)


@pytest.mark.parametrize("wrong", [{"id": "not a case"}, {"reference": object()}])
def test_a_row_of_no_use_harms_its_sender_alone(database: Database, wrong: dict[str, object]) -> None:
    """Whether it is found as it is made ready or by the driver."""

    def act(number: int) -> None:
        if number != 5:
            add(database, number)
            return
        with database.adding() as session:
            session.add(cases._INSERT_CASE, wrong)

    outcomes = at_once(database, act)
    assert [number for number, fault in outcomes.items() if fault is not None] == [5]
    assert counts(database) == (SENDERS - 1,) * 2


def test_a_second_sender_is_told_that_the_first_has_the_code(database: Database) -> None:
    add(database, 1)
    with pytest.raises(Taken):
        add(database, 1)
    assert counts(database) == (1, 1)


def half(session: Session, stopped: Callable[[int], int]) -> None:
    jobs.add(session, "look at words", case_id=None, at=NOW)
    send(session, Received("comment", "words"), once="once-000001", now=NOW, calendar=CALENDAR, first_try=True, pick=stopped)


def test_nothing_is_stored_when_the_block_raises(database: Database) -> None:
    def stopped(_most: int) -> int:
        raise LookupError

    with pytest.raises(LookupError), database.adding() as session:
        half(session, stopped)
    assert counts(database) == (0, 0)


def test_a_session_that_adds_asks_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError, match="only adds"), database.adding() as session:
        cases.count(session)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_everybody_hears_of_a_database_that_cannot_take_anything(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lite, "BUSY_MILLISECONDS", 200)
    outcomes: list[Exception] = []

    def one(number: int) -> None:
        try:
            add(database, number)
        except Exception as fault:
            outcomes.append(fault)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(SENDERS)]
    with database.writing() as session:
        session.execute(select(table.c.id))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [type(fault) for fault in outcomes] == [Unavailable] * SENDERS
    assert len({id(fault) for fault in outcomes}) == SENDERS
    assert counts(database) == (0, 0)
    add(database, 1)
    assert counts(database) == (1, 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_came_shortly_before_the_first_gave_up_has_a_turn_of_their_own(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lite, "BUSY_MILLISECONDS", 1000)
    outcomes: dict[int, type[Exception] | None] = {}

    def one(number: int) -> None:
        try:
            add(database, number)
            outcomes[number] = None
        except Unavailable:
            outcomes[number] = Unavailable

    threads = [threading.Thread(target=one, args=(number,)) for number in (1, 2)]
    with database.writing() as session:
        session.execute(select(table.c.id))
        threads[0].start()
        until(lambda: database._gathering._led)
        # The first has begun to wait when the second comes.
        sleep(0.1)
        threads[1].start()
        until(lambda: outcomes == {1: Unavailable})
    for thread in threads:
        thread.join()
    assert outcomes == {1: Unavailable, 2: None}


def test_a_database_whose_every_connection_is_in_use_is_said_to_be_so(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database.engine.pool, "_timeout", 0.05)
    monkeypatch.setattr(database.engine.pool, "_max_overflow", 0)
    with ExitStack() as others:
        for _ in range(database.engine.pool.size()):  # type: ignore[attr-defined]
            others.enter_context(database.engine.connect())
        with pytest.raises(Unavailable):
            add(database, 1)
        with pytest.raises(Unavailable), database.reading() as session:
            cases.count(session)
    add(database, 1)
    assert counts(database) == (1, 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_sender_who_is_stopped_while_waiting_for_a_turn_stops_nobody_else(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_self: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(lite.Adder, "open", stop)
        with pytest.raises(KeyboardInterrupt):
            add(database, 1)
    assert counts(database) == (0, 0)
    assert set(at_once(database, lambda number: add(database, number)).values()) == {None}
    assert counts(database) == (SENDERS, SENDERS)


def test_what_is_stored_together_is_kept_whole_or_not_at_all(database: Database) -> None:
    def half_wrong(session: Session) -> None:
        send(session, Received("complaint", "words"), once="once-whole", now=NOW, calendar=CALENDAR, first_try=True)
        for _ in range(2):
            jobs.add(session, "look", case_id=None, at=NOW, job_id=twice)

    twice = uuid.uuid4()
    with pytest.raises(Taken), database.adding() as session:
        half_wrong(session)
    with database.reading() as session:
        assert cases.count(session) == 0
        assert jobs.waiting(session) == 0


def test_a_row_is_written_as_a_statement_of_its_own_would_write_it(database: Database) -> None:
    ids = [uuid.uuid4(), uuid.uuid4()]
    with database.adding() as session:
        jobs.add(session, "look", case_id=None, at=NOW, job_id=ids[0])
    with database.writing() as session:
        jobs.add(session, "look", case_id=None, at=NOW, job_id=ids[1])
    with database.reading() as session:
        rows = [dict(row._mapping) for row in session.execute(text("SELECT * FROM outbox"))]
    assert {str(row.pop("id")).replace("-", "") for row in rows} == {each.hex for each in ids}
    assert rows[0] == rows[1]
    assert rows[0]["kind"] == "look"
