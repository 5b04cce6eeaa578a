"""What has to be there before something may happen: each guard refuses without it and lets through with it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.domain import stages
from portal.domain.cases import CaseState, after
from portal.domain.facts import Acknowledged, Answered, Closed, Event, Fact, Received, Unhappy
from portal.domain.guards import NotYet, check, may_ask_next, request_is_late
from portal.domain.procedure import Procedure, Status
from portal.domain.running import Calendar
from portal.domain.stages import ADVOCATE_CHECKS, CHAIR_CHECKS, INDEPENDENCE_CHECKS, INVESTIGATOR_CHECKS, Appointed, Reported
from portal.store import bank_holidays
from tests.domain.stories import EXAMPLES, ROADS, START, case_after, sorted_as, standing_at

CALENDAR = Calendar(bank_holidays.load())
TODAY = date(2026, 11, 4)
IDA = Appointed("independent_person", "Ida", INDEPENDENCE_CHECKS)
IVO = Appointed("investigating_officer", "Ivo", INVESTIGATOR_CHECKS)
ADA = Appointed("adjudicating_officer", "Ada", ())
CHAIR = Appointed("chair", "Cem", CHAIR_CHECKS)
BEA, DEV = (Appointed("panellist", name, INDEPENDENCE_CHECKS) for name in ("Bea", "Dev"))
POINTS = stages.PointsListed((stages.Point("Nobody rang."), stages.Point("Money is missing.", "money")))
ONE_FINDING = stages.Found((stages.Finding("upheld"),))
TWO_FINDINGS = stages.Found((stages.Finding("upheld"), stages.Finding("no_finding")))
STATUTORY, CORPORATE = sorted_as(Procedure.STATUTORY), sorted_as(Procedure.CORPORATE)
OFFERED = EXAMPLES[stages.AdvocacyOffered]


def at(status: Status, *more: Fact, procedure: Procedure = Procedure.STATUTORY) -> CaseState:
    state = standing_at(status, procedure)
    for number, fact in enumerate(more):
        state = after(state, Event(state.events[-1].at + timedelta(minutes=number), None, fact))
    return state


def refusal(state: CaseState, fact: Fact, *, today: date = TODAY) -> str:
    try:
        check(state, fact, today=today, calendar=CALENDAR)
    except NotYet as missing:
        return missing.key
    return ""


MORE_TIME = stages.Extended("complexity", "Two schools.", "We need more time.")
REPORTS = (Reported("investigating_officer", TODAY), Reported("independent_person", TODAY))
READY_TO_ADJUDICATE = (IVO, IDA, ADA, *REPORTS)
PANEL = (CHAIR, BEA, DEV)
GUARDED = [
    ("an extension needs a notice", at(Status.NEW), stages.Extended("complexity", "Two schools.", ""), "extension_notice"),
    ("an extension needs a reason", at(Status.NEW), stages.Extended("complexity", "", "More time."), "extension_ground"),
    ("staff leave is no ground", at(Status.NEW), stages.Extended("leave", "Away.", "More time."), "extension_ground"),
    ("complexity is a ground", at(Status.NEW), MORE_TIME, ""),
    ("Stage 1 is extended once", at(Status.NEW, MORE_TIME), MORE_TIME, "extended_once"),
    (
        "a pause begins at the earliest when it was received",
        at(Status.NEW),
        stages.PausedForAdvocate(date(2026, 10, 1)),
        "pause_day",
    ),
    ("there is one pause", at(Status.NEW, EXAMPLES[stages.PausedForAdvocate]), stages.PausedForAdvocate(TODAY), "paused_once"),
    (
        "an advocate whom one line rules out",
        at(Status.NEW),
        stages.AdvocateAppointed("F", "B", TODAY, ADVOCATE_CHECKS[1:]),
        "advocate_independent",
    ),
    ("findings for some points only", at(Status.NEW, POINTS), ONE_FINDING, "finding_for_each_point"),
    ("findings for each point", at(Status.NEW, POINTS), TWO_FINDINGS, ""),
    ("an answer without findings", at(Status.NEW, OFFERED, POINTS), Answered("x"), "finding_for_each_point"),
    ("an answer with findings", at(Status.NEW, OFFERED, POINTS, TWO_FINDINGS), Answered("x"), ""),
    ("a child was not offered an advocate", at(Status.NEW), Answered("x"), "advocacy_offered"),
    ("a child was offered an advocate", at(Status.NEW, OFFERED), Answered("x"), ""),
    ("the second procedure has to be told", at(Status.NEW), stages.Classified("corporate", ("X9",), "why"), "reclassified_told"),
    ("a row that leads elsewhere", at(Status.NEW), stages.Classified("statutory", ("X5",), "why"), "procedure_of_matter"),
    ("no row at all", at(Status.NEW), stages.Classified("statutory", (), "why"), "matter"),
    (
        "corporate Stage 2 becomes statutory only",
        at(Status.CORPORATE2_ASKED, procedure=Procedure.CORPORATE),
        stages.Classified("enquiry", ("X13",), "why", "told"),
        "second_stage_statutory",
    ),
    ("a meeting nobody offered", at(Status.NEW), stages.MediationAnswered(True), "mediation_offered"),
    (
        "a meeting that was declined pauses nothing",
        at(Status.NEW, EXAMPLES[stages.MediationOffered]),
        stages.MediationAnswered(False, TODAY),
        "mediation_pause",
    ),
    ("a meeting that was not accepted", at(Status.NEW), EXAMPLES[stages.MediationHeld], "mediation_accepted"),
    ("no statement to agree", at(Status.STAGE2_ASKED), stages.StatementAgreed(TODAY), "statement_there"),
    ("a statement agreed tomorrow", at(Status.STAGE2_AGREEING), stages.StatementAgreed(date(2026, 11, 5)), "day_to_come"),
    (
        "an independent person from the trust",
        at(Status.STAGE2_OPEN),
        Appointed("independent_person", "Ida", INDEPENDENCE_CHECKS[:2]),
        "independence",
    ),
    ("an independent person", at(Status.STAGE2_OPEN), IDA, ""),
    (
        "one person in both parts",
        at(Status.STAGE2_OPEN, IDA),
        Appointed("investigating_officer", " ida ", INVESTIGATOR_CHECKS),
        "two_people",
    ),
    ("a chair at Stage 2", at(Status.STAGE2_OPEN), CHAIR, "part_of_this_stage"),
    ("a report by nobody", at(Status.STAGE2_OPEN), Reported("independent_person", TODAY), "appointed_first"),
    ("adjudicated without an independent person", at(Status.STAGE2_OPEN), Answered("x"), "independent_person"),
    ("adjudicated without reports", at(Status.STAGE2_OPEN, IVO, IDA, ADA), Answered("x"), "both_reports"),
    ("adjudicated by nobody", at(Status.STAGE2_OPEN, IVO, IDA, *REPORTS), Answered("x"), "adjudicating_officer"),
    ("adjudicated", at(Status.STAGE2_OPEN, *READY_TO_ADJUDICATE), Answered("x"), ""),
    ("Stage 2 extended without a day", at(Status.STAGE2_OPEN), MORE_TIME, "extension_within_65"),
    (
        "Stage 2 extended beyond 65",
        at(Status.STAGE2_OPEN),
        stages.Extended("", "More to read.", "Until June.", date(2027, 6, 1)),
        "extension_within_65",
    ),
    ("a chair", at(Status.STAGE3_ASKED), CHAIR, ""),
    ("a panel of two", at(Status.STAGE3_ASKED, CHAIR, BEA), stages.PanelSet(TODAY), "panel_of_three"),
    ("a panel of four", at(Status.STAGE3_ASKED, *PANEL), Appointed("panellist", "Eve", INDEPENDENCE_CHECKS), "panel_of_three"),
    ("a panel of three in time", at(Status.STAGE3_ASKED, *PANEL), stages.PanelSet(date(2026, 12, 1)), ""),
    ("a panel too late", at(Status.STAGE3_ASKED, *PANEL), stages.PanelSet(date(2027, 3, 1)), "panel_late_why"),
    (
        "a panel too late with the reason",
        at(Status.STAGE3_ASKED, *PANEL),
        stages.PanelSet(date(2027, 3, 1), "She has exams."),
        "",
    ),
    (
        "a statement final before it was asked for",
        at(Status.STAGE2_AGREEING),
        stages.StatementAgreed(date(1, 1, 1)),
        "day_too_early",
    ),
    (
        "a report of a day to come",
        at(Status.STAGE2_OPEN, IVO),
        Reported("investigating_officer", date(2031, 1, 1)),
        "day_to_come",
    ),
    (
        "a report from before it began",
        at(Status.STAGE2_OPEN, IVO),
        Reported("investigating_officer", date(1950, 1, 1)),
        "day_too_early",
    ),
    ("a panel before it was asked for", at(Status.STAGE3_ASKED, *PANEL), stages.PanelSet(date(2020, 1, 5)), "day_too_early"),
    ("a panel that met before it was asked for", at(Status.STAGE3_SET), stages.PanelHeld(date(2020, 1, 1)), "day_too_early"),
    ("a panel's report of a day to come", at(Status.STAGE3_HELD), Reported("panel", date(2040, 1, 1)), "day_to_come"),
    (
        "an advocate from a day to come",
        at(Status.NEW),
        stages.AdvocateAppointed("F", "B", date(2031, 1, 1), ADVOCATE_CHECKS),
        "day_to_come",
    ),
    (
        "it counts from decades ago",
        at(Status.NEW),
        stages.Classified("statutory", ("X3",), "why", "", date(1990, 1, 1)),
        "day_too_early",
    ),
    ("it counts from the day before", at(Status.NEW), stages.Classified("statutory", ("X3",), "why", "", date(2026, 11, 1)), ""),
    ("the Ombudsman before there was anything", at(Status.NEW), stages.OmbudsmanContacted(date(1999, 1, 1)), "day_too_early"),
    ("the Ombudsman today", at(Status.NEW), stages.OmbudsmanContacted(TODAY), ""),
    (
        "Stage 2 made shorter",
        at(Status.STAGE2_OPEN),
        stages.Extended("", "More to read.", "Until Friday.", date(2026, 11, 13)),
        "extension_later",
    ),
    (
        "Stage 2 until a Saturday",
        at(Status.STAGE2_OPEN),
        stages.Extended("", "More to read.", "Until January.", date(2027, 1, 16)),
        "working_day",
    ),
    ("Stage 2 until a Friday", at(Status.STAGE2_OPEN), stages.Extended("", "More.", "Until January.", date(2027, 1, 15)), ""),
    (
        "a panel of two with one of them named twice",
        at(Status.STAGE3_ASKED, CHAIR, BEA, Appointed("panellist", " bea ", INDEPENDENCE_CHECKS)),
        stages.PanelSet(date(2026, 12, 1)),
        "panel_of_three",
    ),
    ("a panel that is still to meet", at(Status.STAGE3_SET), stages.PanelHeld(date(2026, 12, 1)), "day_to_come"),
    (
        "an officer's report after the panel",
        at(Status.STAGE3_HELD),
        Reported("independent_person", TODAY),
        "report_of_this_stage",
    ),
    (
        "an early referral with a line missing",
        at(Status.STAGE2_ANSWERED),
        stages.ReferredEarly(stages.EARLY_REFERRAL[1:], "Told."),
        "early_referral",
    ),
    ("an early referral", at(Status.STAGE2_ANSWERED), EXAMPLES[stages.ReferredEarly], ""),
    ("a request in time is not refused", at(Status.STAGE2_ASKED), EXAMPLES[stages.LateRequestRefused], "request_in_time"),
    ("a task that is none", at(Status.NEW), EXAMPLES[stages.TaskDone], "task_open"),
    ("a task that is there", at(Status.NEW, EXAMPLES[stages.TaskSet]), EXAMPLES[stages.TaskDone], ""),
]


@pytest.mark.parametrize(("state", "fact", "key"), [row[1:] for row in GUARDED], ids=[row[0] for row in GUARDED])
def test_what_has_to_be_there_first(state: CaseState, fact: Fact, key: str) -> None:
    assert refusal(state, fact) == key


def test_the_independent_person_of_stage_2_cannot_sit_on_the_panel() -> None:
    state = case_after(STATUTORY, *ROADS[Status.STAGE2_ASKED], IDA, *ROADS[Status.STAGE3_ASKED][3:])
    assert state.status is Status.STAGE3_ASKED
    assert refusal(state, Appointed("panellist", "IDA", INDEPENDENCE_CHECKS)) == "stage2_person_on_panel"
    assert refusal(state, Appointed("chair", "Ida", CHAIR_CHECKS)) == "stage2_person_on_panel"


def test_an_extension_after_the_time_is_over_is_refused() -> None:
    assert refusal(at(Status.NEW), MORE_TIME, today=date(2026, 11, 16)) == ""
    assert refusal(at(Status.NEW), MORE_TIME, today=date(2026, 11, 17)) == "extension_in_time"


def test_stage_2_may_be_asked_for_while_stage_1_is_late() -> None:
    assert not may_ask_next(at(Status.ACKNOWLEDGED), date(2026, 11, 16), CALENDAR)
    assert may_ask_next(at(Status.ACKNOWLEDGED), date(2026, 11, 17), CALENDAR)


@pytest.mark.parametrize(
    ("answered", "last_day"),
    [
        ("2024-06-03", "2024-07-01"),
        ("2024-12-06", "2025-01-08"),
        ("2024-12-23", "2025-01-23"),
        ("2025-04-03", "2025-05-06"),
        ("2026-12-07", "2027-01-07"),
        ("2027-12-08", "2028-01-10"),
    ],
)
def test_a_request_is_late_after_the_last_day_and_not_on_it(answered: str, last_day: str) -> None:
    start = datetime.fromisoformat(answered).replace(hour=9, tzinfo=ZoneInfo("Europe/London"))
    state = case_after(Answered("Here."), received=Received("complaint", "x"), start=start)
    last = date.fromisoformat(last_day)
    assert not request_is_late(state, last, CALENDAR)
    assert request_is_late(state, last + timedelta(days=1), CALENDAR)
    # Late never bars by itself: a person decides.
    assert may_ask_next(state, last + timedelta(days=200), CALENDAR)


def test_a_late_request_can_be_refused_and_leaves_the_answer_standing() -> None:
    state = at(Status.ANSWERED, Unhappy("Sorry I am late.", late=True))
    refused = EXAMPLES[stages.LateRequestRefused]
    assert refusal(state, refused) == ""
    state = after(state, Event(START + timedelta(days=9), None, refused))
    assert state.status is Status.ANSWERED
    assert 2 not in state.work.asked_at


def test_a_complaint_that_was_closed_without_an_answer_can_go_on() -> None:
    assert may_ask_next(case_after(Acknowledged("Read."), Closed("no_way_to_answer", "Bye.")), TODAY, CALENDAR)


def test_a_second_stage_that_nobody_sorted_is_the_childrens_procedures_all_the_same() -> None:
    state = case_after(*ROADS[Status.STAGE2_OPEN][1:])
    assert state.status is Status.STAGE2_OPEN
    assert state.work.procedure is None
    assert refusal(state, Answered("x")) == "independent_person"


def test_who_is_not_sorted_yet_can_be_answered_as_before() -> None:
    assert refusal(case_after(Acknowledged("Read.")), Answered("Here.")) == ""
