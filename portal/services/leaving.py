"""People kept by an administrator: added, moved to another role, and leaving, with their cases handed on."""

import secrets
import uuid
from datetime import datetime

from portal.domain.access import HOLDERS, Role
from portal.domain.facts import Assigned
from portal.domain.frozen import frozen
from portal.domain.trail import Deed
from portal.domain.working_days import london_date
from portal.services import accounts, advocates
from portal.services import people as everybody
from portal.services.filing import Calendar, append, load
from portal.store import cases, people, trail, visibility
from portal.store.cases import CaseRow
from portal.store.database import Session
from portal.store.people import Person


class NotThis(Exception):
    """This cannot be done to this person; ``key`` says why: yourself, last, nobody, advocate."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@frozen
class Member:
    """Somebody as an administrator sees them: how many open cases they have, and nothing of what is in them."""

    person: Person
    manager: str
    open_cases: int


def members(session: Session) -> list[Member]:
    """Everybody, by name."""
    held, managers = cases.open_by_holder(session), people.managers(session)
    names = people.names(session)
    found = []
    for each in everybody.everyone(session):
        manager = managers.get(each.id)
        found.append(Member(each, names.get(manager, "") if manager else "", held.get(each.id, 0)))
    return found


def member(session: Session, person_id: str) -> Person:
    """One of them. Raises NotThis."""
    try:
        person = people.with_id(session, uuid.UUID(person_id))
    except ValueError:
        person = None
    if person is None:
        raise NotThis("nobody")
    return person


def welcome(session: Session, *, email: str, name: str, role: str, organisation: str = "", by: str, now: datetime) -> str:
    """Somebody new, who chooses their own password. Returns their link's token. Raises people.Known.

    ``organisation`` is whom an advocate works for.
    """
    whose = organisation if role == Role.ADVOCATE else ""
    password = secrets.token_urlsafe(32)
    made = everybody.add(session, email=email, name=name, role=role, password=password, organisation=whose, now=now)
    _note(session, made.id, f"invited as {role}", by=by, now=now)
    return accounts.invite(session, made.id, now=now)


def invite_again(session: Session, person_id: str, *, by: str, now: datetime) -> str:
    """New secrets for somebody who lost theirs: what they had works no longer. Returns their link's token."""
    person = member(session, person_id)
    if not person.active:
        raise NotThis("nobody")
    everybody.reset(session, person.email, secrets.token_urlsafe(32), now=now)
    _note(session, person.id, "invited again", by=by, now=now)
    return accounts.invite(session, person.id, now=now)


def change_role(session: Session, person_id: str, role: str, *, by: str, now: datetime) -> None:
    """Another role; their sessions end, so that no page of the old one stays open. Raises NotThis and ValueError.

    An advocate does not work for the trust (R1.7.5): nobody becomes one, or stops being one, with the same account.
    """
    person = member(session, person_id)
    _keep_an_administrator(session, person, by=by)
    if Role.ADVOCATE in (person.role, role):
        raise NotThis("advocate")
    people.set_role(session, person.id, Role(role))
    people.end_sessions_of(session, person.id)
    _note(session, person.id, f"is {role} now", by=by, now=now)


def leave(session: Session, person_id: str, to: str, *, by: str, now: datetime, calendar: Calendar) -> tuple[int, int]:
    """Somebody is kept out from now on; their open cases go to a colleague, or back to the queue.

    Returns how many went to the colleague and how many went back; one that is not there for the colleague goes back.
    Raises NotThis.
    """
    person = member(session, person_id)
    _keep_an_administrator(session, person, by=by)
    names = people.in_roles(session, HOLDERS)
    if to and (to == person_id or to not in names):
        raise NotThis("nobody")
    given = 0
    held = cases.open_of(session, person.id)
    for row in held:
        may_have = bool(to) and _may_have(session, row, uuid.UUID(to), now=now)
        fact = Assigned(to, names[to]) if may_have else Assigned("", "")
        append(session, load(session, row), fact, by=by, now=now, calendar=calendar)
        given += may_have
    advocates.leave_all(session, person.id, by=by, now=now, calendar=calendar)
    everybody.disable(session, person.email, now=now)
    _note(session, person.id, "left", by=by, now=now)
    return given, len(held) - given


def _may_have(session: Session, row: CaseRow, to: uuid.UUID, *, now: datetime) -> bool:
    # An administrator names nobody in a case that is restricted; those who see such cases do.
    if row.restricted:
        return to in visibility.who_may_see(session, row.id, [to], london_date(now))
    return to not in visibility.shut_out(session, row.id)


def come_back(session: Session, person_id: str, *, by: str, now: datetime) -> None:
    """Let somebody in again, with the secrets they had. Raises NotThis."""
    person = member(session, person_id)
    everybody.enable(session, person.email, now=now)
    _note(session, person.id, "came back", by=by, now=now)


def _keep_an_administrator(session: Session, person: Person, *, by: str) -> None:
    if str(person.id) == by:
        raise NotThis("yourself")
    others = people.in_roles(session, (Role.ADMINISTRATOR,)).keys() - {str(person.id)}
    if person.role == Role.ADMINISTRATOR and not others:
        raise NotThis("last")


def _note(session: Session, person_id: uuid.UUID, what: str, *, by: str, now: datetime) -> None:
    trail.note(session, Deed.PERSON_CHANGED, at=now, person=uuid.UUID(by), about=person_id, detail=what)
