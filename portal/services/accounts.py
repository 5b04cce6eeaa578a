"""One's own account: a new password, a new authenticator app, new recovery codes; each asks for the password again."""

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from portal.domain.frozen import frozen
from portal.domain.trail import Deed
from portal.services import passwords, recovering
from portal.services.people import otpauth_uri
from portal.store import passes, people, trail
from portal.store.database import Session

ENROL, RENEW = "enrol", "renew"
ENROL_FOR, RENEW_FOR = timedelta(hours=72), timedelta(minutes=15)


class WrongPassword(Exception):
    """The password is not the person's."""


class WrongCode(Exception):
    """The code is not from the app that was to be set up."""


class NoSuchInvitation(Exception):
    """The link was used, is over, or never was."""


@frozen
class Invitation:
    """Somebody who still has to choose a password and set up their app: who, and what the app needs."""

    person_id: uuid.UUID
    name: str
    email: str
    totp_secret: str

    @property
    def otpauth_uri(self) -> str:
        """What an authenticator app reads."""
        return otpauth_uri(self.email, self.totp_secret)


def confirm(session: Session, person_id: str, password: str) -> None:
    """It is the person themselves. Raises WrongPassword. Takes long on purpose."""
    person = people.with_id(session, uuid.UUID(person_id))
    if person is None or not passwords.matches(person.password_hash, password):
        raise WrongPassword


def change_password(session: Session, person_id: str, session_id: str, password: str, *, now: datetime) -> None:
    """A new password; every other session of the person ends. Raises WeakPassword."""
    passwords.check(password)
    people.set_password(session, uuid.UUID(person_id), passwords.make_hash(password))
    end_others(session, person_id, session_id, now=now)
    _note(session, person_id, "new password", now=now)


def new_codes(session: Session, person_id: str, *, now: datetime, pick: Callable[[int], int]) -> list[str]:
    """Ten recovery codes, shown once."""
    _note(session, person_id, "new recovery codes", now=now)
    return recovering.make(session, uuid.UUID(person_id), pick=pick)


def codes_left(session: Session, person_id: str) -> int:
    """How many recovery codes a person has left."""
    return recovering.left(session, uuid.UUID(person_id))


def end_others(session: Session, person_id: str, session_id: str, *, now: datetime) -> int:
    """End every session of a person but one. Returns how many were ended."""
    others = [each for each in people.sessions_of(session, uuid.UUID(person_id)) if str(each.id) != session_id]
    for each in others:
        people.end_session(session, each.id)
        trail.note(session, Deed.SESSION_ENDED, at=now, person=uuid.UUID(person_id), about=each.id)
    return len(others)


def begin_renewal(session: Session, person_id: str, *, now: datetime) -> tuple[str, str, str]:
    """A new secret for an app, good once its first code was typed: the token that keeps it, the secret, what apps read."""
    person = people.with_id(session, uuid.UUID(person_id))
    if person is None:
        raise NoSuchInvitation
    # Loaded by those who set up or show a second factor, and not at every start.
    import pyotp

    secret = pyotp.random_base32()
    token = passes.give(session, RENEW, json.dumps([person_id, secret]), until=now + RENEW_FOR)
    return token, secret, otpauth_uri(person.email, secret)


def renewal(session: Session, token: str, person_id: str, *, now: datetime) -> tuple[str, str]:
    """The secret that waits for its first code, and what apps read. Raises NoSuchInvitation."""
    held = json.loads(passes.look(session, RENEW, token, now=now) or "[]")
    person = people.with_id(session, uuid.UUID(person_id))
    if not held or held[0] != person_id or person is None:
        raise NoSuchInvitation
    return held[1], otpauth_uri(person.email, held[1])


def finish_renewal(session: Session, token: str, person_id: str, code: str, *, now: datetime) -> None:
    """The app shows the right code: from now on it is the one. Raises NoSuchInvitation and WrongCode."""
    secret, _uri = renewal(session, token, person_id, now=now)
    step = _step(secret, code, now=now)
    people.set_totp(session, uuid.UUID(person_id), secret, last_step=step)
    passes.end(session, RENEW, token)
    _note(session, person_id, "new authenticator app", now=now)


def invite(session: Session, person_id: uuid.UUID, *, now: datetime) -> str:
    """A link's token by which somebody chooses a password and sets up their app; those from before end."""
    passes.end_all(session, ENROL, str(person_id), now=now)
    return passes.give(session, ENROL, str(person_id), until=now + ENROL_FOR)


def invitation(session: Session, token: str, *, now: datetime) -> Invitation:
    """Whom a link is for. Raises NoSuchInvitation."""
    held = passes.look(session, ENROL, token, now=now)
    person = people.with_id(session, uuid.UUID(held)) if held else None
    if person is None or not person.active:
        raise NoSuchInvitation
    return Invitation(person.id, person.name, person.email, people.totp_secret(session, person.id))


def enrol(session: Session, token: str, password: str, code: str, *, now: datetime, pick: Callable[[int], int]) -> list[str]:
    """They chose a password and their app shows the right code. Returns their recovery codes.

    Raises NoSuchInvitation, WeakPassword and WrongCode.
    """
    invited = invitation(session, token, now=now)
    passwords.check(password)
    step = _step(invited.totp_secret, code, now=now)
    people.set_password(session, invited.person_id, passwords.make_hash(password))
    people.set_totp(session, invited.person_id, invited.totp_secret, last_step=step)
    passes.end(session, ENROL, token)
    _note(session, str(invited.person_id), "set up", now=now)
    return recovering.make(session, invited.person_id, pick=pick)


def _step(secret: str, code: str, *, now: datetime) -> int:
    import pyotp
    from pyotp.exceptions import OTPVerificationError

    try:
        return int(pyotp.TOTP(secret).verify_and_get_timecode("".join(code.split())[:20], for_time=now, valid_window=1))
    except OTPVerificationError:
        raise WrongCode from None


def _note(session: Session, person_id: str, what: str, *, now: datetime) -> None:
    me = uuid.UUID(person_id)
    trail.note(session, Deed.PERSON_CHANGED, at=now, person=me, about=me, detail=what)
