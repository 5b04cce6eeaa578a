"""Writing down in the trail what people did that is no fact of a case."""

import uuid
from datetime import datetime

from portal.domain import receipts
from portal.domain.trail import Deed
from portal.services import linking
from portal.store import cases, trail
from portal.store.database import Database, Session


def searched(session: Session, *, by: str, now: datetime) -> None:
    """Somebody looked for words; which words is nobody's business."""
    trail.note(session, Deed.SEARCHED, at=now, person=uuid.UUID(by))


def refused(session: Session, *, by: str, status: int, page: str, reference: str, now: datetime) -> None:
    """A page was not opened for somebody who is signed in: not theirs, or as if it were not there.

    ``reference`` is what the page's address names, if anything; the entry names the case whoever may see it.
    """
    try:
        row = cases.with_reference(session, receipts.normalise_reference(reference)) if reference else None
    except receipts.NotAReference:
        row = None
    trail.note(session, Deed.REFUSED, at=now, person=uuid.UUID(by), case=row.id if row else None, detail=f"{status} {page}"[:64])


def backing_up(database: Database, *, now: datetime) -> str:
    """A whole copy is about to be made. Returns where the trail ends, as ``number:link``."""
    _noted(database, Deed.EXPORTED, "backup", now=now)
    with database.reading() as session:
        return linking.end(session)


def restored(database: Database, *, now: datetime) -> None:
    """A backup was put in the place of the database."""
    _noted(database, Deed.RESTORED, "", now=now)


def keys_rotated(database: Database, *, now: datetime) -> None:
    """Everything was sealed anew with the current key."""
    _noted(database, Deed.KEYS_ROTATED, "", now=now)


def _noted(database: Database, deed: Deed, detail: str, *, now: datetime) -> None:
    with database.writing() as session:
        trail.note(session, deed, at=now, detail=detail)
    linking.link_all(database)
