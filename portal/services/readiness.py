"""Whether the portal can do its work just now, said in the names of the checks that fail."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from portal.domain.working_days import CalendarGap, london_date
from portal.services.filing import Calendar
from portal.store import intake, migrating, outbox, tallies
from portal.store.database import Database, Session
from portal.store.faults import Unavailable

AHEAD = timedelta(days=90)
STUCK = timedelta(minutes=15)
CHECKS = ("database", "tables", "calendar", "outbox")


def failing(database: Database, *, now: datetime, calendar: Calendar) -> list[str]:
    """The names of the checks that fail, of CHECKS: what an empty list means is that all is well."""
    try:
        with database.reading() as session:
            return list(_failing(session, now=now, calendar=calendar))
    except Unavailable:
        return ["database"]


def _failing(session: Session, *, now: datetime, calendar: Calendar) -> Iterator[str]:
    if migrating.current(session) != migrating.head():
        # Without the right tables nothing else can be asked.
        yield "tables"
        return
    if not covers(calendar, now=now):
        yield "calendar"
    since = tallies.due_since(session, now=now)
    if since is not None and since < now - STUCK:
        # Work is due and nobody takes it: the worker is not running.
        yield "outbox"


def covers(calendar: Calendar, *, now: datetime) -> bool:
    """Whether the bank holidays of the next 90 days are known."""
    try:
        calendar.days.due(london_date(now) + AHEAD, 1)
    except CalendarGap:
        return False
    return True


def figures(database: Database) -> tuple[dict[str, int], int, int]:
    """Cases received by kind, cases and jobs that wait for a worker, and jobs that were given up. Raises Unavailable."""
    with database.reading() as session:
        waiting = outbox.waiting(session) + intake.waiting(session)[0]
        return tallies.received_by_kind(session), waiting, tallies.given_up(session)
