"""Which clocks run for a case as it stands, and to which day."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.domain import running, stages
from portal.domain.cases import CaseState, fold
from portal.domain.facts import Acknowledged, Answered, Event, Fact, Received, Unhappy
from portal.domain.procedure import Procedure
from portal.domain.running import Calendar
from portal.store import bank_holidays
from tests.domain.stories import sorted_as

DAYS = bank_holidays.load()
CALENDAR = Calendar(DAYS)
TOLD, ANSWER, NOT_HAPPY = Acknowledged("Read."), Answered("Here."), Unhappy("No.")
CORPORATE, STATUTORY = sorted_as(Procedure.CORPORATE), sorted_as(Procedure.STATUTORY)
SENT = stages.StatementSent("1. Nobody rang.")


def happened(*steps: tuple[str, Fact], kind: str = "complaint") -> CaseState:
    """A case whose facts happened at noon in London on those days; the first day is the day it was received."""
    first, rest = steps[0][0], steps if steps[0][1] is not RECEIVED else steps[1:]
    return fold([Event(noon(first), None, Received(kind, "x")), *(Event(noon(day), None, fact) for day, fact in rest)])


RECEIVED = Received("complaint", "x")


def noon(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=ZoneInfo("Europe/London"))


def running_for(state: CaseState, today: str = "2026-11-23", calendar: Calendar = CALENDAR) -> dict[str, str]:
    """The clocks by rule; those that stand beside another are marked, and those that rest."""
    found = running.clocks_of(state, date.fromisoformat(today), calendar)
    marks = ((c, c.outer * " beside" + c.theirs * " theirs" + c.paused * " paused") for c in found)
    return {c.rule + mark: str(c.due_on) for c, mark in marks}


def test_a_new_complaint_is_to_be_acknowledged_and_answered() -> None:
    assert running_for(happened(("2026-12-24", RECEIVED))) == {"ack": "2026-12-30", "stage1": "2027-01-12"}


def test_a_comment_is_to_be_acknowledged_only() -> None:
    assert running_for(happened(("2026-12-24", RECEIVED), kind="comment")) == {"ack": "2026-12-30"}


def test_an_extension_gives_twenty_days() -> None:
    more = stages.Extended("complexity", "Two schools.", "We need more time.")
    state = happened(("2024-12-12", RECEIVED), ("2024-12-13", TOLD), ("2024-12-30", more))
    assert running_for(state) == {"stage1-extended": "2025-01-14"}


def test_a_pause_for_an_advocate_rests_within_the_outer_limit() -> None:
    paused = (("2024-12-02", RECEIVED), ("2024-12-02", TOLD), ("2024-12-05", stages.PausedForAdvocate(date(2024, 12, 5))))
    assert running_for(happened(*paused)) == {"stage1 paused": "2025-01-02"}
    there = stages.AdvocateAppointed("Femi", "B", date(2024, 12, 16), stages.ADVOCATE_CHECKS)
    assert running_for(happened(*paused, ("2024-12-16", there))) == {
        "stage1": "2024-12-27",
        "stage1-extended beside": "2025-01-02",
    }
    more = stages.Extended("advocate", "An advocate was found late.", "We need more time.")
    extended = happened(*paused, ("2024-12-16", there), ("2024-12-16", more))
    assert running_for(extended) == {"stage1-extended": "2025-01-02"}


def test_where_the_trust_lets_an_agreed_pause_move_the_limit() -> None:
    pause = stages.PausedForAdvocate(date(2024, 12, 5), agreed_on=date(2024, 12, 5))
    there = stages.AdvocateAppointed("Femi", "B", date(2024, 12, 16), stages.ADVOCATE_CHECKS)
    more = stages.Extended("advocate", "Found late.", "We need more time.")
    steps = (("2024-12-02", RECEIVED), ("2024-12-05", pause), ("2024-12-16", there), ("2024-12-16", more))
    moves = Calendar(DAYS, pause_moves_outer_limit=True)
    assert running_for(happened(*steps), calendar=moves)["stage1-extended"] == "2025-01-13"
    assert running_for(happened(*steps))["stage1-extended"] == "2025-01-02"


def test_after_the_answer_the_window_runs_for_the_child() -> None:
    state = happened(("2024-11-25", RECEIVED), ("2024-12-06", ANSWER))
    assert running_for(state) == {"stage2-request theirs": "2025-01-08"}
    assert running.next_step(running.clocks_of(state, date(2024, 12, 7), CALENDAR)) is None


def test_stage_2_counts_from_the_request_until_the_statement_is_settled_and_both_ways_after() -> None:
    asked = (("2024-10-01", RECEIVED), ("2024-10-10", ANSWER), ("2024-11-22", NOT_HAPPY))
    assert running_for(happened(*asked)) == {
        "stage2": "2024-12-31",
        "stage2-statement": "2024-12-06",
        "stage2-extended beside": "2025-02-26",
    }
    # Case 7 of the report: asked for on 22 November, terms of reference on 19 December.
    oral = stages.StatementAgreed(date(2024, 12, 19), was_oral=True)
    agreed = happened(*asked, ("2024-12-02", SENT), ("2024-12-19", oral))
    assert running_for(agreed) == {"stage2": "2025-01-28", "stage2-extended beside": "2025-02-26"}
    written = stages.StatementAgreed(date(2024, 12, 19))
    assert running_for(happened(*asked, ("2024-12-02", SENT), ("2024-12-19", written)))["stage2"] == "2024-12-31"


def test_more_time_for_stage_2_runs_to_the_day_in_the_notice() -> None:
    more = stages.Extended("", "Forty files.", "Until 3 March.", date(2025, 3, 3))
    state = happened(
        ("2024-10-01", RECEIVED),
        ("2024-10-10", ANSWER),
        ("2024-12-02", NOT_HAPPY),
        ("2024-12-02", SENT),
        ("2024-12-02", stages.StatementAgreed(date(2024, 12, 2))),
        ("2024-12-20", more),
    )
    assert running_for(state) == {"stage2-extended": "2025-03-03", "stage2-extended beside": "2025-03-06"}


def test_the_stage_1_answer_stays_owed_beside_stage_2() -> None:
    state = happened(("2026-11-02", RECEIVED), ("2026-11-18", NOT_HAPPY))
    assert running_for(state)["stage1"] == "2026-11-16"
    assert running_for(state)["stage2"] == "2026-12-23"
    assert running.main_due(running.clocks_of(state, date(2026, 11, 23), CALENDAR)) == date(2026, 12, 23)


PANEL = (
    stages.Appointed("chair", "Cem", stages.CHAIR_CHECKS),
    stages.Appointed("panellist", "Bea", stages.INDEPENDENCE_CHECKS),
    stages.Appointed("panellist", "Dev", stages.INDEPENDENCE_CHECKS),
)
STAGE_3 = (
    ("2026-08-03", RECEIVED),
    ("2026-08-14", ANSWER),
    ("2026-09-01", NOT_HAPPY),
    ("2026-09-02", SENT),
    ("2026-09-02", stages.StatementAgreed(date(2026, 9, 2))),
    ("2026-10-01", ANSWER),
    ("2026-12-01", NOT_HAPPY),
)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param(
            (), {"stage3-ack": "2026-12-03", "stage3-chair": "2026-12-15", "stage3-panel": "2027-01-15"}, id="asked for"
        ),
        pytest.param(
            (("2026-12-02", TOLD), *(("2026-12-10", one) for one in PANEL)), {"stage3-panel": "2027-01-15"}, id="chair found"
        ),
        pytest.param(
            (("2026-12-02", TOLD), ("2026-12-10", stages.PanelSet(date(2027, 1, 15)))),
            {"stage3-panel": "2027-01-15", "stage3-papers": "2026-12-31", "stage3-panel beside": "2027-01-15"},
            id="panel set",
        ),
        pytest.param(
            (("2026-12-10", stages.PanelSet(date(2027, 1, 15))), ("2027-01-15", stages.PanelHeld(date(2027, 1, 15)))),
            {"stage3-report": "2027-01-22"},
            id="panel held",
        ),
        pytest.param(
            (
                ("2026-12-10", stages.PanelSet(date(2027, 1, 15))),
                ("2027-01-15", stages.PanelHeld(date(2027, 1, 15))),
                ("2027-01-22", stages.Reported("panel", date(2027, 1, 22))),
            ),
            {"stage3-response": "2027-02-12"},
            id="panel reported",
        ),
    ],
)
def test_stage_3(more: tuple[tuple[str, Fact], ...], expected: dict[str, str]) -> None:
    assert running_for(happened(*STAGE_3, *more)) == expected


@pytest.mark.parametrize(
    ("received", "told", "ack", "reply", "extended"),
    [
        ("2024-12-16", "2024-12-16", "2024-12-23", "2025-01-02", "2025-01-16"),
        ("2024-12-16", "2024-12-23", "2024-12-23", "2025-01-09", "2025-01-23"),
        ("2025-04-10", "2025-04-17", "2025-04-17", "2025-05-06", "2025-05-20"),
        ("2026-12-14", "2026-12-21", "2026-12-21", "2027-01-07", "2027-01-21"),
    ],
)
def test_the_corporate_track_counts_from_the_acknowledgement(
    received: str, told: str, ack: str, reply: str, extended: str
) -> None:
    assert running_for(happened((received, RECEIVED), (received, CORPORATE))) == {"corporate1-ack": ack}
    known = ((received, RECEIVED), (received, CORPORATE), (told, TOLD))
    assert running_for(happened(*known)) == {"corporate1": reply}
    more = stages.Extended("", "A witness is away.", "Ten more days.")
    assert running_for(happened(*known, (told, more))) == {"corporate1-extended": extended}


def test_corporate_and_statutory_dates_differ_for_the_same_day() -> None:
    one = running_for(happened(("2026-12-14", RECEIVED), ("2026-12-14", STATUTORY), ("2026-12-21", TOLD)))
    other = running_for(happened(("2026-12-14", RECEIVED), ("2026-12-14", CORPORATE), ("2026-12-21", TOLD)))
    assert (one, other) == ({"stage1": "2026-12-30"}, {"corporate1": "2027-01-07"})


def test_a_complaint_sorted_again_keeps_the_day_it_was_received() -> None:
    state = happened(("2026-12-14", RECEIVED), ("2026-12-14", CORPORATE), ("2026-12-21", STATUTORY))
    assert running_for(state)["stage1"] == "2026-12-30"


def test_a_request_that_becomes_a_complaint_counts_from_the_day_it_did() -> None:
    became = stages.Classified("statutory", ("X13",), "Nothing came.", "We take it as a complaint.", date(2026, 12, 24))
    state = happened(("2026-11-02", RECEIVED), ("2026-12-28", became), kind="comment")
    assert running_for(state)["stage1"] == "2027-01-12"


def test_mediation_moves_nothing_unless_they_agreed_in_writing() -> None:
    offered, yes = stages.MediationOffered("Amira"), stages.MediationAnswered(True)
    plain = happened(("2024-12-02", RECEIVED), ("2024-12-03", TOLD))
    beside = happened(("2024-12-02", RECEIVED), ("2024-12-03", TOLD), ("2024-12-03", offered), ("2024-12-04", yes))
    assert running_for(plain) == running_for(beside) == {"stage1": "2024-12-16"}


def test_an_agreed_pause_for_mediation_ends_with_the_meeting_or_lapses() -> None:
    steps = (("2024-12-02", RECEIVED), ("2024-12-03", TOLD), ("2024-12-03", stages.MediationOffered("Amira")))
    agreed = ("2024-12-04", stages.MediationAnswered(True, date(2024, 12, 4)))
    # Twenty working days from 4 December are over on 6 January; the ten days of Stage 1 had eight left.
    assert running_for(happened(*steps, agreed), today="2024-12-10") == {
        "stage1 paused": "2025-01-16",
        # The limit of Stage 1 stands beside it, whatever was agreed (R1.8.4).
        "stage1-extended beside": "2025-01-02",
    }
    lapsed = {"stage1": "2025-01-16", "stage1-extended beside": "2025-01-02"}
    assert running_for(happened(*steps, agreed), today="2025-01-07") == lapsed
    met = ("2024-12-11", stages.MediationHeld(date(2024, 12, 11), "not_resolved"))
    assert running_for(happened(*steps, agreed, met), today="2024-12-12") == {"stage1": "2024-12-23"}


def test_an_allegation_goes_to_the_designated_officer_within_a_day() -> None:
    sorted_so = stages.Classified("statutory", ("X2", "X3"), "A worker.")
    state = happened(("2026-12-24", RECEIVED), ("2026-12-24", sorted_so))
    assert running_for(state)["lado"] == "2026-12-29"
    told = happened(("2026-12-24", RECEIVED), ("2026-12-24", sorted_so), ("2026-12-24", stages.Referred("lado", "by phone")))
    assert "lado" not in running_for(told)


def test_what_waits_for_a_court_has_no_clock_and_goes_on_with_its_old_one() -> None:
    steps = (("2026-11-02", RECEIVED), ("2026-11-03", TOLD), ("2026-11-04", stages.Deferred("Court", "A hearing.", "It waits.")))
    assert running_for(happened(*steps)) == {}
    assert running_for(happened(*steps, ("2026-11-09", stages.Resumed("Decided.")))) == {"stage1": "2026-11-16"}


def test_beyond_the_known_bank_holidays_a_clock_runs_without_a_date() -> None:
    assert running_for(happened(("2028-12-27", RECEIVED))) == {"ack": "2028-12-29", "stage1": "None"}
