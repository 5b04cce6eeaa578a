"""Complaints about how personal data was handled: their own clock, in days of the calendar (P9).

Since 19 June 2026 a controller acknowledges such a complaint within 30 days, which begin on the day after it came, looks
into it without undue delay, and tells the outcome. They are no complaints about a service, and have no stages.
"""

from datetime import date, timedelta

from portal.domain.clocks import Light, Standing

DAYS, SOON = 30, 5


def acknowledge_by(received_on: date) -> date:
    """The last day to acknowledge it. A weekend would give more time; the earlier day is the safe one."""
    return received_on + timedelta(days=DAYS)


def light(due_on: date, today: date) -> Standing:
    """How the clock stands, in days of the calendar."""
    left = (due_on - today).days
    if left < 0:
        return Standing(Light.LATE, -left)
    if left == 0:
        return Standing(Light.TODAY, 0)
    return Standing(Light.SOON if left <= SOON else Light.RESTING, left)
