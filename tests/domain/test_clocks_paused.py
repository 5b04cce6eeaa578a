"""Stage 1 while an advocate is found: what the pause moves, and what it never moves."""

from datetime import date

import pytest

from portal.domain.clocks import Pause, Stage1, stage1
from portal.store import bank_holidays

ENGLAND = bank_holidays.load()


def test_waiting_for_an_advocate_pauses_the_count_and_not_the_outer_limit() -> None:
    received, pause = date(2024, 12, 2), Pause(date(2024, 12, 5), date(2024, 12, 16))
    assert stage1(received, ENGLAND) == Stage1(date(2024, 12, 16), date(2025, 1, 2))
    assert stage1(received, ENGLAND, pause=pause) == Stage1(date(2024, 12, 27), date(2025, 1, 2))
    assert stage1(received, ENGLAND, extended=True, pause=pause) == Stage1(date(2025, 1, 13), date(2025, 1, 2))


def test_with_a_pause_the_earlier_of_the_two_dates_is_in_force() -> None:
    received, pause = date(2024, 12, 2), Pause(date(2024, 12, 5), date(2024, 12, 16))
    assert stage1(received, ENGLAND, pause=pause).in_force == date(2024, 12, 27)
    assert stage1(received, ENGLAND, extended=True, pause=pause).in_force == date(2025, 1, 2)


def test_by_written_agreement_the_pause_moves_the_outer_limit_too() -> None:
    received, pause = date(2024, 12, 2), Pause(date(2024, 12, 5), date(2024, 12, 16))
    moved = Stage1(date(2025, 1, 13), date(2025, 1, 13))
    assert stage1(received, ENGLAND, extended=True, pause=pause, moves_outer=True) == moved


def test_while_nobody_is_appointed_only_the_outer_limit_is_known() -> None:
    standing = stage1(date(2024, 12, 2), ENGLAND, pause=Pause(date(2024, 12, 5)))
    assert standing == Stage1(None, date(2025, 1, 2))
    assert standing.in_force == date(2025, 1, 2)


@pytest.mark.parametrize("begins", ["2024-12-16", "2024-12-20"], ids=["on the last day", "when it is late already"])
def test_a_pause_gives_back_no_days_that_are_used_up(begins: str) -> None:
    received = date(2024, 12, 2)
    paused = stage1(received, ENGLAND, pause=Pause(date.fromisoformat(begins), date(2025, 2, 3)))
    assert paused == stage1(received, ENGLAND)


def test_an_advocate_who_is_appointed_the_same_day_moves_nothing() -> None:
    same_day = Pause(date(2024, 12, 30), date(2024, 12, 30))
    for calendar in (ENGLAND, bank_holidays.load("next_working_day")):
        assert stage1(date(2024, 12, 21), calendar, pause=same_day) == stage1(date(2024, 12, 21), calendar)


def test_a_pause_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="pause"):
        Pause(date(2024, 12, 5), date(2024, 12, 4))
