"""Who may have a copy, by when, and what is blacked out in it."""

from datetime import date
from typing import Any

import pytest

from portal.domain import rights, subject_access
from portal.domain.cases import CaseState
from portal.domain.facts import Closed, Fact, Received
from portal.domain.guards import NotYet, check
from portal.domain.redacting import Redactor, pattern
from portal.domain.retention import kept
from portal.domain.rights import AccessAsked, AccessRefused, Exported, ViewRecorded
from portal.domain.running import Calendar, clocks_of, main_due
from portal.store import bank_holidays
from tests.domain.stories import case_after

CALENDAR = Calendar(bank_holidays.load())
ON, TODAY = date(2026, 11, 2), date(2026, 11, 3)
CLOSED = Closed("answered", "Bye.")


def asked(requester: str, **more: Any) -> AccessAsked:
    return AccessAsked(requester, "Pat", ON, "Passport seen.", **more)


def view(understands: bool, agrees: str) -> ViewRecorded:
    return ViewRecorded(understands, agrees, "She told me.")


def case(*facts: Fact, age: str = "") -> CaseState:
    return case_after(*facts, received=Received("complaint", "x", age=age))


@pytest.mark.parametrize(
    ("on", "months", "due"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-11-02", 1, "2026-12-02"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-10-15", 3, "2027-01-15"),
    ],
)
def test_a_copy_is_due_after_a_month_of_the_calendar(on: str, months: int, due: str) -> None:
    assert str(subject_access.due_on(date.fromisoformat(on), months)) == due


MAY = [
    ("nobody asked", case(), "child", "access_asked"),
    ("somebody else asked", case(asked("child")), "parent", "access_asked"),
    ("the child", case(asked("child")), "child", ""),
    ("the child, however young", case(asked("child"), age="under_8"), "child", ""),
    ("somebody who acts for the child", case(asked("representative")), "representative", ""),
    ("a member of staff", case(asked("staff")), "staff", ""),
    ("a parent, and nobody decided", case(asked("parent"), age="under_8"), "parent", "access_view"),
    ("a parent of a young child", case(asked("parent"), view(False, "not_asked"), age="8_11"), "parent", ""),
    ("a parent of a young child who said no", case(asked("parent"), view(False, "no"), age="8_11"), "parent", ""),
    (
        "a parent of a child of 14 who understands",
        case(asked("parent"), view(True, "not_asked"), age="12_15"),
        "parent",
        "access_child_heard",
    ),
    (
        "a parent of a child of 14 who may not understand",
        case(asked("parent"), view(False, "not_asked"), age="12_15"),
        "parent",
        "access_child_heard",
    ),
    ("a child of 14 was heard and does not understand", case(asked("parent"), view(False, "no"), age="12_15"), "parent", ""),
    ("a child who understands said no", case(asked("parent"), view(True, "no"), age="12_15"), "parent", "access_child_agrees"),
    ("a child who understands said yes", case(asked("parent"), view(True, "yes"), age="12_15"), "parent", ""),
    ("a young child who understands is asked", case(asked("parent"), view(True, "not_asked")), "parent", "access_child_heard"),
    ("a young child who understands said no", case(asked("parent"), view(True, "no")), "parent", "access_child_agrees"),
    ("a grown-up child said no", case(asked("parent"), view(False, "no"), age="18_25"), "parent", "access_child_agrees"),
    ("the last decision counts", case(asked("parent"), view(True, "no"), view(True, "yes")), "parent", ""),
]


@pytest.mark.parametrize(("what", "state", "requester", "lacks"), MAY, ids=[row[0] for row in MAY])
def test_who_may_have_a_copy(what: str, state: CaseState, requester: str, lacks: str) -> None:
    assert subject_access.missing(state, requester) == lacks
    made = Exported(requester, "Pat", 0, True)
    if lacks:
        with pytest.raises(NotYet, match=lacks):
            check(state, made, today=TODAY, calendar=CALENDAR)
    else:
        check(state, made, today=TODAY, calendar=CALENDAR)


GUARDED = [
    ("a day to come", case(), AccessAsked("child", "Zed", date(2026, 11, 4), "Known."), "day_to_come"),
    ("nobody looked who it is", case(), AccessAsked("child", "Zed", ON, ""), "access_authority"),
    ("longer without a reason", case(), asked("child", months=3), "access_authority"),
    ("longer with a reason", case(), asked("child", months=3, why="Forty files."), ""),
    ("notes left out without a reason", case(asked("child")), Exported("child", "Zed", 0, False), "access_notes_why"),
    ("notes left out with a reason", case(asked("child")), Exported("child", "Zed", 0, False, "Advice."), ""),
    ("refused before it was asked", case(), AccessRefused("parent", "x"), "access_asked"),
    ("refused", case(asked("parent")), AccessRefused("parent", "x"), ""),
    ("refused twice", case(asked("parent"), AccessRefused("parent", "x")), AccessRefused("parent", "x"), "access_asked"),
]


@pytest.mark.parametrize(("what", "state", "fact", "lacks"), GUARDED, ids=[row[0] for row in GUARDED])
def test_what_has_to_be_there_first(what: str, state: CaseState, fact: Fact, lacks: str) -> None:
    found = ""
    try:
        check(state, fact, today=TODAY, calendar=CALENDAR)
    except NotYet as missing:
        found = missing.key
    assert found == lacks


def test_a_request_has_a_clock_also_in_a_closed_case_until_it_is_answered() -> None:
    state = case(CLOSED, asked("child"))
    assert [(clock.rule, str(clock.due_on)) for clock in clocks_of(state, TODAY, CALENDAR)] == [("access", "2026-12-02")]
    assert (state.needs_somebody, kept(state, {})) == (True, None)
    for answer in (Exported("child", "Zed", 0, True), AccessRefused("child", "x")):
        done = case(CLOSED, asked("child"), answer)
        assert (clocks_of(done, TODAY, CALENDAR), done.needs_somebody) == ((), False)
        assert kept(done, {}) is not None
    again = case(CLOSED, asked("child"), Exported("child", "Zed", 0, True), asked("child"))
    assert again.needs_somebody


def test_a_request_never_moves_the_answer_that_is_due() -> None:
    assert main_due(clocks_of(case(asked("child")), TODAY, CALENDAR)) == main_due(clocks_of(case(), TODAY, CALENDAR))


@pytest.mark.parametrize(
    "fact", [asked("parent"), view(True, "no"), Exported("child", "Zed", 0, True), AccessRefused("child", "x")]
)
def test_what_is_only_the_childs_is_left_out_for_the_rest(fact: rights.RightsFact) -> None:
    left_out = {who: subject_access.leaves_out(who, fact) for who in rights.REQUESTERS}
    assert left_out == {"child": False, "parent": True, "representative": True, "staff": True}


BLACK = [
    ("Sam hit me.", ("Sam",), (), "▇▇▇ [third party] hit me."),
    ("SAM and sam", ("Sam",), (), "▇▇▇ [third party] and ▇▇▇ [third party]"),
    ("It is the same.", ("Sam",), (), "It is the same."),
    ("Sam's bike", ("Sam",), (), "▇▇▇ [third party]'s bike"),
    ("Sam Smith and Sam", ("Sam", "Sam  Smith"), (), "▇▇▇ [third party] and ▇▇▇ [third party]"),
    ("Sam\n Smith", ("Sam Smith",), (), "▇▇▇ [third party]"),
    ("Siân O’Neil", ("Siân O'Neil",), (), "▇▇▇ [third party]"),
    ("Zoe\u0308", ("Zoë",), (), "▇▇▇ [third party]"),
    ("He said: it was the party.", ("party", "it was"), (), "He said: ▇▇▇ [third party] the ▇▇▇ [third party]."),
    ("She may die (soon).", (), ("may die (soon)",), "She ▇▇▇ [kept back]."),
    ("ਸਿਮਰ ਆਇਆ", ("ਸਿਮਰ",), (), "▇▇▇ [third party] ਆਇਆ"),
    ("احمد آیا", ("احمد",), (), "▇▇▇ [third party] آیا"),
    ("Nobody.", (), (), "Nobody."),
    ("a.b axb", ("a.b",), (), "▇▇▇ [third party] axb"),
]


@pytest.mark.parametrize(("text", "names", "passages", "after"), BLACK, ids=[row[0] for row in BLACK])
def test_blacking_out(text: str, names: tuple[str, ...], passages: tuple[str, ...], after: str) -> None:
    assert Redactor(names, passages)(text) == after


def test_what_was_typed_and_is_nowhere_is_named() -> None:
    black = Redactor(("Sam", "Samm", " "), ("nowhere",))
    black("Sam and Sam")
    assert (black.total, set(black.not_found)) == (2, {"Samm", "nowhere"})


def test_no_names_are_found_nowhere() -> None:
    assert pattern(("", " ")).search("anything") is None
