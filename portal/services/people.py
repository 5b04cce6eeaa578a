"""People: added, kept out and given new secrets by whoever runs the portal."""

import uuid
from datetime import date, datetime

from portal.domain.access import Act, Role, Viewer, allowed
from portal.domain.frozen import frozen
from portal.domain.trail import Deed
from portal.services import passwords
from portal.services.passwords import WeakPassword
from portal.store import advocacies, organisation_accounts, passkeys, people, trail
from portal.store.database import Session
from portal.store.people import Known, Person

__all__ = ["Known", "NewPerson", "NobodyThere", "WeakPassword", "add", "disable", "enable", "everyone", "reset"]
ISSUER = "Your Voice"


class NobodyThere(Exception):
    """Nobody has this e-mail address."""


@frozen
class NewPerson:
    """Somebody new, or with new secrets: what they need to set up their authenticator app."""

    id: uuid.UUID
    email: str
    totp_secret: str
    otpauth_uri: str


def add(
    session: Session,
    *,
    email: str,
    name: str,
    role: str,
    password: str,
    organisation: str = "",
    now: datetime,
    totp_secret: str = "",
) -> NewPerson:
    """A new person. Raises Known, WeakPassword, and ValueError for a role that is not. ``organisation`` is an advocate's."""
    passwords.check(password)
    totp = totp_secret or _new_totp()
    person_id = people.add(
        session,
        email=plain(email),
        name=name.strip(),
        role=Role(role),
        password_hash=passwords.make_hash(password),
        totp=totp,
        now=now,
    )
    if organisation:
        advocacies.set_organisation(session, person_id, organisation)
    _note(session, person_id, "added", now=now)
    return NewPerson(person_id, plain(email), totp, otpauth_uri(plain(email), totp))


def everyone(session: Session) -> list[Person]:
    """All of them, by name."""
    return people.everyone(session)


def disable(session: Session, email: str, *, now: datetime) -> None:
    """Keep somebody out; their sessions end at once. Raises NobodyThere."""
    person = _find(session, email)
    people.set_active(session, person.id, active=False)
    people.end_sessions_of(session, person.id)
    _note(session, person.id, "kept out", now=now)


def enable(session: Session, email: str, *, now: datetime) -> None:
    """Let somebody in again. Raises NobodyThere."""
    person = _find(session, email)
    people.set_active(session, person.id, active=True)
    _note(session, person.id, "let in again", now=now)


def reset(session: Session, email: str, password: str, *, now: datetime) -> NewPerson:
    """New secrets for somebody who lost theirs; their sessions end. Raises NobodyThere and WeakPassword."""
    person = _find(session, email)
    passwords.check(password)
    totp = _new_totp()
    people.set_secrets(session, person.id, password_hash=passwords.make_hash(password), totp=totp)
    people.end_sessions_of(session, person.id)
    passkeys.forget(session, person.id)
    organisation_accounts.forget(session, person.id)
    _note(session, person.id, "new secrets", now=now)
    return NewPerson(person.id, person.email, totp, otpauth_uri(person.email, totp))


def keeper_of_records(session: Session, email: str, today: date) -> Viewer:
    """Whoever has that address and may let records go. Raises NobodyThere, also when they may not."""
    person = _find(session, email)
    if not person.active or not allowed(Role(person.role), Act.KEEP_RECORDS):
        raise NobodyThere(email)
    return Viewer(person.id, Role(person.role), today)


def plain(email: str) -> str:
    """One spelling for one address."""
    return email.strip().casefold()


def _note(session: Session, person_id: uuid.UUID, what: str, *, now: datetime) -> None:
    trail.note(session, Deed.PERSON_CHANGED, at=now, about=person_id, detail=what)


def _find(session: Session, email: str) -> Person:
    person = people.with_email(session, plain(email))
    if person is None:
        raise NobodyThere(email)
    return person


def _new_totp() -> str:
    import pyotp

    return pyotp.random_base32()


def otpauth_uri(email: str, totp: str) -> str:
    """What an authenticator app reads."""
    import pyotp

    return pyotp.TOTP(totp).provisioning_uri(name=email, issuer_name=ISSUER)
