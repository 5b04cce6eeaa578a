"""Made-up cases of the past weeks, sent and answered by the same services that real ones go through."""

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial

from portal.domain.cases import AskedForAdvocate, Assigned, Replied, Unhappy, Withdrawn, Wrote
from portal.domain.working_days import LONDON, CalendarGap, london_date
from portal.services import filing, returning, sending, working
from portal.services.alerting import Post
from portal.services.filing import Calendar, Case
from portal.services.stories import CHILD, FIRST, STORIES, Step, Story
from portal.store import cases
from portal.store.database import Database, Session

NO_POST = Post("", "messages@localhost", (), "")


@dataclass(frozen=True)
class Worker:
    """Somebody who answers in the demonstration."""

    id: str
    name: str


@dataclass(frozen=True)
class Shown:
    """A case of the demonstration, the code that opens it, and whether it was made just now."""

    name: str
    reference: str
    code: str
    new: bool


def show(
    database: Database, workers: tuple[Worker, Worker], *, now: datetime, calendar: Calendar, progress: Callable[[int, int], None]
) -> list[Shown]:
    """Make every case that is not there yet. Doing it twice changes nothing."""
    shown = []
    for number, story in enumerate(STORIES, start=1):
        shown.append(_tell(database, story, workers, now=now, calendar=calendar))
        progress(number, len(STORIES))
    return shown


def _tell(database: Database, story: Story, workers: tuple[Worker, Worker], *, now: datetime, calendar: Calendar) -> Shown:
    once = f"demonstration: {story.name}"
    at = moment(story.days_ago, story.hour, now=now)
    with database.writing() as session:
        new = cases.with_once(session, once) is None
        sent = sending.send(session, story.received, once=once, now=at, calendar=calendar)
    if new:
        _work(database, at, calendar)
        for step in story.then:
            then = at_work(step, now=now, calendar=calendar)
            with database.writing() as session:
                then = _take(session, sent.reference, step, workers, at=then, calendar=calendar)
            _work(database, then, calendar)
    return Shown(story.name, sent.reference, sent.code, new)


def _work(database: Database, at: datetime, calendar: Calendar) -> None:
    # The words are looked at then and there, as the worker would have done.
    working.Worker(database, calendar, lambda: at + timedelta(minutes=1), NO_POST).drain(threading.Event())


def _take(
    session: Session, reference: str, step: Step, workers: tuple[Worker, Worker], *, at: datetime, calendar: Calendar
) -> datetime:
    row = cases.with_reference(session, reference)
    if row is None:
        raise LookupError(reference)
    case = filing.load(session, row)
    # A weekend may have moved the step before this one past it.
    at = max(at, case.state.events[-1].at + timedelta(minutes=5))
    if step.by == CHILD:
        _child(session, case, step, at=at, calendar=calendar)
        return at
    worker = workers[0 if step.by == FIRST else 1]
    cases.record_read(session, row.id, uuid.UUID(worker.id), at)
    fact = step.fact
    if isinstance(fact, Assigned):
        fact = Assigned(worker.id, worker.name)
    if isinstance(fact, Replied):
        fact = replace(fact, name=worker.name)
    filing.append(session, case, fact, by=worker.id, now=at, calendar=calendar)
    return at


def _child(session: Session, case: Case, step: Step, *, at: datetime, calendar: Calendar) -> None:
    act = partial(returning.write, session, case)
    match step.fact:
        case Wrote(words=words):
            act(words, now=at, calendar=calendar)
        case Unhappy(words=words):
            returning.unhappy(session, case, words, now=at, today=london_date(at), calendar=calendar)
        case AskedForAdvocate():
            returning.ask_for_advocate(session, case, now=at, calendar=calendar)
        case Withdrawn():
            returning.withdraw(session, case, now=at, calendar=calendar)
        case other:
            raise LookupError(type(other).__name__)


def moment(days_ago: int, hour: int, *, now: datetime) -> datetime:
    """So many days ago at that London hour (UTC), and never later than a minute ago."""
    then = datetime.combine(london_date(now) - timedelta(days=days_ago), time(hour, 7 * hour % 60), LONDON)
    return min(then.astimezone(now.tzinfo), now - timedelta(minutes=1))


def at_work(step: Step, *, now: datetime, calendar: Calendar) -> datetime:
    """When a step was taken: by a child at any time, by staff on the next day on which people work."""
    at = moment(step.days_ago, step.hour, now=now)
    try:
        while step.by != CHILD and at < now - timedelta(days=1) and not calendar.days.is_working_day(london_date(at)):
            at += timedelta(days=1)
    except CalendarGap:
        return at
    return at
