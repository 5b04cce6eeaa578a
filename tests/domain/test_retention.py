"""How long records are kept: every class, every way to close, and what is never due."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal.domain import retention, stages
from portal.domain.cases import CaseState
from portal.domain.facts import Acknowledged, Closed, Fact, Received, Settled, Wrote
from portal.domain.procedure import Procedure, Status
from portal.domain.retention import CLASSES, OF_CASES, kept
from tests.domain.stories import DAY, EXAMPLES, ROADS, case_after, sorted_as

BEGAN = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
CLOSED = Closed("answered", "Thank you.")
CORPORATE, STATUTORY = sorted_as(Procedure.CORPORATE), sorted_as(Procedure.STATUTORY)


def told(*facts: Fact, kind: str = "complaint", **more: Any) -> CaseState:
    return case_after(*facts, received=Received(kind, "x", **more), start=BEGAN)


def described(capacity: str) -> stages.Described:
    return stages.Described(capacity=capacity)


def matter(code: str, procedure: Procedure) -> stages.Classified:
    return stages.Classified(procedure, (code,), "For the test.", "Told.")


ROWS: list[tuple[str, CaseState, dict[str, int], str, str]] = [
    ("children's, 10 years", told(CLOSED), {}, "statutory", "2036-05-04"),
    ("children's, by the trust's years", told(CLOSED), {"statutory": 12}, "statutory", "2038-05-04"),
    ("of a child under 8, to 25", told(CLOSED, age="under_8"), {}, "statutory", "2051-05-04"),
    ("of a child of 8 to 11, to 25", told(CLOSED, age="8_11"), {}, "statutory", "2043-05-04"),
    ("of a child of 12 to 15, to 25", told(CLOSED, age="12_15"), {}, "statutory", "2039-05-04"),
    ("at 16 the ten years end later", told(CLOSED, age="16_17"), {}, "statutory", "2036-05-04"),
    ("an adult's has no birthday to wait for", told(CLOSED, age="adult"), {}, "statutory", "2036-05-04"),
    ("corporate, 6 years", told(CORPORATE, CLOSED, age="8_11"), {}, "corporate", "2032-05-04"),
    ("a request for a service", told(sorted_as(Procedure.SERVICE_REQUEST), CLOSED), {}, "service_request", "2029-05-04"),
    ("a question", told(sorted_as(Procedure.ENQUIRY), CLOSED), {}, "enquiry", "2029-05-04"),
    ("not for us", told(sorted_as(Procedure.ELSEWHERE), CLOSED), {}, "enquiry", "2029-05-04"),
    ("a comment", told(CLOSED, kind="comment"), {}, "feedback", "2029-05-04"),
    ("a compliment", told(CLOSED, kind="compliment"), {}, "compliment", "2029-05-04"),
    ("passed on before it was sorted", told(EXAMPLES[stages.PassedOn]), {}, "statutory", "2036-05-04"),
    ("taken back", told(EXAMPLES[type(ROADS[Status.WITHDRAWN][0])]), {}, "statutory", "2036-05-04"),
    ("a worker may have harmed a child", told(matter("X2", Procedure.CORPORATE), CLOSED), {}, "lado", "2126-05-04"),
    ("the designated officer was told", told(stages.Referred("lado", "by phone"), CLOSED), {}, "lado", "2126-05-04"),
    ("safeguarding, from the latest birth", told(matter("X1", Procedure.CORPORATE), CLOSED), {}, "safeguarding", "2101-05-04"),
    (
        "safeguarding, of a child of 12",
        told(matter("X1", Procedure.STATUTORY), CLOSED, age="12_15"),
        {},
        "safeguarding",
        "2089-05-04",
    ),
    ("adoption", told(described("adopted_person"), CLOSED), {}, "adoption", "2126-05-04"),
    ("the longest of several", told(matter("X1", Procedure.STATUTORY), CLOSED), {"statutory": 90}, "statutory", "2116-05-04"),
]


@pytest.mark.parametrize(("what", "state", "years", "key", "erase_on"), ROWS, ids=[row[0] for row in ROWS])
def test_how_long_a_closed_case_is_kept(what: str, state: CaseState, years: dict[str, int], key: str, erase_on: str) -> None:
    found = kept(state, years)
    assert found is not None
    assert (found.key, str(found.closed_on), str(found.erase_on)) == (key, "2026-05-04", erase_on)


NEVER = [
    ("new", told()),
    ("acknowledged", told(Acknowledged("Read."))),
    ("deferred", told(*ROADS[Status.DEFERRED])),
    ("closed, and the child wrote again", told(CLOSED, Wrote("Hello?"))),
    ("closed and still urgent", told(CLOSED, safe="no")),
    ("with the Ombudsman without a panel", told(STATUTORY, *ROADS[Status.REFERRED])),
    ("closed, and the Ombudsman asked", told(CLOSED, stages.OmbudsmanContacted(DAY))),
    *((f"in {status}", told(STATUTORY, *ROADS[status])) for status in ROADS if status.startswith("stage")),
    *((f"in {status}", told(CORPORATE, *ROADS[status])) for status in ROADS if status.startswith("corporate")),
]


@pytest.mark.parametrize(("what", "state"), NEVER, ids=[row[0] for row in NEVER])
def test_what_is_not_over_is_never_due(what: str, state: CaseState) -> None:
    assert kept(state, {}) is None


def test_what_is_settled_is_due_like_the_rest() -> None:
    assert kept(told(CLOSED, Settled("Rang."), safe="no"), {}) is not None


def test_after_the_ombudsman_it_counts_from_the_decision() -> None:
    found = kept(told(CLOSED, stages.OmbudsmanDecided(date(2027, 2, 1), "upheld")), {})
    assert found is not None
    assert (found.closed_on, found.erase_on) == (date(2027, 2, 1), date(2037, 2, 1))


def test_a_looked_after_childs_outcome_has_to_be_copied_first() -> None:
    assert retention.outcome_to_copy(told(STATUTORY, described("looked_after_child"), CLOSED))
    assert not retention.outcome_to_copy(told(STATUTORY, described("parent"), CLOSED))
    assert not retention.outcome_to_copy(told(described("looked_after_child"), CLOSED, kind="compliment"))


def test_an_unknown_age_is_said_where_a_birthday_would_count() -> None:
    assert retention.age_unknown(told(CLOSED))
    assert not retention.age_unknown(told(CLOSED, age="8_11"))
    assert not retention.age_unknown(told(CORPORATE, CLOSED))


@pytest.mark.parametrize(
    ("day", "years", "after"),
    [("2024-02-29", 1, "2025-02-28"), ("2024-02-29", 4, "2028-02-29"), ("2026-12-31", 10, "2036-12-31")],
)
def test_years_are_counted_by_the_calendar(day: str, years: int, after: str) -> None:
    assert str(retention.plus_years(date.fromisoformat(day), years)) == after


def test_every_row_has_a_basis_and_years_of_its_own() -> None:
    assert all(row.basis and (row.years > 0 or row.counts == retention.FOR_EVER) for row in CLASSES.values())
    assert set(CLASSES) == {*OF_CASES, *retention.ELSEWHERE}
    assert all(len(key) <= 16 for key in CLASSES)
