"""How a child may safely be reached: the plan that a person confirmed, and whether something may go out now (S9).

The child's own words are kept as they are. Only what can be read in one way counts without a person: the code, or an e-mail
address or a mobile number alone, with nothing said about hours or about who must not know.
"""

import re
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from portal.domain.frozen import frozen
from portal.domain.working_days import LONDON


class Route(StrEnum):
    """The ways to reach a child; ``CODE`` is none of ours: the child comes back with their code."""

    CODE = "code"
    TEXT = "text"
    CALL = "call"
    EMAIL = "email"
    ADVOCATE = "advocate"
    LETTER = "letter"


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# What a portal can send by itself; the other routes need a person.
BY_ITSELF = (Route.TEXT, Route.EMAIL, Route.LETTER)
BEGINS, ENDS = "09:00", "20:00"
# Nothing goes out at night, whatever a plan says.
EARLIEST, LATEST = "07:00", "22:00"
REASONS = (
    "not_confirmed",
    "forbidden",
    "only_by_code",
    "not_chosen",
    "by_hand",
    "no_address",
    "no_time",
    "failed_before",
    "taken_back",
    "no_way",
)
FAILURES = ("refused", "not_delivered", "gave_up")

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
_MOBILE = re.compile(r"(?:\+44|0044|0)(7\d{9})")
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.I)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_LINES = (3, 7)


@frozen
class SafePlan:
    """A plan that can be kept by a machine: one route and its address, days, hours (London, "16:30"), forbidden routes.

    ``never`` says who must not know, in words, for people.
    """

    route: str = Route.CODE
    address: str = ""
    days: tuple[str, ...] = DAYS
    begins: str = BEGINS
    ends: str = ENDS
    forbidden: tuple[str, ...] = ()
    never: str = ""


@frozen
class Go:
    """It may go out now."""


@frozen
class Wait:
    """It may go out from then on (UTC)."""

    until: datetime


@frozen
class Refuse:
    """It may not go out by this route: one of REASONS."""

    why: str


Decision = Go | Wait | Refuse


def may_send(plan: SafePlan | None, route: str, now: datetime, *, failed: bool = False) -> Decision:
    """Whether something may go to the child by ``route`` at ``now`` (S9).

    ``failed`` when the last thing sent to this address never came. A letter has no hours: nobody knows when it arrives.
    """
    if why := _refused(plan, route, failed=failed):
        return Refuse(why)
    if plan is None or route == Route.LETTER:
        return Go()
    opens = _opens(plan, now)
    if opens is None:
        return Refuse("no_time")
    return Go() if opens <= now else Wait(opens)


def _refused(plan: SafePlan | None, route: str, *, failed: bool) -> str:
    if plan is None:
        return "not_confirmed"
    if route in plan.forbidden:
        return "forbidden"
    if plan.route == Route.CODE:
        return "only_by_code"
    if route != plan.route:
        return "not_chosen"
    if route not in BY_ITSELF:
        return "by_hand"
    if not address(plan.route, plan.address):
        return "no_address"
    return "failed_before" if failed else ""


def hours(plan: SafePlan) -> tuple[time, time] | None:
    """From when until when (London, the end not included) something may go out on the plan's days, if ever."""
    if not (_TIME.fullmatch(plan.begins) and _TIME.fullmatch(plan.ends)):
        return None
    begins, ends = max(plan.begins, EARLIEST), min(plan.ends, LATEST)
    return (time.fromisoformat(begins), time.fromisoformat(ends)) if begins < ends else None


def _opens(plan: SafePlan, now: datetime) -> datetime | None:
    window = hours(plan)
    if window is None:
        return None
    there = now.astimezone(LONDON)
    for ahead in range(8):
        day = there.date() + timedelta(days=ahead)
        if DAYS[day.weekday()] not in plan.days:
            continue
        # No clock changes between EARLIEST and LATEST, so each London time of a window is one instant.
        opens, closes = (datetime.combine(day, edge, LONDON).astimezone(UTC) for edge in window)
        if now < closes:
            return max(opens, now)
    return None


def address(route: str, typed: str) -> str:
    """The one address that ``typed`` is, in the form in which it is used; nothing when it is none, or not only one.

    A mobile number is British ("07700900143"); a letter's address has 3 to 7 lines and ends with a postcode.
    """
    text = typed.strip()
    if route == Route.EMAIL:
        return text if _EMAIL.fullmatch(text) and len(text) <= 254 else ""
    if route == Route.TEXT:
        found = _MOBILE.fullmatch(re.sub(r"[\s()-]", "", text))
        return "0" + found[1] if found else ""
    if route == Route.LETTER:
        lines = [line.strip() for line in re.split(r"[\n,]", text) if line.strip()]
        few, many = _LINES
        return "\n".join(lines) if few <= len(lines) <= many and _POSTCODE.fullmatch(lines[-1]) else ""
    return ""


def clear(how: str, contact: str, when: str, never: str) -> SafePlan | None:
    """The plan that a child's own words make without a person; nothing where they could be read in two ways."""
    said = [part.strip() for part in (contact, when, never)]
    if how == Route.CODE or not (how or any(said)):
        return SafePlan(never=said[2])
    if how in (Route.EMAIL, Route.TEXT) and not said[1] and not said[2]:
        found = address(how, contact)
        return SafePlan(how, found) if found else None
    return None


# How children say when; the first that is in their words is only offered to the person who reads them.
_SPOKEN = (
    ("after school", (DAYS[:5], "16:00", "19:00")),
    ("weekend", (DAYS[5:], "10:00", "18:00")),
    ("evening", (DAYS, "17:00", "20:00")),
    ("afternoon", (DAYS, "12:00", "17:00")),
    ("morning", (DAYS, "09:00", "12:00")),
)


def offered(how: str, contact: str, when: str, never: str) -> SafePlan:
    """A first draft of the plan for the person who confirms it."""
    days, begins, ends = next((found for words, found in _SPOKEN if words in when.casefold()), (DAYS, BEGINS, ENDS))
    return SafePlan(how or Route.CODE, address(how, contact) or contact.strip(), days, begins, ends, (), never.strip())
