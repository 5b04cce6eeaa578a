"""Accounts of the organisation that sign people in: a keyed digest of issuer and subject, and whose it is."""

import uuid
from datetime import datetime

from sqlalchemy import delete, insert, select

from portal.store.database import Session
from portal.store.tables import organisation_accounts


def _digest(session: Session, issuer: str, subject: str) -> bytes:
    # The length keeps two pairs apart that read the same when written one after the other.
    return session.digest("organisation account", f"{len(issuer)}:{issuer}{subject}")


def owner(session: Session, issuer: str, subject: str) -> uuid.UUID | None:
    """Whom the account signs in."""
    query = select(organisation_accounts.c.person_id).where(organisation_accounts.c.digest == _digest(session, issuer, subject))
    return session.execute(query).scalar_one_or_none()


def tie(session: Session, person_id: uuid.UUID, issuer: str, subject: str, *, now: datetime) -> None:
    """The account signs this person in, in the place of any other that did."""
    forget(session, person_id)
    row = {"id": uuid.uuid4(), "person_id": person_id, "digest": _digest(session, issuer, subject), "tied_at": now}
    session.execute(insert(organisation_accounts), row)


def has(session: Session, person_id: uuid.UUID) -> bool:
    """Whether any account signs this person in."""
    query = select(organisation_accounts.c.id).where(organisation_accounts.c.person_id == person_id)
    return session.execute(query).first() is not None


def forget(session: Session, person_id: uuid.UUID) -> bool:
    """No account signs this person in. Returns whether one did."""
    return session.execute(delete(organisation_accounts).where(organisation_accounts.c.person_id == person_id)).rowcount > 0
