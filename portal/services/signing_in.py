"""Signing in: a password, then a code from an authenticator app; sessions that live on the server and end there."""

import uuid
from datetime import datetime, timedelta

from portal.domain.frozen import frozen
from portal.domain.trail import Deed
from portal.services import passwords, recovering
from portal.services.people import plain
from portal.store import people, trail
from portal.store.database import Session
from portal.store.people import Person, SignedIn

IDLE, ABSOLUTE, HALF_WAY = timedelta(minutes=30), timedelta(hours=12), timedelta(minutes=10)
FREE_TRIES, LONGEST_WAIT = 5, timedelta(minutes=15)
TOUCH = timedelta(minutes=1)


@frozen
class Who:
    """A person and the session they came with."""

    person: Person
    session: SignedIn


def look_up(session: Session, email: str) -> Person | None:
    """Whoever has that address."""
    return people.with_email(session, plain(email))


def password_ok(person: Person | None, password: str) -> bool:
    """Whether the password is right; it takes as long when nobody has the address. Needs no transaction."""
    # Asked for in both cases: making it takes long, once.
    nobodys = passwords.nobodys_hash()
    right = passwords.matches(person.password_hash if person else nobodys, password)
    return right and person is not None and person.active


def refuse(session: Session, person: Person | None, what: str, *, now: datetime) -> None:
    """Write down that somebody was not let in: whose address it was, if anybody's, and what was wrong."""
    trail.note(session, Deed.SIGN_IN_REFUSED, at=now, person=person.id if person else None, detail=what)


def enter(session: Session, person: Person, *, now: datetime) -> str:
    """The password was right: a session that opens nothing but the page for the second factor."""
    return people.open_session(session, person.id, second_factor=False, now=now)


def second_factor(session: Session, token: str, code: str, *, now: datetime, browser: str = "") -> str | None:
    """Check the code, or a recovery code, and begin a new, whole session, or None. A code works once, on every process.

    Every try is counted before it is checked. After the fifth wrong one in a row the next has to wait, longer each time,
    a quarter of an hour at most; a try that comes too early makes no wait longer. Only somebody who has the password comes
    this far, so an outsider cannot keep a person out, and ``portal person reset`` shuts out whoever else has the password.
    """
    found = people.find_session(session, token)
    person = people.with_id(session, found.person_id) if found else None
    if found is None or found.second_factor or person is None or not person.active or now - found.started_at > HALF_WAY:
        return None
    tries = people.count_try(session, person.id, now=now)
    if not tries:
        refuse(session, person, "too soon", now=now)
        return None
    if not (_code_ok(session, person, code, now=now) or recovering.use(session, person.id, code)):
        refuse(session, person, "code", now=now)
        if tries > FREE_TRIES:
            people.make_wait(session, person.id, until=now + _wait(tries))
        return None
    people.end_session(session, found.id)
    return begin(session, person.id, now=now, browser=browser)


def half_way(session: Session, token: str, *, now: datetime) -> bool:
    """Whether a password was given with this token, and the second factor is what is missing."""
    found = people.find_session(session, token)
    return found is not None and not found.second_factor and now - found.started_at <= HALF_WAY


def half_way_person(session: Session, token: str, *, now: datetime) -> Person | None:
    """Who gave their password with this token and still owes the second factor."""
    found = people.find_session(session, token) if half_way(session, token, now=now) else None
    person = people.with_id(session, found.person_id) if found else None
    return person if person and person.active else None


def _wait(tries: int) -> timedelta:
    return min(LONGEST_WAIT, timedelta(seconds=15 * 2 ** min(tries - FREE_TRIES, 10)))


def _code_ok(session: Session, person: Person, code: str, *, now: datetime) -> bool:
    import pyotp
    from pyotp.exceptions import OTPVerificationError

    totp = pyotp.TOTP(people.totp_secret(session, person.id))
    try:
        step = totp.verify_and_get_timecode("".join(code.split())[:20], for_time=now, valid_window=1)
    except OTPVerificationError:
        return False
    return people.spend_step(session, person.id, step)


def begin(session: Session, person_id: uuid.UUID, *, now: datetime, browser: str = "", how: str = "") -> str:
    """A whole session, with a new token; ``how`` is what stood for the code, when it was something else."""
    people.forget_tries(session, person_id)
    trail.note(session, Deed.SIGNED_IN, at=now, person=person_id, detail=how)
    return people.open_session(session, person_id, second_factor=True, now=now, browser=browser)


def forget(session: Session, token: str) -> None:
    """End the session that this browser held before, if it did."""
    found = people.find_session(session, token) if token else None
    if found:
        people.end_session(session, found.id)


def asleep(session: Session, token: str, *, now: datetime) -> Person | None:
    """Whose session this was, when it only slept too long: what they typed meanwhile is still theirs."""
    found = people.find_session(session, token)
    if found is None or not found.second_factor or now - found.started_at > ABSOLUTE + IDLE:
        return None
    person = people.with_id(session, found.person_id)
    return person if person and person.active else None


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


def end(session: Session, person_id: str, session_id: str, *, now: datetime) -> None:
    """End one of a person's own sessions."""
    if session_id in {str(each.id) for each in people.sessions_of(session, uuid.UUID(person_id))}:
        people.end_session(session, uuid.UUID(session_id))
        trail.note(session, Deed.SESSION_ENDED, at=now, person=uuid.UUID(person_id), about=uuid.UUID(session_id))
