"""Passkeys: for each the credential's id and its public key, which is no secret. The private key never leaves its device."""

import uuid
from dataclasses import fields
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from portal.domain.frozen import frozen
from portal.store.database import Session
from portal.store.tables import passkeys


@frozen
class Passkey:
    """One passkey: whose, what its owner calls it, made and last used when (UTC). ``uses`` is its own count of its uses."""

    id: uuid.UUID
    person_id: uuid.UUID
    credential: bytes
    public_key: bytes
    uses: int
    name: str
    made_at: datetime
    used_at: datetime | None


_COLUMNS = tuple(passkeys.c[field.name] for field in fields(Passkey))


def add(session: Session, passkey: Passkey) -> bool:
    """Keep a passkey; False when that credential is known already."""
    if with_credential(session, passkey.credential):
        return False
    session.execute(insert(passkeys), passkey.__dict__)
    return True


def of(session: Session, person_id: uuid.UUID) -> list[Passkey]:
    """A person's passkeys, the oldest first."""
    query = select(*_COLUMNS).where(passkeys.c.person_id == person_id).order_by(passkeys.c.made_at, passkeys.c.id)
    return [Passkey(**row._mapping) for row in session.execute(query)]


def with_credential(session: Session, credential: bytes) -> Passkey | None:
    """The passkey with that credential."""
    row = session.execute(select(*_COLUMNS).where(passkeys.c.credential == credential)).first()
    return Passkey(**row._mapping) if row else None


def used(session: Session, passkey_id: uuid.UUID, *, uses: int, now: datetime) -> None:
    """The passkey was used, for the so-many-th time by its own count."""
    session.execute(update(passkeys).where(passkeys.c.id == passkey_id).values(uses=uses, used_at=now))


def remove(session: Session, person_id: uuid.UUID, passkey_id: uuid.UUID) -> bool:
    """Take away one of a person's passkeys; False when it is none of theirs."""
    gone = delete(passkeys).where(passkeys.c.id == passkey_id, passkeys.c.person_id == person_id)
    return session.execute(gone).rowcount == 1


def forget(session: Session, person_id: uuid.UUID) -> None:
    """None of their passkeys works any more."""
    session.execute(delete(passkeys).where(passkeys.c.person_id == person_id))
