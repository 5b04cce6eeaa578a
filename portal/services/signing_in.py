"""Signing in: a password, then a code from an authenticator app; sessions that live on the server and end there."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.services import passwords
from portal.services.people import plain
from portal.store import people
from portal.store.database import Session
from portal.store.people import Person, SignedIn

IDLE, ABSOLUTE, HALF_WAY = timedelta(minutes=30), timedelta(hours=12), timedelta(minutes=10)
FREE_TRIES, LONGEST_WAIT = 5, timedelta(minutes=15)
TOUCH = timedelta(minutes=1)


class NotLetIn(Exception):
    """The address and the secret do not belong together; which of them is wrong is not told."""


@dataclass(frozen=True)
class Who:
    """A person and the session they came with."""

    person: Person
    session: SignedIn


def look_up(session: Session, email: str) -> Person | None:
    """Whoever has that address."""
    return people.with_email(session, plain(email))


def password_ok(person: Person | None, password: str) -> bool:
    """Whether the password is right; it takes as long when nobody has the address. Needs no transaction."""
    right = passwords.matches(person.password_hash if person else passwords.nobodys_hash(), password)
    return right and person is not None and person.active


def enter(session: Session, person: Person, *, now: datetime) -> str:
    """The password was right: a session that opens nothing but the page for the second factor."""
    return people.open_session(session, person.id, second_factor=False, now=now)


def note_failure(session: Session, token: str, *, now: datetime) -> None:
    """A second factor was wrong. From the sixth in a row on the next has to wait, longer each time, a quarter of an hour at most.

    Only somebody who has the password comes this far, so an outsider cannot keep a person out of their own account.
    """
    person = whose(session, token)
    if person is None:
        return
    failed = person.failed_tries + 1
    wait = min(LONGEST_WAIT, timedelta(seconds=15 * 2 ** min(failed - FREE_TRIES, 10))) if failed > FREE_TRIES else None
    people.note_tries(session, person.id, failed=failed, locked_until=now + wait if wait else None)


def second_factor(session: Session, token: str, code: str, *, now: datetime) -> str:
    """Check the code and begin a new, whole session. Raises NotLetIn; a code works once, on every process."""
    import pyotp
    from pyotp.exceptions import OTPVerificationError

    found = people.find_session(session, token)
    person = people.with_id(session, found.person_id) if found else None
    if found is None or person is None or not person.active or now - found.started_at > HALF_WAY:
        raise NotLetIn
    if person.locked_until and person.locked_until > now:
        raise NotLetIn
    totp = pyotp.TOTP(people.totp_secret(session, person.id))
    try:
        step = totp.verify_and_get_timecode("".join(code.split()), for_time=now, valid_window=1)
    except OTPVerificationError:
        raise NotLetIn from None
    if not people.spend_step(session, person.id, step):
        raise NotLetIn
    return begin(session, person.id, instead_of=found.id, now=now)


def begin(session: Session, person_id: uuid.UUID, *, instead_of: uuid.UUID | None = None, now: datetime) -> str:
    """A whole session, with a new token."""
    if instead_of:
        people.end_session(session, instead_of)
    people.note_tries(session, person_id, failed=0, locked_until=None)
    return people.open_session(session, person_id, second_factor=True, now=now)


def whose(session: Session, token: str) -> Person | None:
    """The person a token belongs to, whether or not the second factor was given yet."""
    found = people.find_session(session, token)
    return people.with_id(session, found.person_id) if found else None


def who(session: Session, token: str, *, now: datetime) -> Who | None:
    """Who is signed in with this token, if the session is whole, in use, and theirs to have."""
    found = people.find_session(session, token)
    if found is None or not found.second_factor:
        return None
    if now - found.seen_at > IDLE or now - found.started_at > ABSOLUTE:
        return None
    person = people.with_id(session, found.person_id)
    return Who(person, found) if person and person.active else None


def needs_touch(found: SignedIn, *, now: datetime) -> bool:
    """Whether it is time to note that the session is in use."""
    return now - found.seen_at > TOUCH


def touch(session: Session, found: SignedIn, *, now: datetime) -> None:
    """The session is in use."""
    people.see_session(session, found.id, now=now)


def sessions_of(session: Session, person_id: str, *, now: datetime) -> list[SignedIn]:
    """A person's live sessions, the newest first."""
    live = people.sessions_of(session, uuid.UUID(person_id))
    return [each for each in live if each.second_factor and now - each.seen_at <= IDLE and now - each.started_at <= ABSOLUTE]


def end(session: Session, person_id: str, session_id: str) -> None:
    """End one of a person's own sessions."""
    if session_id in {str(each.id) for each in people.sessions_of(session, uuid.UUID(person_id))}:
        people.end_session(session, uuid.UUID(session_id))
