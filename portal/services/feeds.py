"""A calendar of the days that are due in somebody's cases: references and no names, at a secret address."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from portal.domain.frozen import frozen
from portal.domain.running import Calendar, clocks_of
from portal.services.filing import Case
from portal.store import advocacies, people
from portal.store.database import Session

# The clocks of the answer itself. What the trust has to do behind it, such as telling who looks into harm, is not theirs to see.
TOLD = ("ack", "stage", "corporate")


@frozen
class Day:
    """One day that is due in one case, by a rule."""

    reference: str
    rule: str
    on: date


def make(session: Session, person_id: uuid.UUID, *, now: datetime) -> str:
    """A new address for somebody's calendar: only its digest is kept, and the one before works no longer."""
    return advocacies.make_feed(session, person_id, at=now)


def made(session: Session, person_id: uuid.UUID) -> datetime | None:
    """When the address was made (UTC), if there is one."""
    return advocacies.feed_made(session, person_id)


def whose(session: Session, token: str) -> uuid.UUID | None:
    """Whose calendar an address finds; nobody's, when its owner may not sign in any more."""
    person_id = advocacies.whose_feed(session, token)
    person = people.with_id(session, person_id) if person_id else None
    return person.id if person and person.active else None


def days(found: Sequence[Case], *, today: date, calendar: Calendar) -> list[Day]:
    """Each day on which something is due in these cases, the earliest first."""
    due = {
        Day(case.row.reference, clock.rule, clock.due_on)
        for case in found
        for clock in clocks_of(case.state, today, calendar)
        if clock.due_on is not None and clock.rule.startswith(TOLD)
    }
    return sorted(due, key=lambda each: (each.on, each.reference, each.rule))


def as_text(titled: Iterable[tuple[Day, str]], *, now: datetime, name: str) -> bytes:
    """As iCalendar (RFC 5545): one event of a whole day for each."""
    from icalendar import Calendar as Written
    from icalendar import Event

    written = Written()
    written.add("prodid", "-//Your Voice//Deadlines//EN")
    written.add("version", "2.0")
    written.add("x-wr-calname", name)
    for each, title in titled:
        event = Event()
        event.add("uid", f"{each.reference}-{each.rule}@your-voice")
        event.add("dtstamp", now)
        event.add("dtstart", each.on)
        event.add("dtend", each.on + timedelta(days=1))
        event.add("summary", title)
        event.add("transp", "TRANSPARENT")
        written.add_component(event)
    return bytes(written.to_ical())
