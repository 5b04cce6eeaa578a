"""Word that goes to children, without any of a case in it: what is to be sent, by which route, and what became of it."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, insert, or_, select, update

from portal.domain.frozen import frozen
from portal.domain.procedure import UNDER_WAY
from portal.domain.reaching import FOR_A_PERSON
from portal.store import outbox as jobs
from portal.store.database import Session
from portal.store.ids import new_id
from portal.store.tables import cases, notices, outbox

WAITING, SENT, DELIVERED, HELD, FAILED = "waiting", "sent", "delivered", "held", "failed"
# Word that is not needed any more: newer word says the same, or a person told the child.
DROPPED = "dropped"
JOB = "notice"


@frozen
class Notice:
    """One notice: what it says, the state it is in, the provider's id for it, and how often it may have gone out.

    ``link`` is the one address in it, where it is another than the page for the code.
    """

    id: uuid.UUID
    case_id: uuid.UUID
    what: str
    state: str
    why: str
    route: str
    link: str
    provider_id: str
    sent_at: datetime | None
    made_at: datetime


def add(session: Session, case_id: uuid.UUID, what: str, *, link: str, now: datetime) -> uuid.UUID:
    """Ask for a notice and for the job that sends it; both have this id."""
    notice_id = new_id()
    row = {"id": notice_id, "case_id": case_id, "what": what, "state": WAITING, "why": "", "route": "", "provider_id": ""}
    sealed = session.seal("notices.link", notice_id, link) if link else None
    session.execute(insert(notices), row | {"link": sealed, "made_at": now, "times": 0})
    jobs.add(session, JOB, case_id=case_id, at=now, job_id=notice_id)
    return notice_id


def waits(session: Session, case_id: uuid.UUID, what: str) -> bool:
    """Whether a notice that says this, without a link of its own, is still to be sent."""
    same = (notices.c.case_id == case_id, notices.c.what == what, notices.c.state == WAITING, notices.c.link.is_(None))
    return session.execute(select(notices.c.id).where(*same).limit(1)).first() is not None


def with_id(session: Session, notice_id: uuid.UUID) -> Notice | None:
    """The notice with that id, if any."""
    found = _all(session, select(notices).where(notices.c.id == notice_id))
    return found[0] if found else None


def of_case(session: Session, case_id: uuid.UUID) -> list[Notice]:
    """The notices of a case, oldest first."""
    return _all(session, select(notices).where(notices.c.case_id == case_id).order_by(notices.c.made_at, notices.c.id))


def _all(session: Session, query: Select[Any]) -> list[Notice]:
    return [_notice(session, row) for row in session.execute(query)]


def _notice(session: Session, row: Any) -> Notice:
    link = session.open("notices.link", row.id, row.link) if row.link else ""
    told = {name: getattr(row, name) for name in Notice.__dataclass_fields__ if name != "link"}
    return Notice(**told, link=link)


def became(session: Session, notice_id: uuid.UUID, state: str, **values: Any) -> None:
    """What became of a notice."""
    session.execute(update(notices).where(notices.c.id == notice_id).values(state=state, **values))


def unsent(session: Session, case_id: uuid.UUID) -> list[Notice]:
    """What was not sent because of the plan, or did not come; the newest first."""
    where = (notices.c.case_id == case_id, notices.c.state.in_((HELD, FAILED)))
    return _all(session, select(notices).where(*where).order_by(notices.c.made_at.desc(), notices.c.id.desc()))


def again(session: Session, notice: Notice, *, now: datetime) -> None:
    """Try a notice again from now on, with all its tries."""
    became(session, notice.id, WAITING, why="")
    values = {"due_at": now, "done_at": None, "leased_until": None, "fault": None, "tries": 0}
    taken = session.execute(update(outbox).where(outbox.c.id == notice.id).values(**values))
    if taken.rowcount != 1:
        jobs.add(session, JOB, case_id=notice.case_id, at=now, job_id=notice.id)


def stuck(session: Session, *, now: datetime) -> list[Notice]:
    """Notices that wait although their job was given up: its last try was killed before it could say so."""
    trying = or_(outbox.c.tries < jobs.MOST_TRIES, outbox.c.leased_until >= now)
    job = exists().where(outbox.c.id == notices.c.id, outbox.c.done_at.is_(None), trying)
    return _all(session, select(notices).where(notices.c.state == WAITING, ~job).order_by(notices.c.id).limit(200))


def late_without_word(session: Session, today: date, what: str) -> list[uuid.UUID]:
    """Open cases whose answer is late, and whose child was not told so since the day on which it was due."""
    told = exists().where(notices.c.case_id == cases.c.id, notices.c.what == what, func.date(notices.c.made_at) > cases.c.due_on)
    late = (cases.c.open.is_(True), cases.c.due_on < today, cases.c.status.in_(UNDER_WAY), ~told)
    return list(session.execute(select(cases.c.id).where(*late).order_by(cases.c.id).limit(500)).scalars())


def unreached() -> Select[tuple[uuid.UUID]]:
    """The cases whose child somebody has to reach: word did not come, or was not sent for a reason that needs a person."""
    wanting = and_(notices.c.state == HELD, notices.c.why.in_(FOR_A_PERSON))
    return select(notices.c.case_id).where(or_(notices.c.state == FAILED, wanting))
