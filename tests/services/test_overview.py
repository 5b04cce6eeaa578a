"""At a glance: every number is the number of cases that its list shows, and nothing is read that is not counted."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import text

from portal.domain import stages
from portal.domain.facts import Received
from portal.domain.procedure import Procedure
from portal.services import agenda, casework, filing, overview, sending, triage
from portal.services.filing import Calendar
from portal.services.overview import COUNTS, NOBODY
from portal.services.triage import Filters
from portal.store import bank_holidays, cases, people, queue, trail
from portal.store.database import Database, Session
from tests.services.test_working import worker
from tests.viewers import ALL, seen_by

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
CALENDAR = Calendar(bank_holidays.load())


def send(session: Session, at: datetime, kind: str = "complaint", **more: str) -> str:
    received = Received(kind, "x", **more)  # type: ignore[arg-type]
    return sending.send(session, received, once=uuid.uuid4().hex, now=at, calendar=CALENDAR).reference


@pytest.fixture
def team(database: Database) -> list[str]:
    """Two people, and fourteen cases of all ages: some of theirs, some read, one paused, one at Stage 2, one closed."""
    with database.writing() as session:
        ids = [
            str(people.add(session, email=f"p{n}@x.example", name=f"P{n}", role="voice", password_hash="x", totp="x", now=NOW))
            for n in range(2)
        ]
        said = {"by": ids[0], "calendar": CALENDAR}
        for number in range(14):
            at = NOW - timedelta(days=2 * number)
            ref = send(session, at, "comment" if number % 5 == 4 else "complaint")
            if number % 3:
                triage.read(session, ref, seen_by(ids[number % 2]), now=at)
                found = triage.find(session, ref, ALL)
                triage.assign(session, found, to=ids[number % 2], name="P", now=at, **said)
            if number == 6:
                triage.close(session, triage.find(session, ref, ALL), "answered", "Bye.", now=at, **said)
            if number == 3:
                pause = stages.PausedForAdvocate(at.date())
                casework.record(session, triage.find(session, ref, ALL), pause, seen_by(said["by"]), now=at, calendar=CALENDAR)
    return ids


def listed(session: Session, filters: Filters) -> int:
    found = triage.queue(session, "open", ALL, calendar=CALENDAR, filters=filters)
    assert found.after == ""
    return len(found.rows)


def test_each_number_is_the_number_of_cases_in_its_list(database: Database, team: list[str]) -> None:
    with database.reading() as session:
        found = overview.look(session, ALL, calendar=CALENDAR)
        assert set(found.people) == {"", *team}
        for (who, count), what in product(found.people.items(), COUNTS):
            narrow = Filters(what="" if what == "open" else what, who=who or NOBODY)
            assert getattr(count, what) == listed(session, narrow), (who, what)
        for (where, count), what in product(found.stages.items(), COUNTS):
            narrow = Filters(what="" if what == "open" else what, procedure=where[0], stage=str(where[1]))
            assert getattr(count, what) == listed(session, narrow), (where, what)
        for what in COUNTS:
            assert getattr(found.total, what) == listed(session, Filters(what="" if what == "open" else what))
            assert getattr(found.total, what) == sum(getattr(count, what) for count in found.stages.values())
        assert (found.total.open, found.total.paused) == (13, 1)
        assert 0 < found.total.late < 13
        assert found.total.unread == 4
        assert found.total.soon > 0


def test_who_opens_a_case_takes_it_from_the_unread_and_later_readers_change_nothing(database: Database, team: list[str]) -> None:
    with database.writing() as session:
        first = overview.look(session, ALL, calendar=CALENDAR)
        assert first.oldest_unread
        for minutes in (1, 2):
            triage.read(session, first.oldest_unread, seen_by(team[0]), now=NOW + timedelta(minutes=minutes))
        then = overview.look(session, ALL, calendar=CALENDAR)
        assert then.total.unread == first.total.unread - 1
        assert then.oldest_unread != first.oldest_unread
        row = cases.with_reference(session, first.oldest_unread)
        assert row is not None
        assert trail.first_read(session, row.id) == NOW + timedelta(minutes=1)


FRIDAY, SATURDAY = datetime(2026, 11, 20, 16, 0, tzinfo=UTC), datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("what", "came", "today", "late"),
    [
        ("the same day", FRIDAY, date(2026, 11, 20), False),
        ("the day after, though nobody works", FRIDAY, date(2026, 11, 21), True),
        ("on Monday", FRIDAY, date(2026, 11, 23), True),
        ("what came on Saturday is read on Monday", SATURDAY, date(2026, 11, 23), False),
        ("and is late on Tuesday", SATURDAY, date(2026, 11, 24), True),
        ("what came on Christmas Day is read on the 29th", datetime(2026, 12, 25, 9, tzinfo=UTC), date(2026, 12, 29), False),
        ("late at night counts for the London day", datetime(2026, 7, 1, 23, 30, tzinfo=UTC), date(2026, 7, 2), False),
        ("beyond the bank holidays that are known", datetime(2039, 5, 2, 9, tzinfo=UTC), date(2039, 5, 3), True),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_nobody_opened_on_the_working_day_it_came(
    database: Database, what: str, came: datetime, today: date, late: bool
) -> None:
    with database.writing() as session:
        ref = send(session, came, "compliment")
        found = overview.unread(session, replace(ALL, today=today), calendar=CALENDAR)
        assert [reference for reference, _day in found.cases] == ([ref] if late else []), what


def test_only_the_oldest_unread_are_named_and_the_rest_announced(database: Database) -> None:
    with database.writing() as session:
        refs = [send(session, NOW - timedelta(days=9 - number)) for number in range(7)]
        found = overview.unread(session, replace(ALL, today=TODAY), calendar=CALENDAR)
        assert ([ref for ref, _day in found.cases], found.more) == (refs[: overview.SHOWN], True)


# On SQLite alone: PostgreSQL reads a small table whole, and is right to.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_counts_are_answered_by_an_index_alone(database: Database, team: list[str]) -> None:
    statements: list[str] = []
    with database.writing() as session:
        real = session.execute

        def note(statement: object, *more: object) -> object:
            compiled = statement.compile(session.connection, compile_kwargs={"literal_binds": True})  # type: ignore[attr-defined]
            statements.append(str(compiled))
            return real(statement, *more)  # type: ignore[arg-type]

        session.execute = note  # type: ignore[method-assign,assignment]
        overview.look(session, ALL, calendar=CALENDAR)
        overview.unread(session, replace(ALL, today=TODAY), calendar=CALENDAR)
        plans = {
            statement: " ".join(row[3] for row in session.connection.execute(text(f"EXPLAIN QUERY PLAN {statement}")))
            for statement in statements
            if "FROM cases" in statement
        }
    assert len(plans) == 4
    counts = [plan for statement, plan in plans.items() if "count(*)" in statement]
    assert all("COVERING INDEX ix_cases_workload" in plan for plan in counts), plans
    assert all("ix_cases_unread" in plan for statement, plan in plans.items() if "count(*)" not in statement), plans


def test_the_agenda_holds_what_a_meeting_has_to_talk_about(database: Database, team: list[str]) -> None:
    with database.writing() as session:
        adult = send(session, NOW, age="adult")
        found = agenda.prepare(session, agenda.monday_of(TODAY), ALL, calendar=CALENDAR)
        references = {case.row.reference for case in found.everything}
        assert adult not in references
        assert all(case.state.procedure is Procedure.STATUTORY and case.state.by_child for case in found.everything)
        assert [case.row.received_on for case in found.new] == sorted(case.row.received_on for case in found.new)
        assert {case.row.received_on for case in found.new} == {date(2026, 11, day) for day in (17, 19, 21, 23)}
        assert all(case.row.next_on and case.row.next_on <= date(2026, 11, 30) for case in found.due)
        assert len(found.paused) == 1
        assert not found.more
        later = agenda.prepare(session, date(2026, 12, 7), ALL, calendar=CALENDAR)
        assert later.new == ()
        assert len(later.due) >= len(found.due)


def test_the_agenda_tells_that_it_left_something_out(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agenda, "MOST", 2)
    with database.writing() as session:
        for _ in range(3):
            send(session, NOW)
        found = agenda.prepare(session, agenda.monday_of(TODAY), ALL, calendar=CALENDAR)
        assert (len(found.everything), found.more) == (2, True)


def test_cases_from_before_are_filed_with_until_when_they_are_held_up(database: Database, team: list[str]) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE cases SET paused_until = NULL"))
    worker(database).sweep()
    with database.reading() as session:
        assert overview.look(session, ALL, calendar=CALENDAR).total.paused == 1
        for row in queue.page(session, ALL):
            assert filing.file(filing.load(session, row).state, CALENDAR).paused_until == row.paused_until
