"""How a case is filed: its dates and its place in the queue, worked out from its facts in this one place."""

import uuid
from datetime import UTC, date, datetime

from portal.config import Settings
from portal.domain import guards, retention, running
from portal.domain.cases import CaseState, after, fold
from portal.domain.facts import NOT_SAFE, Event, Fact, Received
from portal.domain.frozen import frozen
from portal.domain.procedure import stage
from portal.domain.running import Asking, Calendar
from portal.domain.stages import Tagged
from portal.domain.working_days import london_date
from portal.services import following_up, telling_child
from portal.store import bank_holidays, cases, queue
from portal.store.cases import CaseRow, Filed
from portal.store.database import Session

__all__ = ["Calendar", "Case", "append", "calendar", "file", "file_new", "load"]

FAR = date(9999, 12, 31)


def calendar(settings: Settings) -> Calendar:
    """England's working days, and how this trust counts."""
    return Calendar(
        bank_holidays.load(nonworking_receipt=settings.nonworking_receipt),
        settings.acknowledge_days,
        settings.advocate_pause_moves_outer_limit,
        settings.mediation_pause_days,
        settings.rule_days,
        settings.retention,
        Asking(settings.follow_up_days, settings.follow_up_open_days, settings.follow_up_attempts),
    )


@frozen
class Case:
    """A case as it is filed and what its facts add up to."""

    row: CaseRow
    state: CaseState


def load(session: Session, row: CaseRow) -> Case:
    """The case with all its facts."""
    return Case(row, fold(cases.facts(session, row.id)))


def file(state: CaseState, calendar: Calendar) -> Filed:
    """What the database keeps for finding and sorting. Dates are London dates; unknown bank holidays leave them out."""
    clocks = running.clocks_of(state, london_date(state.events[-1].at), calendar)
    step = running.next_step(clocks)
    kept = retention.kept(state, calendar.retention)
    return Filed(
        kind=state.received.kind,
        status=state.status,
        procedure=state.procedure,
        stage=stage(state.status) if state.is_complaint else 0,
        area=state.work.described.area,
        urgent=state.urgent,
        open=state.needs_somebody,
        restricted=state.work.restricted,
        acknowledge_by=running.acknowledge_by(clocks),
        due_on=running.main_due(clocks),
        second_due_on=running.second_due(clocks),
        next_on=step.due_on if step else None,
        next_rule=step.rule if step else "",
        rank=_rank(state, step.due_on if step else None),
        assigned_to=uuid.UUID(state.assigned_to) if state.assigned_to else None,
        paused_until=running.paused_until(state, calendar),
        closed_on=kept.closed_on if kept else None,
        retention=kept.key if kept else "",
        erase_on=kept.erase_on if kept else None,
    )


def file_new(received: Received, at: datetime, calendar: Calendar) -> Filed:
    """How what came in at ``at`` (UTC) is filed at first: as everything of its kind on that day, unless it is urgent."""
    if received.safe in NOT_SAFE:
        return file(fold([Event(at, None, received)]), calendar)
    alike = (received.kind, london_date(at))
    filed: Filed | None = calendar.worked_out.get(alike)
    if filed is None:
        filed = calendar.worked_out[alike] = file(fold([Event(at, None, received)]), calendar)
    return filed


def append(session: Session, case: Case, fact: Fact, *, by: str | None, now: datetime, calendar: Calendar) -> Case:
    """Add a fact. Raises cases.NotAllowed (guards.NotYet says what is missing) and store Stale when somebody was faster."""
    guards.check(case.state, fact, today=london_date(now), calendar=calendar, by=by)
    state = after(case.state, Event(now, by, fact))
    row = cases.append(session, case.row, state.events[-1], file(state, calendar))
    if isinstance(fact, Tagged):
        queue.retag(session, row.id, fact.tags)
    telling_child.after(session, row, state, fact, by=by, now=now)
    following_up.after(session, row, state, fact, now=now, calendar=calendar)
    return Case(row, state)


def _rank(state: CaseState, next_on: date | None) -> int:
    """The queue's order as one number: newest urgent first (negative), then by the next date.

    Words of the child that nobody acted on since are due on the day they came.
    """
    if state.urgent:
        return -int(state.received_at.timestamp())
    if not state.needs_somebody:
        # Closed cases are listed newest first.
        closed_at = state.closed_at or state.withdrawn_at or state.received_at
        return int(datetime(2200, 1, 1, tzinfo=UTC).timestamp() - closed_at.timestamp())
    waiting = (state.child_waits_since, state.reach.since, state.follow.worry)
    waits = min((london_date(since) for since in waiting if since), default=None)
    tasks = (task.due_on for task in state.work.tasks.values())
    return min((day for day in (next_on, waits, *tasks) if day), default=FAR).toordinal()
