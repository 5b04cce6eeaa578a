"""Every worked date of the rules: Stage 1, 2 and 3, the windows, the Code, and what the printed report should have said."""

from datetime import date

import pytest

from portal.domain.clocks import (
    RULES,
    Light,
    Standing,
    due,
    last_day_to_ask,
    light,
    one_year_after,
    stage2_start,
)
from portal.domain.working_days import WorkingDays
from portal.store import bank_holidays

ENGLAND = bank_holidays.load()


# Received, acknowledge +2, +5, Stage 1 +10, Stage 1 at most +20, and why the row is here.
STAGE_1 = """
2024-06-03 2024-06-05 2024-06-10 2024-06-17 2024-07-01 plain case
2024-12-12 2024-12-16 2024-12-19 2024-12-30 2025-01-14 spans Christmas
2024-12-20 2024-12-24 2024-12-31 2025-01-08 2025-01-22 last Friday before Christmas
2024-12-21 2024-12-24 2024-12-31 2025-01-08 2025-01-22 Saturday: same as Friday
2024-12-24 2024-12-30 2025-01-03 2025-01-10 2025-01-24 Christmas Eve
2024-12-25 2024-12-30 2025-01-03 2025-01-10 2025-01-24 received on a bank holiday
2024-12-31 2025-01-03 2025-01-08 2025-01-15 2025-01-29 New Year (2 Jan IS a working day in England)
2025-04-07 2025-04-09 2025-04-14 2025-04-23 2025-05-08 ends after Easter
2025-04-14 2025-04-16 2025-04-23 2025-04-30 2025-05-15 Holy week
2025-04-17 2025-04-23 2025-04-28 2025-05-06 2025-05-20 Maundy Thursday, two May holidays ahead
2025-04-18 2025-04-23 2025-04-28 2025-05-06 2025-05-20 Good Friday
2025-05-01 2025-05-06 2025-05-09 2025-05-16 2025-06-02 two May bank holidays in 20
2025-08-22 2025-08-27 2025-09-01 2025-09-08 2025-09-22 August bank holiday
2025-12-19 2025-12-23 2025-12-30 2026-01-07 2026-01-21 Christmas 2025
2026-03-27 2026-03-31 2026-04-07 2026-04-14 2026-04-28 Easter 2026
2026-04-02 2026-04-08 2026-04-13 2026-04-20 2026-05-05 Maundy Thursday 2026
2026-12-18 2026-12-22 2026-12-29 2027-01-06 2027-01-20 Boxing Day substitute Mon 28 Dec 2026
2026-12-24 2026-12-30 2027-01-05 2027-01-12 2027-01-26 28 Dec substitute
2026-12-26 2026-12-30 2027-01-05 2027-01-12 2027-01-26 Boxing Day itself, a Saturday
2027-03-25 2027-03-31 2027-04-05 2027-04-12 2027-04-26 Easter 2027 (26, 29 March)
2027-12-17 2027-12-21 2027-12-24 2028-01-05 2028-01-19 both substitutes 27 and 28 Dec 2027
2027-12-24 2027-12-30 2028-01-05 2028-01-12 2028-01-26 27, 28 Dec and 3 Jan 2028
2027-12-31 2028-01-05 2028-01-10 2028-01-17 2028-01-31 New Year substitute Mon 3 Jan 2028
2028-04-13 2028-04-19 2028-04-24 2028-05-02 2028-05-16 Easter 2028 + early May
2022-09-12 2022-09-14 2022-09-20 2022-09-27 2022-10-11 one-off: state funeral 19 Sep 2022
2023-04-28 2023-05-03 2023-05-09 2023-05-16 2023-05-31 one-off: coronation 8 May 2023
"""
# The start of the clock, +25, +65, and thirteen calendar weeks, which is the wrong shortcut.
STAGE_2 = """
2024-09-02 2024-10-07 2024-12-02 2024-12-02
2024-10-14 2024-11-18 2025-01-16 2025-01-13
2024-11-29 2025-01-08 2025-03-05 2025-02-28
2024-12-02 2025-01-09 2025-03-06 2025-03-03
2024-12-18 2025-01-27 2025-03-24 2025-03-19
2025-01-27 2025-03-03 2025-04-30 2025-04-28
2025-03-17 2025-04-23 2025-06-20 2025-06-16
2025-04-01 2025-05-09 2025-07-07 2025-07-01
2025-11-03 2025-12-08 2026-02-05 2026-02-02
2026-02-02 2026-03-09 2026-05-07 2026-05-04
2026-11-02 2026-12-07 2027-02-04 2027-02-01
2026-12-21 2027-01-28 2027-03-25 2027-03-22
2027-03-01 2027-04-07 2027-06-04 2027-05-31
2027-11-29 2028-01-06 2028-03-02 2028-02-28
2028-02-21 2028-03-27 2028-05-25 2028-05-22
"""
# The answer received, the last of 20 working days, and 28 calendar days.
WINDOWS = """
2024-06-03 2024-07-01 2024-07-01
2024-12-06 2025-01-08 2025-01-03
2024-12-23 2025-01-23 2025-01-20
2025-04-03 2025-05-06 2025-05-01
2026-12-07 2027-01-07 2027-01-04
2027-12-08 2028-01-10 2028-01-05
"""
# The request, acknowledge, chair, panel, papers, report, response.
STAGE_3 = """
2024-11-18 2024-11-20 2024-12-02 2025-01-02 2024-12-16 2025-01-09 2025-01-30
2024-12-02 2024-12-04 2024-12-16 2025-01-16 2025-01-02 2025-01-23 2025-02-13
2025-03-10 2025-03-12 2025-03-24 2025-04-23 2025-04-07 2025-04-30 2025-05-22
2026-12-01 2026-12-03 2026-12-15 2027-01-15 2026-12-31 2027-01-22 2027-02-12
2027-12-06 2027-12-08 2027-12-20 2028-01-20 2028-01-06 2028-01-27 2028-02-17
"""
# Received, acknowledge by, reply if acknowledged the same day, reply if acknowledged at the limit, extended.
CORPORATE = """
2024-12-16 2024-12-23 2025-01-02 2025-01-09 2025-01-23
2025-04-10 2025-04-17 2025-04-28 2025-05-06 2025-05-20
2026-12-14 2026-12-21 2026-12-30 2027-01-07 2027-01-21
"""
# The printed report: case, request, statement, closed; working days from the statement, from the request, between; 65 due.
REPORT = """
1 2023-11-24 2024-06-17 2025-02-10 166 305 139 2024-09-17
2 2024-03-14 2024-05-21 2024-12-20 151 196 45 2024-08-21
3 2024-03-14 2024-04-07 2024-07-01 59 73 14 2024-07-09
4 2024-09-16 2024-09-23 2025-04-15 143 148 5 2024-12-23
5 2024-09-30 2024-11-18 2025-04-04 96 131 35 2025-02-20
6 2024-11-11 2024-12-18 2025-05-21 104 131 27 2025-03-24
7 2024-11-22 2024-12-19 2025-05-21 103 122 19 2025-03-25
8 2024-03-18 2025-05-12 2025-06-27 33 322 289 2025-08-12
"""


def table(text: str) -> list[list[str]]:
    """The rows of a table, split at blanks."""
    return [line.split() for line in text.strip().splitlines()]


def day(text: str) -> date:
    """A date as it is written."""
    return date.fromisoformat(text)


def vectors(text: str, rules: list[str]) -> list[object]:
    """One test row for each date of a table, named by its start and its rule."""
    return [
        pytest.param(rule, day(row[0]), day(expected), id=f"{rule} from {row[0]} {'-'.join(row[len(rules) + 1 :])}".strip())
        for row in table(text)
        for rule, expected in zip(rules, row[1:], strict=False)
    ]


@pytest.mark.parametrize(("rule", "start", "expected"), vectors(STAGE_1, ["ack", "corporate1-ack", "stage1", "stage1-extended"]))
def test_stage_1(rule: str, start: date, expected: date) -> None:
    assert due(rule, start, ENGLAND) == expected


@pytest.mark.parametrize(("rule", "start", "expected"), vectors(STAGE_2, ["stage2", "stage2-extended"]))
def test_stage_2(rule: str, start: date, expected: date) -> None:
    assert due(rule, start, ENGLAND) == expected


@pytest.mark.parametrize("row", table(STAGE_2), ids=lambda row: row[0])
def test_thirteen_weeks_are_65_working_days_only_without_a_bank_holiday(row: list[str]) -> None:
    weeks = date.fromordinal(day(row[0]).toordinal() + 91)
    assert weeks == day(row[3])
    assert (weeks == due("stage2-extended", day(row[0]), ENGLAND)) == (ENGLAND.elapsed(day(row[0]), weeks) == 65)


@pytest.mark.parametrize("row", table(WINDOWS), ids=lambda row: row[0])
def test_the_window_to_ask_is_the_later_of_20_working_days_and_28_days(row: list[str]) -> None:
    received, working, calendar = map(day, row)
    assert due("stage2-request", received, ENGLAND) == working
    assert due("stage3-request", received, ENGLAND) == working
    assert last_day_to_ask(received, ENGLAND) == max(working, calendar)


def test_for_an_answer_on_a_weekend_28_days_can_be_later() -> None:
    assert last_day_to_ask(date(2024, 6, 1), ENGLAND) == date(2024, 6, 29)
    assert due("stage2-request", date(2024, 6, 1), ENGLAND) == date(2024, 6, 28)


@pytest.mark.parametrize("row", table(STAGE_3), ids=lambda row: row[0])
def test_stage_3(row: list[str]) -> None:
    request, acknowledge, chair, panel, papers, report, response = map(day, row)
    assert due("stage3-ack", request, ENGLAND) == acknowledge
    assert due("stage3-chair", request, ENGLAND) == chair
    assert due("stage3-panel", request, ENGLAND) == panel
    assert due("stage3-papers", panel, ENGLAND) == papers
    assert due("stage3-report", panel, ENGLAND) == report
    assert due("stage3-response", report, ENGLAND) == response
    assert ENGLAND.elapsed(request, response) == 50


@pytest.mark.parametrize("row", table(CORPORATE), ids=lambda row: row[0])
def test_corporate(row: list[str]) -> None:
    received, limit, same_day, at_limit, extended = map(day, row)
    assert due("corporate1-ack", received, ENGLAND) == limit
    assert due("corporate1", received, ENGLAND) == same_day
    assert due("corporate1", limit, ENGLAND) == at_limit
    assert due("corporate1-extended", limit, ENGLAND) == extended


def test_statutory_and_corporate_differ_for_the_same_receipt() -> None:
    received = date(2024, 12, 16)
    limit = due("corporate1-ack", received, ENGLAND)
    assert due("stage1", received, ENGLAND) != due("corporate1", limit, ENGLAND)


@pytest.mark.parametrize("row", table(REPORT), ids=lambda row: f"case {row[0]}")
def test_the_printed_reports_stage_2_cases_counted_again(row: list[str]) -> None:
    request, statement, closed, limit = day(row[1]), day(row[2]), day(row[3]), day(row[7])
    assert ENGLAND.elapsed(statement, closed) == int(row[4])
    assert ENGLAND.elapsed(request, closed) == int(row[5])
    assert ENGLAND.elapsed(request, statement) == int(row[6])
    assert due("stage2-extended", statement, ENGLAND) == limit


@pytest.mark.parametrize(
    ("received", "expected"),
    [("2024-12-21", "2025-01-09"), ("2024-12-25", "2025-01-13"), ("2025-04-18", "2025-05-07"), ("2026-12-26", "2027-01-13")],
)
def test_a_trust_may_count_a_weekend_as_received_on_the_next_working_day(received: str, expected: str) -> None:
    assert due("stage1", day(received), bank_holidays.load("next_working_day")) == day(expected)


def test_the_ombudsmans_clock_counts_from_the_request_beside_ours() -> None:
    requested, statement = date(2024, 9, 16), date(2024, 9, 23)
    ours = stage2_start(requested, statement_on=statement, was_oral=True, amended=False)
    assert due("stage2-extended", ours, ENGLAND) == date(2024, 12, 23)
    assert due("stage2-extended", requested, ENGLAND) == date(2024, 12, 16)


@pytest.mark.parametrize(
    ("statement", "was_oral", "amended", "expected"),
    [
        pytest.param(None, False, False, "2024-09-16", id="written, nothing agreed yet"),
        pytest.param("2024-09-23", False, False, "2024-09-16", id="written and not changed: the request"),
        pytest.param("2024-09-23", True, False, "2024-09-23", id="spoken: the agreed statement"),
        pytest.param("2024-09-23", False, True, "2024-09-23", id="changed by the complainant: the agreed statement"),
        pytest.param(None, True, False, "2024-09-16", id="spoken, not agreed yet: the request keeps counting"),
    ],
)
def test_where_stage_2_counts_from(statement: str | None, was_oral: bool, amended: bool, expected: str) -> None:
    agreed = day(statement) if statement else None
    assert stage2_start(date(2024, 9, 16), statement_on=agreed, was_oral=was_oral, amended=amended) == day(expected)


@pytest.mark.parametrize(
    ("grounds", "last"),
    [("2024-03-15", "2025-03-15"), ("2024-02-29", "2025-02-28"), ("2023-02-28", "2024-02-28"), ("2025-12-31", "2026-12-31")],
)
def test_the_year_is_a_calendar_year(grounds: str, last: str) -> None:
    assert one_year_after(day(grounds)) == day(last)


@pytest.mark.parametrize(
    ("today", "paused", "standing"),
    [
        pytest.param("2026-11-23", False, Standing(Light.RESTING, 10), id="two weeks ahead"),
        pytest.param("2026-12-01", False, Standing(Light.RESTING, 4), id="four left"),
        pytest.param("2026-12-02", False, Standing(Light.SOON, 3), id="three left"),
        pytest.param("2026-12-05", False, Standing(Light.SOON, 1), id="the weekend before"),
        pytest.param("2026-12-07", False, Standing(Light.TODAY, 0), id="on the day it is on time"),
        pytest.param("2026-12-08", False, Standing(Light.LATE, 1), id="the day after"),
        pytest.param("2026-12-30", False, Standing(Light.LATE, 15), id="over Christmas"),
        pytest.param("2026-12-30", True, Standing(Light.PAUSED, 0), id="paused"),
    ],
)
def test_the_light_of_a_clock(today: str, paused: bool, standing: Standing) -> None:
    assert light(date(2026, 12, 7), day(today), ENGLAND, paused=paused) == standing


def test_a_clock_that_is_over_on_a_weekend_is_late_by_no_working_day_yet() -> None:
    assert light(date(2026, 12, 4), date(2026, 12, 5), ENGLAND) == Standing(Light.LATE, 0)


def test_every_rule_says_why_and_from_when() -> None:
    for name, rule in RULES.items():
        assert rule.name == name
        assert rule.basis
        assert rule.runs_from
    assert [name for name, rule in RULES.items() if "(memory)" in rule.basis] == [
        "stage3-ack",
        "stage3-chair",
        "stage3-papers",
        "corporate2-extended",
    ]


def test_the_calendar_can_be_another_one() -> None:
    shorter = WorkingDays(frozenset(), date(2026, 1, 1), date(2026, 12, 31))
    assert due("stage1", date(2026, 8, 20), shorter) == date(2026, 9, 3)
    assert due("stage1", date(2026, 8, 20), ENGLAND) == date(2026, 9, 4)
