"""What comes on paper or is said aloud: received on the day it reached the trust, logged on the day it was typed in."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from portal.domain.entry_facts import CHANNELS, SPOKEN, Entered
from portal.domain.facts import Received
from portal.domain.papers import listed
from portal.domain.stages import TaskSet
from portal.domain.working_days import london_date
from portal.services import alarms, checking, entry, sending
from portal.services.entry import NotADay, Scan, Writer
from portal.services.filing import Calendar, Case, load
from portal.services.looking import texts
from portal.services.vetting import Vetted
from portal.store import bank_holidays, cases, outbox, people
from portal.store.database import Database
from portal.store.tables import alerts, trail

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CALENDAR = Calendar(bank_holidays.load())
SAID = Received("complaint", "Nobody rang me.", about=("communication",))
TODAY = date(2026, 11, 23)


@pytest.fixture
def writer(database: Database) -> Writer:
    """Somebody of the Voice Team, and two cases that have nothing to do with any of this."""
    with database.writing() as session:
        made = people.add(session, email="amira@example.org", name="Amira", role="voice", password_hash="x", totp="x", now=MONDAY)
        for number in range(2):
            sending.send(session, Received("comment", "x"), once=f"noise-{number}-once", now=MONDAY, calendar=CALENDAR)
    return Writer(str(made), "Amira", "Send the record to the child")


def typed(database: Database, writer: Writer, entered: Entered, said: Received = SAID, **more: Any) -> Case:
    rest = {"once": "a-paper-form", "now": MONDAY} | more
    with database.writing() as session:
        given = entry.enter(session, said, entered, writer, calendar=CALENDAR, **rest)
        row = cases.with_reference(session, given.reference)
        assert row is not None
        return load(session, row)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("on", "now", "received", "due"),
    [
        pytest.param("2026-11-23", "2026-11-23T10:00Z", "2026-11-23", "2026-12-07", id="today"),
        pytest.param("2026-11-20", "2026-11-23T10:00Z", "2026-11-20", "2026-12-04", id="on Friday, typed in on Monday"),
        pytest.param("2026-11-21", "2026-11-23T10:00Z", "2026-11-21", "2026-12-04", id="on Saturday, typed in on Monday"),
        pytest.param("2026-11-22", "2026-11-23T10:00Z", "2026-11-22", "2026-12-04", id="on Sunday, typed in on Monday"),
        pytest.param("2026-12-24", "2027-01-05T10:00Z", "2026-12-24", "2027-01-12", id="before Christmas, typed in after it"),
        pytest.param("2026-11-22", "2026-11-23T00:10Z", "2026-11-22", "2026-12-04", id="yesterday, ten minutes after midnight"),
        pytest.param("2026-11-22", "2026-11-22T23:50Z", "2026-11-22", "2026-12-04", id="today, ten minutes before midnight"),
        pytest.param("2026-07-02", "2026-07-01T23:30Z", "2026-07-02", "2026-07-16", id="today in London, yesterday in UTC"),
        pytest.param("2026-07-01", "2026-07-01T23:30Z", "2026-07-01", "2026-07-15", id="yesterday in London, today in UTC"),
        pytest.param("2026-10-24", "2026-10-26T09:00Z", "2026-10-24", "2026-11-06", id="over the change of the clocks"),
    ],
)
def test_clocks_run_from_the_day_it_reached_the_trust(
    database: Database, writer: Writer, on: str, now: str, received: str, due: str
) -> None:
    case = typed(database, writer, Entered("paper", date.fromisoformat(on)), now=at(now))
    assert case.row.received_on == date.fromisoformat(received)
    assert case.row.due_on == date.fromisoformat(due)
    logged = next(event for event in case.state.events if isinstance(event.fact, Entered))
    assert (logged.at, logged.by) == (at(now), writer.id)
    assert case.row.received_on <= london_date(logged.at)


@pytest.mark.parametrize(
    ("on", "now", "why"),
    [
        pytest.param("2026-11-24", "2026-11-23T10:00Z", "to_come", id="tomorrow"),
        pytest.param("2026-11-23", "2026-11-22T23:50Z", "to_come", id="in ten minutes"),
        pytest.param("2027-11-23", "2026-11-23T10:00Z", "to_come", id="next year"),
        pytest.param("0026-11-23", "2026-11-23T10:00Z", "too_long_ago", id="a year of two digits"),
    ],
)
def test_a_day_on_which_it_cannot_have_come_is_refused(database: Database, writer: Writer, on: str, now: str, why: str) -> None:
    with pytest.raises(NotADay) as refused:
        typed(database, writer, Entered("paper", date.fromisoformat(on)), now=at(now))
    assert refused.value.why == why
    with database.reading() as session:
        assert cases.with_once(session, "a-paper-form") is None


def test_the_words_of_the_child_and_of_the_writer_are_kept_apart(database: Database, writer: Writer) -> None:
    case = typed(database, writer, Entered("phone", TODAY, "He was calm."))
    assert case.state.received.words == "Nobody rang me."
    assert [event.fact.words for event in case.state.events if isinstance(event.fact, Entered)] == ["He was calm."]


def test_the_same_form_sent_twice_is_one_case_with_one_scan_and_one_task(database: Database, writer: Writer) -> None:
    scan = Scan(uuid.uuid4(), "The paper itself", Vetted("pdf", b"%PDF-1.7 %%EOF"))
    first = typed(database, writer, Entered("visit", TODAY), scan=scan)
    again = typed(database, writer, Entered("visit", TODAY), scan=scan)
    assert again.row == first.row
    kinds = [type(event.fact).__name__ for event in again.state.events]
    assert kinds == ["Received", "Entered", "TaskSet", "DocumentAdded"]
    assert [paper.title for paper in listed(again.state.events)] == ["The paper itself"]
    assert [paper.for_child for paper in listed(again.state.events)] == [False]


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_was_said_aloud_is_to_be_confirmed_by_whoever_said_it(database: Database, writer: Writer, channel: str) -> None:
    case = typed(database, writer, Entered(channel, date(2026, 11, 19)))
    tasks = [event.fact for event in case.state.events if isinstance(event.fact, TaskSet)]
    assert bool(tasks) is (channel in SPOKEN)
    # By the acknowledgement's days from today: the record goes out with it.
    assert [(task.owner, task.due_on) for task in tasks] == [(writer.id, date(2026, 11, 25))] * len(tasks)


def test_who_is_not_safe_is_urgent_now_and_not_on_the_day_the_paper_came(database: Database, writer: Writer) -> None:
    case = typed(database, writer, Entered("paper", date(2026, 11, 19)), Received("complaint", "x", safe="no"))
    assert case.state.urgent
    with database.reading() as session:
        raised = session.execute(select(alerts.c.raised_at).where(alerts.c.case_id == case.row.id)).scalars().all()
    assert raised == [MONDAY]
    with database.writing() as session:
        # The worker is told at once: nothing waits for a moment that is past or to come.
        assert {sending.ALERT, alarms.ESCALATE} <= {job.kind for job in outbox.lease(session, now=MONDAY)}


def test_the_writers_words_are_looked_at_for_danger_too() -> None:
    assert texts(Entered("phone", TODAY, "She says he hits her.")) == ("She says he hits her.",)
    assert texts(Entered("phone", TODAY)) == ()


def test_the_trail_says_when_it_was_typed_in_and_by_whom(database: Database, writer: Writer) -> None:
    case = typed(database, writer, Entered("paper", date(2026, 11, 2)))
    with database.reading() as session:
        query = select(trail.c.at, trail.c.person_id).where(trail.c.case_id == case.row.id).order_by(trail.c.at)
        rows = session.execute(query).all()
    assert {row.at for row in rows} == {MONDAY}
    assert uuid.UUID(writer.id) in {row.person_id for row in rows}


def test_the_nightly_check_finds_nothing_wrong_with_it(database: Database, writer: Writer) -> None:
    typed(database, writer, Entered("forum", date(2026, 11, 21), "Said in the group."))
    found = checking.findings(database, now=MONDAY, calendar=CALENDAR, progress=lambda _done, _all: None)
    assert [line for line in found if "YV-" in line] == []
