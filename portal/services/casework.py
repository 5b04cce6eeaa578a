"""What is done to a complaint on its way through the stages."""

from datetime import datetime

from portal.domain import receipts
from portal.domain.facts import Fact
from portal.domain.stages import Joined, Linked
from portal.services.filing import Calendar, Case, append, load
from portal.store import cases, people
from portal.store.database import Session


class NoSuchOther(Exception):
    """There is no other case with this reference."""


def colleagues(session: Session, _case: Case) -> dict[str, str]:
    """Who may have a part in the case: names by id."""
    return {str(person_id): name for person_id, name in people.names(session).items()}


def record(session: Session, case: Case, fact: Fact, *, by: str, now: datetime, calendar: Calendar) -> Case:
    """Take a step. What ties two cases together is written down in both.

    Raises guards.NotYet when something has to be there first, cases.NotAllowed, store Stale, and NoSuchOther.
    """
    if isinstance(fact, Joined | Linked):
        other = _other(session, case, fact.reference)
        fact = type(fact)(**fact.__dict__ | {"reference": other.row.reference})
        if case.row.reference not in other.state.work.linked:
            append(session, other, Linked(case.row.reference, fact.why), by=by, now=now, calendar=calendar)
    return append(session, case, fact, by=by, now=now, calendar=calendar)


def _other(session: Session, case: Case, reference: str) -> Case:
    try:
        row = cases.with_reference(session, receipts.normalise_reference(reference))
    except receipts.NotAReference:
        row = None
    if row is None or row.id == case.row.id:
        raise NoSuchOther
    return load(session, row)
