"""What a child says later is never left lying: it brings the case back to the team, whatever its status."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.domain.access import Role
from portal.domain.facts import Received
from portal.services import filing, returning, triage
from portal.services.filing import Calendar, Case
from portal.services.sending import send
from portal.services.storing import Database, Session
from portal.store import bank_holidays, cases, people
from tests.services.test_triage import read_twice
from tests.viewers import ALL, seen_by

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LATER, TODAY = NOW + timedelta(days=1), date(2026, 11, 24)
CALENDAR = Calendar(bank_holidays.load())


@pytest.fixture
def me(database: Database) -> str:
    with database.writing() as session:
        values = {"email": "amira@example.org", "name": "Amira", "role": Role.VOICE, "password_hash": "x", "totp": "x"}
        return str(people.add(session, **values, now=NOW))


def told(session: Session, *, safe: str = "") -> Case:
    sent = send(session, Received("comment", "x", safe=safe), once=f"once-{safe}-1234", now=NOW, calendar=CALENDAR)
    row = cases.with_code(session, sent.code)
    assert row is not None
    return filing.load(session, row)


def shown(session: Session, view: str, me: str) -> bool:
    return bool(triage.queue(session, view, seen_by(me, today=TODAY), calendar=CALENDAR).rows)


def test_words_after_closing_bring_the_case_back_until_somebody_acts(database: Database, me: str) -> None:
    with database.writing() as session:
        case = triage.close(session, told(session), "answered", "Bye.", by=me, now=NOW, calendar=CALENDAR)
        assert not shown(session, "now", me)
        case = returning.write(session, case, "Wait!", now=LATER, calendar=CALENDAR)
        assert (shown(session, "now", me), shown(session, "closed", me)) == (True, False)
        triage.reply(session, case, "Yes?", answer=False, name="Amira", by=me, now=LATER, calendar=CALENDAR)
        assert (shown(session, "now", me), shown(session, "closed", me)) == (False, True)


def test_words_in_an_acknowledged_case_without_a_clock_need_somebody_now(database: Database, me: str) -> None:
    with database.writing() as session:
        case = triage.acknowledge(session, told(session), "Read.", by=me, now=NOW, calendar=CALENDAR)
        assert not shown(session, "now", me)
        returning.write(session, case, "Hello?", now=LATER, calendar=CALENDAR)
        assert shown(session, "now", me)


def test_danger_that_was_taken_back_stays_until_it_is_settled(database: Database, me: str) -> None:
    with database.writing() as session:
        case = told(session, safe="no")
        returning.withdraw(session, case, now=LATER, calendar=CALENDAR)
        assert shown(session, "urgent", me)
        case = triage.find(session, case.row.reference, ALL)
        case = read_twice(session, case)
        triage.settle(session, case, "Spoke to her school.", by=me, now=LATER, calendar=CALENDAR)
        assert not shown(session, "urgent", me)
