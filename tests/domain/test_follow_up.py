"""Asking afterwards: windows, outcomes that add up, who may ask, and what a person has to decide."""

from datetime import date, timedelta

import pytest

from portal.domain import follow_up, guards
from portal.domain.cases import CaseState, after
from portal.domain.contact_facts import ANSWER, QUESTIONS, NoticeSent
from portal.domain.facts import Acknowledged, Assigned, Closed, Event, Fact, Received, Replied, Settled, Unhappy
from portal.domain.follow_up_facts import (
    FollowUpAnswered,
    FollowUpDecided,
    FollowUpDeclined,
    FollowUpGivenUp,
    FollowUpLeft,
    FollowUpTried,
    WeDid,
)
from portal.domain.guards import NotYet
from portal.domain.questions import OPTIONS, Answers, Outcome, Window, window, worries
from portal.domain.questions import QUESTIONS as KEYS
from tests.domain.stories import EXAMPLES, START, case_after
from tests.domain.test_guards import CALENDAR

DONE = Closed("answered", "We finished this.")
TRIED = FollowUpTried("call", "nobody_there")


@pytest.mark.parametrize(
    ("opened", "ends", "outcome", "today", "expected"),
    [
        (None, None, Outcome.WAITING, 1, Window.NOT_YET),
        (2, 9, Outcome.WAITING, 1, Window.NOT_YET),
        (2, 9, Outcome.WAITING, 2, Window.OPEN),
        (2, 9, Outcome.WAITING, 9, Window.OPEN),
        (2, 9, Outcome.WAITING, 10, Window.TOO_LATE),
        (2, 9, Outcome.ANSWERED, 3, Window.ANSWERED),
        (2, 9, Outcome.ANSWERED, 10, Window.ANSWERED),
        (2, 9, Outcome.DECLINED, 9, Window.OPEN),
        (2, 9, Outcome.NOT_REACHED, 9, Window.OPEN),
        (2, 9, Outcome.BY_ADVOCATE, 10, Window.TOO_LATE),
        (2, None, Outcome.WAITING, 20, Window.OPEN),
    ],
)
def test_four_windows(opened: int | None, ends: int | None, outcome: Outcome, today: int, expected: Window) -> None:
    def day(number: int | None) -> date | None:
        return date(2026, 3, number) if number else None

    assert window(opened_on=day(opened), ends_on=day(ends), outcome=outcome, today=date(2026, 3, today)) is expected


@pytest.mark.parametrize(
    ("facts", "outcome", "tried"),
    [
        ((), Outcome.WAITING, 0),
        ((DONE,), Outcome.WAITING, 0),
        ((DONE, TRIED), Outcome.WAITING, 1),
        ((DONE, NoticeSent(QUESTIONS, "text")), Outcome.WAITING, 1),
        ((DONE, NoticeSent(ANSWER, "text")), Outcome.WAITING, 0),
        ((DONE, TRIED, TRIED, TRIED, FollowUpGivenUp("x")), Outcome.NOT_REACHED, 3),
        ((DONE, TRIED, FollowUpDeclined("call")), Outcome.DECLINED, 2),
        ((DONE, FollowUpLeft("x")), Outcome.BY_ADVOCATE, 0),
        ((DONE, FollowUpGivenUp("x"), FollowUpAnswered("page")), Outcome.ANSWERED, 0),
        ((DONE, TRIED, FollowUpDeclined("call"), Unhappy()), Outcome.WAITING, 0),
    ],
)
def test_what_became_of_asking(facts: tuple[Fact, ...], outcome: Outcome, tried: int) -> None:
    now = case_after(*facts).follow
    assert (now.outcome, now.tried) == (outcome, tried)


@pytest.mark.parametrize(
    ("received", "asked"),
    [
        (Received("complaint", "x"), True),
        (Received("unsure", "x"), True),
        (Received("comment", "x"), True),
        (Received("compliment", "x"), False),
        (Received("complaint", "x", age="adult"), False),
    ],
)
def test_who_is_asked(received: Received, asked: bool) -> None:
    assert (case_after(Acknowledged("x"), DONE, received=received).follow.opened_at is not None) is asked


@pytest.mark.parametrize(
    ("answers", "safe", "worry"),
    [
        (("M5:no",), "", True),
        (("M5:sort_of", "M7:no"), "", False),
        ((), "no", True),
        ((), "not_sure", True),
        (("M5:yes",), "yes", False),
        (("M5:nonsense", "M9:no", "M5"), "", False),
    ],
)
def test_what_a_person_has_to_decide_about(answers: tuple[str, ...], safe: str, worry: bool) -> None:
    assert worries(answers, safe) is worry
    state = case_after(DONE, FollowUpAnswered("page", answers, safe=safe))
    assert state.needs_somebody is worry
    for fact in (FollowUpDecided("x"), Settled("Her social worker is with her.")):
        state = after(state, Event(START, "a", fact))
    assert not state.needs_somebody


def test_answers_are_read_as_they_were_written() -> None:
    said = tuple(f"{key}:{OPTIONS[at % 4]}" for at, key in enumerate(KEYS))
    assert Answers.read(said).written() == said


def refused(state: CaseState, fact: Fact, *, by: str | None = "someone", days: int = 1) -> str:
    try:
        guards.check(state, fact, today=(START + timedelta(days=days)).date(), calendar=CALENDAR, by=by)
    except NotYet as why:
        return why.key
    return ""


PHONE = FollowUpAnswered("phone", ("M5:yes",))


@pytest.mark.parametrize(
    ("facts", "fact", "by", "days", "expected"),
    [
        ((DONE,), PHONE, "another", 1, ""),
        ((Assigned("someone", "S"), DONE), PHONE, "someone", 1, "asked_by_another"),
        ((Assigned("someone", "S"), DONE), FollowUpAnswered("paper"), "someone", 1, ""),
        ((Assigned("someone", "S"), DONE), FollowUpAnswered("page"), None, 1, ""),
        ((), FollowUpAnswered("page"), None, 1, "follow_up_open"),
        ((DONE,), FollowUpAnswered("page"), None, 300, "follow_up_open"),
        ((DONE, FollowUpAnswered("page")), FollowUpAnswered("page"), None, 1, "follow_up_open"),
        ((DONE,), TRIED, "another", 1, ""),
        ((Assigned("someone", "S"), DONE), TRIED, "someone", 1, "asked_by_another"),
        ((DONE, TRIED, TRIED, TRIED), TRIED, "another", 1, "attempts_over"),
        ((DONE,), FollowUpGivenUp("x"), "a", 1, "attempts_first"),
        ((DONE, TRIED, TRIED), FollowUpGivenUp("x"), "a", 1, "attempts_first"),
        ((DONE, TRIED, TRIED, TRIED), FollowUpGivenUp("x"), "a", 1, ""),
        ((DONE, TRIED, NoticeSent(QUESTIONS, "text"), TRIED), FollowUpGivenUp("x"), "a", 1, ""),
        ((DONE, FollowUpLeft("x")), TRIED, "a", 1, "follow_up_waits"),
        ((DONE, FollowUpAnswered("page")), FollowUpDeclined("call"), "a", 1, "follow_up_waits"),
        ((DONE,), FollowUpDecided("x"), "a", 1, "follow_up_worry"),
        ((DONE, FollowUpAnswered("page", safe="no")), FollowUpDecided("x"), "a", 1, ""),
    ],
)
def test_what_has_to_be_there_first(facts: tuple[Fact, ...], fact: Fact, by: str | None, days: int, expected: str) -> None:
    assert refused(case_after(*facts), fact, by=by, days=days) == expected


@pytest.mark.parametrize(
    ("facts", "closed"),
    [
        ((DONE,), False),
        ((DONE, WeDid("x")), False),
        ((DONE, FollowUpAnswered("page")), False),
        ((DONE, WeDid("x"), FollowUpAnswered("page")), True),
        ((DONE, WeDid("x"), FollowUpDeclined("call")), True),
        ((DONE, WeDid("x"), TRIED, TRIED, TRIED, FollowUpGivenUp("x")), True),
        ((DONE, WeDid("x"), FollowUpAnswered("page", ("M5:no",))), False),
        ((DONE, WeDid("x"), FollowUpAnswered("page", ("M5:no",)), FollowUpDecided("x")), True),
    ],
)
def test_the_loop_is_closed_when_it_was_told_and_tried(facts: tuple[Fact, ...], closed: bool) -> None:
    assert case_after(*facts).follow.loop_closed is closed


def test_who_took_part_and_who_only_kept_the_record() -> None:
    state = case_after(Assigned("hana", "H"))
    for by, fact in (("amira", Replied("x")), ("ben", TRIED), ("cora", EXAMPLES[WeDid])):
        try:
            state = after(state, Event(START, by, fact))
        except guards.NotAllowed:
            state = after(after(state, Event(START, "dee", DONE)), Event(START, by, fact))
    assert follow_up.took_part(state.events) == {"hana", "amira", "dee"}
