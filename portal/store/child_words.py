"""Which cases hold something from the child that no member of staff has acted on since."""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, func, select

from portal.store.database import Session
from portal.store.tables import events

FROM_CHILD = ("Wrote", "Unhappy", "AskedForAdvocate", "ChangedContact")
FROM_STAFF = ("Acknowledged", "Assigned", "Noted", "Replied", "Answered", "Settled", "Closed", "PassedOn", "Joined", "Classified")


def unanswered(session: Session, case_ids: Sequence[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those of the cases in which the child spoke after the last thing that staff did."""
    if not case_ids:
        return frozenset()

    def last(kinds: tuple[str, ...], *also: ColumnElement[bool]) -> ColumnElement[int]:
        return func.max(case((and_(events.c.kind.in_(kinds), *also), events.c.number), else_=0))

    query = select(events.c.case_id).where(events.c.case_id.in_(case_ids)).group_by(events.c.case_id)
    return frozenset(session.execute(query.having(last(FROM_CHILD, events.c.by_person.is_(None)) > last(FROM_STAFF))).scalars())
