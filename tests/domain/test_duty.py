"""Who is told about an urgent case, when: over midnight, the change of the clocks, week-ends, and with nobody there."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.domain.duty import CALL, DEPUTY, DUTY, Step, Told, Turn, due, line

EVERY = timedelta(minutes=15)
ALL = frozenset({"amira", "ben", "cem", "dev"})
A, B, C, D = (Turn(DUTY, "amira"), Turn(DUTY, "ben"), Turn(DUTY, "cem"), Turn(DEPUTY, "dev"))
ROTA = (A, B, D, Turn(CALL))
TEN = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)
WEEK = Turn(DUTY, "amira", date(2026, 11, 23), date(2026, 11, 27))
WEEKEND = Turn(DUTY, "ben", date(2026, 11, 28), date(2026, 11, 29))


def in_turn(*people: str) -> list[Told]:
    """Told one after the other, a quarter of an hour between them."""
    return [Told(person, TEN + EVERY * number) for number, person in enumerate(people)]


STEPS = [
    ("the one on duty is told at once", ROTA, [], TEN, Step(1, "amira")),
    ("nobody else for a quarter of an hour", ROTA, [Told("amira", TEN)], TEN + timedelta(minutes=14, seconds=59), None),
    ("then the next", ROTA, [Told("amira", TEN)], TEN + EVERY, Step(2, "ben")),
    ("then the deputy", ROTA, in_turn("amira", "ben"), TEN + 2 * EVERY, Step(3, "dev")),
    ("then it is time to ring", ROTA, in_turn("amira", "ben", "dev"), TEN + 3 * EVERY, Step(4, "")),
    ("which is said once", ROTA, in_turn("amira", "ben", "dev", ""), TEN + 9 * EVERY, None),
    ("an empty rota is time to ring at once", (), [], TEN, Step(1, "")),
    ("a rota of calls only too", (Turn(CALL),), [], TEN, Step(1, "")),
    ("who is third on duty is not waited for", (A, B, C, D), in_turn("amira", "ben"), TEN + 2 * EVERY, Step(3, "dev")),
    ("a step that came late is the next one, not the one after", ROTA, [Told("amira", TEN)], TEN + 8 * EVERY, Step(2, "ben")),
    ("who stands in two lines is told once", (A, A, D), [Told("amira", TEN)], TEN + EVERY, Step(2, "dev")),
    ("a deputy who is on duty is told once", (A, Turn(DEPUTY, "amira")), [Told("amira", TEN)], TEN + EVERY, Step(2, "")),
    (
        "at midnight whoever comes on duty is told",
        (WEEK, WEEKEND),
        [Told("amira", datetime(2026, 11, 27, 23, 50, tzinfo=UTC))],
        datetime(2026, 11, 28, 0, 5, tzinfo=UTC),
        Step(2, "ben"),
    ),
    (
        "also when it was time to ring already",
        (WEEK, WEEKEND),
        [Told("amira", datetime(2026, 11, 27, 23, 20, tzinfo=UTC)), Told("", datetime(2026, 11, 27, 23, 35, tzinfo=UTC))],
        datetime(2026, 11, 28, 0, 5, tzinfo=UTC),
        Step(3, "ben"),
    ),
    ("at a week-end nobody may have it", (WEEK,), [], datetime(2026, 11, 29, 9, 0, tzinfo=UTC), Step(1, "")),
    (
        "midnight is London's in summer",
        (Turn(DUTY, "amira", None, date(2026, 7, 1)), Turn(DUTY, "ben", date(2026, 7, 2))),
        [],
        datetime(2026, 7, 1, 23, 30, tzinfo=UTC),
        Step(1, "ben"),
    ),
    (
        "a quarter of an hour is one when the clocks go back",
        ROTA,
        [Told("amira", datetime(2026, 10, 25, 0, 50, tzinfo=UTC))],
        datetime(2026, 10, 25, 1, 4, tzinfo=UTC),
        None,
    ),
    (
        "and when they go forward",
        ROTA,
        [Told("amira", datetime(2026, 3, 29, 0, 50, tzinfo=UTC))],
        datetime(2026, 3, 29, 1, 5, tzinfo=UTC),
        Step(2, "ben"),
    ),
]


@pytest.mark.parametrize(("what", "rota", "told", "now", "expected"), STEPS, ids=[row[0] for row in STEPS])
def test_who_is_told(what: str, rota: tuple[Turn, ...], told: list[Told], now: datetime, expected: Step | None) -> None:
    assert due(rota, told, now=now, every=EVERY, may_be_told=ALL) == expected, what


def test_nobody_is_told_once_somebody_has_it() -> None:
    assert due(ROTA, [], now=TEN, every=EVERY, may_be_told=ALL, taken=True) is None
    assert due(ROTA, [Told("amira", TEN)], now=TEN + 5 * EVERY, every=EVERY, may_be_told=ALL, taken=True) is None


def test_whoever_may_not_be_told_is_passed_over_from_the_first_step_on() -> None:
    assert due(ROTA, [], now=TEN, every=EVERY, may_be_told=ALL - {"amira"}) == Step(1, "ben")
    assert due(ROTA, [], now=TEN, every=EVERY, may_be_told=frozenset()) == Step(1, "")


def test_the_whole_line_is_told_in_order_and_each_once() -> None:
    told: list[Told] = []
    moment = TEN
    while step := due(ROTA, told, now=moment, every=EVERY, may_be_told=ALL):
        assert step.number == len(told) + 1
        told.append(Told(step.person, moment))
        moment += EVERY
    assert [one.person for one in told] == ["amira", "ben", "dev", ""]
    assert told[-1].at - told[0].at == 3 * EVERY


def test_a_line_holds_on_both_its_days() -> None:
    assert line((WEEK, WEEKEND), MONDAY, ALL) == ("amira",)
    assert line((WEEK, WEEKEND), date(2026, 11, 27), ALL) == ("amira",)
    assert line((WEEK, WEEKEND), SATURDAY, ALL) == ("ben",)
    assert line((WEEK, WEEKEND), date(2026, 11, 30), ALL) == ()
