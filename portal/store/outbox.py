"""Work for later: written in the transaction that caused it, leased by the worker, done at least once."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, or_, select, update

from portal.domain.frozen import frozen
from portal.store.database import Session
from portal.store.ids import new_id
from portal.store.tables import outbox

LEASE = timedelta(minutes=2)
MOST_TRIES = 8
_INSERT = insert(outbox)


@frozen
class Job:
    """One thing to do about a case."""

    id: uuid.UUID
    kind: str
    case_id: uuid.UUID | None
    tries: int
    made_at: datetime


@frozen
class Failed:
    """A job that was tried and is not done, with the kind of fault."""

    kind: str
    made_at: datetime
    tries: int
    fault: str
    given_up: bool


def add(session: Session, kind: str, *, case_id: uuid.UUID | None, at: datetime, job_id: uuid.UUID | None = None) -> None:
    """Ask for a job, to be done from ``at`` on."""
    row = {"id": job_id or new_id(), "kind": kind, "case_id": case_id, "due_at": at, "made_at": at, "tries": 0}
    session.add(_INSERT, row)


def lease(session: Session, *, now: datetime, most: int = 20) -> Sequence[Job]:
    """Take jobs that are due; nobody else gets them until the lease ends."""
    query = (
        select(outbox)
        .where(
            outbox.c.done_at.is_(None),
            outbox.c.due_at <= now,
            outbox.c.tries < MOST_TRIES,
            or_(outbox.c.leased_until.is_(None), outbox.c.leased_until < now),
        )
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(most)
    )
    if session.is_postgresql:
        query = query.with_for_update(skip_locked=True)
    jobs = [Job(row.id, row.kind, row.case_id, row.tries + 1, row.made_at) for row in session.execute(query)]
    if jobs:
        taken = update(outbox).where(outbox.c.id.in_([job.id for job in jobs]))
        session.execute(taken.values(leased_until=now + LEASE, tries=outbox.c.tries + 1))
    return jobs


def done(session: Session, job: Job, *, now: datetime) -> None:
    """The job is done."""
    session.execute(update(outbox).where(outbox.c.id == job.id).values(done_at=now, leased_until=None, fault=None))


def failed(session: Session, job: Job, fault: str, *, now: datetime) -> None:
    """The job did not work; it waits longer each time. ``fault`` names the kind of fault, never anybody's words."""
    wait = timedelta(seconds=min(3600, 15 * 2**job.tries))
    session.execute(update(outbox).where(outbox.c.id == job.id).values(leased_until=None, due_at=now + wait, fault=fault[:200]))


def put_off(session: Session, job: Job, *, until: datetime) -> None:
    """It is not time for the job yet, which is no fault and counts as no try."""
    values = {"leased_until": None, "due_at": until, "tries": job.tries - 1}
    session.execute(update(outbox).where(outbox.c.id == job.id).values(**values))


def faults(session: Session) -> Sequence[Failed]:
    """Jobs that were tried and are not done, oldest first."""
    query = select(outbox).where(outbox.c.done_at.is_(None), outbox.c.fault.is_not(None))
    rows = session.execute(query.order_by(outbox.c.made_at, outbox.c.id).limit(200))
    return [Failed(row.kind, row.made_at, row.tries, row.fault, row.tries >= MOST_TRIES) for row in rows]


def waiting(session: Session) -> int:
    """How many jobs are not done."""
    return int(session.execute(select(func.count()).where(outbox.c.done_at.is_(None))).scalar_one())


def sweep(session: Session, *, before: datetime) -> None:
    """Forget jobs that were done before then."""
    session.execute(delete(outbox).where(outbox.c.done_at < before))
