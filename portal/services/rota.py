"""The rota: who is told first when a case is urgent, who next, and whom to ring when nobody answers."""

import uuid
from datetime import date

from portal.domain import duty
from portal.domain.frozen import frozen
from portal.services.alarms import turn
from portal.store import duty as kept
from portal.store import people
from portal.store.database import Session
from portal.store.duty import Line

ROLE = "voice"


class NoSuchLine(Exception):
    """This line is not on the rota, or not any more."""


@frozen
class Rota:
    """The rota: its lines, names by id, who may be put on it, and the ids of today's line in the order they are told."""

    lines: tuple[Line, ...]
    names: dict[str, str]
    people: dict[str, str]
    now: tuple[str, ...]

    @property
    def calls(self) -> tuple[Line, ...]:
        """Whom to ring when nobody answers."""
        return tuple(line for line in self.lines if line.part == duty.CALL)


def look(session: Session, *, today: date) -> Rota:
    """The rota as it is on a day."""
    lines = kept.lines(session)
    turns = [turn(line) for line in lines]
    team = [person for person in people.everyone(session) if person.active and person.role == ROLE]
    names = {str(person_id): name for person_id, name in people.names(session).items()}
    now = duty.line(turns, today, {one.person for one in turns if one.person})
    return Rota(tuple(lines), names, {str(person.id): person.name for person in team}, now)


def calls(session: Session) -> tuple[str, ...]:
    """Whom to ring, in order."""
    return tuple(line.contact for line in kept.lines(session) if line.part == duty.CALL)


def add(session: Session, *, part: str, person: str, contact: str, first: date | None, last: date | None) -> None:
    """A new last line: a person of the team on duty or as deputy, or somebody to ring. Raises ValueError."""
    if part not in duty.PARTS or (first and last and last < first):
        raise ValueError(part)
    if part == duty.CALL:
        kept.add_line(session, part=part, person_id=None, contact=contact, first=None, last=None)
        return
    if person not in look(session, today=date.min).people:
        raise ValueError(person)
    kept.add_line(session, part=part, person_id=uuid.UUID(person), contact=contact, first=first, last=last)


def remove(session: Session, line_id: str) -> None:
    """Take a line out. Raises NoSuchLine."""
    kept.remove_line(session, _of(session, line_id))


def move_up(session: Session, line_id: str) -> None:
    """Let a line change places with the one before it. Raises NoSuchLine."""
    moved, ids = _of(session, line_id), [line.id for line in kept.lines(session)]
    place = ids.index(moved)
    if place:
        ids[place - 1], ids[place] = ids[place], ids[place - 1]
        kept.put_in_order(session, ids)


def _of(session: Session, line_id: str) -> uuid.UUID:
    found = next((line.id for line in kept.lines(session) if str(line.id) == line_id), None)
    if found is None:
        raise NoSuchLine(line_id)
    return found
