"""Nothing more has to be done about what was flagged only when a second person says so too (S11)."""

from datetime import timedelta

import pytest

from portal.domain import stages
from portal.domain.cases import CaseState, after
from portal.domain.duty_facts import AlertTaken, SecondReader
from portal.domain.facts import Answered, Closed, Event, Fact, Flagged, Received, Settled
from portal.domain.guards import NotYet, check
from portal.domain.working_days import london_date
from tests.domain.stories import EXAMPLES, START, case_after
from tests.domain.test_guards import CALENDAR

AGREES, REFUSES = SecondReader(True, "Read it."), SecondReader(False, "Ring her first.")
FLAG, TOLD = EXAMPLES[Flagged], EXAMPLES[stages.Referred]
ENDS: list[Fact] = [Settled("Seen."), Closed("thanked", "Thank you."), EXAMPLES[stages.PassedOn]]
Happened = tuple[str, Fact]
ROWS: list[tuple[str, list[Happened], bool]] = [
    ("nobody read it", [("", FLAG)], True),
    ("a second person agrees", [("", FLAG), ("ben", AGREES)], False),
    ("only whoever ends it agrees", [("", FLAG), ("amira", AGREES)], True),
    ("the second person does not agree", [("", FLAG), ("ben", REFUSES)], True),
    ("the second person came to agree", [("", FLAG), ("ben", REFUSES), ("ben", AGREES)], False),
    ("the second person changed their mind", [("", FLAG), ("ben", AGREES), ("ben", REFUSES)], True),
    ("it was flagged again since", [("", FLAG), ("ben", AGREES), ("", FLAG)], True),
    ("safeguarding was told", [("", FLAG), ("amira", TOLD)], False),
    ("safeguarding was told of something before", [("amira", TOLD), ("", FLAG)], True),
    ("somebody has it and read nothing", [("", FLAG), ("ben", AlertTaken())], True),
    ("it was never flagged", [], False),
]


def having(happened: list[Happened], received: Received | None = None) -> CaseState:
    state = case_after(received=received)
    for number, (by, fact) in enumerate(happened, start=1):
        state = after(state, Event(START + timedelta(minutes=number), by or None, fact))
    return state


def refused(state: CaseState, fact: Fact, by: str = "amira") -> bool:
    refusals: list[str] = []
    try:
        check(state, fact, today=london_date(START), calendar=CALENDAR, by=by)
    except NotYet as missing:
        refusals.append(missing.key)
    return refusals == ["second_reader"]


@pytest.mark.parametrize("fact", ENDS, ids=lambda fact: type(fact).__name__)
@pytest.mark.parametrize(("what", "happened", "missing"), ROWS, ids=[row[0] for row in ROWS])
def test_what_was_flagged_ends_with_a_second_reader(what: str, happened: list[Happened], missing: bool, fact: Fact) -> None:
    assert refused(having(happened), fact) is missing, what


def test_a_child_who_is_not_safe_counts_as_flagged_from_the_start() -> None:
    told = Received("complaint", "x", safe="not_sure")
    assert refused(having([], told), Settled("Seen."))
    assert not refused(having([("ben", AGREES)], told), Settled("Seen."))


def test_answering_needs_no_second_reader() -> None:
    state = having([("", FLAG), ("amira", EXAMPLES[stages.AdvocacyOffered])])
    assert not refused(state, Answered("We are sorry."))
