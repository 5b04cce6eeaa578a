"""The clocks that run for a case, from what its facts add up to. Days are London dates.

The law's own limit and the Ombudsman's way of counting stand beside each other, because both are asked about.
"""

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date
from functools import cached_property
from typing import Any

from portal.domain import clocks, subject_access
from portal.domain.cases import CaseState
from portal.domain.clocks import Pause
from portal.domain.frozen import frozen
from portal.domain.procedure import COMPLAINTS, CORPORATE2, FIRST, STAGE2, Procedure, Status
from portal.domain.working_days import CalendarGap, WorkingDays, london_date

# The ones that the trust answers a stage by; the rest are steps on the way.
ANSWERS = (
    *("stage1", "stage1-extended", "stage2", "stage2-extended", "stage3-response"),
    *("corporate1", "corporate1-extended", "corporate2", "corporate2-extended"),
)
ACKNOWLEDGEMENTS = ("ack", "stage3-ack", "corporate1-ack", "corporate2-ack")


@frozen
class Asking:
    """How the trust asks children afterwards: by when and until when, in working days, and after how many attempts it ends."""

    within: int = 10
    lasts: int = 60
    attempts: int = 3


@frozen
class Calendar:
    """The working days, and how the trust counts where the law leaves it to the trust.

    ``rule_days`` are working days for rules that are the trust's own or that its legal team confirmed otherwise;
    ``retention`` the years for which it keeps records, by class.
    """

    days: WorkingDays
    acknowledge_days: int = 2
    pause_moves_outer_limit: bool = False
    mediation_pause_days: int = 20
    rule_days: Mapping[str, int] = field(default_factory=dict)
    retention: Mapping[str, int] = field(default_factory=dict)
    asking: Asking = Asking()

    @cached_property
    def worked_out(self) -> dict[tuple[str, date], Any]:
        """What was worked out by this calendar once and is the same for all of a kind on a day: a few rows for each day."""
        return {}


@frozen
class Clock:
    """One clock: its rule, its date (None while it rests or bank holidays are unknown), and how it is to be read.

    ``outer`` marks a limit that stands beside the clock proper; ``theirs`` one that runs for the person, not for the trust.
    """

    rule: str
    due_on: date | None
    started_on: date
    paused: bool = False
    outer: bool = False
    theirs: bool = False


def clocks_of(state: CaseState, today: date, calendar: Calendar) -> tuple[Clock, ...]:
    """Every clock that runs for the case as it stands. ``today`` matters to a pause only, which ends by itself."""
    return _of_procedure(state, today, calendar) + _access(state)


def _access(state: CaseState) -> tuple[Clock, ...]:
    """A copy that somebody asked for is due by the calendar, also from a case that is closed (P5)."""
    asked = (state.work.access[who] for who in sorted(state.work.access_owed))
    return tuple(Clock("access", subject_access.due_on(one.on, one.months), one.on) for one in asked)


def _of_procedure(state: CaseState, today: date, calendar: Calendar) -> tuple[Clock, ...]:
    if not state.open or state.status is Status.DEFERRED:
        return ()
    if state.procedure not in COMPLAINTS:
        return _first_reply(state, calendar)
    found = _first_reply(state, calendar) + _referral(state, calendar)
    if state.procedure is Procedure.CORPORATE:
        return found + _corporate(state, today, calendar)
    return found + _stage1(state, today, calendar) + _stage2(state, today, calendar) + _stage3(state, calendar)


def received_on(state: CaseState) -> date:
    """The day from which the complaint counts (R1.6.2, R1.5.2)."""
    return state.work.counts_from or london_date(state.received_at)


def _first_reply(state: CaseState, calendar: Calendar) -> tuple[Clock, ...]:
    if state.status is not Status.NEW:
        return ()
    start = received_on(state)
    if state.work.procedure is Procedure.CORPORATE:
        return (_clock("corporate1-ack", start, calendar),)
    return (Clock("ack", _safely(lambda: calendar.days.due(start, calendar.acknowledge_days)), start),)


def _referral(state: CaseState, calendar: Calendar) -> tuple[Clock, ...]:
    if "X2" in state.work.matters and "lado" not in state.work.referred_at:
        return (_clock("lado", received_on(state), calendar),)
    return ()


def _stage1(state: CaseState, today: date, calendar: Calendar) -> tuple[Clock, ...]:
    work, start = state.work, received_on(state)
    if state.status is Status.ANSWERED:
        return (_window(state, 1, "stage2-request", calendar),)
    owed = state.status in FIRST or (state.status in STAGE2 and 1 not in work.answered_at)
    if not owed:
        return ()
    extended = 1 in work.extensions
    rule = "stage1-extended" if extended else "stage1"
    moves = calendar.pause_moves_outer_limit and work.pause_agreed
    stage1 = _safely_stage1(start, calendar, extended=extended, pause=work.pause, moves_outer=moves)
    if stage1 is None:
        return (Clock(rule, None, start),)
    resting = work.pause is not None and work.pause.ends is None
    main = _rested(Clock(rule, stage1.in_force, start, paused=resting), state, today, calendar)
    beside = Clock("stage1-extended", stage1.outer, start, outer=True)
    # A meeting that was agreed to be waited for may end after the limit; whoever answers sees both.
    beyond = main.due_on is not None and main.due_on > stage1.outer
    return (main, beside) if (work.pause or beyond) and beside.due_on != main.due_on else (main,)


def _safely_stage1(
    start: date, calendar: Calendar, *, extended: bool, pause: Pause | None, moves_outer: bool
) -> clocks.Stage1 | None:
    try:
        return clocks.stage1(start, calendar.days, extended=extended, pause=pause, moves_outer=moves_outer)
    except CalendarGap:
        return None


def _stage2(state: CaseState, today: date, calendar: Calendar) -> tuple[Clock, ...]:
    work = state.work
    if state.status is Status.STAGE2_ANSWERED:
        return (_window(state, 2, "stage3-request", calendar),)
    if state.status not in STAGE2:
        return ()
    asked_on, agreed = london_date(work.asked_at[2]), work.statement_agreed
    start = clocks.stage2_start(
        asked_on,
        statement_on=agreed.on if agreed else None,
        was_oral=bool(agreed and agreed.was_oral),
        amended=bool(agreed and agreed.amended),
    )
    more = work.extensions.get(2)
    rule = "stage2-extended" if more else "stage2"
    main = Clock(rule, more.until, start) if more and more.until else _clock(rule, start, calendar)
    running = [_rested(main, state, today, calendar)]
    if not agreed:
        running.append(_clock("stage2-statement", asked_on, calendar))
    # The Ombudsman has counted 65 working days from the request, whatever the statement did.
    running.append(_clock("stage2-extended", asked_on, calendar, outer=True))
    return tuple(running)


def _stage3(state: CaseState, calendar: Calendar) -> tuple[Clock, ...]:
    work = state.work
    if 3 not in work.asked_at:
        return ()
    asked_on = london_date(work.asked_at[3])
    running: list[Clock] = []
    if state.status is Status.STAGE3_ASKED:
        if 3 not in work.acknowledged_at:
            running.append(_clock("stage3-ack", asked_on, calendar))
        if not work.holding("chair"):
            running.append(_clock("stage3-chair", asked_on, calendar))
        running.append(_clock("stage3-panel", asked_on, calendar))
    elif state.status is Status.STAGE3_SET and work.panel_on:
        running.append(Clock("stage3-panel", work.panel_on, asked_on))
        running.append(_clock("stage3-papers", work.panel_on, calendar))
        running.append(_clock("stage3-panel", asked_on, calendar, outer=True))
    elif state.status is Status.STAGE3_HELD and work.panel_held_on:
        running.append(_clock("stage3-report", work.panel_held_on, calendar))
    elif state.status is Status.STAGE3_REPORTED:
        running.append(_clock("stage3-response", work.reported["panel"], calendar))
    return tuple(running)


def _corporate(state: CaseState, today: date, calendar: Calendar) -> tuple[Clock, ...]:
    work = state.work
    if state.status in CORPORATE2:
        told, start = work.acknowledged_at.get(2), london_date(work.asked_at[2])
        if state.status is Status.CORPORATE2_ASKED or told is None:
            return (_clock("corporate2-ack", start, calendar),)
        rule = "corporate2-extended" if 2 in work.extensions else "corporate2"
        return (_rested(_clock(rule, london_date(told), calendar), state, today, calendar),)
    if state.status is Status.ACKNOWLEDGED and state.acknowledged_at:
        rule = "corporate1-extended" if 1 in work.extensions else "corporate1"
        return (_rested(_clock(rule, london_date(state.acknowledged_at), calendar), state, today, calendar),)
    return ()


def _window(state: CaseState, stage: int, rule: str, calendar: Calendar) -> Clock:
    answered_on = london_date(state.work.answered_at[stage])
    return Clock(rule, _safely(lambda: clocks.last_day_to_ask(answered_on, calendar.days)), answered_on, theirs=True)


def _rested(clock: Clock, state: CaseState, today: date, calendar: Calendar) -> Clock:
    """The clock while a mediation that the person agreed in writing to wait for holds it up, for so long at most (R1.9.4)."""
    work = state.work
    if clock.due_on is None or work.mediation is None or work.mediation.pause_agreed_on is None:
        return clock
    begins, due_on = work.mediation.pause_agreed_on, clock.due_on
    if begins < clock.started_on or begins > due_on:
        return clock
    lapses = _safely(lambda: calendar.days.due(begins, calendar.mediation_pause_days))
    if lapses is None:
        return clock
    ended = max(begins, min(work.mediation_held.on, lapses)) if work.mediation_held else lapses
    moved = _safely(lambda: calendar.days.due(due_on, calendar.days.elapsed(begins, ended)))
    return Clock(clock.rule, moved, clock.started_on, paused=clock.paused or begins <= today < ended)


def paused_until(state: CaseState, calendar: Calendar) -> date | None:
    """The day on which what holds the answer up ends at the latest; the last of all days where nobody knows."""
    work = state.work
    if state.status is Status.DEFERRED:
        return date.max
    if not state.open or state.procedure not in COMPLAINTS:
        return None
    if state.procedure is Procedure.STATUTORY and state.status in FIRST and work.pause and work.pause.ends is None:
        return date.max
    if not (work.mediation and work.mediation.pause_agreed_on) or work.mediation_held:
        return None
    begins = work.mediation.pause_agreed_on
    return _safely(lambda: calendar.days.due(begins, calendar.mediation_pause_days))


def _clock(rule: str, start: date, calendar: Calendar, *, outer: bool = False) -> Clock:
    return Clock(rule, _safely(lambda: clocks.due(rule, start, calendar.days, calendar.rule_days.get(rule))), start, outer=outer)


def _safely(work_out: Callable[[], date]) -> date | None:
    # Bank holidays are known for some years only; a case goes on without the date, and readiness says so long before.
    try:
        return work_out()
    except CalendarGap:
        return None


def main_due(running: tuple[Clock, ...]) -> date | None:
    """By when the stage has to be answered."""
    # The latest stage comes last. A panel's day is what its stage waits for until its report is in.
    steps = (*ANSWERS, "stage3-panel", "stage3-report")
    return next((clock.due_on for clock in reversed(running) if clock.rule in steps and not clock.outer), None)


def acknowledge_by(running: tuple[Clock, ...]) -> date | None:
    """By when the person has to be told that their words, or their request, came."""
    return next((clock.due_on for clock in running if clock.rule in ACKNOWLEDGEMENTS), None)


def second_due(running: tuple[Clock, ...]) -> date | None:
    """The limit that stands beside the answer's own date."""
    return next((clock.due_on for clock in running if clock.outer), None)


def next_step(running: tuple[Clock, ...]) -> Clock | None:
    """The trust's own clock that ends first. One that rests keeps the date on which its pause lapses at the latest."""
    ours = [clock for clock in running if clock.due_on and not clock.theirs and not clock.outer]
    return min(ours, key=lambda clock: clock.due_on or date.max, default=None)


def window(state: CaseState, stage: int, calendar: Calendar) -> date | None:
    """The last day to ask for the stage after ``stage`` without explaining; None when the calendar ends before."""
    answered = state.work.answered_at.get(stage)
    return _window(state, stage, "", calendar).due_on if answered else None


def overdue(state: CaseState, today: date, calendar: Calendar) -> bool:
    """Whether the answer of the present stage is late: then the person need not wait for it (R1.8.8)."""
    due_on = main_due(clocks_of(state, today, calendar))
    return due_on is not None and today > due_on
