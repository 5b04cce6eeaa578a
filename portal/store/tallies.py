"""Counts of what there is, for readiness and metrics."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal.store.database import Session
from portal.store.outbox import MOST_TRIES
from portal.store.tables import cases, outbox


def received_by_kind(session: Session) -> dict[str, int]:
    """How many cases of each kind were received, by the name of the kind."""
    query = select(cases.c.kind, func.count().label("number")).group_by(cases.c.kind).order_by(cases.c.kind)
    return {row.kind: row.number for row in session.execute(query)}


def anything_due(session: Session, *, now: datetime) -> bool:
    """Whether a worker could lease a job now. Asking takes no lock, so an idle worker keeps nobody waiting."""
    query = select(outbox.c.id).where(_can_be_leased(now)).limit(1)
    return session.execute(query).first() is not None


def due_since(session: Session, *, now: datetime) -> datetime | None:
    """Since when (UTC) the job that has been due longest is waiting for a worker, if one is."""
    return session.execute(select(func.min(outbox.c.due_at)).where(_can_be_leased(now))).scalar()


def given_up(session: Session) -> int:
    """How many jobs were tried as often as any job is, and are not done."""
    query = select(func.count()).where(outbox.c.done_at.is_(None), outbox.c.tries >= MOST_TRIES)
    return int(session.execute(query).scalar_one())


def _can_be_leased(now: datetime) -> ColumnElement[bool]:
    unleased = or_(outbox.c.leased_until.is_(None), outbox.c.leased_until < now)
    return and_(outbox.c.done_at.is_(None), outbox.c.due_at <= now, outbox.c.tries < MOST_TRIES, unleased)
