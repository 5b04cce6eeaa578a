"""Taking in: what a child sends is stored as a case and its first fact alone, and what follows from them a moment later.

The case holds the keyed digest of the fact, made as it was stored. The worker then writes the entry in the trail with that
digest and asks for the words to be looked at, in one transaction with taking the digest off the case: neither is ever
missing, neither is there twice, and a fact that was changed meanwhile does not fit its entry.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from portal.store import trail
from portal.store.database import Session
from portal.store.tables import cases, events


def fresh(session: Session, *, most: int) -> Sequence[Row[Any]]:
    """The first facts, as rows of ``events`` with their ``fresh`` digest, of cases that nobody has taken in; oldest first."""
    query = select(events, cases.c.fresh).join(cases, cases.c.id == events.c.case_id)
    query = query.where(cases.c.fresh.is_not(None), events.c.number == 1).order_by(cases.c.received_at, cases.c.id).limit(most)
    if session.is_postgresql:
        query = query.with_for_update(of=cases, skip_locked=True)
    return session.execute(query).all()


def take_in(session: Session, began: Row[Any]) -> uuid.UUID:
    """Write the entry for a first fact and mark its case as taken in. Returns the case's id."""
    trail.put(session, trail.of_fact(began._asdict(), began.fresh))
    session.execute(update(cases).where(cases.c.id == began.case_id).values(fresh=None))
    case_id: uuid.UUID = began.case_id
    return case_id


def waiting(session: Session, *, before: datetime | None = None) -> tuple[int, datetime | None]:
    """How many cases, of those received before then, are not taken in, and since when (UTC) the first of them is here."""
    query = select(func.count().label("number"), func.min(cases.c.received_at).label("since")).where(cases.c.fresh.is_not(None))
    row = session.execute(query if before is None else query.where(cases.c.received_at < before)).one()
    return row.number, row.since
