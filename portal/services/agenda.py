"""The agenda of the weekly meeting: the children's complaints that somebody has to talk about, as they stand now."""

from collections.abc import Iterable
from datetime import date, timedelta

from portal.domain.access import Viewer
from portal.domain.frozen import frozen
from portal.domain.working_days import CalendarGap
from portal.services import filing, overview
from portal.services.filing import Calendar, Case
from portal.store import queue, workload
from portal.store.database import Session

# A meeting cannot talk about more; the page says how many it left out of its pages, and where they are.
MOST = 120
DAYS = 5


@frozen
class Agenda:
    """A week's agenda: days are London dates, ``monday`` begins the week. A complaint may stand in several lists."""

    monday: date
    since: date
    soon: date
    new: tuple[Case, ...]
    due: tuple[Case, ...]
    going_on: tuple[Case, ...]
    paused: tuple[Case, ...]
    everything: tuple[Case, ...]
    more: bool


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def prepare(session: Session, monday: date, viewer: Viewer, *, calendar: Calendar) -> Agenda:
    """The agenda of the meeting in the week of ``monday``: new since the Monday before, late or due in 5 working days."""
    today = viewer.today
    since, last = monday - timedelta(days=7), monday + timedelta(days=6)
    try:
        soon = calendar.days.due(max(today, monday), DAYS)
    except CalendarGap:
        soon = max(today, monday) + timedelta(days=DAYS + 2)
    where = workload.on_the_agenda(first=since, last=last, soon=soon, days=overview.days(today, calendar))
    rows = queue.page(session, viewer, where=where, limit=MOST + 1)
    found = [case for case in (filing.load(session, row) for row in rows[:MOST]) if case.state.by_child]
    return Agenda(
        monday,
        since,
        soon,
        new=_by_day(case for case in found if since <= case.row.received_on <= last),
        due=_by_day(case for case in found if case.row.next_on and case.row.next_on <= soon),
        going_on=_by_day(case for case in found if case.row.stage >= 2),
        paused=_by_day(case for case in found if case.row.paused_until and case.row.paused_until > today),
        everything=_by_day(found),
        more=len(rows) > MOST,
    )


def _by_day(found: Iterable[Case]) -> tuple[Case, ...]:
    return tuple(sorted(found, key=lambda case: (case.row.next_on or date.max, case.row.received_at, case.row.reference)))
