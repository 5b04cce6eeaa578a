"""Interim."""

from datetime import date

from portal.domain.working_days import WorkingDays


def load(nonworking_receipt: str = "actual") -> WorkingDays:
    """Interim."""
    days = [
        "2026-01-01",
        "2026-04-03",
        "2026-04-06",
        "2026-05-04",
        "2026-05-25",
        "2026-08-31",
        "2026-12-25",
        "2026-12-28",
        "2027-01-01",
        "2027-03-26",
        "2027-03-29",
        "2027-05-03",
        "2027-05-31",
        "2027-08-30",
        "2027-12-27",
        "2027-12-28",
    ]
    return WorkingDays(frozenset(map(date.fromisoformat, days)), date(2026, 1, 1), date(2027, 12, 31), nonworking_receipt)
