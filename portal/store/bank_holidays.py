"""England's bank holidays: GOV.UK's list, shipped with the portal, so that a deadline never waits for a network (W2)."""

import json
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal, cast

from portal.domain.working_days import WorkingDays

FILE = Path(__file__).with_suffix(".json")
NonworkingReceipt = Literal["actual", "next_working_day"]


@cache
def load(nonworking_receipt: str = "actual") -> WorkingDays:
    """The calendar. Beyond the years that the list covers it raises CalendarGap rather than guess (W5)."""
    listed = json.loads(FILE.read_text())
    return WorkingDays(
        holidays=frozenset(map(date.fromisoformat, listed["dates"])),
        known_from=date.fromisoformat(listed["from"]),
        known_until=date.fromisoformat(listed["until"]),
        nonworking_receipt=cast(NonworkingReceipt, nonworking_receipt),
    )


def fingerprint() -> str:
    """Changes when the list does, so that open due dates are worked out again."""
    return sha256(FILE.read_bytes()).hexdigest()[:16]
