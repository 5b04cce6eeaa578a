"""Who sees a case: people shut out of it with their line, people let into it for a time, lines of management."""

import uuid
from collections.abc import Collection
from datetime import datetime

from portal.domain.cases import NotAllowed
from portal.domain.stages import LetBack, LetIn, LetInEnded, ShutOut
from portal.domain.trail import Deed
from portal.domain.working_days import london_date
from portal.services import advocates, alarms
from portal.services.filing import Calendar, Case, append, load
from portal.services.people import plain
from portal.store import cases, people, trail, visibility
from portal.store.database import Session

Change = ShutOut | LetBack | LetIn | LetInEnded
JOINED, NEW_LINE = "It goes with a case that is about them.", "Their line changed."
TRIES = 5


def change(session: Session, case: Case, fact: Change, *, by: str, now: datetime, calendar: Calendar) -> Case:
    """Write down who sees the case from now on, and let it be so in the same transaction.

    Nobody changes their own sight. Raises NotAllowed for that, and for letting in somebody who is shut out.
    """
    person_id = uuid.UUID(fact.person)
    if fact.person == by:
        raise NotAllowed("nobody changes what they see themselves")
    match fact:
        case ShutOut():
            visibility.hold_lines(session)
            above = visibility.line_above(session, person_id)
            if uuid.UUID(by) in above:
                raise NotAllowed("somebody in the line of the person it is about cannot go on with it; a colleague has to")
            visibility.shut(session, case.row.id, person_id, above, at=now)
            case = _written(session, case, fact, above, by=by, now=now, calendar=calendar)
            return advocates.let_go(session, case, fact.person, "trust", by=by, now=now, calendar=calendar)
        case LetBack():
            visibility.hold_lines(session)
            visibility.open_again(session, case.row.id, person_id)
        case LetIn(until=until):
            if person_id in visibility.shut_out(session, case.row.id):
                raise NotAllowed("somebody who is shut out of a case cannot be let into it")
            visibility.grant(session, case.row.id, person_id, from_on=london_date(now), until_on=until)
        case LetInEnded():
            visibility.end_grant(session, case.row.id, person_id)
    return append(session, case, fact, by=by, now=now, calendar=calendar)


def _written(
    session: Session,
    case: Case,
    fact: ShutOut,
    above: Collection[uuid.UUID],
    *,
    by: str | None,
    now: datetime,
    calendar: Calendar,
) -> Case:
    """The fact, which takes the case from whoever has it among them; and what they had taken sounds again."""
    whole = ShutOut(fact.person, fact.name, fact.why, tuple(str(each) for each in above))
    case = append(session, case, whole, by=by, now=now, calendar=calendar)
    if case.state.urgent:
        alarms.given_up(session, case.row.id, (uuid.UUID(fact.person), *above), now=now)
    return case


def share(session: Session, one: Case, other: Case, *, by: str, now: datetime, calendar: Calendar) -> tuple[Case, Case]:
    """Whom either of two joined cases is about sees neither. Both as they are then.

    So it is with whoever is kept from one of them because a child whom they helped said so.
    """
    visibility.hold_lines(session)
    for here, there in ((one, other), (other, one)):
        for person_id in visibility.kept_from(session, here.row.id):
            visibility.keep_from(session, there.row.id, person_id, at=now)
    first, second = (visibility.because_of(session, case.row.id) for case in (one, other))
    names = people.names(session)
    for person_id in sorted(second - first):
        fact = ShutOut(str(person_id), names[person_id], JOINED)
        one = change(session, one, fact, by=by, now=now, calendar=calendar)
    for person_id in sorted(first - second):
        fact = ShutOut(str(person_id), names[person_id], JOINED)
        other = change(session, other, fact, by=by, now=now, calendar=calendar)
    return one, other


def set_manager(session: Session, email: str, manager_email: str, *, by: str | None, now: datetime, calendar: Calendar) -> None:
    """Who manages somebody; cases they are shut out of are shut to the new line too. Raises LookupError and ValueError.

    Whoever stood in the line before stays shut out: they know those below them. ``by`` is nobody on the command line.
    """
    visibility.hold_lines(session)
    person = people.with_email(session, plain(email))
    manager = people.with_email(session, plain(manager_email)) if manager_email else None
    if person is None or (manager_email and manager is None):
        raise LookupError(email if person is None else manager_email)
    if manager and (manager.id == person.id or person.id in visibility.line_above(session, manager.id)):
        raise ValueError("a line of management cannot run in a circle")
    if people.managers(session).get(person.id) == (manager.id if manager else None):
        return
    visibility.set_manager(session, person.id, manager.id if manager else None)
    who = uuid.UUID(by) if by else None
    trail.note(session, Deed.PERSON_CHANGED, at=now, person=who, about=person.id, detail="has another manager")
    names = people.names(session)
    for below in visibility.line_below(session, person.id):
        above = visibility.line_above(session, below)
        for case_id in visibility.cases_because_of(session, below):
            if visibility.shut(session, case_id, below, above, at=now):
                fact = ShutOut(str(below), names[below], NEW_LINE)
                _write_when_free(session, case_id, fact, above, by=by, now=now, calendar=calendar)


def _write_when_free(
    session: Session,
    case_id: uuid.UUID,
    fact: ShutOut,
    above: Collection[uuid.UUID],
    *,
    by: str | None,
    now: datetime,
    calendar: Calendar,
) -> None:
    for attempt in range(TRIES):
        row = cases.with_id(session, case_id)
        if row is None:
            return
        try:
            _written(session, load(session, row), fact, above, by=by, now=now, calendar=calendar)
            return
        except cases.Stale:
            if attempt == TRIES - 1:
                raise
