"""Looking through the trail: who did what, to which case, when. It shows no word of any case."""

import uuid
from datetime import date, datetime, time, timedelta

from portal.domain import receipts
from portal.domain.frozen import frozen
from portal.domain.trail import Deed
from portal.domain.working_days import LONDON
from portal.store import cases, chain, people, trail, visibility
from portal.store.database import Session

PAGE = 50
YEARS = range(2000, 2200)
# Without other dates a page shows the last month, so that a rare act is not looked for among all that ever happened.
SHOWN = timedelta(days=30)


class NoSuchCase(Exception):
    """There is no case with this reference."""


@frozen
class Wanted:
    """What somebody looks for. Dates are London dates of YEARS, both included; empty parts leave nothing out."""

    person: uuid.UUID | None
    deed: str
    reference: str
    first: date
    last: date


@frozen
class Line:
    """One entry: what, its detail, by whom (None: no member of staff), about which person, which case, when (UTC)."""

    deed: str
    detail: str
    who: str | None
    about: str
    reference: str
    erased: bool
    at: datetime


@frozen
class Page:
    """A page of entries, the next page's start, and what is known about the chain: (when, sound) of its last check."""

    lines: tuple[Line, ...]
    after: str
    checked: tuple[datetime, bool] | None
    linked: int


def look(session: Session, wanted: Wanted, *, after: str, by: str, now: datetime) -> Page:
    """A page of the trail, newest first, without the cases that ``by`` is shut out of; looking is itself an entry.

    Raises NoSuchCase.
    """
    case = _case(session, wanted.reference, uuid.UUID(by)) if wanted.reference else None
    rows = trail.page(
        session,
        person=wanted.person,
        deed=wanted.deed,
        case=case,
        since=_midnight(wanted.first),
        before=_midnight(wanted.last + timedelta(days=1)),
        after=_place(after),
        limit=PAGE + 1,
        seen_by=uuid.UUID(by),
    )
    shown = rows[:PAGE]
    names = people.names(session)
    known = chain.references(session, {each.case for each in shown if each.case})
    lines = tuple(
        Line(
            each.deed,
            each.detail,
            names.get(each.person, "") if each.person else None,
            names.get(each.about, "") if each.about else "",
            known.get(each.case, "") if each.case else "",
            each.case is not None and each.case not in known,
            each.at,
        )
        for each in shown
    )
    found = Page(
        lines,
        f"{shown[-1].at.isoformat()}_{shown[-1].id}" if len(rows) > PAGE else "",
        trail.last_check(session),
        chain.last(session).number,
    )
    trail.note(session, Deed.TRAIL_SEEN, at=now, person=uuid.UUID(by), case=case)
    return found


def _case(session: Session, reference: str, by: uuid.UUID) -> uuid.UUID:
    try:
        row = cases.with_reference(session, receipts.normalise_reference(reference))
    except receipts.NotAReference:
        row = None
    if row is None or by in visibility.shut_out(session, row.id):
        raise NoSuchCase(reference)
    return row.id


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def _place(after: str) -> tuple[datetime, uuid.UUID] | None:
    at, _line, entry = after.partition("_")
    try:
        place = (datetime.fromisoformat(at), uuid.UUID(entry))
    except ValueError:
        return None
    return place if place[0].tzinfo and place[0].year in YEARS else None
