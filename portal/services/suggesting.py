"""Cases that may go together: the same words, or the same way to reach somebody. Suggested, and never joined by a machine."""

import re

from portal.domain.access import Viewer
from portal.domain.cases import CaseState
from portal.domain.frozen import frozen
from portal.domain.procedure import FIRST
from portal.services.filing import Case
from portal.store import queue
from portal.store.cases import CaseRow
from portal.store.database import Session

LEAST_DIGITS = 7


@frozen
class Alike:
    """Another case, whether it has the same contact, and how many uncommon words are the same."""

    row: CaseRow
    same_contact: bool
    words: int


def contact_mark(state: CaseState) -> str:
    """What finds the same number or address again, however it was written; nothing where there is neither.

    It begins with a sign that no word has, so that no search for words meets it.
    """
    contact = state.plan.contact
    if "@" in contact:
        return "=" + "".join(contact.split()).casefold()
    digits = re.sub(r"\D", "", contact)
    return "=" + digits[-10:] if len(digits) >= LEAST_DIGITS else ""


def alike(session: Session, case: Case, viewer: Viewer) -> tuple[Alike, ...]:
    """The cases that may go with one that is being sorted (R1.6.6); of those only that the viewer may see."""
    if case.state.status not in FIRST:
        return ()
    mark = contact_mark(case.state)
    known = {row.id: Alike(row, True, 0) for row in (queue.with_mark(session, mark, viewer) if mark else ())}
    for row, count in queue.alike(session, case.row.id, viewer):
        known[row.id] = Alike(row, row.id in known, count)
    linked = {case.row.reference, case.state.work.joined_to, *case.state.work.linked}
    return tuple(each for each in known.values() if each.row.reference not in linked)[:5]
