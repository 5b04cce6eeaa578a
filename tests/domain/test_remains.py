"""The figures that are left of a case: when, what, how far, how it ended, and whether each answer was in time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.domain import remains, stages
from portal.domain.cases import CaseState, fold
from portal.domain.facts import Acknowledged, Answered, Closed, Event, Fact, Received, Unhappy, Withdrawn
from portal.domain.procedure import Procedure
from portal.domain.running import Calendar
from portal.store import bank_holidays
from tests.domain.stories import DAY, sorted_as

CALENDAR = Calendar(bank_holidays.load())
START = datetime(2026, 5, 5, 9, 0, tzinfo=UTC)
TOLD, ANSWER, NOT_HAPPY, CLOSED = Acknowledged("Read."), Answered("Here."), Unhappy("No."), Closed("answered", "Bye.")
CORPORATE, STATUTORY = sorted_as(Procedure.CORPORATE), sorted_as(Procedure.STATUTORY)
AGREED = (stages.StatementSent("1."), stages.StatementAgreed(DAY))
POINTS = stages.PointsListed((stages.Point("a"), stages.Point("b")))


def found(*kinds: str) -> stages.Found:
    return stages.Found(tuple(stages.Finding(kind) for kind in kinds))


def lived(*steps: tuple[int, Fact], kind: str = "complaint", start: datetime = START, **more: Any) -> CaseState:
    """A case whose facts happened so many days after it was received."""
    events = [Event(start + timedelta(days=day, minutes=number), None, fact) for number, (day, fact) in enumerate(steps)]
    return fold([Event(start - timedelta(minutes=1), None, Received(kind, "x", **more)), *events])


MET = [
    ("in time", lived((0, STATUTORY), (13, ANSWER), (14, CLOSED)), (True, None, None), 1, "answered"),
    ("late", lived((0, STATUTORY), (17, ANSWER), (18, CLOSED)), (False, None, None), 1, "answered"),
    ("never answered", lived((0, STATUTORY), (18, CLOSED)), (None, None, None), 1, "answered"),
    (
        "a second answer changes nothing",
        lived((0, STATUTORY), (13, ANSWER), (40, ANSWER), (41, CLOSED)),
        (True, None, None),
        1,
        "answered",
    ),
    (
        "Stage 1 answered late, after Stage 2 was asked for",
        lived((0, STATUTORY), (20, NOT_HAPPY), (21, ANSWER), (22, AGREED[0]), (22, AGREED[1]), (30, ANSWER), (31, CLOSED)),
        (False, True, None),
        2,
        "answered",
    ),
    (
        "Stage 2 late",
        lived((0, STATUTORY), (5, ANSWER), (6, NOT_HAPPY), (7, AGREED[0]), (7, AGREED[1]), (90, ANSWER), (91, CLOSED)),
        (True, False, None),
        2,
        "answered",
    ),
    (
        "corporate, both stages",
        lived((0, CORPORATE), (1, TOLD), (8, ANSWER), (9, NOT_HAPPY), (10, TOLD), (90, ANSWER), (91, CLOSED)),
        (True, False, None),
        2,
        "answered",
    ),
    ("a comment has no stages", lived((1, CLOSED), kind="comment"), (None, None, None), 0, "answered"),
    ("taken back", lived((1, Withdrawn())), (None, None, None), 1, "withdrawn"),
    ("passed on", lived((1, stages.PassedOn("School", "x", "x"))), (None, None, None), 1, "passed_on"),
    ("joined", lived((1, stages.Joined("YV-AAAA-2", "x", "x"))), (None, None, None), 1, "joined"),
    *(
        (
            f"found {kinds}",
            lived((0, STATUTORY), (1, POINTS), (2, found(*kinds)), (3, ANSWER), (4, CLOSED)),
            (True, None, None),
            1,
            outcome,
        )
        for kinds, outcome in (
            (("upheld", "upheld"), "upheld"),
            (("upheld", "not_upheld"), "partly_upheld"),
            (("not_upheld", "no_finding"), "not_upheld"),
            (("no_finding", "no_finding"), "no_finding"),
            (("partly_upheld", "partly_upheld"), "partly_upheld"),
        )
    ),
]


@pytest.mark.parametrize(("what", "state", "met", "stage", "outcome"), MET, ids=[row[0] for row in MET])
def test_how_far_it_went_how_it_ended_and_what_was_in_time(
    what: str, state: CaseState, met: tuple[bool | None, ...], stage: int, outcome: str
) -> None:
    left = remains.figures(state, CALENDAR)
    assert (left.met, left.stage, left.outcome) == (met, stage, outcome)


@pytest.mark.parametrize(
    ("month", "day", "year", "quarter"),
    [(3, 31, 2025, 4), (4, 1, 2026, 1), (6, 30, 2026, 1), (7, 1, 2026, 2), (10, 1, 2026, 3), (12, 31, 2026, 3), (1, 1, 2025, 4)],
)
def test_the_reporting_year_begins_in_april(month: int, day: int, year: int, quarter: int) -> None:
    state = lived((1, CLOSED), start=datetime(2026, month, day, 12, tzinfo=UTC))
    left = remains.figures(state, CALENDAR)
    assert (left.year, left.quarter) == (year, quarter)


def test_nothing_that_somebody_wrote_is_in_the_figures() -> None:
    described = stages.Described(("money",), "Fostering", "Tipton", "parent", ("Zed",), "My savings.")
    state = lived((0, STATUTORY), (1, described), (2, stages.OmbudsmanDecided(DAY, "upheld", True, "Zed")), (3, CLOSED))
    left = remains.figures(state, CALENDAR)
    assert (left.themes, left.area, left.ombudsman, left.by_child) == (("money",), "Fostering", "upheld", False)
    assert "Zed" not in repr(left)
    assert "Tipton" not in repr(left)
