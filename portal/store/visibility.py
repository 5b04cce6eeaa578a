"""Which cases somebody may see: one condition for every query that lists, counts, searches or opens cases for a person."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, delete, false, func, insert, or_, select, union, update

from portal.domain.access import Act, Role, Sight, Viewer, allowed
from portal.store.database import Session
from portal.store.tables import advocacies, cases, exclusions, grants, people

# A number of its own among the locks of this database.
LINES = 0x59564C


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on ``cases``: within the role's sight, not shut out, and let in where the case is restricted."""
    let_in = or_(cases.c.assigned_to == viewer.person_id, cases.c.id.in_(_granted(viewer.person_id, viewer.today)))
    conditions: list[ColumnElement[bool]] = [cases.c.id.not_in(hidden_from(viewer.person_id))]
    if viewer.sight is Sight.NONE:
        return false()
    if viewer.sight is Sight.OWN:
        conditions.append(let_in)
    elif viewer.sight is Sight.GRANTED:
        conditions.append(cases.c.id.in_(_granted(viewer.person_id, viewer.today)))
    elif viewer.sight is Sight.HELPED:
        conditions.append(cases.c.id.in_(_helped(viewer.person_id)))
    elif not allowed(viewer.role, Act.SEE_RESTRICTED):
        conditions.append(or_(~cases.c.restricted, let_in))
    return and_(*conditions)


def _granted(person_id: uuid.UUID, today: date) -> Select[tuple[uuid.UUID]]:
    current = (grants.c.person_id == person_id, grants.c.from_on <= today, grants.c.until_on >= today)
    return select(grants.c.case_id).where(*current)


def _helped(person_id: uuid.UUID) -> Select[tuple[uuid.UUID]]:
    return select(advocacies.c.case_id).where(advocacies.c.person_id == person_id, advocacies.c.ended_at.is_(None))


def few_of(session: Session, viewer: Viewer, *, most: int) -> list[uuid.UUID] | None:
    """The ids of the cases that somebody has, helps with or was let into; None where they are more than ``most``."""
    has = select(cases.c.id).where(cases.c.assigned_to == viewer.person_id)
    theirs = _helped(viewer.person_id) if viewer.sight is Sight.HELPED else _granted(viewer.person_id, viewer.today)
    found = session.execute(union(has, theirs).limit(most + 1)).scalars().all()
    return list(found) if len(found) <= most else None


def hidden_from(person_id: uuid.UUID) -> Select[tuple[uuid.UUID]]:
    """The ids of the cases that somebody is shut out of."""
    return select(exclusions.c.case_id).where(exclusions.c.person_id == person_id)


def who_may_see(session: Session, case_id: uuid.UUID, person_ids: Iterable[uuid.UUID], today: date) -> frozenset[uuid.UUID]:
    """Those of some people, of whom a few are asked about at a time, who may sign in and may see the case."""
    query = select(people.c.id, people.c.role).where(people.c.active, people.c.id.in_(list(person_ids)))
    viewers = [Viewer(row.id, Role(row.role), today) for row in session.execute(query)]
    there = [
        viewer.person_id
        for viewer in viewers
        if allowed(viewer.role, Act.SEE_CASES)
        and session.execute(select(cases.c.id).where(cases.c.id == case_id, visible(viewer))).first()
    ]
    return frozenset(there)


def there_for(session: Session, references: Iterable[str], viewer: Viewer) -> frozenset[str]:
    """Those of some references whose cases the viewer may see."""
    query = select(cases.c.reference).where(cases.c.reference.in_(list(references)), visible(viewer))
    return frozenset(session.execute(query).scalars())


def shut_out(session: Session, case_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Everybody for whom the case is not there."""
    return frozenset(session.execute(select(exclusions.c.person_id).where(exclusions.c.case_id == case_id)).scalars())


def addresses_shut_out(session: Session, case_id: uuid.UUID) -> list[str]:
    """The e-mail addresses of everybody for whom the case is not there."""
    query = select(people.c.email).join(exclusions, exclusions.c.person_id == people.c.id)
    return list(session.execute(query.where(exclusions.c.case_id == case_id)).scalars())


def let_in(session: Session, case_id: uuid.UUID, today: date) -> dict[uuid.UUID, date]:
    """Those who were let into the case, with the last day of each."""
    query = select(grants.c.person_id, grants.c.until_on).where(grants.c.case_id == case_id, grants.c.until_on >= today)
    return {row.person_id: row.until_on for row in session.execute(query)}


def hold_lines(session: Session) -> None:
    """Nobody else changes a line, or shuts a line out, before this transaction ends; so neither misses the other."""
    if session.is_postgresql:
        session.execute(select(func.pg_advisory_xact_lock(LINES)))


def line_above(session: Session, person_id: uuid.UUID) -> list[uuid.UUID]:
    """The people above somebody, the nearest first."""
    return _above(_managers(session), person_id)


def line_below(session: Session, person_id: uuid.UUID) -> list[uuid.UUID]:
    """Somebody and everybody whose line leads to them."""
    managers = _managers(session)
    return [person_id, *(each for each in managers if person_id in _above(managers, each))]


def _managers(session: Session) -> dict[uuid.UUID, uuid.UUID | None]:
    return {row.id: row.manager_id for row in session.execute(select(people.c.id, people.c.manager_id))}


def _above(managers: dict[uuid.UUID, uuid.UUID | None], person_id: uuid.UUID) -> list[uuid.UUID]:
    above: list[uuid.UUID] = []
    manager = managers.get(person_id)
    while manager is not None and manager not in above and manager != person_id:
        above.append(manager)
        manager = managers.get(manager)
    return above


def shut(session: Session, case_id: uuid.UUID, person_id: uuid.UUID, also: Iterable[uuid.UUID], *, at: datetime) -> bool:
    """Shut somebody out of a case, and others because of them. Returns whether anybody was not shut out so before."""
    known = {
        (row.person_id, row.because_of)
        for row in session.execute(select(exclusions.c.person_id, exclusions.c.because_of).where(exclusions.c.case_id == case_id))
    }
    rows = [
        {"id": uuid.uuid4(), "case_id": case_id, "person_id": each, "because_of": person_id, "at": at}
        for each in (person_id, *also)
        if (each, person_id) not in known
    ]
    if rows:
        session.execute(insert(exclusions), rows)
    return bool(rows)


def keep_from(session: Session, case_id: uuid.UUID, person_id: uuid.UUID, *, at: datetime) -> None:
    """Shut somebody out of a case that is not about them, and nobody above them: a child whom they helped said no."""
    if person_id not in kept_from(session, case_id):
        row = {"id": uuid.uuid4(), "case_id": case_id, "person_id": person_id, "because_of": None, "at": at}
        session.execute(insert(exclusions), row)


def kept_from(session: Session, case_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Those who are shut out of a case that is not about them."""
    query = select(exclusions.c.person_id).where(exclusions.c.case_id == case_id, exclusions.c.because_of.is_(None))
    return frozenset(session.execute(query).scalars())


def because_of(session: Session, case_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Those whom the case is about: shut out for their own sake, and not for somebody below them."""
    query = select(exclusions.c.because_of).where(exclusions.c.case_id == case_id)
    return frozenset(each for each in session.execute(query).scalars() if each is not None)


def open_again(session: Session, case_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Let somebody back, and those who were shut out because of them alone."""
    session.execute(delete(exclusions).where(exclusions.c.case_id == case_id, exclusions.c.because_of == person_id))


def cases_because_of(session: Session, person_id: uuid.UUID) -> list[uuid.UUID]:
    """The cases out of which somebody was shut for their own sake."""
    query = select(exclusions.c.case_id).where(exclusions.c.person_id == person_id, exclusions.c.because_of == person_id)
    return list(session.execute(query).scalars())


def grant(session: Session, case_id: uuid.UUID, person_id: uuid.UUID, *, from_on: date, until_on: date) -> None:
    """Let somebody into one case until a day, that day included."""
    end_grant(session, case_id, person_id)
    row = {"case_id": case_id, "person_id": person_id, "from_on": from_on, "until_on": until_on}
    session.execute(insert(grants), row)


def end_grant(session: Session, case_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """What they were let into is closed to them again."""
    session.execute(delete(grants).where(grants.c.case_id == case_id, grants.c.person_id == person_id))


def set_manager(session: Session, person_id: uuid.UUID, manager_id: uuid.UUID | None) -> None:
    """Who manages somebody."""
    session.execute(update(people).where(people.c.id == person_id).values(manager_id=manager_id))
