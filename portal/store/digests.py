"""The mail that each person gets on a working day: one, however many workers there are."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from portal.domain.access import Viewer
from portal.domain.frozen import frozen
from portal.store import notices
from portal.store.database import Session
from portal.store.tables import cases, digests, people
from portal.store.visibility import visible


@frozen
class Digest:
    """One mail to one person about a London day; ``email`` is empty once they cannot sign in any more."""

    id: uuid.UUID
    person_id: uuid.UUID
    day: date
    email: str
    role: str


@frozen
class Counts:
    """How many cases wait: late, due today, due soon after, unread, and those whose child somebody has to reach."""

    late: int
    today: int
    soon: int
    unread: int
    unreached: int


def plan(session: Session, person_id: uuid.UUID, day: date) -> uuid.UUID | None:
    """A digest for somebody and a day, unless there is one already; then nothing."""
    new: Any = (postgresql if session.is_postgresql else sqlite).insert(digests)
    new = new.on_conflict_do_nothing(index_elements=[digests.c.person_id, digests.c.day]).returning(digests.c.id)
    row = {"id": uuid.uuid4(), "person_id": person_id, "day": day, "mails": 0}
    made = session.execute(new, row).scalar()
    return made if isinstance(made, uuid.UUID) else None


def with_id(session: Session, digest_id: uuid.UUID) -> Digest | None:
    """The digest with that id, for somebody who may still sign in."""
    query = select(digests.c.id, digests.c.person_id, digests.c.day, people.c.email, people.c.role)
    query = query.join(people, people.c.id == digests.c.person_id).where(digests.c.id == digest_id, people.c.active)
    row = session.execute(query).first()
    return Digest(**row._mapping) if row else None


def mailed(session: Session, digest_id: uuid.UUID, *, mails: int, now: datetime) -> None:
    """The mail went out; ``mails`` is how often it may have done so."""
    session.execute(update(digests).where(digests.c.id == digest_id).values(mailed_at=now, mails=mails))


def sweep(session: Session, *, before: date) -> None:
    """Forget digests of days before then."""
    session.execute(digests.delete().where(digests.c.day < before))


def recipients(session: Session, roles: Sequence[str]) -> list[uuid.UUID]:
    """Everybody in these roles who may sign in."""
    query = select(people.c.id).where(people.c.active, people.c.role.in_(roles)).order_by(people.c.id)
    return list(session.execute(query).scalars())


def counts(session: Session, viewer: Viewer, *, soon: date, shared: bool) -> Counts:
    """What waits for somebody among the cases that they may see: their own, and where ``shared`` those that nobody has."""
    mine = cases.c.assigned_to == viewer.person_id
    whose = or_(mine, cases.c.assigned_to.is_(None)) if shared else mine
    going = or_(cases.c.paused_until.is_(None), cases.c.paused_until <= viewer.today)
    on, today = cases.c.next_on, viewer.today
    conditions = (
        and_(going, on < today),
        and_(going, on == today),
        and_(going, on > today, on <= soon),
        cases.c.read_at.is_(None),
        cases.c.id.in_(notices.unreached()),
    )
    sums = [func.coalesce(func.sum(case((each, 1), else_=0)), 0) for each in conditions]
    query = select(*sums).where(cases.c.open.is_(True), whose, visible(viewer))
    return Counts(*tuple(session.execute(query).one()))
