"""What is left of a case after it is erased: one line of figures that says nothing about a person (P10)."""

from datetime import date

from portal.domain import running, stages
from portal.domain.cases import CaseState, after, fold
from portal.domain.casework import stage_owed
from portal.domain.facts import Answered
from portal.domain.frozen import frozen
from portal.domain.procedure import Status
from portal.domain.running import Calendar
from portal.domain.working_days import london_date

_ENDS = {Status.WITHDRAWN: "withdrawn", Status.PASSED_ON: "passed_on", Status.JOINED: "joined"}


@frozen
class Figures:
    """One erased case in figures. ``met`` is for stages 1 to 3: in time, late, or None where it was never answered.

    ``year`` is the one in which its reporting year began on 1 April, ``quarter`` 1 to 4 of that.
    """

    year: int
    quarter: int
    kind: str
    procedure: str
    themes: tuple[str, ...]
    area: str
    stage: int
    outcome: str
    ombudsman: str
    met: tuple[bool | None, bool | None, bool | None]
    by_child: bool


def figures(state: CaseState, calendar: Calendar) -> Figures:
    """The figures of a case that is over."""
    received, work = running.received_on(state), state.work
    met = _met(state, calendar)
    return Figures(
        year=received.year - (received.month < 4),
        quarter=(received.month - 4) % 12 // 3 + 1,
        kind=str(state.received.kind),
        procedure=str(state.procedure),
        themes=tuple(theme for theme in stages.THEMES if theme in (work.described.themes or state.received.about)),
        area=work.described.area,
        stage=max((1, *work.answered_at, *work.asked_at)) if state.is_complaint else 0,
        outcome=_outcome(state),
        ombudsman=next((one.decision for one in reversed(work.ombudsman) if isinstance(one, stages.OmbudsmanDecided)), ""),
        met=(met.get(1), met.get(2), met.get(3)),
        by_child=state.by_child,
    )


def _outcome(state: CaseState) -> str:
    found = state.work.findings
    kinds = {one.finding for one in found[max(found)]} - {"no_finding"} if found else set()
    if len(kinds) > 1:
        return "partly_upheld"
    return kinds.pop() if kinds else "no_finding" if found else _ENDS.get(state.status) or state.close_reason


def _met(state: CaseState, calendar: Calendar) -> dict[int, bool | None]:
    """Whether each stage had its first answer in time, as the clocks stood when it was given."""
    met: dict[int, bool | None] = {}
    before = fold(state.events[:1])
    for event in state.events[1:]:
        owed = stage_owed(before.status, before.work)
        if isinstance(event.fact, Answered) and before.is_complaint and owed and owed not in met:
            met[owed] = _in_time(before, owed, london_date(event.at), calendar)
        before = after(before, event)
    return met


def _in_time(before: CaseState, owed: int, on: date, calendar: Calendar) -> bool | None:
    for clock in running.clocks_of(before, on, calendar):
        answers = clock.rule in running.ANSWERS and clock.rule.startswith((f"stage{owed}", f"corporate{owed}"))
        if answers and not clock.outer and clock.due_on:
            return on <= clock.due_on
    # A corporate stage that was answered before it was acknowledged never had a clock for its answer.
    return None
