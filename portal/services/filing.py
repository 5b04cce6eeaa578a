"""How a case is filed: its dates and its place in the queue, worked out from its facts in this one place."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from portal.domain import clocks
from portal.domain.cases import CaseState, Event, Fact, Status, after, fold
from portal.domain.working_days import CalendarGap, WorkingDays, london_date
from portal.store import cases
from portal.store.cases import CaseRow, Filed
from portal.store.database import Session

FAR = date(9999, 12, 31)


@dataclass(frozen=True)
class Calendar:
    """The working days that are known, and the days within which the trust promises to acknowledge."""

    days: WorkingDays
    acknowledge_days: int = 2


@dataclass(frozen=True)
class Case:
    """A case as it is filed and what its facts add up to."""

    row: CaseRow
    state: CaseState


def load(session: Session, row: CaseRow) -> Case:
    """The case with all its facts."""
    return Case(row, fold(cases.facts(session, row.id)))


def file(state: CaseState, calendar: Calendar) -> Filed:
    """What the database keeps for finding and sorting. Dates are London dates; unknown bank holidays leave them out."""
    acknowledge_by, due_on = deadlines(state, calendar)
    return Filed(
        kind=state.received.kind,
        status=state.status,
        urgent=state.urgent,
        open=state.needs_somebody,
        acknowledge_by=acknowledge_by,
        due_on=due_on,
        rank=_rank(state, acknowledge_by, due_on),
        assigned_to=uuid.UUID(state.assigned_to) if state.assigned_to else None,
    )


def deadlines(state: CaseState, calendar: Calendar) -> tuple[date | None, date | None]:
    """By when to acknowledge (R1.6.3) and to answer (R1.8.2; R1.10.5 once the child asked for the next step)."""
    received_on = london_date(state.received_at)
    acknowledge_by = due_on = None
    if state.status is Status.NEW:
        acknowledge_by = _due("ack", received_on, calendar)
    if state.unhappy_at and state.open:
        due_on = _due("stage2", london_date(state.unhappy_at), calendar)
    elif state.is_complaint and state.open and not state.answered_at:
        due_on = _due("stage1", received_on, calendar)
    return acknowledge_by, due_on


def append(session: Session, case: Case, fact: Fact, *, by: str | None, now: datetime, calendar: Calendar) -> Case:
    """Add a fact. Raises cases.NotAllowed when it cannot happen now and store Stale when somebody else was faster."""
    state = after(case.state, Event(now, by, fact))
    row = cases.append(session, case.row, state.events[-1], file(state, calendar))
    return Case(row, state)


@lru_cache(maxsize=1024)
def _due(rule: str, start: date, calendar: Calendar) -> date | None:
    try:
        if rule == "ack":
            return calendar.days.due(start, calendar.acknowledge_days)
        return clocks.due(rule, start, calendar.days)
    except CalendarGap:
        # Bank holidays are known for some years only. A child's words are taken all the same; the case page says that
        # the date is unknown, and readiness reports the calendar long before.
        return None


def _rank(state: CaseState, acknowledge_by: date | None, due_on: date | None) -> int:
    """The queue's order as one number: newest urgent first (negative), then by the next date.

    Words of the child that nobody acted on since are due on the day they came.
    """
    if state.urgent:
        return -int(state.received_at.timestamp())
    if not state.needs_somebody:
        # Closed cases are listed newest first.
        closed_at = state.closed_at or state.withdrawn_at or state.received_at
        return int(datetime(2200, 1, 1, tzinfo=UTC).timestamp() - closed_at.timestamp())
    waits = london_date(state.child_waits_since) if state.child_waits_since else None
    return min((day for day in (acknowledge_by, due_on, waits) if day), default=FAR).toordinal()
