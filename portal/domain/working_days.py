"""Working days in England (W1 to W12). Holidays are handed in; nothing is guessed beyond what they cover."""

from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from portal.domain.frozen import frozen

LONDON = ZoneInfo("Europe/London")


class CalendarGap(Exception):
    """Bank holidays are not known for this date; a deadline is refused rather than guessed (W5)."""


def london_date(instant: datetime) -> date:
    """The London date of an aware instant (W7)."""
    return instant.astimezone(LONDON).date()


@frozen
class WorkingDays:
    """The calendar: bank holidays and the span of years for which they are known."""

    holidays: frozenset[date]
    known_from: date
    known_until: date
    nonworking_receipt: Literal["actual", "next_working_day"] = "actual"

    def is_working_day(self, day: date) -> bool:
        """Whether people work on that day (W1, W3). Raises CalendarGap."""
        if not self.known_from <= day <= self.known_until:
            raise CalendarGap(f"bank holidays are known from {self.known_from} to {self.known_until}, and not for {day}")
        return day.weekday() < 5 and (day.month, day.day) not in ((12, 25), (12, 26)) and day not in self.holidays

    def day_zero(self, start: date) -> date:
        """The day from which counting begins: ``start``, or where the trust so counts the next working day (W6)."""
        day = start
        if self.nonworking_receipt == "next_working_day":
            while not self.is_working_day(day):
                day += timedelta(days=1)
        return day

    def due(self, start: date, days: int) -> date:
        """The date ``days`` working days after ``start``, which is day zero (W6). Raises CalendarGap, and ValueError below 0."""
        _refuse_negative(days)
        due = self._counted.get((start, days))
        if due is None:
            due = self._counted[start, days] = self._count(start, days)
        return due

    @cached_property
    def _counted(self) -> dict[tuple[date, int], date]:
        # Whatever came in on one day is due on the same few dates: a dozen for each day that anything came in on.
        return {}

    def _count(self, start: date, days: int) -> date:
        day = self.day_zero(start)
        while days:
            day += timedelta(days=1)
            days -= self.is_working_day(day)
        return day

    def before(self, day: date, days: int) -> date:
        """The date ``days`` working days before ``day`` (W12). Raises CalendarGap, and ValueError below 0."""
        _refuse_negative(days)
        while days:
            day -= timedelta(days=1)
            days -= self.is_working_day(day)
        return day

    def elapsed(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and with ``end`` (W10); 0 when ``end`` is not later. Raises CalendarGap."""
        return sum(self.is_working_day(start + timedelta(days=i)) for i in range(1, (end - start).days + 1))

    def left(self, today: date, due_on: date) -> int:
        """Working days from ``today`` to ``due_on``: 0 on the day itself, which is on time (W9); below 0 when late."""
        return self.elapsed(today, due_on) - self.elapsed(due_on, today)


def _refuse_negative(days: int) -> None:
    # Counting towards nothing would run to the end of the calendar and blame the calendar.
    if days < 0:
        raise ValueError("working days to count cannot be below 0")
