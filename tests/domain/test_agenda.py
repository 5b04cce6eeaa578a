"""What a meeting has to decide about a complaint, and what the child waits for, place by place."""

from datetime import date, timedelta

import pytest

from portal.domain import running, stages
from portal.domain.agenda import DECISIONS, WAITS, decisions, waits_for, why_paused
from portal.domain.cases import CaseState, after
from portal.domain.facts import AskedForAdvocate, Assigned, Event, Fact, Flagged, Settled, Unhappy, Wrote
from portal.domain.procedure import Procedure, Status
from portal.domain.stages import Appointed, Classified, Reported
from tests.domain.stories import DAY, EXAMPLES, case_after, sorted_as, standing_at
from tests.domain.test_guards import CALENDAR, PANEL

STATUTORY = sorted_as(Procedure.STATUTORY)
MINE = Assigned("someone", "Someone")
LADO = Classified("statutory", ("X2",), "A worker.", "Told.")
IO, IP = (Appointed(role, role, stages.CHECKS[role]) for role in ("investigating_officer", "independent_person"))
REPORTS = (Reported("investigating_officer", DAY), Reported("independent_person", DAY))


def with_(state: CaseState, *facts: Fact) -> CaseState:
    for fact in facts:
        state = after(state, Event(state.events[-1].at + timedelta(minutes=1), None, fact))
    return state


def at(status: Status, *facts: Fact) -> CaseState:
    return with_(standing_at(status, Procedure.STATUTORY), MINE, *facts)


TO_DECIDE: list[tuple[str, CaseState, set[str]]] = [
    ("what just came", case_after(), {"owner", "sort"}),
    ("what somebody has and sorted", case_after(STATUTORY, MINE), set()),
    ("a worker may have harmed a child", case_after(LADO, MINE), {"lado"}),
    ("the designated officer was told", case_after(LADO, MINE, stages.Referred("lado", "by phone")), set()),
    ("a child may be harmed", case_after(Classified("statutory", ("X1",), "x"), MINE), {"safeguarding"}),
    ("it was flagged", case_after(STATUTORY, MINE, EXAMPLES[Flagged]), {"second_reader"}),
    ("flagged, and settled since", case_after(STATUTORY, MINE, EXAMPLES[Flagged], Settled("Seen.")), set()),
    ("more than a year ago", case_after(Classified("statutory", ("X11",), "x"), MINE), {"year"}),
    ("decided", case_after(Classified("statutory", ("X11",), "x"), MINE, stages.Decided("late", True, "x")), set()),
    ("the child wants an advocate", case_after(STATUTORY, MINE, AskedForAdvocate()), {"advocate"}),
    ("one was offered", case_after(STATUTORY, MINE, AskedForAdvocate(), EXAMPLES[stages.AdvocacyOffered]), set()),
    ("Stage 2 was asked for", at(Status.STAGE2_ASKED), {"people"}),
    ("late", with_(at(Status.ANSWERED), Unhappy("", True)), {"people", "late_request"}),
    ("one of two appointed", at(Status.STAGE2_OPEN, IO), {"people"}),
    ("both appointed", at(Status.STAGE2_OPEN, IO, IP), set()),
    ("both reports are in", at(Status.STAGE2_OPEN, IO, IP, *REPORTS), {"adjudicator"}),
    ("Stage 3 was asked for", at(Status.STAGE3_ASKED), {"panel"}),
    ("the panel is full", at(Status.STAGE3_ASKED, *PANEL), set()),
    ("what is closed", case_after(EXAMPLES[Assigned], STATUTORY), set()),
]


@pytest.mark.parametrize(("what", "state", "expected"), TO_DECIDE, ids=[row[0] for row in TO_DECIDE])
def test_what_there_is_to_decide(what: str, state: CaseState, expected: set[str]) -> None:
    assert set(decisions(state)) == expected, what


def test_every_decision_is_met_by_a_case_above_and_stands_in_order() -> None:
    assert set().union(*(expected for _what, _state, expected in TO_DECIDE)) == set(DECISIONS)
    assert decisions(with_(case_after(), EXAMPLES[Flagged])) == ("second_reader", "owner", "sort")


def test_a_closed_complaint_has_nothing_to_decide() -> None:
    assert decisions(standing_at(Status.CLOSED, Procedure.STATUTORY)) == ()


WAITING = {
    Status.NEW: "reading",
    Status.ACKNOWLEDGED: "answer",
    Status.ANSWERED: "nothing",
    Status.STAGE2_ASKED: "statement",
    Status.STAGE2_AGREEING: "statement",
    Status.STAGE2_OPEN: "answer",
    Status.STAGE2_ANSWERED: "nothing",
    Status.STAGE3_ASKED: "panel_day",
    Status.STAGE3_SET: "meeting",
    Status.STAGE3_HELD: "answer",
    Status.STAGE3_REPORTED: "answer",
    Status.STAGE3_ANSWERED: "nothing",
    Status.DEFERRED: "process",
}


@pytest.mark.parametrize(("status", "expected"), WAITING.items(), ids=str)
def test_what_the_child_waits_for(status: Status, expected: str) -> None:
    assert waits_for(standing_at(status, Procedure.STATUTORY)) == expected
    assert expected in WAITS


def test_a_child_who_wrote_waits_for_an_answer_to_that() -> None:
    assert waits_for(at(Status.STAGE2_OPEN, Wrote("And another thing."))) == "words"
    assert waits_for(at(Status.ANSWERED, Wrote("Thank you, but."))) == "words"


def test_until_when_a_complaint_is_held_up_and_by_what() -> None:
    advocate = case_after(STATUTORY, EXAMPLES[stages.PausedForAdvocate])
    process = standing_at(Status.DEFERRED, Procedure.STATUTORY)
    meeting = case_after(STATUTORY, stages.MediationOffered("A"), stages.MediationAnswered(True, DAY))
    held = with_(meeting, stages.MediationHeld(DAY, "partly"))
    assert [running.paused_until(state, CALENDAR) for state in (advocate, process, meeting, held, case_after())] == [
        date.max,
        date.max,
        CALENDAR.days.due(DAY, 20),
        None,
        None,
    ]
    assert [why_paused(state) for state in (advocate, process, meeting)] == ["advocate", "process", "meeting"]
