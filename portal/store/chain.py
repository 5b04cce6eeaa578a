"""The chain that holds the trail's entries together: each gets a number and a link a moment after it was written.

A link is a keyed digest of the link before it and of its entry's mark. Linking is a step of its own, so that two people
who write at once never wait for each other; only linkers take turns.
"""

import uuid
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, insert, select, text, update

from portal.domain.frozen import frozen
from portal.domain.trail import Deed, Entry, end_text, link_text
from portal.keyring import CannotOpen
from portal.store.database import Database, Session
from portal.store.tables import cases, events, trail, trail_end
from portal.store.trail import COLUMNS, entry, fact_digest

LINK, END = "trail link", "trail end"
BATCH, MOST_WAITING = 500, 10_000
# One linker at a time on PostgreSQL: the number means nothing, it is only the same for every process.
LOCK = 7_264_032

_SET = update(trail).where(trail.c.id == bindparam("row")).values(number=bindparam("place"), link=bindparam("made"))
_WHOLE = select(*COLUMNS, trail.c.mark, trail.c.number, trail.c.link)


@frozen
class Linked:
    """An entry as it stands, with the mark it was given, and its number and link in the chain, if it has them."""

    entry: Entry
    mark: bytes
    number: int
    link: bytes


@frozen
class End:
    """A place in the chain: the number and the link of an entry."""

    number: int
    link: bytes


@frozen
class Noted:
    """What is noted of the chain's end: where, whether the note is genuine, and where the chain ends at that moment."""

    end: End | None
    genuine: bool
    last: End


def anything_to_link(session: Session) -> bool:
    """Whether an entry has no link yet. Asking takes no lock."""
    return session.execute(select(trail.c.id).where(trail.c.number.is_(None)).limit(1)).first() is not None


def link(session: Session, *, most: int = BATCH) -> int:
    """Link the entries that have none yet, oldest first. Returns how many; 0 also while somebody else is linking."""
    if session.is_postgresql:
        turn = session.execute(text("SELECT pg_try_advisory_xact_lock(:number)"), {"number": LOCK}).scalar()
        if not turn:
            return 0
    fresh = select(trail.c.id, trail.c.mark).where(trail.c.number.is_(None)).order_by(trail.c.at, trail.c.id).limit(most)
    rows = session.execute(fresh).all()
    if not rows:
        return 0
    at = _begin_from(session)
    steps = []
    for row in rows:
        at = End(at.number + 1, make_link(session, at.number + 1, at.link, row.mark))
        steps.append({"row": row.id, "place": at.number, "made": at.link})
    session.execute(_SET, steps)
    session.execute(delete(trail_end))
    session.execute(insert(trail_end), {"id": 1, "number": at.number, "link": at.link, "mark": _end_mark(session, at)})
    return len(rows)


def make_link(session: Session, number: int, before: bytes, mark: bytes) -> bytes:
    """The link of entry ``number``, after the link ``before``."""
    return session.digest(LINK, link_text(number, before, mark))


def noted(session: Session) -> Noted:
    """What is noted of the end, beside what is there at the same moment."""
    row = session.execute(select(trail_end)).first()
    said = End(row.number, row.link) if row else None
    return Noted(said, bool(row and said and row.mark == _end_mark(session, said)), last(session))


def last(session: Session) -> End:
    """The last entry of the chain; number 0 while there is none."""
    query = select(trail.c.number, trail.c.link).where(trail.c.number.is_not(None))
    row = session.execute(query.order_by(trail.c.number.desc()).limit(1)).first()
    return End(row.number, row.link or b"") if row else End(0, b"")


def waiting(session: Session, *, before: datetime) -> tuple[int, datetime | None]:
    """How many entries from before then have no link, and since when the oldest waits (UTC)."""
    query = select(func.count().label("number"), func.min(trail.c.at).label("since"))
    row = session.execute(query.where(trail.c.number.is_(None), trail.c.at < before)).one()
    return row.number, row.since


def batches(database: Database) -> Iterator[list[Linked]]:
    """Every linked entry, by number, each batch read in a transaction of its own."""
    seen = 0
    while True:
        with database.reading() as session:
            query = _WHOLE.where(trail.c.number > seen).order_by(trail.c.number).limit(BATCH)
            rows = _linked(session, query)
        if not rows:
            return
        yield rows
        seen = rows[-1].number


def unlinked(session: Session) -> list[Linked]:
    """The entries that wait for their link, the oldest first, 10,000 at most."""
    return _linked(session, _WHOLE.where(trail.c.number.is_(None)).order_by(trail.c.at, trail.c.id).limit(MOST_WAITING))


def fact_digests(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, bytes | None]:
    """The digests of facts as they stand now, by id; None for one that does not open."""
    found: dict[uuid.UUID, bytes | None] = {}
    for row in session.execute(select(events).where(events.c.id.in_(ids))):
        try:
            found[row.id] = fact_digest(session, dict(row._mapping), session.open("events.data", row.id, row.data))
        except CannotOpen:
            found[row.id] = None
    return found


def references(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The references of the cases that are there, by id."""
    return {row.id: row.reference for row in session.execute(select(cases.c.id, cases.c.reference).where(cases.c.id.in_(ids)))}


def erased(session: Session) -> set[uuid.UUID]:
    """The cases whose erasure is in the trail."""
    return set(session.execute(select(trail.c.case_id).where(trail.c.deed == Deed.ERASED)).scalars()) - {None}


def not_told(session: Session, *, most: int = 100) -> list[tuple[str, int]]:
    """The facts of cases that were taken in of which no entry tells: the reference of the case and the number of the fact."""
    entries = select(trail.c.id).where(trail.c.case_id == events.c.case_id, trail.c.about_id == events.c.id)
    query = select(cases.c.reference, events.c.number).join(cases, cases.c.id == events.c.case_id)
    query = query.where(cases.c.fresh.is_(None), ~entries.exists())
    return [(row.reference, row.number) for row in session.execute(query.order_by(events.c.case_id, events.c.number).limit(most))]


def _begin_from(session: Session) -> End:
    """After which link to go on. Where the chain was cut or its end is not as noted, a number stays free for good.

    So the gap is found whenever somebody looks, and linking on never covers up what was done.
    """
    found = noted(session)
    if found.end is None:
        return found.last if found.last.number == 0 else End(found.last.number + 1, found.last.link)
    if not found.genuine:
        return End(found.last.number + 1, found.last.link)
    if found.end.number > found.last.number:
        return found.end
    return found.last if found.end == found.last else End(found.last.number + 1, found.last.link)


def _end_mark(session: Session, end: End) -> bytes:
    return session.digest(END, end_text(end.number, end.link))


def _linked(session: Session, query: Select[Any]) -> list[Linked]:
    return [Linked(entry(row), row.mark, row.number or 0, row.link or b"") for row in session.execute(query)]
