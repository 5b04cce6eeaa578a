"""The team's work at a glance: who has how much, where it stands, what is late and what nobody has opened."""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from portal.domain.access import Viewer
from portal.domain.frozen import frozen
from portal.domain.working_days import CalendarGap
from portal.services.filing import Calendar
from portal.store import people, workload
from portal.store.database import Session
from portal.store.workload import COUNTS, NOBODY, Count, Days

__all__ = ["COUNTS", "NOBODY", "Count", "Overview", "Unread", "conditions", "days", "look", "soon", "unread"]

# What is due within so many working days needs somebody now.
SOON = 3
SHOWN = 5


@frozen
class Unread:
    """What nobody opened by the end of the working day on which it came (S1): references and days, the oldest first."""

    cases: tuple[tuple[str, date], ...]
    more: bool


@frozen
class Overview:
    """Counts of open cases: all, by person (an id, or nothing for nobody), by procedure and stage; the oldest unread one."""

    total: Count
    people: Mapping[str, Count]
    names: Mapping[str, str]
    stages: Mapping[tuple[str, int], Count]
    oldest_unread: str


def soon(today: date, calendar: Calendar) -> date:
    """The last day that is soon."""
    try:
        return calendar.days.due(today, SOON)
    except CalendarGap:
        return today + timedelta(days=SOON + 2)


def days(today: date, calendar: Calendar) -> Days:
    """The days by which cases are counted."""
    try:
        # What came on a day off is read on the next working day, so it is not late before that day is over.
        read_by = calendar.days.before(today, 1)
    except CalendarGap:
        read_by = today - timedelta(days=1)
    return Days(today, soon(today, calendar), read_by)


def conditions(what: str, *, today: date, calendar: Calendar) -> list[Any]:
    """What the store is asked, for a list of one of COUNTS or of unread-late; nothing for anything else."""
    known = what in (*COUNTS, "unread-late")
    return [workload.is_(what, days(today, calendar))] if known else []


def unread(session: Session, viewer: Viewer, *, calendar: Calendar) -> Unread:
    """What should have been opened by now and was not."""
    found = workload.unread_since(session, viewer, days(viewer.today, calendar), most=SHOWN + 1)
    return Unread(tuple(found[:SHOWN]), len(found) > SHOWN)


def look(session: Session, viewer: Viewer, *, calendar: Calendar) -> Overview:
    """Everything at a glance, from two counts over an index."""
    at = days(viewer.today, calendar)
    counted = workload.by_person(session, viewer, at)
    names = {str(person_id): name for person_id, name in people.names(session).items()}
    ours = {_key(person_id): count for person_id, count in counted.items()}
    in_order = sorted(ours.items(), key=lambda one: (one[0] != "", names.get(one[0], "").casefold()))
    total = Count(*(sum(getattr(count, name) for count in ours.values()) for name in COUNTS))
    return Overview(total, dict(in_order), names, workload.by_stage(session, viewer, at), workload.oldest_unread(session, viewer))


def _key(person_id: uuid.UUID | None) -> str:
    return str(person_id) if person_id else ""
