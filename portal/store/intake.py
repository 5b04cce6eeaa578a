"""Taking in: what a child sends is stored as a case and its first fact alone, and what follows from them a moment later.

The case says that it is not taken in. The worker then writes the entry in the trail and asks for the words to be looked
at, in one transaction with the mark that it did, so neither is ever missing and neither is there twice.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, not_, select, update

from portal.store import trail
from portal.store.database import Session
from portal.store.tables import cases, events


def fresh(session: Session, *, most: int) -> Sequence[Row[Any]]:
    """The first facts, as rows of ``events``, of cases that are not taken in and that nobody else is taking in; oldest first."""
    query = select(events).join(cases, cases.c.id == events.c.case_id).where(not_(cases.c.taken_in), events.c.number == 1)
    query = query.order_by(cases.c.received_at, cases.c.id).limit(most)
    if session.is_postgresql:
        query = query.with_for_update(of=cases, skip_locked=True)
    return session.execute(query).all()


def take_in(session: Session, began: Row[Any]) -> uuid.UUID:
    """Write the entry for a first fact and mark its case as taken in. Raises sealed.CannotOpen. Returns the case's id."""
    words = session.open("events.data", began.id, began.data)
    trail.put(session, trail.of_fact(session, began._asdict(), words))
    session.execute(update(cases).where(cases.c.id == began.case_id).values(taken_in=True))
    case_id: uuid.UUID = began.case_id
    return case_id


def waiting(session: Session, *, before: datetime | None = None) -> tuple[int, datetime | None]:
    """How many cases, of those received before then, are not taken in, and since when (UTC) the first of them is here."""
    query = select(func.count().label("number"), func.min(cases.c.received_at).label("since")).where(not_(cases.c.taken_in))
    row = session.execute(query if before is None else query.where(cases.c.received_at < before)).one()
    return row.number, row.since
