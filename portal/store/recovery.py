"""Recovery codes, kept as keyed digests and gone when they are used."""

import uuid
from collections.abc import Iterable

from sqlalchemy import delete, func, insert, select

from portal.store.database import Session
from portal.store.tables import recovery_codes

PURPOSE = "recovery"


def replace(session: Session, person_id: uuid.UUID, codes: Iterable[str]) -> None:
    """These codes, and none from before."""
    session.execute(delete(recovery_codes).where(recovery_codes.c.person_id == person_id))
    session.execute(
        insert(recovery_codes), [{"person_id": person_id, "digest": _digest(session, person_id, code)} for code in codes]
    )


def spend(session: Session, person_id: uuid.UUID, code: str) -> bool:
    """Use a code up. Of two who try the same at once, one is let in."""
    mine = recovery_codes.c.person_id == person_id
    gone = session.execute(delete(recovery_codes).where(mine, recovery_codes.c.digest == _digest(session, person_id, code)))
    return gone.rowcount == 1


def count(session: Session, person_id: uuid.UUID) -> int:
    """How many a person has left."""
    query = select(func.count()).select_from(recovery_codes).where(recovery_codes.c.person_id == person_id)
    return int(session.execute(query).scalar_one())


def _digest(session: Session, person_id: uuid.UUID, code: str) -> bytes:
    return session.digest(PURPOSE, f"{person_id}:{code}")
