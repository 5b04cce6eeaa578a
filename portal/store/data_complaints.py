"""The register of complaints about how personal data was handled (P9)."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from portal.domain.frozen import frozen
from portal.store.database import Session
from portal.store.tables import data_complaints as table


@frozen
class DataComplaint:
    """One complaint; days are London dates."""

    id: uuid.UUID
    received_on: date
    acknowledge_by: date
    who: str
    words: str
    acknowledged_on: date | None
    outcome: str
    outcome_on: date | None


def add(
    session: Session, *, received_on: date, acknowledge_by: date, who: str, words: str, by: uuid.UUID, now: datetime
) -> uuid.UUID:
    """Enter a complaint."""
    made = uuid.uuid4()
    row = {
        "id": made,
        "received_on": received_on,
        "acknowledge_by": acknowledge_by,
        "who": session.seal("data_complaints.who", made, who),
        "words": session.seal("data_complaints.words", made, words),
        "made_by": by,
        "made_at": now,
    }
    session.execute(insert(table), row)
    return made


def with_id(session: Session, complaint_id: uuid.UUID) -> DataComplaint | None:
    """The complaint with that id, if any."""
    row = session.execute(select(table).where(table.c.id == complaint_id)).first()
    return _complaint(session, row) if row else None


def open_ones(session: Session) -> list[DataComplaint]:
    """Those whose outcome was not told, the oldest first."""
    query = select(table).where(table.c.outcome_on.is_(None)).order_by(table.c.received_on, table.c.id)
    return [_complaint(session, row) for row in session.execute(query)]


def told_ones(session: Session, *, limit: int) -> list[DataComplaint]:
    """Those whose outcome was told, the newest first."""
    query = select(table).where(table.c.outcome_on.is_not(None)).order_by(table.c.received_on.desc(), table.c.id)
    return [_complaint(session, row) for row in session.execute(query.limit(limit))]


def acknowledge(session: Session, complaint_id: uuid.UUID, *, on: date) -> bool:
    """It was acknowledged on that day. False when it was before."""
    changed = update(table).where(table.c.id == complaint_id, table.c.acknowledged_on.is_(None)).values(acknowledged_on=on)
    return session.execute(changed).rowcount == 1


def tell_outcome(session: Session, complaint_id: uuid.UUID, words: str, *, on: date) -> bool:
    """Its outcome was told on that day. False when one was told before."""
    sealed = session.seal("data_complaints.outcome", complaint_id, words)
    changed = update(table).where(table.c.id == complaint_id, table.c.outcome_on.is_(None)).values(outcome=sealed, outcome_on=on)
    return session.execute(changed).rowcount == 1


def _complaint(session: Session, row: Row[Any]) -> DataComplaint:
    opened = {name: session.open(f"data_complaints.{name}", row.id, getattr(row, name)) for name in ("who", "words")}
    outcome = session.open("data_complaints.outcome", row.id, row.outcome) if row.outcome else ""
    return DataComplaint(
        row.id, row.received_on, row.acknowledge_by, opened["who"], opened["words"], row.acknowledged_on, outcome, row.outcome_on
    )
