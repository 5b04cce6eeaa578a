"""The rota, the alerts that urgent cases raise, and who was told of each."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update

from portal.domain.access import Viewer
from portal.domain.frozen import frozen
from portal.store.database import Session
from portal.store.ids import new_id
from portal.store.tables import alerts, cases, people, rota, tellings
from portal.store.visibility import visible

_OPEN = alerts.c.taken_at.is_(None)


@frozen
class Line:
    """A line of the rota. ``person_id`` is nobody in a line of the list of calls; days are London dates, both included."""

    id: uuid.UUID
    position: int
    part: str
    person_id: uuid.UUID | None
    contact: str
    first_on: date | None
    last_on: date | None


@frozen
class Alert:
    """An alert: its case, what raised it, when (UTC), and when the next step is due while nobody has it."""

    id: uuid.UUID
    case_id: uuid.UUID
    reference: str
    why: str
    raised_at: datetime
    next_at: datetime


@frozen
class Telling:
    """That somebody was told of an alert: nobody's id stands for the list of calls. ``mails`` counts the mails that went out."""

    id: uuid.UUID
    alert_id: uuid.UUID
    step: int
    person_id: uuid.UUID | None
    told_at: datetime
    mailed_at: datetime | None
    mails: int


def lines(session: Session) -> list[Line]:
    """The rota in its order; without people who are kept out."""
    there = or_(rota.c.person_id.is_(None), people.c.active)
    query = select(rota).outerjoin(people, people.c.id == rota.c.person_id).where(there)
    return [Line(**row._mapping) for row in session.execute(query.order_by(rota.c.position, rota.c.id))]


def add_line(
    session: Session, *, part: str, person_id: uuid.UUID | None, contact: str, first: date | None, last: date | None
) -> None:
    """A new last line."""
    position = session.execute(select(func.coalesce(func.max(rota.c.position), 0))).scalar_one() + 1
    row = {"id": uuid.uuid4(), "position": position, "part": part, "person_id": person_id, "contact": contact}
    session.execute(insert(rota), row | {"first_on": first, "last_on": last})


def remove_line(session: Session, line_id: uuid.UUID) -> None:
    """Take a line out."""
    session.execute(delete(rota).where(rota.c.id == line_id))


def put_in_order(session: Session, ids: Sequence[uuid.UUID]) -> None:
    """Number the lines in this order."""
    for position, line_id in enumerate(ids, start=1):
        session.execute(update(rota).where(rota.c.id == line_id).values(position=position))


def raise_alert(session: Session, case_id: uuid.UUID, why: str, *, now: datetime) -> bool:
    """An alert for a case, unless it has one that nobody took. Returns whether it is new."""
    row = {"id": uuid.uuid4(), "case_id": case_id, "why": why, "raised_at": now, "next_at": now}
    new = session.insert(alerts)
    new = new.on_conflict_do_nothing(index_elements=[alerts.c.case_id], index_where=_OPEN).returning(alerts.c.id)
    return session.execute(new, row).first() is not None


def first_alert(session: Session, case_id: uuid.UUID, why: str, *, now: datetime) -> None:
    """The alert of a case that is only just being stored, so that it can have none yet."""
    row = {"id": new_id(), "case_id": case_id, "why": why, "raised_at": now, "next_at": now}
    session.add(insert(alerts), row)


def open_alert(session: Session, case_id: uuid.UUID) -> Alert | None:
    """The alert of a case that nobody has taken, if there is one."""
    found = _alerts(session, [alerts.c.case_id == case_id], most=1)
    return found[0] if found else None


def open_alerts(session: Session, viewer: Viewer, *, most: int) -> list[Alert]:
    """The alerts that nobody has taken, of the cases that the viewer may see, the oldest first."""
    return _alerts(session, [visible(viewer)], most=most)


def stuck(session: Session, *, before: datetime) -> list[Alert]:
    """The alerts whose next step should have been taken before then."""
    return _alerts(session, [alerts.c.next_at < before], most=500)


def _alerts(session: Session, where: list[Any], *, most: int) -> list[Alert]:
    query = select(alerts.c.id, alerts.c.case_id, cases.c.reference, alerts.c.why, alerts.c.raised_at, alerts.c.next_at)
    query = query.join(cases, cases.c.id == alerts.c.case_id).where(_OPEN, *where)
    return [Alert(**row._mapping) for row in session.execute(query.order_by(alerts.c.raised_at, alerts.c.id).limit(most))]


def wait_until(session: Session, alert_id: uuid.UUID, at: datetime) -> None:
    """The next step of an alert is due then."""
    session.execute(update(alerts).where(alerts.c.id == alert_id).values(next_at=at))


def take(session: Session, case_id: uuid.UUID, *, by: uuid.UUID | None, now: datetime) -> bool:
    """Somebody has it; False when nobody had to take it any more."""
    taken = update(alerts).where(alerts.c.case_id == case_id, _OPEN).values(taken_at=now, taken_by=by)
    return session.execute(taken).rowcount == 1


def tell(session: Session, alert_id: uuid.UUID, step: int, person_id: uuid.UUID | None, *, now: datetime) -> uuid.UUID:
    """Write down that somebody is told; the id names the mail too."""
    telling_id = uuid.uuid4()
    row = {"id": telling_id, "alert_id": alert_id, "step": step, "person_id": person_id, "told_at": now, "mails": 0}
    session.execute(insert(tellings), row)
    return telling_id


def told(session: Session, alert_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Telling]]:
    """Who was told of these alerts, in order."""
    found: dict[uuid.UUID, list[Telling]] = {alert_id: [] for alert_id in alert_ids}
    query = select(tellings).where(tellings.c.alert_id.in_(alert_ids)).order_by(tellings.c.alert_id, tellings.c.step)
    for row in session.execute(query):
        found[row.alert_id].append(Telling(**row._mapping))
    return found


def address_for(session: Session, telling_id: uuid.UUID) -> tuple[str, uuid.UUID, uuid.UUID] | None:
    """Where the mail of a telling goes, of which case, and to whom; nothing when it is not needed any more."""
    query = select(people.c.email, alerts.c.case_id, people.c.id).join(tellings, tellings.c.person_id == people.c.id)
    query = query.join(alerts, and_(alerts.c.id == tellings.c.alert_id, _OPEN))
    row = session.execute(query.where(tellings.c.id == telling_id, people.c.active)).first()
    return (row.email, row.case_id, row.id) if row else None


def last_taken(session: Session, case_id: uuid.UUID) -> tuple[uuid.UUID | None, str] | None:
    """Who took the newest alert of a case, and why it was raised; nothing when it had none, or waits for somebody."""
    query = select(alerts.c.taken_at, alerts.c.taken_by, alerts.c.why).where(alerts.c.case_id == case_id)
    row = session.execute(query.order_by(alerts.c.raised_at.desc(), alerts.c.id).limit(1)).first()
    return (row.taken_by, row.why) if row and row.taken_at else None


def mailed(session: Session, telling_id: uuid.UUID, *, mails: int, now: datetime) -> None:
    """The mail of a telling went out; ``mails`` is how often it may have done so."""
    session.execute(update(tellings).where(tellings.c.id == telling_id).values(mailed_at=now, mails=mails))
