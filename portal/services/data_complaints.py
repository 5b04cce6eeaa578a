"""Complaints about how personal data was handled: entered, acknowledged within 30 days, and answered (P9)."""

import uuid
from datetime import date, datetime, timedelta

from portal.domain import data_complaints as rules
from portal.domain.clocks import Standing
from portal.domain.frozen import frozen
from portal.store import data_complaints as store
from portal.store.data_complaints import DataComplaint
from portal.store.database import Session

__all__ = ["DataComplaint", "NoSuchComplaint", "WrongDay"]
SHOWN = 50
OLDEST = timedelta(days=3 * 366)


class NoSuchComplaint(Exception):
    """There is no such complaint about data."""


class WrongDay(Exception):
    """The day is still to come, years ago, or before the complaint came."""


@frozen
class Line:
    """A complaint and its clock, which stands still once it was acknowledged."""

    complaint: DataComplaint
    clock: Standing | None


@frozen
class Register:
    """The open ones, the oldest first, and the newest of those whose outcome was told."""

    open: tuple[Line, ...]
    told: tuple[Line, ...]


def register(session: Session, *, today: date) -> Register:
    """What the register's page shows."""
    opened = (_line(one, today) for one in store.open_ones(session))
    return Register(tuple(opened), tuple(_line(one, today) for one in store.told_ones(session, limit=SHOWN)))


def _line(one: DataComplaint, today: date) -> Line:
    return Line(one, None if one.acknowledged_on else rules.light(one.acknowledge_by, today))


def find(session: Session, complaint_id: str) -> DataComplaint:
    """The complaint with that id. Raises NoSuchComplaint."""
    try:
        found = store.with_id(session, uuid.UUID(complaint_id))
    except ValueError:
        found = None
    if found is None:
        raise NoSuchComplaint
    return found


def enter(session: Session, *, received_on: date, who: str, words: str, by: str, now: datetime, today: date) -> None:
    """A complaint came, today or not so long ago that its year must be a slip. Raises WrongDay."""
    if not today - OLDEST <= received_on <= today:
        raise WrongDay
    due = rules.acknowledge_by(received_on)
    store.add(session, received_on=received_on, acknowledge_by=due, who=who, words=words, by=uuid.UUID(by), now=now)


def acknowledge(session: Session, complaint_id: str, *, on: date, today: date) -> None:
    """It was acknowledged; said twice, the first day stays. Raises NoSuchComplaint and WrongDay."""
    found = find(session, complaint_id)
    _check(found, on, today)
    store.acknowledge(session, found.id, on=on)


def tell_outcome(session: Session, complaint_id: str, words: str, *, on: date, today: date) -> None:
    """Its outcome was told; that acknowledges it too where nothing did before. Raises NoSuchComplaint and WrongDay."""
    found = find(session, complaint_id)
    _check(found, on, today)
    store.acknowledge(session, found.id, on=on)
    store.tell_outcome(session, found.id, words, on=on)


def _check(found: DataComplaint, on: date, today: date) -> None:
    if not found.received_on <= on <= today:
        raise WrongDay
