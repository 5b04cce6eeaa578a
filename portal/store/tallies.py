"""Counts of what there is, for readiness and metrics."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from portal.store import intake
from portal.store.database import Session
from portal.store.outbox import MOST_TRIES
from portal.store.tables import cases, outbox


def received_by_kind(session: Session) -> dict[str, int]:
    """How many cases of each kind were received, by the name of the kind."""
    query = select(cases.c.kind, func.count().label("number")).group_by(cases.c.kind).order_by(cases.c.kind)
    return {row.kind: row.number for row in session.execute(query)}


def anything_due(session: Session, *, now: datetime) -> bool:
    """Whether a worker could lease a job or take in a case now. Asking takes no lock: an idle worker keeps nobody waiting."""
    jobs, fresh = select(outbox.c.id).where(_can_be_leased(now)), select(cases.c.id).where(cases.c.fresh.is_not(None))
    return _any(session, jobs) or _any(session, fresh)


def _any(session: Session, query: Select[Any]) -> bool:
    return session.execute(query.limit(1)).first() is not None


def due_since(session: Session, *, now: datetime) -> datetime | None:
    """Since when (UTC) the job or the case that has been due longest is waiting for a worker, if one is."""
    job = session.execute(select(func.min(outbox.c.due_at)).where(_can_be_leased(now))).scalar()
    return min((since for since in (job, intake.waiting(session)[1]) if since), default=None)


def given_up(session: Session) -> int:
    """How many jobs were tried as often as any job is, and are not done."""
    query = select(func.count()).where(outbox.c.done_at.is_(None), outbox.c.tries >= MOST_TRIES)
    return int(session.execute(query).scalar_one())


def _can_be_leased(now: datetime) -> ColumnElement[bool]:
    unleased = or_(outbox.c.leased_until.is_(None), outbox.c.leased_until < now)
    return and_(outbox.c.done_at.is_(None), outbox.c.due_at <= now, outbox.c.tries < MOST_TRIES, unleased)
