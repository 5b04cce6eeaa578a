"""How many wrong codes were tried, by the minute, over the whole site; never by whom."""

from datetime import datetime

from sqlalchemy import delete, func, select

from portal.store.database import Session
from portal.store.tables import wrong_codes


def add(session: Session, *, now: datetime) -> None:
    """One more wrong code in this minute."""
    minute = now.replace(second=0, microsecond=0)
    row = session.insert(wrong_codes).values(minute=minute, count=1)
    session.execute(row.on_conflict_do_update(index_elements=["minute"], set_={"count": wrong_codes.c.count + 1}))


def count(session: Session, *, since: datetime) -> int:
    """How many wrong codes there were since then."""
    query = select(func.coalesce(func.sum(wrong_codes.c.count), 0)).where(wrong_codes.c.minute >= since)
    return int(session.execute(query).scalar_one())


def sweep(session: Session, *, before: datetime) -> None:
    """Forget the counts from before then."""
    session.execute(delete(wrong_codes).where(wrong_codes.c.minute < before))
