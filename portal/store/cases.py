"""Cases and the facts that happened to them."""

import uuid
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, update

from portal.domain.access import Viewer
from portal.domain.facts import Event, Received
from portal.domain.frozen import frozen
from portal.store import facts_as_text, trail
from portal.store.database import Session
from portal.store.ids import new_id
from portal.store.tables import cases, events
from portal.store.visibility import visible

RECEIPT, ONCE, WORDS = "receipt", "once", "words"


class Stale(Exception):
    """Somebody else changed the case since it was read."""


@frozen
class Filed:
    """What the database keeps beside the facts, for finding and sorting. Dates are London dates."""

    kind: str
    status: str
    procedure: str
    stage: int
    area: str
    urgent: bool
    open: bool
    restricted: bool
    acknowledge_by: date | None
    due_on: date | None
    second_due_on: date | None
    next_on: date | None
    next_rule: str
    rank: int
    assigned_to: uuid.UUID | None
    paused_until: date | None
    closed_on: date | None
    retention: str
    erase_on: date | None


@frozen
class CaseRow:
    """One case as it is filed."""

    id: uuid.UUID
    reference: str
    kind: str
    status: str
    procedure: str
    stage: int
    area: str
    urgent: bool
    open: bool
    restricted: bool
    language: str
    received_at: datetime
    received_on: date
    acknowledge_by: date | None
    due_on: date | None
    second_due_on: date | None
    next_on: date | None
    next_rule: str
    rank: int
    assigned_to: uuid.UUID | None
    paused_until: date | None
    closed_on: date | None
    retention: str
    erase_on: date | None
    version: int


@frozen
class NewCase:
    """A case about to be stored for the first time. It may have been received before it was noted (UTC).

    One that is not ``taken_in`` gets its entry in the trail from the worker.
    """

    id: uuid.UUID
    reference: str
    received_at: datetime
    received_on: date
    noted_at: datetime
    language: str
    code: str
    once: str
    place: str = ""
    taken_in: bool = True


_INSERT_CASE, _INSERT_EVENT = insert(cases), insert(events)
_COLUMNS = tuple(cases.c[field.name] for field in fields(CaseRow))


def add(session: Session, new: NewCase, received: Received, filed: Filed) -> None:
    """Store a case and the fact that began it. Raises Taken when its reference or code is another's."""
    words = facts_as_text.encode(received)
    row = {
        "id": new.id,
        "reference": new.reference,
        "language": new.language,
        "place": new.place or None,
        "received_at": new.received_at,
        "received_on": new.received_on,
        "receipt_digest": session.digest(RECEIPT, new.code),
        "once_digest": session.digest(ONCE, new.once),
        "words_digest": session.digest(WORDS, words),
        "version": 1,
    }
    # Everything is sealed and digested before the first statement, because that takes the database's lock.
    began = _event_row(session, new.id, 1, Event(new.received_at, None, received), words)
    digest = trail.fact_digest(session, began, words)
    session.add(_INSERT_CASE, row | vars(filed) | {"fresh": None if new.taken_in else digest})
    session.add(_INSERT_EVENT, began)
    if new.taken_in:
        # The trail tells when something was done here, and not when it reached somebody else at the trust.
        trail.put(session, replace(trail.of_fact(began, digest), at=new.noted_at))


def with_once(session: Session, once: str) -> tuple[uuid.UUID, bytes, str] | None:
    """The id, words digest and reference of the case that was sent with this ``once``, if any."""
    query = select(cases.c.id, cases.c.words_digest, cases.c.reference)
    row = session.execute(query.where(cases.c.once_digest == session.digest(ONCE, once))).first()
    return (row.id, row.words_digest, row.reference) if row else None


def same_words(session: Session, kept: bytes, received: Received) -> bool:
    """Whether a retry says just what was stored the first time."""
    return kept == session.digest(WORDS, facts_as_text.encode(received))


def with_code(session: Session, code: str) -> CaseRow | None:
    """The case that a 16-digit code opens, if any."""
    return _one(session, select(*_COLUMNS).where(cases.c.receipt_digest == session.digest(RECEIPT, code)))


def with_id(session: Session, case_id: uuid.UUID) -> CaseRow | None:
    """The case with that id, if any."""
    return _one(session, select(*_COLUMNS).where(cases.c.id == case_id))


def locked(session: Session, case_id: uuid.UUID) -> CaseRow | None:
    """The case with that id, which nobody else can change until this transaction ends."""
    return _one(session, select(*_COLUMNS).where(cases.c.id == case_id).with_for_update())


def with_reference(session: Session, reference: str, viewer: Viewer | None = None) -> CaseRow | None:
    """The case with that reference, if there is one, and for a viewer only one that they may see."""
    query = select(*_COLUMNS).where(cases.c.reference == reference)
    return _one(session, query if viewer is None else query.where(visible(viewer)))


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


def refile(session: Session, case: CaseRow, filed: Filed) -> None:
    """File a case anew without a fact, because what it is filed by changed and not what happened to it."""
    session.execute(update(cases).where(cases.c.id == case.id, cases.c.version == case.version).values(**vars(filed)))


def replace_code(session: Session, case_id: uuid.UUID, code: str) -> None:
    """Let ``code`` open the case, and no code from before."""
    session.execute(update(cases).where(cases.c.id == case_id).values(receipt_digest=session.digest(RECEIPT, code)))


def open_of(session: Session, person_id: uuid.UUID) -> list[CaseRow]:
    """The open cases that somebody has."""
    query = select(*_COLUMNS).where(cases.c.assigned_to == person_id, cases.c.open.is_(True)).order_by(cases.c.id)
    return [_row(row) for row in session.execute(query)]


def open_by_holder(session: Session) -> dict[uuid.UUID, int]:
    """How many open cases each has."""
    query = select(cases.c.assigned_to, func.count()).where(cases.c.open.is_(True), cases.c.assigned_to.is_not(None))
    rows: list[Any] = list(session.execute(query.group_by(cases.c.assigned_to)))
    return {row[0]: row[1] for row in rows}


def mark_read(session: Session, case_id: uuid.UUID, at: datetime) -> None:
    """Note that a member of staff has opened the case, where nobody had before."""
    session.execute(update(cases).where(cases.c.id == case_id, cases.c.read_at.is_(None)).values(read_at=at))


def count(session: Session) -> int:
    """How many cases there are."""
    return int(session.execute(select(func.count()).select_from(cases)).scalar_one())


def _one(session: Session, query: Select[Any]) -> CaseRow | None:
    row = session.execute(query).first()
    return _row(row) if row else None


def _row(row: Row[Any]) -> CaseRow:
    return CaseRow(**row._mapping)


def _add_event(session: Session, case_id: uuid.UUID, number: int, event: Event) -> None:
    words = facts_as_text.encode(event.fact)
    row = _event_row(session, case_id, number, event, words)
    session.execute(_INSERT_EVENT, row)
    trail.put(session, trail.of_fact(row, trail.fact_digest(session, row, words)))


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


def _event(session: Session, row: Row[Any]) -> Event:
    fact = facts_as_text.decode(row.kind, session.open("events.data", row.id, row.data))
    return Event(row.at, str(row.by_person) if row.by_person else None, fact)
