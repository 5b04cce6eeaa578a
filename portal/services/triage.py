"""What the Voice Team does with a case: one function for each act."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

from portal.domain import receipts
from portal.domain.cases import Acknowledged, Assigned, Closed, CodeReissued, Noted, Replied, Settled
from portal.services.filing import Calendar, Case, append, load
from portal.services.searching import stems
from portal.store import cases, passes, people
from portal.store.cases import CaseRow
from portal.store.database import Session

PAGE = 50


class NoSuchCase(Exception):
    """There is no case with this reference."""


def find(session: Session, reference: str) -> Case:
    """The case with that reference, however it was typed. Raises NoSuchCase."""
    try:
        row = cases.with_reference(session, receipts.normalise_reference(reference))
    except receipts.NotAReference:
        row = None
    if row is None:
        raise NoSuchCase(reference)
    return load(session, row)


def read(session: Session, reference: str, *, by: str, now: datetime) -> Case:
    """Open a case, and note that it was read, by whom and when. Raises NoSuchCase."""
    case = find(session, reference)
    cases.record_read(session, case.row.id, uuid.UUID(by), now)
    return case


def readers(session: Session, case: Case) -> list[tuple[str, datetime]]:
    """Who opened the case, by name, and when, the newest first."""
    names = people.names(session)
    return [(names.get(person_id, ""), at) for person_id, at in cases.read_by(session, case.row.id)]


def names(session: Session) -> dict[str, str]:
    """What everybody is called, by id."""
    return {str(person_id): name for person_id, name in people.names(session).items()}


def queue(
    session: Session, view: str, *, me: str, today: date, words: str = "", after: tuple[int, uuid.UUID] | None = None
) -> list[CaseRow]:
    """A page of one view of the queue, and one row more when there is a next page. Newest urgent first, then by date."""
    found = frozenset(stems(words)) if words else frozenset()
    return cases.page(
        session,
        is_open=view != "closed",
        status="new" if view == "new" else "",
        urgent=view == "urgent",
        assigned_to=uuid.UUID(me) if view == "mine" else None,
        late_on=today if view == "late" else None,
        ranked_to=(today + timedelta(days=5)).toordinal() if view == "now" else None,
        stems=found,
        after=after,
        limit=PAGE + 1,
    )


def acknowledge(session: Session, case: Case, words: str, *, by: str, now: datetime, calendar: Calendar) -> Case:
    """Tell the child that their words were read."""
    return append(session, case, Acknowledged(words), by=by, now=now, calendar=calendar)


def assign(session: Session, case: Case, *, to: str, name: str, by: str, now: datetime, calendar: Calendar) -> Case:
    """Somebody has it."""
    return append(session, case, Assigned(to, name), by=by, now=now, calendar=calendar)


def note(session: Session, case: Case, words: str, *, by: str, now: datetime, calendar: Calendar) -> Case:
    """A note that a child never sees."""
    return append(session, case, Noted(words), by=by, now=now, calendar=calendar)


def reply(
    session: Session, case: Case, words: str, *, answer: bool, name: str, by: str, now: datetime, calendar: Calendar
) -> Case:
    """Write to the child; ``answer`` when this is the Stage 1 answer."""
    return append(session, case, Replied(words, answer, name), by=by, now=now, calendar=calendar)


def settle(session: Session, case: Case, why: str, *, by: str, now: datetime, calendar: Calendar) -> Case:
    """What made it urgent was looked at, and acted on."""
    return append(session, case, Settled(why), by=by, now=now, calendar=calendar)


def close(session: Session, case: Case, reason: str, words: str, *, by: str, now: datetime, calendar: Calendar) -> Case:
    """Close it, for a reason from the list, with words for the child."""
    return append(session, case, Closed(reason, words), by=by, now=now, calendar=calendar)


def give_new_code(
    session: Session, case: Case, why: str, *, by: str, now: datetime, calendar: Calendar, pick: Callable[[int], int]
) -> str:
    """A new code for a child who lost theirs and told the hint; the old one, and every open page, end."""
    append(session, case, CodeReissued(why), by=by, now=now, calendar=calendar)
    code = receipts.make(pick(receipts.SPACE))
    cases.replace_code(session, case.row.id, code)
    passes.end_all(session, passes.READING, str(case.row.id), now=now)
    return code
