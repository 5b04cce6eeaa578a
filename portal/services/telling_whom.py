"""Who may hear of a case at all, asked before anybody is told anything."""

import uuid
from collections.abc import Iterable

from portal.store.database import Session


def may_be_told(_session: Session, _case_id: uuid.UUID, person_ids: Iterable[str]) -> frozenset[str]:
    """Those of ``person_ids`` who may be told that the case is there. Nobody is kept out of any case yet."""
    return frozenset(person_ids)
