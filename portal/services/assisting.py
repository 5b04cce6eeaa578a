"""A child writes on the device of somebody at the trust, who does not see what came of it unless the child says so."""

import uuid
from datetime import datetime

from portal.domain.cases import move
from portal.domain.entry_facts import Assisted
from portal.domain.facts import Received
from portal.domain.frozen import frozen
from portal.services import sending
from portal.services.filing import Calendar, append, load
from portal.services.sending import Sent
from portal.store import cases, visibility
from portal.store.database import Session


@frozen
class Helper:
    """Who handed their device over: a person's id and name."""

    id: str
    name: str


def send(
    session: Session, received: Received, helper: Helper, *, may_read: bool, once: str, now: datetime, calendar: Calendar
) -> Sent:
    """Store what the child said, with who helped; without the child's leave the case is never there for the helper.

    That is so before anybody is told of the case, in the same transaction. The helper's line is not shut out: the case
    is not about the helper. Sent twice, a "no" holds. Raises what ``sending.send`` raises.
    """
    given = sending.send(session, received, once=once, now=now, calendar=calendar)
    row = cases.with_reference(session, given.reference)
    if row is None:
        raise LookupError(given.reference)
    if not may_read:
        visibility.keep_from(session, row.id, uuid.UUID(helper.id), at=now)
    case = load(session, row)
    told = next((event.fact for event in reversed(case.state.events) if isinstance(event.fact, Assisted)), None)
    changed = told is None or (told.may_read and not may_read)
    if changed and move(case.state, Assisted):
        append(session, case, Assisted(helper.id, helper.name, may_read), by=None, now=now, calendar=calendar)
    return given
