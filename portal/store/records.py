"""Keeping records: what is due to be erased, legal holds, and who proposed and approved which disposal."""

import uuid
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from portal.domain.access import Viewer
from portal.domain.frozen import frozen
from portal.store.database import Session
from portal.store.tables import cases, disposals, holds
from portal.store.visibility import visible


class Already(Exception):
    """It is on hold, or proposed, already."""


@frozen
class Due:
    """A case whose time is over: London dates."""

    id: uuid.UUID
    reference: str
    retention: str
    closed_on: date
    erase_on: date


@frozen
class Hold:
    """A case that must be kept, and why; instants are UTC."""

    id: uuid.UUID
    reference: str
    why: str
    by_person: uuid.UUID
    since: datetime


@frozen
class Disposal:
    """A disposal as far as it has come. Once done it is the certificate."""

    id: uuid.UUID
    reference: str
    retention: str
    closed_on: date
    erase_on: date
    proposed_by: uuid.UUID
    proposed_at: datetime
    approved_by: uuid.UUID | None
    approved_at: datetime | None
    done_at: datetime | None


_DISPOSAL = tuple(disposals.c[field.name] for field in fields(Disposal))
_WAITING = and_(disposals.c.done_at.is_(None), disposals.c.dropped_at.is_(None))
_HELD = exists().where(holds.c.case_id == cases.c.id, holds.c.lifted_at.is_(None))
_ASKED = exists().where(disposals.c.reference == cases.c.reference, _WAITING)


def due(session: Session, viewer: Viewer, *, after: tuple[date, uuid.UUID] | None, limit: int) -> list[Due]:
    """Cases whose time is over, that are not on hold and not proposed yet, longest first; ``after`` is the last one seen."""
    query = select(*(cases.c[field.name] for field in fields(Due))).where(
        cases.c.erase_on <= viewer.today, ~_HELD, ~_ASKED, visible(viewer)
    )
    if after:
        day, last = after
        later = (cases.c.erase_on > day) | ((cases.c.erase_on == day) & (cases.c.id > last))
        query = query.where(cases.c.erase_on >= day, later)
    rows = session.execute(query.order_by(cases.c.erase_on, cases.c.id).limit(limit))
    return [Due(**row._mapping) for row in rows]


def lock(session: Session, case_id: uuid.UUID) -> None:
    """Nobody changes the case, or puts it on hold, before this transaction ends."""
    if session.is_postgresql:
        session.execute(select(cases.c.id).where(cases.c.id == case_id).with_for_update())


def hold(session: Session, case_id: uuid.UUID, why: str, *, by: uuid.UUID, now: datetime) -> None:
    """Keep the case, whatever its class says. Raises Already."""
    if is_held(session, case_id):
        raise Already
    hold_id = uuid.uuid4()
    sealed = session.seal("holds.why", hold_id, why)
    row = {"id": hold_id, "case_id": case_id, "why": sealed, "by_person": by, "since": now}
    try:
        session.execute(insert(holds), row)
    except IntegrityError as error:
        raise Already from error


def lift(session: Session, hold_id: uuid.UUID, *, by: uuid.UUID, now: datetime) -> bool:
    """The case need not be kept any more. False when there is no such hold."""
    changed = update(holds).where(holds.c.id == hold_id, holds.c.lifted_at.is_(None)).values(lifted_by=by, lifted_at=now)
    return session.execute(changed).rowcount == 1


def is_held(session: Session, case_id: uuid.UUID) -> bool:
    """Whether the case has to be kept."""
    return session.execute(select(holds.c.id).where(holds.c.case_id == case_id, holds.c.lifted_at.is_(None))).first() is not None


def held(session: Session, viewer: Viewer) -> list[Hold]:
    """Every live hold, the newest first."""
    query = (
        select(holds, cases.c.reference)
        .join(cases, cases.c.id == holds.c.case_id)
        .where(holds.c.lifted_at.is_(None), visible(viewer))
    )
    return [
        Hold(row.id, row.reference, session.open("holds.why", row.id, row.why), row.by_person, row.since)
        for row in session.execute(query.order_by(holds.c.since.desc(), holds.c.id))
    ]


def propose(session: Session, row: Due, *, by: uuid.UUID, now: datetime) -> None:
    """Ask for a case to be erased. Raises Already."""
    values = {name: getattr(row, name) for name in ("reference", "retention", "closed_on", "erase_on")}
    if _one(session, _waiting(row.reference)):
        raise Already
    try:
        session.execute(insert(disposals), values | {"id": uuid.uuid4(), "proposed_by": by, "proposed_at": now})
    except IntegrityError as error:
        raise Already from error


def proposed(session: Session, reference: str) -> Disposal | None:
    """The disposal of that case that waits for a second person, if one does."""
    return _one(session, _waiting(reference))


def waiting(session: Session, viewer: Viewer) -> list[Disposal]:
    """Every disposal that waits for a second person, the oldest first."""
    theirs = select(cases.c.reference).where(visible(viewer))
    query = select(*_DISPOSAL).where(_WAITING, disposals.c.reference.in_(theirs))
    query = query.order_by(disposals.c.proposed_at, disposals.c.id)
    return [Disposal(**row._mapping) for row in session.execute(query)]


def done(session: Session, disposal: Disposal, *, by: uuid.UUID, now: datetime) -> bool:
    """Write the certificate. False when somebody else was faster, or ``by`` proposed it."""
    changed = update(disposals).where(disposals.c.id == disposal.id, _WAITING, disposals.c.proposed_by != by)
    return session.execute(changed.values(approved_by=by, approved_at=now, done_at=now)).rowcount == 1


def drop(session: Session, reference: str, *, by: uuid.UUID, now: datetime) -> bool:
    """The case is not erased after all. False when nothing waited."""
    changed = update(disposals).where(disposals.c.reference == reference, _WAITING).values(dropped_by=by, dropped_at=now)
    return session.execute(changed).rowcount == 1


def certificates(session: Session, *, limit: int) -> list[Disposal]:
    """The newest certificates."""
    query = select(*_DISPOSAL).where(disposals.c.done_at.is_not(None))
    rows = session.execute(query.order_by(disposals.c.done_at.desc(), disposals.c.id.desc()).limit(limit))
    return [Disposal(**row._mapping) for row in rows]


def last_done(session: Session) -> datetime | None:
    """When a case was last erased (UTC), if one ever was."""
    found = certificates(session, limit=1)
    return found[0].done_at if found else None


def _waiting(reference: str) -> Select[Any]:
    return select(*_DISPOSAL).where(disposals.c.reference == reference, _WAITING)


def _one(session: Session, query: Select[Any]) -> Disposal | None:
    row = session.execute(query).first()
    return Disposal(**row._mapping) if row else None
