"""Marks: short remembered values, such as the calendar by which the cases were last filed."""

from sqlalchemy import delete, insert, select

from portal.store.database import Session
from portal.store.tables import marks


def get(session: Session, name: str) -> str:
    """The mark's value, or nothing."""
    return str(session.execute(select(marks.c.value).where(marks.c.name == name)).scalar() or "")


def put(session: Session, name: str, value: str) -> None:
    """Remember a value; the one before is gone."""
    session.execute(delete(marks).where(marks.c.name == name))
    session.execute(insert(marks), {"name": name, "value": value})
