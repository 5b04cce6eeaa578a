"""The trail's entries: one is written in the transaction that does what it tells of (that a child sent
something, by ``intake.py`` a moment later), and none is ever changed.

Each carries a mark, a keyed digest of all it says, so that a changed entry is found; ``store/chain.py`` gives each its
number and link a moment later.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, or_, select, update

from portal.domain.trail import DETAIL, Deed, Entry, fact_text
from portal.keyring import CannotOpen
from portal.store.database import Session
from portal.store.ids import new_id
from portal.store.tables import events, trail
from portal.store.visibility import hidden_from

ENTRY, FACT = "trail entry", "trail fact"
NOT_MARKED, ALTERED = b"", "altered"

_INSERT = insert(trail)
_NAMES = {"person": "person_id", "case": "case_id", "about": "about_id"}
COLUMNS = tuple(trail.c[_NAMES.get(field.name, field.name)].label(field.name) for field in fields(Entry))


def note(
    session: Session,
    deed: Deed,
    *,
    at: datetime,
    person: uuid.UUID | None = None,
    case: uuid.UUID | None = None,
    about: uuid.UUID | None = None,
    detail: str = "",
) -> None:
    """Write down that something was done, by a person where one is known. ``detail`` is one of our own short names."""
    put(session, Entry(new_id(), at, deed, person, case, about, detail, None))


def of_fact(row: Mapping[str, Any], digest: bytes) -> Entry:
    """The entry for a row of ``events``, with the digest of its content."""
    deed = Deed.RECEIVED if row["number"] == 1 else Deed.CHANGED
    kind = row["kind"] if DETAIL.fullmatch(row["kind"]) else ALTERED
    return Entry(new_id(), row["at"], deed, row["by_person"], row["case_id"], row["id"], kind, digest)


def fact_digest(session: Session, row: Mapping[str, Any], words: str) -> bytes:
    """The keyed digest of a fact: of its opened words and of all that stands beside them, whichever key seals them."""
    text = fact_text(row["id"], row["case_id"], row["number"], row["kind"], row["at"], row["by_person"], words)
    return session.digest(FACT, text)


def put(session: Session, entry: Entry) -> None:
    """Write one entry with its mark."""
    row = {_NAMES.get(name, name): value for name, value in entry.__dict__.items()}
    session.add(_INSERT, row | {"mark": mark(session, entry)})


def mark(session: Session, entry: Entry) -> bytes:
    """The keyed digest of all that an entry says."""
    return session.digest(ENTRY, entry.text)


def entry(row: Row[Any]) -> Entry:
    """An entry as it is stored. A detail that is none of ours was put there by somebody else, and is not repeated."""
    values = {field.name: row._mapping[field.name] for field in fields(Entry)}
    try:
        return Entry(**values)
    except ValueError:
        return Entry(**values | {"detail": ALTERED})


def first_read(session: Session, case_id: uuid.UUID) -> datetime | None:
    """When a member of staff first opened the case, if one has (UTC)."""
    return session.execute(_reads(case_id).order_by(trail.c.at, trail.c.id).limit(1)).scalar()


def read_by(session: Session, case_id: uuid.UUID) -> Sequence[tuple[uuid.UUID, datetime]]:
    """Who opened the case and when, newest first."""
    query = _reads(case_id).order_by(trail.c.at.desc(), trail.c.id).limit(200)
    return [(row.person_id, row.at) for row in session.execute(query)]


def _reads(case_id: uuid.UUID) -> Select[Any]:
    return select(trail.c.at, trail.c.person_id).where(trail.c.case_id == case_id, trail.c.deed == Deed.READ)


def page(
    session: Session,
    *,
    person: uuid.UUID | None = None,
    deed: str = "",
    case: uuid.UUID | None = None,
    since: datetime | None = None,
    before: datetime | None = None,
    after: tuple[datetime, uuid.UUID] | None = None,
    limit: int = 50,
    seen_by: uuid.UUID | None = None,
) -> list[Entry]:
    """A page of the trail, newest first, of entries from ``since`` until just before ``before``.

    ``seen_by`` leaves out the cases that this person is shut out of.
    ``after`` is the moment and the id of the last entry already seen.
    """
    query = select(*COLUMNS)
    if person:
        query = query.where(trail.c.person_id == person)
    if deed:
        query = query.where(trail.c.deed == deed)
    if case:
        query = query.where(trail.c.case_id == case)
    if since:
        query = query.where(trail.c.at >= since)
    if before:
        query = query.where(trail.c.at < before)
    if seen_by:
        query = query.where(or_(trail.c.case_id.is_(None), trail.c.case_id.not_in(hidden_from(seen_by))))
    if after:
        at, last = after
        query = query.where((trail.c.at < at) | ((trail.c.at == at) & (trail.c.id < last)))
    query = query.order_by(trail.c.at.desc(), trail.c.id.desc()).limit(limit)
    return [entry(row) for row in session.execute(query)]


def last_check(session: Session) -> tuple[datetime, bool] | None:
    """When the trail was last checked (UTC), and whether it was sound; nothing when it never was."""
    query = select(trail.c.at, trail.c.detail).where(trail.c.deed == Deed.CHECKED).order_by(trail.c.at.desc()).limit(1)
    row = session.execute(query).first()
    return (row.at, row.detail == "sound") if row else None


def adopt(session: Session, *, most: int = 500) -> int:
    """Mark entries that an upgrade copied out of older tables. Returns how many."""
    query = select(*COLUMNS).where(trail.c.mark == NOT_MARKED).order_by(trail.c.id).limit(most)
    copied = [entry(row) for row in session.execute(query)]
    facts = {row.id: row for row in session.execute(select(events).where(events.c.id.in_([each.about for each in copied])))}
    for each in copied:
        digest = _digest_of(session, facts[each.about]) if each.about in facts else None
        whole = Entry(**each.__dict__ | {"digest": digest})
        session.execute(update(trail).where(trail.c.id == each.id).values(digest=digest, mark=mark(session, whole)))
    return len(copied)


def _digest_of(session: Session, row: Row[Any]) -> bytes | None:
    try:
        return fact_digest(session, dict(row._mapping), session.open("events.data", row.id, row.data))
    except CannotOpen:
        # A check reports the fact itself.
        return None
