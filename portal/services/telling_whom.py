"""Who may hear of a case at all, asked before anybody is told anything."""

import uuid
from collections.abc import Iterable
from datetime import date

from portal.store import visibility
from portal.store.database import Session


def may_be_told(session: Session, case_id: uuid.UUID, person_ids: Iterable[str], *, today: date) -> frozenset[str]:
    """Those of ``person_ids`` who may be told that the case is there: who could open it on the London day ``today`` (S7).

    So nobody whom it is about, nobody above them, and of a restricted case nobody who is not named in it.
    """
    ids = [uuid.UUID(person_id) for person_id in person_ids]
    return frozenset(str(person_id) for person_id in visibility.who_may_see(session, case_id, ids, today))


def may_hear(session: Session, case_id: uuid.UUID, addresses: Iterable[str]) -> tuple[str, ...]:
    """Those of the e-mail addresses that belong to nobody for whom the case is not there."""
    out = {email.casefold() for email in visibility.addresses_shut_out(session, case_id)}
    return tuple(address for address in addresses if address.casefold() not in out)
