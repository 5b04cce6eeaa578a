"""Who sees a case: people shut out of it with their line, people let into it for a time, lines of management."""

import uuid
from datetime import datetime

from portal.domain.cases import NotAllowed
from portal.domain.facts import Assigned
from portal.domain.stages import LetBack, LetIn, LetInEnded, ShutOut
from portal.domain.working_days import london_date
from portal.services.filing import Calendar, Case, append
from portal.services.people import plain
from portal.store import people, visibility
from portal.store.database import Session

Change = ShutOut | LetBack | LetIn | LetInEnded


def change(session: Session, case: Case, fact: Change, *, by: str, now: datetime, calendar: Calendar) -> Case:
    """Write down who sees the case from now on, and let it be so in the same transaction.

    Nobody changes their own sight. Raises NotAllowed for that, and for letting in somebody who is shut out.
    """
    person_id = uuid.UUID(fact.person)
    if fact.person == by:
        raise NotAllowed("nobody changes what they see themselves")
    match fact:
        case ShutOut():
            return _shut_out(session, case, fact, by=by, now=now, calendar=calendar)
        case LetBack():
            visibility.open_again(session, case.row.id, person_id)
        case LetIn(until=until):
            if person_id in visibility.shut_out(session, case.row.id):
                raise NotAllowed("somebody who is shut out of a case cannot be let into it")
            visibility.grant(session, case.row.id, person_id, from_on=london_date(now), until_on=until)
        case LetInEnded():
            visibility.end_grant(session, case.row.id, person_id)
    return append(session, case, fact, by=by, now=now, calendar=calendar)


def _shut_out(session: Session, case: Case, fact: ShutOut, *, by: str, now: datetime, calendar: Calendar) -> Case:
    person_id = uuid.UUID(fact.person)
    above = visibility.line_above(session, person_id)
    if uuid.UUID(by) in above:
        raise NotAllowed("somebody in the line of the person it is about cannot go on with it; a colleague has to")
    visibility.shut(session, case.row.id, person_id, above, at=now)
    fact = ShutOut(fact.person, fact.name, fact.why, tuple(str(each) for each in above))
    case = append(session, case, fact, by=by, now=now, calendar=calendar)
    if case.row.assigned_to in (person_id, *above):
        # Whoever it is about does not keep it for another minute.
        case = append(session, case, Assigned("", ""), by=by, now=now, calendar=calendar)
    return case


def set_manager(session: Session, email: str, manager_email: str, *, now: datetime) -> None:
    """Who manages somebody; cases they are shut out of are shut to the new line too. Raises LookupError and ValueError."""
    person = people.with_email(session, plain(email))
    manager = people.with_email(session, plain(manager_email)) if manager_email else None
    if person is None or (manager_email and manager is None):
        raise LookupError(email if person is None else manager_email)
    if manager and (manager.id == person.id or person.id in visibility.line_above(session, manager.id)):
        raise ValueError("a line of management cannot run in a circle")
    visibility.set_manager(session, person.id, manager.id if manager else None)
    for below in visibility.line_below(session, person.id):
        for case_id in visibility.cases_because_of(session, below):
            visibility.shut(session, case_id, below, visibility.line_above(session, below), at=now)
