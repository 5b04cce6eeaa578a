"""A calendar that changes moves the due dates of open cases, and each case says so (W4)."""

from dataclasses import replace
from datetime import UTC, date, datetime

from portal.domain.facts import Received
from portal.domain.stages import Recalculated
from portal.services import checking, filing, refiling
from portal.services.filing import Calendar, Case
from portal.services.sending import send
from portal.store import bank_holidays, cases
from portal.store.database import Database

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CALENDAR = Calendar(bank_holidays.load())
# A day of mourning, proclaimed for the Thursday of that week.
PROCLAIMED = Calendar(replace(CALENDAR.days, holidays=CALENDAR.days.holidays | {date(2026, 11, 26)}))


def tell(database: Database, kind: str) -> str:
    with database.writing() as session:
        return send(session, Received(kind, "x"), once=f"once-refiled-{kind}", now=NOW, calendar=CALENDAR).code


def case(database: Database, code: str) -> Case:
    with database.reading() as session:
        row = cases.with_code(session, code)
        assert row is not None
        return filing.load(session, row)


def refile(database: Database, calendar: Calendar) -> int:
    return refiling.refile(database, calendar=calendar, clock=lambda: NOW)


def test_a_new_bank_holiday_moves_open_due_dates_with_a_fact_that_says_so(database: Database) -> None:
    code, thanks = tell(database, "complaint"), tell(database, "compliment")
    assert refile(database, CALENDAR) == 0
    before = case(database, code).row
    assert before.due_on == date(2026, 12, 7)
    assert refile(database, PROCLAIMED) == 1
    after = case(database, code)
    assert after.row.due_on == date(2026, 12, 8)
    assert after.state.events[-1].fact == Recalculated("answer", date(2026, 12, 7), date(2026, 12, 8))
    assert after.state.events[-1].by is None
    assert len(case(database, thanks).state.events) == 1
    assert refile(database, PROCLAIMED) == 0
    found = checking.findings(database, now=NOW, calendar=PROCLAIMED, progress=lambda _done, _total: None)
    assert [line for line in found if "calendar:" not in line] == []


def test_the_first_filing_says_nothing(database: Database) -> None:
    code = tell(database, "complaint")
    assert refile(database, PROCLAIMED) == 1
    assert len(case(database, code).state.events) == 1
    assert case(database, code).row.due_on == date(2026, 12, 8)
