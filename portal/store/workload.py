"""Who has how much to do among the cases that somebody may see, counted where the index already holds the answer.

The same cases are conditions of a list: what is counted and what is listed is one
condition, so a number and the list behind it cannot disagree.
"""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from portal.domain.access import Viewer
from portal.domain.frozen import frozen
from portal.domain.procedure import COMPLAINTS
from portal.store.database import Session
from portal.store.tables import cases
from portal.store.visibility import visible


@frozen
class Days:
    """The London dates by which cases are counted: today, the last day that is soon, and the last day whose mail is read."""

    today: date
    soon: date
    read_by: date


@frozen
class Count:
    """How many open cases stand in one place: all of them, late, due soon, unread, paused."""

    open: int
    late: int
    soon: int
    unread: int
    paused: int


COUNTS = tuple(Count.__dataclass_fields__)
NOBODY = "nobody"


def is_(what: str, days: Days) -> ColumnElement[bool]:
    """What makes an open case one of those. Raises KeyError."""
    conditions: dict[str, ColumnElement[bool]] = {
        "open": cases.c.open.is_(True),
        "late": cases.c.next_on < days.today,
        "soon": cases.c.next_on.between(days.today, days.soon),
        "unread": cases.c.read_at.is_(None),
        "paused": cases.c.paused_until > days.today,
        "unread-late": and_(cases.c.read_at.is_(None), cases.c.received_on <= days.read_by),
    }
    return conditions[what]


def by_person(session: Session, viewer: Viewer, days: Days) -> dict[uuid.UUID | None, Count]:
    """What each has, and what nobody has."""
    query = (
        select(cases.c.assigned_to, *_counts(days)).where(cases.c.open.is_(True), visible(viewer)).group_by(cases.c.assigned_to)
    )
    rows: list[Any] = list(session.execute(query))
    return {row[0]: Count(*row[1:]) for row in rows}


def by_stage(session: Session, viewer: Viewer, days: Days) -> dict[tuple[str, int], Count]:
    """What stands in each procedure at each stage; stage 0 is what stands in none."""
    place = (cases.c.procedure, cases.c.stage)
    query = select(*place, *_counts(days)).where(cases.c.open.is_(True), visible(viewer)).group_by(*place).order_by(*place)
    rows: list[Any] = list(session.execute(query))
    return {(row[0], row[1]): Count(*row[2:]) for row in rows}


def unread_since(session: Session, viewer: Viewer, days: Days, *, most: int) -> Sequence[tuple[str, date]]:
    """What nobody opened by the end of the working day on which it came: reference and day, the oldest first."""
    query = select(cases.c.reference, cases.c.received_on).where(
        cases.c.open.is_(True), is_("unread-late", days), visible(viewer)
    )
    rows = session.execute(query.order_by(cases.c.received_at, cases.c.id).limit(most))
    return [(row.reference, row.received_on) for row in rows]


def oldest_unread(session: Session, viewer: Viewer) -> str:
    """The reference of what has waited longest to be opened, if anything waits."""
    query = select(cases.c.reference).where(cases.c.open.is_(True), cases.c.read_at.is_(None), visible(viewer))
    return str(session.execute(query.order_by(cases.c.received_at, cases.c.id).limit(1)).scalar() or "")


def on_the_agenda(*, first: date, last: date, soon: date, days: Days) -> list[Any]:
    """Conditions of a list: open complaints that came between two days, are due by ``soon``, went on, or are held up."""
    reasons = (
        cases.c.received_on.between(first, last),
        cases.c.next_on <= soon,
        cases.c.stage >= 2,
        cases.c.paused_until > days.today,
        cases.c.urgent.is_(True),
    )
    return [cases.c.procedure.in_(COMPLAINTS), or_(*reasons)]


def _counts(days: Days) -> list[ColumnElement[int]]:
    return [func.count(), *(func.coalesce(func.sum(case((is_(what, days), 1), else_=0)), 0) for what in COUNTS[1:])]
