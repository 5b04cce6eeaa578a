"""Checking: what does not hold together is found, and named without a word of what it holds."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, update

from portal.domain.facts import Received
from portal.services import sending
from portal.services.checking import findings
from portal.services.filing import Calendar
from portal.store import bank_holidays, outbox, queue
from portal.store.database import Database, Session
from portal.store.tables import cases as case_table
from portal.store.tables import events
from portal.store.tables import outbox as jobs
from tests.viewers import ALL

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CALENDAR = Calendar(bank_holidays.load())
TOLD = Received("complaint", "Nobody rang me.")


def found(database: Database, now: datetime = NOW) -> list[str]:
    return list(findings(database, now=now, calendar=CALENDAR, progress=lambda _done, _total: None))


def tell(database: Database, once: str) -> str:
    with database.writing() as session:
        return sending.send(session, TOLD, once=once, now=NOW, calendar=CALENDAR).reference


def swap(session: Session) -> None:
    """Put one case's words in the place of another's."""
    first, second = session.execute(events.select().order_by(events.c.id)).all()
    session.execute(update(events).where(events.c.id == second.id).values(data=first.data))


DAMAGES: list[tuple[str, Callable[[Session], object], str]] = [
    ("a due date", lambda s: s.execute(update(case_table).values(due_on=date(2026, 12, 24))), "'due_on' is stored as 2026-12-24"),
    ("an urgent mark", lambda s: s.execute(update(case_table).values(urgent=True)), "'urgent' is stored as True"),
    ("a gap", lambda s: s.execute(update(case_table).values(version=2)), "numbered 1 to 2 without a gap"),
    ("no beginning", lambda s: s.execute(delete(events)), "its facts do not add up (NotAllowed)"),
    ("a day", lambda s: s.execute(update(case_table).values(received_on=date(2026, 1, 1))), "the day it was received"),
]


def test_nothing_is_found_where_all_is_well(database: Database) -> None:
    for number in range(3):
        tell(database, f"once-{number}")
    assert found(database) == []


@pytest.mark.parametrize("name, damage, said", DAMAGES, ids=[row[0] for row in DAMAGES])
def test_damage_is_found(database: Database, name: str, damage: Callable[[Session], object], said: str) -> None:
    reference = tell(database, "once-1")
    with database.writing() as session:
        damage(session)
    lines = found(database)
    assert any(line.startswith(reference) and said in line for line in lines), (name, lines)


def test_words_moved_to_another_case_are_found(database: Database) -> None:
    tell(database, "once-1")
    tell(database, "once-2")
    with database.writing() as session:
        swap(session)
    (line,) = found(database)
    assert "does not open" in line
    assert "rang" not in line


def test_a_job_that_was_given_up_is_found(database: Database) -> None:
    tell(database, "once-1")
    with database.writing() as session:
        session.execute(update(jobs).values(tries=outbox.MOST_TRIES, fault="TimeoutError"))
    (line,) = found(database)
    assert line == "outbox: 'look at words' of 2026-11-23 failed 8 times (TimeoutError) and was given up."


def test_next_years_bank_holidays_that_are_not_known_are_found(database: Database) -> None:
    assert [line.split(":")[0] for line in found(database, datetime(2099, 1, 1, tzinfo=UTC))] == ["calendar"]


def test_a_case_is_not_changed_by_looking(database: Database) -> None:
    tell(database, "once-1")
    with database.reading() as session:
        before = queue.page(session, ALL)
    found(database)
    with database.reading() as session:
        assert queue.page(session, ALL) == before
