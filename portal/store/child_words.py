"""Which cases hold something from the child that no member of staff has acted on since."""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select

from portal.domain import cases
from portal.store.database import Session
from portal.store.tables import events

FROM_CHILD, FOR_CHILD, SILENT = (
    tuple(fact.__name__ for fact in kinds) for kinds in (cases.FROM_CHILD, cases.FOR_CHILD, cases.SILENT)
)


def unanswered(session: Session, case_ids: Sequence[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those of the cases in which the child spoke after the last thing that staff did."""
    if not case_ids:
        return frozenset()

    def last(these: ColumnElement[bool]) -> ColumnElement[int]:
        return func.max(case((these, events.c.number), else_=0))

    spoke = or_(events.c.kind.in_(FOR_CHILD), and_(events.c.kind.in_(FROM_CHILD), events.c.by_person.is_(None)))
    acted = and_(events.c.kind.not_in(SILENT), not_(spoke))

    query = select(events.c.case_id).where(events.c.case_id.in_(case_ids)).group_by(events.c.case_id)
    return frozenset(session.execute(query.having(last(spoke) > last(acted))).scalars())
