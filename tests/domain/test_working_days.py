"""Working days in England, against the rules and against a second source."""

from datetime import UTC, date, datetime, timedelta

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.working_days import CalendarGap, WorkingDays, london_date
from portal.store import bank_holidays

ENGLAND = bank_holidays.load()
DAYS = st.dates(date(2012, 1, 1), date(2027, 6, 30))
COUNTS = st.integers(0, 70)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        pytest.param("2026-01-02", True, id="2 January, a holiday only in Scotland"),
        pytest.param("2026-03-17", True, id="St Patrick's Day"),
        pytest.param("2027-07-12", True, id="12 July"),
        pytest.param("2026-11-30", True, id="St Andrew's Day"),
        pytest.param("2026-08-03", True, id="first Monday in August"),
        pytest.param("2026-04-06", False, id="Easter Monday"),
        pytest.param("2026-08-31", False, id="last Monday in August"),
        pytest.param("2026-04-03", False, id="Good Friday"),
        pytest.param("2026-12-28", False, id="Boxing Day's substitute"),
        pytest.param("2026-12-26", False, id="Boxing Day itself, a Saturday"),
        pytest.param("2022-12-25", False, id="Christmas Day on a Sunday"),
        pytest.param("2024-12-27", True, id="27 December 2024"),
        pytest.param("2024-12-24", True, id="Christmas Eve"),
        pytest.param("2024-12-31", True, id="New Year's Eve"),
        pytest.param("2022-09-19", False, id="the state funeral"),
        pytest.param("2023-05-08", False, id="the coronation"),
        pytest.param("2022-06-03", False, id="the platinum jubilee"),
    ],
)
def test_who_works_when(day: str, working: bool) -> None:
    assert ENGLAND.is_working_day(date.fromisoformat(day)) is working


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-03-29T00:30:00", "2026-03-29"),
        ("2026-10-25T00:30:00", "2026-10-25"),
        ("2026-07-01T23:30:00", "2026-07-02"),
        ("2026-12-31T23:59:00", "2026-12-31"),
        ("2026-07-01T22:59:59", "2026-07-01"),
    ],
)
def test_a_date_is_a_london_date(instant: str, day: str) -> None:
    assert london_date(datetime.fromisoformat(instant).replace(tzinfo=UTC)) == date.fromisoformat(day)


def test_beyond_the_known_years_it_refuses_rather_than_guesses() -> None:
    with pytest.raises(CalendarGap, match="2028-12-31"):
        ENGLAND.due(date(2028, 12, 27), 10)
    with pytest.raises(CalendarGap):
        ENGLAND.before(date(2012, 1, 5), 10)
    with pytest.raises(CalendarGap):
        ENGLAND.is_working_day(date(2011, 12, 30))


@given(DAYS, COUNTS)
def test_due_is_a_working_day_and_counts_back(start: date, days: int) -> None:
    due = ENGLAND.due(start, days)
    assert ENGLAND.elapsed(start, due) == days
    assert days == 0 or ENGLAND.is_working_day(due)


@given(DAYS, COUNTS, COUNTS)
def test_counting_in_two_parts_is_counting_in_one(start: date, one: int, two: int) -> None:
    assert ENGLAND.due(start, one + two) == ENGLAND.due(ENGLAND.due(start, one), two)


@given(DAYS, COUNTS)
def test_later_starts_and_longer_counts_are_never_due_sooner(start: date, days: int) -> None:
    assert ENGLAND.due(start, days) <= ENGLAND.due(start + timedelta(days=1), days)
    assert ENGLAND.due(start, days) < ENGLAND.due(start, days + 1)


@given(DAYS.filter(lambda day: day > date(2013, 1, 1)), st.integers(1, 60))
def test_counting_back_lands_on_a_working_day_as_far_away(day: date, days: int) -> None:
    before = ENGLAND.before(day, days)
    assert ENGLAND.is_working_day(before)
    assert ENGLAND.elapsed(before - timedelta(days=1), day - timedelta(days=1)) == days


def test_a_second_source_agrees_on_every_weekday() -> None:
    second = BankHolidays(use_cached_holidays=True)
    listed = {each["date"] for each in second.get_holidays(division="england-and-wales")}
    day = date(2012, 1, 2)
    while day <= date(2028, 12, 31):
        if day.weekday() < 5:
            assert ENGLAND.is_working_day(day) == (day not in listed), day
        day += timedelta(days=1)


def test_a_holiday_proclaimed_at_short_notice_moves_a_due_date() -> None:
    proclaimed = WorkingDays(ENGLAND.holidays | {date(2026, 12, 1)}, ENGLAND.known_from, ENGLAND.known_until)
    assert ENGLAND.due(date(2026, 11, 23), 10) == date(2026, 12, 7)
    assert proclaimed.due(date(2026, 11, 23), 10) == date(2026, 12, 8)


@given(DAYS, st.integers(-40, 40))
def test_days_left_are_0_on_the_day_and_below_0_when_late(due_on: date, away: int) -> None:
    today = due_on + timedelta(days=away)
    if today < date(2012, 1, 1):
        return
    left = ENGLAND.left(today, due_on)
    assert (left >= 0) if away <= 0 else (left <= 0)
    assert away or left == 0
    assert left == -ENGLAND.left(due_on, today)


@given(DAYS)
def test_nothing_to_count_is_the_day_itself(start: date) -> None:
    assert ENGLAND.due(start, 0) == ENGLAND.before(start, 0) == start
    assert ENGLAND.elapsed(start, start) == 0


@pytest.mark.parametrize("days", [-1, -10])
def test_counting_below_nothing_is_refused_and_not_blamed_on_the_calendar(days: int) -> None:
    with pytest.raises(ValueError, match="below 0"):
        ENGLAND.due(date(2026, 11, 23), days)
    with pytest.raises(ValueError, match="below 0"):
        ENGLAND.before(date(2026, 11, 23), days)


@given(DAYS, st.integers(1, 70))
def test_counting_a_weekend_as_the_next_working_day_is_never_sooner(start: date, days: int) -> None:
    rolled = bank_holidays.load("next_working_day")
    assert rolled.due(start, days) == ENGLAND.due(rolled.day_zero(start), days) >= ENGLAND.due(start, days)
    assert (rolled.due(start, days) == ENGLAND.due(start, days)) == ENGLAND.is_working_day(start)


def test_a_year_is_a_gap_on_either_side_of_what_is_known() -> None:
    for day in (ENGLAND.known_from - timedelta(days=1), ENGLAND.known_until + timedelta(days=1)):
        with pytest.raises(CalendarGap):
            ENGLAND.is_working_day(day)
    with pytest.raises(CalendarGap):
        ENGLAND.elapsed(date(2028, 12, 29), date(2029, 1, 2))
    with pytest.raises(CalendarGap):
        ENGLAND.left(date(2028, 12, 29), date(2029, 1, 2))
