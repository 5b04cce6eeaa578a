"""What comes on paper, by telephone, at a visit or in a forum: somebody at the trust types it in, once."""

import uuid
from datetime import date, datetime, time
from typing import Any

from portal.domain.entry_facts import SPOKEN, Entered
from portal.domain.facts import Received
from portal.domain.frozen import frozen
from portal.domain.stages import TaskSet
from portal.domain.working_days import LONDON, CalendarGap, london_date
from portal.services import papers, sending
from portal.services.filing import Calendar, append, load
from portal.services.sending import Sent
from portal.services.vetting import Vetted
from portal.store import cases
from portal.store.database import Session

MIDDAY = time(12)


class NotADay(ValueError):
    """It cannot have come on that day: ``why`` is "to_come", or "too_long_ago" where no bank holidays are known."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@frozen
class Writer:
    """Who types it in, and what they have to do when it was said aloud: have the record read by whoever said it (R1.6.1)."""

    id: str
    name: str
    to_do: str


@frozen
class Scan:
    """The paper itself, as a file that was vetted. The page gives the id, by which the same press is known again."""

    document_id: uuid.UUID
    title: str
    file: Vetted


def moment(on: date, now: datetime) -> datetime:
    """When what came on a London day was received (UTC): now, or the middle of a day before. Raises NotADay.

    Midday is on the same date in London and in UTC, in summer and in winter; no clock counts in hours.
    """
    if on > london_date(now):
        raise NotADay("to_come")
    return now if on == london_date(now) else datetime.combine(on, MIDDAY, LONDON).astimezone(now.tzinfo)


def enter(
    session: Session,
    received: Received,
    entered: Entered,
    writer: Writer,
    *,
    once: str,
    now: datetime,
    calendar: Calendar,
    scan: Scan | None = None,
    place: str = "",
) -> Sent:
    """Store it as received on the day on which it reached the trust, with who typed it in and when (R1.6.2).

    The same ``once`` makes one case with one code. ``place`` is the short code on the paper. Raises NotADay, and what
    ``sending.send`` raises.
    """
    if entered.on < calendar.days.known_from:
        raise NotADay("too_long_ago")
    rest: dict[str, Any] = {"now": now, "calendar": calendar}
    given = sending.send(session, received, once=once, received_at=moment(entered.on, now), place=place, **rest)
    row = cases.with_reference(session, given.reference)
    if row is None:
        raise LookupError(given.reference)
    case = load(session, row)
    if not any(isinstance(event.fact, Entered) for event in case.state.events):
        case = append(session, case, entered, by=writer.id, **rest)
        if entered.channel in SPOKEN:
            case = append(session, case, _to_confirm(writer, now, calendar), by=writer.id, **rest)
    if scan:
        papers.add(
            session, case, scan.file, document_id=scan.document_id, title=scan.title, for_child=False, by=writer.id, **rest
        )
    return given


def _to_confirm(writer: Writer, now: datetime, calendar: Calendar) -> TaskSet:
    today = london_date(now)
    try:
        due_on = calendar.days.due(today, calendar.acknowledge_days)
    except CalendarGap:
        due_on = today
    return TaskSet(str(uuid.uuid4()), writer.to_do, writer.id, writer.name, due_on)
