"""Places and how often each was opened. Of whoever opened one, and of their device, there is nothing here."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, extract, func, insert, select, update

from portal.domain.access import Viewer
from portal.domain.frozen import frozen
from portal.domain.places import Place
from portal.store.database import Session
from portal.store.tables import cases, places, scans
from portal.store.visibility import visible

_COLUMNS = tuple(places.c[field.name] for field in fields(Place))


@frozen
class Opened:
    """How often a place was opened in a month (its first day), by one kind of visitor: a value of places.Seen."""

    short: str
    month: date
    seen: str
    times: int


@frozen
class Came:
    """How many cases of a kind came from a place in a month (its first day)."""

    short: str
    month: date
    kind: str
    times: int


def everything(session: Session) -> list[Place]:
    """All of them, the newest first."""
    return [_place(row) for row in session.execute(select(*_COLUMNS).order_by(places.c.made_at.desc(), places.c.short))]


def with_short(session: Session, short: str) -> Place | None:
    """The place with that short code, as it is kept."""
    row = session.execute(select(*_COLUMNS).where(places.c.short == short)).first()
    return _place(row) if row else None


def _place(row: Row[tuple[object, ...]]) -> Place:
    return Place(**row._mapping)


def add(session: Session, place: Place, *, at: datetime) -> None:
    """Keep a new place. Its short code is not another's."""
    session.execute(insert(places), asdict(place) | {"made_at": at})


def retire(session: Session, short: str, *, on: date) -> None:
    """From that London day on the place is one no longer; its numbers stay."""
    session.execute(update(places).where(places.c.short == short, places.c.retired_on.is_(None)).values(retired_on=on))


def count(session: Session, short: str, month: date, seen: str) -> None:
    """One more visit of that kind."""
    new = session.insert(scans).values(short=short, month=month, seen=seen, times=1)
    more = new.on_conflict_do_update(index_elements=[*scans.primary_key.columns], set_={"times": scans.c.times + 1})
    session.execute(more)


def opened(session: Session, *, first: date, last: date) -> list[Opened]:
    """Every count of the months that begin between two London days, in the order of places, months and visitors."""
    query = select(scans.c.short, scans.c.month, scans.c.seen, scans.c.times)
    query = query.where(scans.c.month >= first.replace(day=1), scans.c.month <= last)
    return [Opened(**row._mapping) for row in session.execute(query.order_by(scans.c.short, scans.c.month, scans.c.seen))]


def came(session: Session, viewer: Viewer, *, first: date, last: date) -> list[Came]:
    """The cases received between two London days that came from a place, as far as the viewer may see them."""
    year, month = extract("year", cases.c.received_on), extract("month", cases.c.received_on)
    known = cases.c.place.in_(select(places.c.short))
    query = select(cases.c.place, year.label("year"), month.label("month"), cases.c.kind, func.count().label("times"))
    query = query.where(cases.c.place.is_not(None), known, visible(viewer), *_between(first, last))
    grouped = query.group_by(cases.c.place, year, month, cases.c.kind).order_by(cases.c.place, year, month, cases.c.kind)
    return [Came(row.place, date(int(row.year), int(row.month), 1), row.kind, row.times) for row in session.execute(grouped)]


def _between(first: date, last: date) -> Sequence[ColumnElement[bool]]:
    return cases.c.received_on >= first, cases.c.received_on <= last
