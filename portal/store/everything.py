"""Going through all there is, a batch at a time: for checks, for re-sealing, and before a backup is trusted."""

import uuid
from collections.abc import Iterator
from dataclasses import fields

from sqlalchemy import Column, Table, func, select, update

from portal.domain.frozen import frozen
from portal.store.cases import CaseRow
from portal.store.database import Database, Session
from portal.store.tables import cases, data_complaints, documents, events, holds, passes, people, saved_replies, sessions

BATCH = 500


@frozen
class Place:
    """A column of sealed values, and how many of them to hold in memory at once where that is fewer."""

    table: Table
    column: Column[bytes]
    batch: int = 0

    @property
    def name(self) -> str:
        """As in ``events.data``, which is what its values are sealed for."""
        return f"{self.table.name}.{self.column.name}"


# The events come last: checking reads them with their cases.
PLACES = (
    Place(people, people.c.totp_secret),
    Place(passes, passes.c.data),
    Place(documents, documents.c.data, batch=4),
    Place(saved_replies, saved_replies.c.words),
    Place(holds, holds.c.why),
    Place(data_complaints, data_complaints.c.who),
    Place(data_complaints, data_complaints.c.words),
    Place(data_complaints, data_complaints.c.outcome),
    Place(events, events.c.data),
)


def sealed(session: Session, place: Place) -> int:
    """How many sealed values a column holds."""
    return int(session.execute(select(func.count()).where(place.column.is_not(None))).scalar_one())


def batches(database: Database, place: Place) -> Iterator[list[tuple[uuid.UUID, bytes]]]:
    """Every sealed value of a column with the id of its row, each batch read in a transaction of its own."""
    last: uuid.UUID | None = None
    while True:
        query = select(place.table.c.id, place.column.label("value")).where(place.column.is_not(None))
        if last is not None:
            query = query.where(place.table.c.id > last)
        with database.reading() as session:
            rows = [(row.id, row.value) for row in session.execute(query.order_by(place.table.c.id).limit(place.batch or BATCH))]
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def replace(session: Session, place: Place, row: uuid.UUID, old: bytes, new: bytes) -> bool:
    """Put ``new`` where ``old`` still stands. False when somebody changed or erased it meanwhile."""
    changed = update(place.table).where(place.table.c.id == row, place.column == old).values({place.column: new})
    return session.execute(changed).rowcount == 1


def case_batches(database: Database) -> Iterator[list[CaseRow]]:
    """Every case, as it is filed."""
    columns = [cases.c[field.name] for field in fields(CaseRow)]
    last: uuid.UUID | None = None
    while True:
        query = select(*columns)
        if last is not None:
            query = query.where(cases.c.id > last)
        with database.reading() as session:
            found = session.execute(query.order_by(cases.c.id).limit(BATCH))
            rows = [CaseRow(**row._mapping) for row in found]
        if not rows:
            return
        yield rows
        last = rows[-1].id


def numbers(session: Session, case_id: uuid.UUID) -> list[int]:
    """The numbers of a case's facts, in order."""
    return list(session.execute(select(events.c.number).where(events.c.case_id == case_id).order_by(events.c.number)).scalars())


def is_empty(session: Session) -> bool:
    """Whether there is neither a case nor a person."""
    return not any(session.execute(select(table.c.id).limit(1)).first() for table in (cases, people))


def end_all_visits(session: Session) -> None:
    """Nobody is signed in and no child is reading any more."""
    for table in (sessions, passes):
        session.execute(table.delete())
