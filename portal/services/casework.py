"""What is done to a complaint on its way through the stages."""

from datetime import datetime
from typing import Any

from portal.domain import receipts
from portal.domain.access import HOLDERS, Role, Viewer
from portal.domain.advocacy_facts import AdvocateLetGo, AdvocateLetIn
from portal.domain.facts import Assigned, Fact
from portal.domain.frozen import frozen
from portal.domain.guards import NotYet
from portal.domain.stages import Joined, LetBack, LetIn, LetInEnded, Linked, ShutOut
from portal.services import advocates, sight, triage
from portal.services.filing import Calendar, Case, append, load
from portal.store import cases, people, visibility
from portal.store.database import Session


class NoSuchOther(Exception):
    """There is no other case with this reference."""


@frozen
class People:
    """Names by id: who may have a part in a case, everybody who ever signed in, and who can be let into one case.

    Advocates are named with the organisation they work for.
    """

    colleagues: dict[str, str]
    everybody: dict[str, str]
    investigators: dict[str, str]
    advocates: dict[str, tuple[str, str]]


def people_of(session: Session, case: Case) -> People:
    """The people whom a step may name; for a part, none for whom the case is not there."""
    out = {str(person_id) for person_id in visibility.shut_out(session, case.row.id)}
    colleagues = people.in_roles(session, HOLDERS)
    return People(
        {person_id: name for person_id, name in colleagues.items() if person_id not in out},
        # Also those who are kept out for now: they may come back.
        {str(person.id): person.name for person in people.everyone(session)},
        {
            person_id: name
            for person_id, name in (people.in_roles(session, (Role.INVESTIGATOR,)) | colleagues).items()
            if person_id not in out
        },
        {str(each.id): (each.name, each.organisation) for each in advocates.advocates(session) if str(each.id) not in out},
    )


def record(session: Session, case: Case, fact: Fact, viewer: Viewer, *, now: datetime, calendar: Calendar) -> Case:
    """Take a step. What ties two cases together is written down in both, and what joins them hides them from the same people.

    Raises guards.NotYet when something has to be there first, cases.NotAllowed, store Stale, and NoSuchOther.
    """
    at: dict[str, Any] = {"by": str(viewer.person_id), "now": now, "calendar": calendar}
    if isinstance(fact, Joined | Linked):
        other = _other(session, case, fact.reference, viewer)
        if isinstance(fact, Joined):
            if not other.state.open:
                raise NotYet("join_open")
            case, other = sight.share(session, case, other, **at)
        fact = type(fact)(**fact.__dict__ | {"reference": other.row.reference})
        if case.row.reference not in other.state.work.linked:
            append(session, other, Linked(case.row.reference, fact.why), **at)
    if isinstance(fact, Assigned):
        triage.refuse_shut_out(session, case, fact.to)
    if isinstance(fact, AdvocateLetIn | AdvocateLetGo):
        return advocates.record(session, case, fact, **at)
    if isinstance(fact, ShutOut | LetBack | LetIn | LetInEnded):
        return sight.change(session, case, fact, **at)
    return append(session, case, fact, **at)


def _other(session: Session, case: Case, reference: str, viewer: Viewer) -> Case:
    try:
        row = cases.with_reference(session, receipts.normalise_reference(reference), viewer)
    except receipts.NotAReference:
        row = None
    if row is None or row.id == case.row.id:
        raise NoSuchOther
    return load(session, row)
