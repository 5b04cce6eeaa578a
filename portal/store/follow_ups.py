"""Where asking each child afterwards stands, kept beside the case's facts for finding and counting."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, delete, func, insert, select

from portal.domain.access import Viewer
from portal.domain.frozen import frozen
from portal.domain.questions import Outcome
from portal.store.database import Session
from portal.store.tables import cases, follow_up_answers, follow_ups
from portal.store.visibility import visible


@frozen
class FollowUpRow:
    """One child's: London days; ``told`` when they were told what we did, ``worry`` when an answer waits for a person.

    ``may_show`` when their own words may be shown to others, ``chosen`` when somebody chose them for that.
    """

    opened_on: date
    ask_by: date | None
    ends_on: date | None
    outcome: str
    route: str
    tried: int
    answered_on: date | None
    worry: bool
    told: bool
    may_show: bool
    chosen: bool


@frozen
class Listed:
    """One line of the list."""

    reference: str
    area: str
    assigned_to: uuid.UUID | None
    follow_up: FollowUpRow


_COLUMNS = tuple(follow_ups.c[field.name] for field in fields(FollowUpRow))


def keep(session: Session, case_id: uuid.UUID, row: FollowUpRow | None, answers: Iterable[tuple[str, str]]) -> None:
    """Put this row in the place of whatever is kept; None for nobody to ask."""
    session.execute(delete(follow_ups).where(follow_ups.c.case_id == case_id))
    if row is None:
        return
    session.execute(insert(follow_ups), row.__dict__ | {"case_id": case_id})
    given = [{"case_id": case_id, "question": question, "option": option} for question, option in answers]
    if given:
        session.execute(insert(follow_up_answers), given)


def of(session: Session, case_id: uuid.UUID) -> FollowUpRow | None:
    """What is kept of one case."""
    row = session.execute(select(*_COLUMNS).where(follow_ups.c.case_id == case_id)).first()
    return FollowUpRow(**row._mapping) if row else None


def _shown(viewer: Viewer) -> Select[tuple[object, ...]]:
    query = select(cases.c.reference, cases.c.area, cases.c.assigned_to, *_COLUMNS)
    return query.join(cases, cases.c.id == follow_ups.c.case_id).where(visible(viewer))


def waiting(session: Session, viewer: Viewer, *, most: int) -> list[Listed]:
    """Children who wait to be asked, the most urgent first."""
    query = _shown(viewer).where(follow_ups.c.outcome == Outcome.WAITING.value)
    return _listed(session, query.order_by(follow_ups.c.ask_by, follow_ups.c.case_id).limit(most))


def worrying(session: Session, viewer: Viewer, *, most: int) -> list[Listed]:
    """Answers that a person has to decide about."""
    query = _shown(viewer).where(follow_ups.c.outcome == Outcome.ANSWERED.value, follow_ups.c.worry)
    return _listed(session, query.order_by(follow_ups.c.ask_by, follow_ups.c.case_id).limit(most))


def owed(session: Session, viewer: Viewer, *, most: int) -> list[Listed]:
    """Closed cases whose child was not told what we did, the oldest first."""
    query = _shown(viewer).where(follow_ups.c.told.is_(False))
    return _listed(session, query.order_by(follow_ups.c.opened_on, follow_ups.c.case_id).limit(most))


def to_choose(session: Session, viewer: Viewer, *, most: int) -> list[Listed]:
    """Those whose own words may be shown and were not chosen yet, the newest first."""
    query = _shown(viewer).where(follow_ups.c.may_show, follow_ups.c.chosen.is_(False))
    return _listed(session, query.order_by(follow_ups.c.opened_on.desc(), follow_ups.c.case_id).limit(most))


def chosen(session: Session, viewer: Viewer, *, first: date, last: date, area: str | None = None, most: int) -> list[uuid.UUID]:
    """The cases closed between these London days whose child's words were chosen, the newest first."""
    query = select(follow_ups.c.case_id).join(cases, cases.c.id == follow_ups.c.case_id)
    query = query.where(visible(viewer), follow_ups.c.chosen, *_between(first, last, area))
    return list(session.execute(query.order_by(follow_ups.c.opened_on.desc(), follow_ups.c.case_id).limit(most)).scalars())


def closed_loops(session: Session, viewer: Viewer, *, most: int) -> list[Listed]:
    """Those who were told what we did and asked, or it was tried, and whose answer waits for nobody; the newest first."""
    asked = follow_ups.c.outcome != Outcome.WAITING.value
    query = _shown(viewer).where(follow_ups.c.told, asked, follow_ups.c.worry.is_(False))
    return _listed(session, query.order_by(follow_ups.c.opened_on.desc(), follow_ups.c.case_id).limit(most))


def done(session: Session, viewer: Viewer, outcome: str, *, most: int) -> list[Listed]:
    """Those for which asking is over in that way, the newest first."""
    query = _shown(viewer).where(follow_ups.c.outcome == outcome)
    return _listed(session, query.order_by(follow_ups.c.opened_on.desc(), follow_ups.c.case_id).limit(most))


def _listed(session: Session, query: Select[tuple[object, ...]]) -> list[Listed]:
    names = [field.name for field in fields(FollowUpRow)]
    return [
        Listed(row.reference, row.area, row.assigned_to, FollowUpRow(**{name: getattr(row, name) for name in names}))
        for row in session.execute(query)
    ]


@frozen
class Counted:
    """How many of an area's cases, closed in a time, ended so: ``attempted`` are those with any attempt or answer."""

    area: str
    outcome: str
    cases: int
    attempted: int
    told: int


def coverage(session: Session, viewer: Viewer, *, first: date, last: date, area: str | None = None) -> list[Counted]:
    """By area and outcome, for cases closed between these London days; of one area, where one is named."""
    tried = func.sum(case((and_(follow_ups.c.tried == 0, follow_ups.c.outcome == Outcome.WAITING.value), 0), else_=1))
    told = func.sum(case((follow_ups.c.told, 1), else_=0))
    query = select(cases.c.area, follow_ups.c.outcome, func.count().label("cases"), tried.label("attempted"), told.label("told"))
    query = query.join(cases, cases.c.id == follow_ups.c.case_id).where(visible(viewer), *_between(first, last, area))
    rows = session.execute(query.group_by(cases.c.area, follow_ups.c.outcome))
    return [Counted(row.area, row.outcome, row.cases, int(row.attempted), int(row.told)) for row in rows]


def answers(session: Session, viewer: Viewer, *, first: date, last: date, area: str | None = None) -> dict[tuple[str, str], int]:
    """How often each option of each question was chosen, in cases closed between these London days; of one area or all."""
    query = select(follow_up_answers.c.question, follow_up_answers.c.option, func.count().label("chosen"))
    query = query.join(follow_ups, follow_ups.c.case_id == follow_up_answers.c.case_id)
    query = query.join(cases, cases.c.id == follow_ups.c.case_id).where(visible(viewer), *_between(first, last, area))
    grouped = query.group_by(follow_up_answers.c.question, follow_up_answers.c.option)
    return {(row.question, row.option): row.chosen for row in session.execute(grouped)}


def _between(first: date, last: date, area: str | None) -> Sequence[ColumnElement[bool]]:
    there = () if area is None else (cases.c.area == area,)
    return follow_ups.c.opened_on >= first, follow_ups.c.opened_on <= last, *there
