"""Cases and the facts that happened to them."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, update

from portal.domain.cases import FACTS, ChangedContact, Event, Fact, Plan, Received
from portal.store.database import Session
from portal.store.ids import new_id
from portal.store.tables import cases, events, reads, words

RECEIPT, ONCE, WORDS = "receipt", "once", "words"


class Stale(Exception):
    """Somebody else changed the case since it was read."""


@dataclass(frozen=True)
class Filed:
    """What the database keeps beside the facts, for finding and sorting. Dates are London dates."""

    kind: str
    status: str
    urgent: bool
    open: bool
    acknowledge_by: date | None
    due_on: date | None
    rank: int
    assigned_to: uuid.UUID | None


@dataclass(frozen=True)
class CaseRow:
    """One case as it is filed."""

    id: uuid.UUID
    reference: str
    kind: str
    status: str
    urgent: bool
    open: bool
    language: str
    received_at: datetime
    received_on: date
    acknowledge_by: date | None
    due_on: date | None
    rank: int
    assigned_to: uuid.UUID | None
    version: int


@dataclass(frozen=True)
class NewCase:
    """A case about to be stored for the first time."""

    id: uuid.UUID
    reference: str
    received_at: datetime
    received_on: date
    language: str
    code: str
    once: str


_INSERT_CASE, _INSERT_EVENT = insert(cases), insert(events)
_AS_JSON = json.JSONEncoder(default=vars, separators=(",", ":"))
_COLUMNS = tuple(cases.c[field.name] for field in fields(CaseRow))


def add(session: Session, new: NewCase, received: Received, filed: Filed) -> None:
    """Store a case and the fact that began it. Raises Taken when its reference or code is another's."""
    words = _encode(received)
    row = {
        "id": new.id,
        "reference": new.reference,
        "language": new.language,
        "received_at": new.received_at,
        "received_on": new.received_on,
        "receipt_digest": session.digest(RECEIPT, new.code),
        "once_digest": session.digest(ONCE, new.once),
        "words_digest": session.digest(WORDS, words),
        "version": 1,
    }
    # Everything is sealed and digested before the first statement, because that takes the database's lock.
    began = _event_row(session, new.id, 1, Event(new.received_at, None, received), words)
    session.add(_INSERT_CASE, row | vars(filed))
    session.add(_INSERT_EVENT, began)


def with_once(session: Session, once: str) -> tuple[uuid.UUID, bytes, str] | None:
    """The id, words digest and reference of the case that was sent with this ``once``, if any."""
    query = select(cases.c.id, cases.c.words_digest, cases.c.reference)
    row = session.execute(query.where(cases.c.once_digest == session.digest(ONCE, once))).first()
    return (row.id, row.words_digest, row.reference) if row else None


def same_words(session: Session, kept: bytes, received: Received) -> bool:
    """Whether a retry says just what was stored the first time."""
    return kept == session.digest(WORDS, _encode(received))


def with_code(session: Session, code: str) -> CaseRow | None:
    """The case that a 16-digit code opens, if any."""
    return _one(session, select(*_COLUMNS).where(cases.c.receipt_digest == session.digest(RECEIPT, code)))


def with_id(session: Session, case_id: uuid.UUID) -> CaseRow | None:
    """The case with that id, if any."""
    return _one(session, select(*_COLUMNS).where(cases.c.id == case_id))


def with_reference(session: Session, reference: str) -> CaseRow | None:
    """The case with that reference, if any."""
    return _one(session, select(*_COLUMNS).where(cases.c.reference == reference))


def facts(session: Session, case_id: uuid.UUID) -> tuple[Event, ...]:
    """Everything that happened to a case, oldest first."""
    query = select(events).where(events.c.case_id == case_id).order_by(events.c.number)
    return tuple(_event(session, row) for row in session.execute(query))


def append(session: Session, case: CaseRow, event: Event, filed: Filed) -> CaseRow:
    """Add a fact and file the case anew. Raises Stale when the case changed since ``case`` was read."""
    changed = session.execute(
        update(cases)
        .where(cases.c.id == case.id, cases.c.version == case.version)
        .values(**vars(filed), version=case.version + 1)
    )
    if changed.rowcount != 1:
        raise Stale(case.reference)
    # A case is born with version 1 and event 1, and each fact raises both, so the version numbers the event.
    _add_event(session, case.id, case.version + 1, event)
    return CaseRow(
        **{field.name: getattr(case, field.name) for field in fields(CaseRow)} | vars(filed) | {"version": case.version + 1}
    )


def replace_code(session: Session, case_id: uuid.UUID, code: str) -> None:
    """Let ``code`` open the case, and no code from before."""
    session.execute(update(cases).where(cases.c.id == case_id).values(receipt_digest=session.digest(RECEIPT, code)))


def record_read(session: Session, case_id: uuid.UUID, person_id: uuid.UUID, at: datetime) -> None:
    """Note that a member of staff opened the case."""
    session.execute(insert(reads), {"id": new_id(), "case_id": case_id, "person_id": person_id, "at": at})


def first_read(session: Session, case_id: uuid.UUID) -> datetime | None:
    """When a member of staff first opened the case, if one has (UTC)."""
    query = select(reads.c.at).where(reads.c.case_id == case_id).order_by(reads.c.at, reads.c.id).limit(1)
    return session.execute(query).scalar()


def read_by(session: Session, case_id: uuid.UUID) -> Sequence[tuple[uuid.UUID, datetime]]:
    """Who opened the case and when, newest first."""
    query = select(reads.c.person_id, reads.c.at).where(reads.c.case_id == case_id)
    return [(row.person_id, row.at) for row in session.execute(query.order_by(reads.c.at.desc(), reads.c.id).limit(200))]


def index_words(session: Session, case_id: uuid.UUID, stems: set[str]) -> None:
    """Let the case be found by these word stems; stored only as keyed digests."""
    known = set(session.execute(select(words.c.token).where(words.c.case_id == case_id)).scalars())
    fresh = {session.digest("word", stem)[:16] for stem in stems} - known
    if fresh:
        session.execute(insert(words), [{"token": token, "case_id": case_id} for token in sorted(fresh)])


def page(
    session: Session,
    *,
    is_open: bool = True,
    status: str = "",
    urgent: bool = False,
    assigned_to: uuid.UUID | None = None,
    late_on: date | None = None,
    ranked_to: int | None = None,
    stems: frozenset[str] = frozenset(),
    after: tuple[int, uuid.UUID] | None = None,
    limit: int = 50,
) -> list[CaseRow]:
    """A page of the queue: newest urgent first, then by the next date. ``after`` is the last row already seen."""
    query = select(*_COLUMNS).where(cases.c.open == is_open)
    if status:
        query = query.where(cases.c.status == status)
    if urgent:
        query = query.where(cases.c.rank < 0)
    if assigned_to:
        query = query.where(cases.c.assigned_to == assigned_to)
    if late_on:
        query = query.where((cases.c.due_on < late_on) | (cases.c.acknowledge_by < late_on))
    if ranked_to:
        query = query.where(cases.c.rank <= ranked_to)
    for stem in sorted(stems):
        token = session.digest("word", stem)[:16]
        query = query.where(cases.c.id.in_(select(words.c.case_id).where(words.c.token == token)))
    if after:
        rank, last = after
        query = query.where((cases.c.rank > rank) | ((cases.c.rank == rank) & (cases.c.id > last)))
    query = query.order_by(cases.c.rank, cases.c.id).limit(limit)
    return [_row(row) for row in session.execute(query)]


def count(session: Session) -> int:
    """How many cases there are."""
    return int(session.execute(select(func.count()).select_from(cases)).scalar_one())


def _one(session: Session, query: Select[Any]) -> CaseRow | None:
    row = session.execute(query).first()
    return _row(row) if row else None


def _row(row: Row[Any]) -> CaseRow:
    return CaseRow(**row._mapping)


def _add_event(session: Session, case_id: uuid.UUID, number: int, event: Event) -> None:
    session.execute(_INSERT_EVENT, _event_row(session, case_id, number, event, _encode(event.fact)))


def _event_row(session: Session, case_id: uuid.UUID, number: int, event: Event, words: str) -> dict[str, Any]:
    event_id = new_id()
    return {
        "id": event_id,
        "case_id": case_id,
        "number": number,
        "kind": type(event.fact).__name__,
        "at": event.at,
        "by_person": uuid.UUID(event.by) if event.by else None,
        "data": session.seal("events.data", event_id, words),
    }


def _encode(fact: Fact) -> str:
    # Escaped to ASCII, so that a lone surrogate from a broken phone is kept as it came.
    return _AS_JSON.encode(fact)


def _event(session: Session, row: Row[Any]) -> Event:
    data = json.loads(session.open("events.data", row.id, row.data))
    return Event(row.at, str(row.by_person) if row.by_person else None, _decode(row.kind, data))


def _decode(kind: str, data: dict[str, Any]) -> Fact:
    fact = FACTS[kind]
    lists: dict[str, Any] = {name: tuple(value) for name, value in data.items() if isinstance(value, list)}
    if fact in (Received, ChangedContact):
        lists["plan"] = Plan(**data["plan"])
    return fact(**data | lists)
