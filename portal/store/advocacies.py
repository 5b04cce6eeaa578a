"""Which advocate is at which child's side, since when, and how it ended; and the secret addresses of their calendars."""

import secrets
import uuid
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select, update

from portal.domain.access import Viewer
from portal.domain.frozen import frozen
from portal.store.database import Session
from portal.store.tables import advocacies, calendar_feeds, cases, events, people
from portal.store.visibility import visible

SPOKEN = ("AskedForAdvocate", "AdvocacyOffered", "AdvocateAppointed", "AdvocateLetIn")


@frozen
class Told:
    """One time at a child's side, for a report: instants are UTC; ``ended_by`` is empty while it lasts."""

    case_id: uuid.UUID
    person_id: uuid.UUID
    way: str
    began_at: datetime
    ended_at: datetime | None
    ended_by: str


def begin(session: Session, case_id: uuid.UUID, person_id: uuid.UUID, organisation: str, way: str, *, at: datetime) -> None:
    """The advocate sees the case from now on."""
    row = {"case_id": case_id, "person_id": person_id, "organisation": organisation, "way": way, "began_at": at, "ended_by": ""}
    session.execute(insert(advocacies), {"id": uuid.uuid4()} | row)


def end(session: Session, case_id: uuid.UUID, person_id: uuid.UUID, by: str, *, at: datetime) -> None:
    """The advocate sees the case no longer."""
    live = (advocacies.c.case_id == case_id, advocacies.c.person_id == person_id, advocacies.c.ended_at.is_(None))
    session.execute(update(advocacies).where(*live).values(ended_at=at, ended_by=by))


def cases_of(session: Session, person_id: uuid.UUID) -> list[uuid.UUID]:
    """The cases at whose children's side somebody is."""
    query = select(advocacies.c.case_id).where(advocacies.c.person_id == person_id, advocacies.c.ended_at.is_(None))
    return list(session.execute(query).scalars())


def between(session: Session, organisation: str, *, first: datetime, last: datetime) -> list[Told]:
    """What an organisation began from ``first`` until before ``last`` (UTC), the oldest first."""
    a = advocacies.c
    query = select(a.case_id, a.person_id, a.way, a.began_at, a.ended_at, a.ended_by)
    query = query.where(a.organisation == organisation, a.began_at >= first, a.began_at < last).order_by(a.began_at, a.id)
    return [Told(**row._mapping) for row in session.execute(query)]


def with_advocacy(session: Session, viewer: Viewer, *, first: date, last: date) -> list[uuid.UUID]:
    """The cases received between two London days whose facts say something of an advocate, as far as the viewer may see them."""
    spoken = select(events.c.case_id).where(events.c.kind.in_(SPOKEN))
    received = (cases.c.received_on >= first, cases.c.received_on <= last)
    query = select(cases.c.id).where(visible(viewer), *received, cases.c.id.in_(spoken)).order_by(cases.c.received_on, cases.c.id)
    return list(session.execute(query).scalars())


def organisation_of(session: Session, person_id: uuid.UUID) -> str:
    """For whom somebody works, when it is not for the trust."""
    found = session.execute(select(people.c.organisation).where(people.c.id == person_id)).scalar()
    return found or ""


def set_organisation(session: Session, person_id: uuid.UUID, organisation: str) -> None:
    """For whom somebody works."""
    session.execute(update(people).where(people.c.id == person_id).values(organisation=organisation))


def advocates(session: Session, role: str) -> list[tuple[uuid.UUID, str, str]]:
    """Those in the role who may sign in: id, name and organisation, by name."""
    query = select(people.c.id, people.c.name, people.c.organisation).where(people.c.active, people.c.role == role)
    return [(row.id, row.name, row.organisation or "") for row in session.execute(query.order_by(people.c.name))]


def organisations(session: Session) -> list[str]:
    """Those that were at a child's side at any time."""
    return list(session.execute(select(advocacies.c.organisation).distinct().order_by(advocacies.c.organisation)).scalars())


def make_feed(session: Session, person_id: uuid.UUID, *, at: datetime) -> str:
    """A new secret address for somebody's calendar; the one before works no longer."""
    forget_feed(session, person_id)
    token = secrets.token_urlsafe(32)
    row = {"person_id": person_id, "token_digest": session.digest("calendar", token), "made_at": at}
    session.execute(insert(calendar_feeds), row)
    return token


def forget_feed(session: Session, person_id: uuid.UUID) -> None:
    """Nothing finds the calendar any more."""
    session.execute(delete(calendar_feeds).where(calendar_feeds.c.person_id == person_id))


def feed_made(session: Session, person_id: uuid.UUID) -> datetime | None:
    """When the address of somebody's calendar was made, if there is one."""
    return session.execute(select(calendar_feeds.c.made_at).where(calendar_feeds.c.person_id == person_id)).scalar()


def whose_feed(session: Session, token: str) -> uuid.UUID | None:
    """Whose calendar an address finds."""
    query = select(calendar_feeds.c.person_id).where(calendar_feeds.c.token_digest == session.digest("calendar", token))
    return session.execute(query).scalar()


def count_at_side(session: Session, person_id: uuid.UUID) -> int:
    """At how many children's side somebody is."""
    query = select(func.count()).where(advocacies.c.person_id == person_id, advocacies.c.ended_at.is_(None))
    return int(session.execute(query).scalar_one())
