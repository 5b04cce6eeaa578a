"""The shipped list of bank holidays: whole, dated, and the same as a second copy of GOV.UK's list."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays

from portal.store import bank_holidays

# From GOV.UK's list: substitute days and days proclaimed once are in it, the weekend days they stand for are not.
LISTED = """
2022: 01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27
2023: 01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26
2024: 01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26
2025: 01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26
2026: 01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28
2027: 01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28
2028: 01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26
"""


@pytest.mark.parametrize("row", LISTED.strip().splitlines(), ids=lambda row: row[:4])
def test_a_years_bank_holidays(row: str) -> None:
    year, _, days = row.partition(": ")
    shipped = {day for day in bank_holidays.load().holidays if day.year == int(year)}
    assert shipped == {date.fromisoformat(f"{year}-{day}") for day in days.split()}


def test_the_list_is_the_second_copys_for_every_year_it_claims() -> None:
    second = {each["date"] for each in BankHolidays(use_cached_holidays=True).get_holidays(division="england-and-wales")}
    days = bank_holidays.load()
    assert days.holidays == {day for day in second if days.known_from <= day <= days.known_until}


def test_every_year_it_claims_to_know_is_whole() -> None:
    days = bank_holidays.load()
    for year in range(days.known_from.year, days.known_until.year + 1):
        assert len({day for day in days.holidays if day.year == year}) >= 8, f"{year} has too few bank holidays"
    assert (days.known_from.month, days.known_from.day) == (1, 1)
    assert (days.known_until.month, days.known_until.day) == (12, 31)


def test_the_file_says_where_it_is_from_and_is_in_order() -> None:
    listed = json.loads(bank_holidays.FILE.read_text())
    assert "GOV.UK" in listed["source"]
    assert "england-and-wales" in listed["source"]
    assert all(one < two for one, two in pairwise(listed["dates"]))


def test_no_bank_holiday_is_listed_on_a_weekend() -> None:
    assert [day for day in bank_holidays.load().holidays if day.weekday() > 4] == []


def test_it_is_read_once() -> None:
    assert bank_holidays.load() is bank_holidays.load()


def test_the_fingerprint_changes_when_the_list_does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = bank_holidays.fingerprint()
    proclaimed = tmp_path / "bank_holidays.json"
    proclaimed.write_text(bank_holidays.FILE.read_text().replace("2026-12-25", "2026-12-24"))
    monkeypatch.setattr(bank_holidays, "FILE", proclaimed)
    assert bank_holidays.fingerprint() != before
