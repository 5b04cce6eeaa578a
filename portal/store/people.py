"""The people who sign in, and their sessions."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from portal.domain.frozen import frozen
from portal.store.database import Session
from portal.store.tables import people, sessions


class Known(Exception):
    """Somebody has this e-mail address already."""


@frozen
class Person:
    """Somebody who may sign in. The second factor's secret is opened only while it is checked."""

    id: uuid.UUID
    email: str
    name: str
    role: str
    password_hash: str
    totp_last_step: int
    failed_tries: int
    locked_until: datetime | None
    active: bool


@frozen
class SignedIn:
    """One session: who, since when, last seen when (UTC), and whether the second factor was given."""

    id: uuid.UUID
    person_id: uuid.UUID
    started_at: datetime
    seen_at: datetime
    second_factor: bool
    browser: str


_PERSON = tuple(people.c[field.name] for field in fields(Person))
_SESSION = tuple(sessions.c[field.name] for field in fields(SignedIn))


def add(session: Session, *, email: str, name: str, role: str, password_hash: str, totp: str, now: datetime) -> uuid.UUID:
    """A new person. Raises Known."""
    if with_email(session, email):
        raise Known(email)
    person_id = uuid.uuid4()
    row = {
        "id": person_id,
        "email": email,
        "name": name,
        "role": role,
        "password_hash": password_hash,
        "totp_secret": session.seal("people.totp_secret", person_id, totp),
        "active": True,
        "made_at": now,
    }
    try:
        session.execute(insert(people), row)
    except IntegrityError as error:
        raise Known(email) from error
    return person_id


def with_email(session: Session, email: str) -> Person | None:
    """The person with that address."""
    return _one(session, select(*_PERSON).where(people.c.email == email))


def with_id(session: Session, person_id: uuid.UUID) -> Person | None:
    """The person with that id."""
    return _one(session, select(*_PERSON).where(people.c.id == person_id))


def everyone(session: Session) -> list[Person]:
    """All of them, by name."""
    return [_person(row) for row in session.execute(select(*_PERSON).order_by(people.c.name, people.c.id))]


def names(session: Session) -> dict[uuid.UUID, str]:
    """What everybody is called."""
    return {row.id: row.name for row in session.execute(select(people.c.id, people.c.name))}


def in_roles(session: Session, roles: Sequence[str]) -> dict[str, str]:
    """Those in the roles who may sign in, in the order of their names: names by id."""
    query = select(people.c.id, people.c.name).where(people.c.active, people.c.role.in_(roles)).order_by(people.c.name)
    return {str(row.id): row.name for row in session.execute(query)}


def totp_secret(session: Session, person_id: uuid.UUID) -> str:
    """The secret of the second factor."""
    sealed = session.execute(select(people.c.totp_secret).where(people.c.id == person_id)).scalar_one()
    return session.open("people.totp_secret", person_id, sealed)


def spend_step(session: Session, person_id: uuid.UUID, step: int) -> bool:
    """Use up a time step of the second factor; False when it, or a later one, was used before."""
    spent = update(people).where(people.c.id == person_id, people.c.totp_last_step < step).values(totp_last_step=step)
    return session.execute(spent).rowcount == 1


def count_try(session: Session, person_id: uuid.UUID, *, now: datetime) -> int:
    """Count one more try at the second factor and give the number of tries in a row; 0 while tries have to wait.

    Counted before the code is checked, in one statement, so that many tries at once are all counted.
    """
    may_try = or_(people.c.locked_until.is_(None), people.c.locked_until <= now)
    counted = update(people).where(people.c.id == person_id, may_try).values(failed_tries=people.c.failed_tries + 1)
    if session.execute(counted).rowcount != 1:
        return 0
    return int(session.execute(select(people.c.failed_tries).where(people.c.id == person_id)).scalar_one())


def make_wait(session: Session, person_id: uuid.UUID, *, until: datetime) -> None:
    """Take no second factor of theirs before then."""
    session.execute(update(people).where(people.c.id == person_id).values(locked_until=until))


def forget_tries(session: Session, person_id: uuid.UUID) -> None:
    """The second factor was right."""
    session.execute(update(people).where(people.c.id == person_id).values(failed_tries=0, locked_until=None))


def set_active(session: Session, person_id: uuid.UUID, *, active: bool) -> None:
    """Let somebody in, or keep them out."""
    session.execute(update(people).where(people.c.id == person_id).values(active=active))


def set_secrets(session: Session, person_id: uuid.UUID, *, password_hash: str, totp: str) -> None:
    """A new password and a new second factor."""
    sealed = session.seal("people.totp_secret", person_id, totp)
    session.execute(
        update(people)
        .where(people.c.id == person_id)
        .values(password_hash=password_hash, totp_secret=sealed, totp_last_step=0, failed_tries=0, locked_until=None)
    )


def set_password(session: Session, person_id: uuid.UUID, password_hash: str) -> None:
    """A new password."""
    session.execute(update(people).where(people.c.id == person_id).values(password_hash=password_hash))


def set_totp(session: Session, person_id: uuid.UUID, totp: str, *, last_step: int) -> None:
    """A new second factor, whose code of ``last_step`` was used already."""
    sealed = session.seal("people.totp_secret", person_id, totp)
    changed = {"totp_secret": sealed, "totp_last_step": last_step, "failed_tries": 0, "locked_until": None}
    session.execute(update(people).where(people.c.id == person_id).values(**changed))


def set_role(session: Session, person_id: uuid.UUID, role: str) -> None:
    """Another role."""
    session.execute(update(people).where(people.c.id == person_id).values(role=role))


def managers(session: Session) -> dict[uuid.UUID, uuid.UUID | None]:
    """Who manages whom."""
    return {row.id: row.manager_id for row in session.execute(select(people.c.id, people.c.manager_id))}


def open_session(session: Session, person_id: uuid.UUID, *, second_factor: bool, now: datetime, browser: str = "") -> str:
    """A new session; the token returned is all that finds it."""
    token = secrets.token_urlsafe(32)
    row = {
        "id": uuid.uuid4(),
        "token_digest": session.digest("staff session", token),
        "person_id": person_id,
        "started_at": now,
        "seen_at": now,
        "second_factor": second_factor,
        "browser": browser[:32],
    }
    session.execute(insert(sessions), row)
    return token


def find_session(session: Session, token: str) -> SignedIn | None:
    """The session that a token finds."""
    query = select(*_SESSION).where(sessions.c.token_digest == session.digest("staff session", token))
    row = session.execute(query).first()
    return SignedIn(**row._mapping) if row else None


def sessions_of(session: Session, person_id: uuid.UUID) -> list[SignedIn]:
    """A person's sessions, the newest first."""
    query = select(*_SESSION).where(sessions.c.person_id == person_id)
    return [SignedIn(**row._mapping) for row in session.execute(query.order_by(sessions.c.seen_at.desc(), sessions.c.id))]


def see_session(session: Session, session_id: uuid.UUID, *, now: datetime) -> None:
    """The session was used."""
    session.execute(update(sessions).where(sessions.c.id == session_id).values(seen_at=now))


def end_session(session: Session, session_id: uuid.UUID) -> None:
    """End one session."""
    session.execute(delete(sessions).where(sessions.c.id == session_id))


def end_sessions_of(session: Session, person_id: uuid.UUID) -> None:
    """End every session of a person."""
    session.execute(delete(sessions).where(sessions.c.person_id == person_id))


def sweep_sessions(session: Session, *, before: datetime) -> None:
    """Forget the sessions that nobody used since then."""
    session.execute(delete(sessions).where(sessions.c.seen_at < before))


def _one(session: Session, query: Select[Any]) -> Person | None:
    row = session.execute(query).first()
    return _person(row) if row else None


def _person(row: Row[Any]) -> Person:
    return Person(**row._mapping)
