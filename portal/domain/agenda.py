"""What a weekly meeting has to know about a complaint: what it has to decide, and what the child waits for, as keys."""

from portal.domain.cases import CaseState
from portal.domain.facts import Wrote
from portal.domain.guards import needs_second_reader
from portal.domain.procedure import FIRST, MATTERS, STAGE2, UNDER_WAY, Status, stage

DECISIONS = (
    "safeguarding",
    "lado",
    "second_reader",
    "owner",
    "sort",
    "year",
    "late_request",
    "advocate",
    "people",
    "adjudicator",
    "panel",
)
WAITS = ("reading", "words", "statement", "panel_day", "meeting", "answer", "process", "nothing")
_SETTING_UP = (Status.STAGE3_ASKED, Status.STAGE3_SET)
_BOTH = {"investigating_officer", "independent_person"}


def decisions(state: CaseState) -> tuple[str, ...]:
    """What somebody has to decide or to name before the complaint can go on, in the order of DECISIONS."""
    work, status = state.work, state.status
    refer = {MATTERS[code].refer for code in work.matters} - set(work.referred_at)
    needed = {
        "safeguarding": "safeguarding" in refer,
        "lado": "lado" in refer,
        "second_reader": state.urgent and needs_second_reader(state, None),
        "owner": not state.assigned_to,
        "sort": work.procedure is None,
        "year": "X11" in work.matters and "late" not in work.decisions,
        "late_request": stage(status) in work.asked_late and "late_request" not in work.decisions,
        "advocate": state.advocate_wanted and not work.advocacy and work.advocate is None,
        "people": status in STAGE2 and not all(work.holding(role) for role in _BOTH),
        "adjudicator": status in STAGE2 and set(work.reported) >= _BOTH and work.holding("adjudicating_officer") is None,
        "panel": status in _SETTING_UP and (len(work.panel) < 3 or work.holding("chair") is None),
    }
    return tuple(key for key in DECISIONS if needed[key] and state.needs_somebody)


def waits_for(state: CaseState) -> str:
    """What the child waits for: one of WAITS."""
    status = state.status
    if status is Status.DEFERRED:
        return "process"
    if status is Status.NEW:
        return "reading"
    if _wrote(state):
        return "words"
    if status in (Status.STAGE2_ASKED, Status.STAGE2_AGREEING):
        return "statement"
    if status is Status.STAGE3_ASKED:
        return "panel_day"
    if status is Status.STAGE3_SET:
        return "meeting"
    return "answer" if status in UNDER_WAY else "nothing"


def _wrote(state: CaseState) -> bool:
    # Asking for the next stage is no words that wait: the stage itself answers it.
    since = state.child_waits_since
    return since is not None and any(isinstance(event.fact, Wrote) and event.at >= since for event in state.events)


def why_paused(state: CaseState) -> str:
    """What holds the answer up: another process, an advocate, or a meeting."""
    if state.status is Status.DEFERRED:
        return "process"
    pause = state.work.pause
    return "advocate" if pause and pause.ends is None and state.status in FIRST else "meeting"
