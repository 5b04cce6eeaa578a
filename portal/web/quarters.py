"""The reporting year, from April to March, and its quarters, for pages that show what happened between two days."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise

from flask_babel import gettext as _


def between(asked: Mapping[str, str], today: date, *, whole: tuple[date, date] | None = None) -> tuple[date, date, str]:
    """The days that an address asks for, or ``whole``, or this year; and what was wrong with the address."""
    usual = whole or year(started(today))
    try:
        first = date.fromisoformat(asked.get("first") or usual[0].isoformat())
        last = date.fromisoformat(asked.get("last") or usual[1].isoformat())
    except ValueError:
        return *usual, _("Write each day as year, month, day, such as 2026-12-24.")
    return (first, last, "") if first <= last < date.max else (*usual, _("The first day is after the last."))


def started(day: date) -> int:
    """The calendar year in which the reporting year of a day began."""
    return day.year if day.month >= 4 else day.year - 1


def year(began: int) -> tuple[date, date]:
    """The first and last day of a reporting year."""
    return date(began, 4, 1), date(began + 1, 3, 31)


def of_year(day: date) -> list[tuple[date, date]]:
    """The four quarters of the reporting year of a day."""
    began = started(day)
    begins = [date(began, 4, 1), date(began, 7, 1), date(began, 10, 1), date(began + 1, 1, 1), date(began + 1, 4, 1)]
    return [(begin, after - timedelta(days=1)) for begin, after in pairwise(begins)]


def quarter(day: date) -> tuple[date, date]:
    """The quarter in which a day lies."""
    return next((first, last) for first, last in of_year(day) if first <= day <= last)
