"""Going through everything that is stored, to find what does not hold together before somebody needs it.

A finding names the case by its reference, or the row, and what is wrong with it; never a word of what it holds.
"""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime

from portal.domain.cases import NotAllowed
from portal.domain.working_days import CalendarGap, london_date
from portal.keyring import CannotOpen
from portal.services import filing
from portal.services.filing import Calendar
from portal.store import cases, everything, outbox
from portal.store.cases import CaseRow, Filed
from portal.store.database import Database, Session
from portal.store.everything import Place

Progress = Callable[[int, int], None]


def findings(database: Database, *, now: datetime, calendar: Calendar, progress: Progress) -> Iterator[str]:
    """Everything that is wrong, one sentence each."""
    yield from _calendar(calendar, now=now)
    yield from _outbox(database)
    for place in everything.PLACES[:-1]:
        yield from _sealed(database, place)
    yield from _cases(database, calendar, progress)


def unopened(database: Database, progress: Progress) -> int:
    """How many sealed values do not open with the keys at hand."""
    with database.reading() as session:
        total = sum(everything.sealed(session, place) for place in everything.PLACES)
    bad = seen = 0
    for place in everything.PLACES:
        for rows in everything.batches(database, place):
            with database.reading() as session:
                bad += sum(not _opens(session, place, *row) for row in rows)
            seen += len(rows)
            progress(seen, total)
    return bad


def _calendar(calendar: Calendar, *, now: datetime) -> Iterator[str]:
    year = london_date(now).year + 1
    try:
        calendar.days.is_working_day(london_date(now).replace(year=year, month=12, day=31))
    except CalendarGap:
        yield f"calendar: the bank holidays of {year} are not known, so due dates in it cannot be worked out."


def _outbox(database: Database) -> Iterator[str]:
    with database.reading() as session:
        faults = outbox.faults(session)
    for job in faults:
        if job.given_up:
            yield f"outbox: '{job.kind}' of {job.made_at:%Y-%m-%d} failed {job.tries} times ({job.fault}) and was given up."


def _sealed(database: Database, place: Place) -> Iterator[str]:
    for rows in everything.batches(database, place):
        with database.reading() as session:
            closed = [row for row, value in rows if not _opens(session, place, row, value)]
        for row in closed:
            yield f"{place.name}: row {row} does not open with these keys, or was changed."


def _opens(session: Session, place: Place, row: uuid.UUID, value: bytes) -> bool:
    try:
        session.open(place.name, row, value)
    except CannotOpen:
        return False
    return True


def _cases(database: Database, calendar: Calendar, progress: Progress) -> Iterator[str]:
    with database.reading() as session:
        total = cases.count(session)
    seen = 0
    for rows in everything.case_batches(database):
        for row in rows:
            yield from _case(database, row, calendar)
            seen += 1
            progress(seen, max(total, seen))


def _case(database: Database, before: CaseRow, calendar: Calendar) -> Iterator[str]:
    with database.reading() as session:
        # The case may have changed since the batch was read: its row and its facts are read at one moment.
        row = cases.with_id(session, before.id)
        if row is None:
            return
        numbers = everything.numbers(session, row.id)
        try:
            state = filing.load(session, row).state
        except CannotOpen:
            yield f"{row.reference}: a fact does not open with these keys, or was changed."
            return
        except (NotAllowed, KeyError, TypeError, ValueError) as fault:
            yield f"{row.reference}: its facts do not add up ({type(fault).__name__})."
            return
    if numbers != list(range(1, row.version + 1)):
        yield f"{row.reference}: its facts should be numbered 1 to {row.version} without a gap."
    if london_date(row.received_at) != row.received_on or state.received_at != row.received_at:
        yield f"{row.reference}: the day it was received is stored wrongly."
    for name in different(row, filing.file(state, calendar)):
        yield f"{row.reference}: '{name}' is stored as {getattr(row, name)} and should be worked out anew."


def different(row: CaseRow, filed: Filed) -> list[str]:
    """The names of what is filed otherwise than the facts say."""
    return [name for name in Filed.__dataclass_fields__ if getattr(row, name) != getattr(filed, name)]
