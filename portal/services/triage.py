"""What the Voice Team does with a case: one function for each act."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from portal.domain import receipts
from portal.domain.cases import NotAllowed
from portal.domain.facts import Acknowledged, Answered, Assigned, Closed, CodeReissued, Noted, Replied, Settled
from portal.domain.procedure import Status
from portal.services import alarms, overview
from portal.services.filing import Calendar, Case, append, load
from portal.services.searching import stems
from portal.store import cases, child_words, passes, people
from portal.store.cases import CaseRow
from portal.store.database import Session

PAGE = 50


class NoSuchCase(Exception):
    """There is no case with this reference."""


@dataclass(frozen=True)
class Opened:
    """A case as somebody opened it: the case, what everybody is called, and who read it when (UTC), the newest first."""

    case: Case
    names: dict[str, str]
    readers: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True)
class Queue:
    """A page of the queue: its rows, the rows whose child wrote since staff last did something, and the next page's start."""

    rows: tuple[CaseRow, ...]
    child_wrote: frozenset[uuid.UUID]
    names: dict[str, str]
    after: str


def find(session: Session, reference: str) -> Case:
    """The case with that reference, however it was typed. Raises NoSuchCase."""
    try:
        row = cases.with_reference(session, receipts.normalise_reference(reference))
    except receipts.NotAReference:
        row = None
    if row is None:
        raise NoSuchCase(reference)
    return load(session, row)


def read(session: Session, reference: str, *, by: str, now: datetime) -> Case:
    """Open a case, and note that it was read, by whom and when. Raises NoSuchCase."""
    case = find(session, reference)
    cases.record_read(session, case.row.id, uuid.UUID(by), now)
    return case


def opened(session: Session, reference: str, *, by: str, now: datetime) -> Opened:
    """Read a case with all that its page shows. Raises NoSuchCase."""
    case = read(session, reference, by=by, now=now)
    names = _names(session)
    readers = [(names.get(str(person_id), ""), at) for person_id, at in cases.read_by(session, case.row.id)]
    return Opened(case, names, tuple(readers))


def _names(session: Session) -> dict[str, str]:
    return {str(person_id): name for person_id, name in people.names(session).items()}


def queue(
    session: Session,
    view: str,
    *,
    me: str,
    today: date,
    calendar: Calendar,
    words: str = "",
    after: str = "",
    narrow: overview.Narrow | None = None,
) -> Queue:
    """A page of one view of the queue. Newest urgent first, then by date; closed cases newest first.

    ``narrow`` narrows the view further.
    ``words`` finds the cases that hold all of them; words too short to be searched for find nothing.
    """
    found = frozenset(stems(words))
    if words and not found:
        return Queue((), frozenset(), {}, "")
    rows = cases.page(
        session,
        is_open=view != "closed",
        status="new" if view == "new" else "",
        urgent=view == "urgent",
        assigned_to=uuid.UUID(me) if view == "mine" else None,
        late_on=today if view == "late" else None,
        ranked_to=_last_rank(view, today, calendar),
        where=overview.conditions(narrow, today=today, calendar=calendar) if narrow else (),
        stems=found,
        after=_place(after),
        limit=PAGE + 1,
    )
    shown = tuple(rows[:PAGE])
    more = f"{shown[-1].rank}.{shown[-1].id}" if len(rows) > PAGE else ""
    return Queue(shown, child_words.unanswered(session, [row.id for row in shown]), _names(session), more)


def _last_rank(view: str, today: date, calendar: Calendar) -> int | None:
    if view == "now":
        return overview.soon(today, calendar).toordinal()
    # Nothing late stands behind today, so the rest of the queue need not be looked through.
    return today.toordinal() if view == "late" else None


def _place(after: str) -> tuple[int, uuid.UUID] | None:
    rank, _dot, case_id = after.partition(".")
    try:
        place = (int(rank), uuid.UUID(case_id))
    except ValueError:
        return None
    # No rank needs more than 63 bits, which is all that the database would compare.
    return place if abs(place[0]) < 2**63 else None


def acknowledge(session: Session, case: Case, words: str, *, by: str, now: datetime, calendar: Calendar) -> Case:
    """Tell the child that their words were read."""
    return append(session, case, Acknowledged(words), by=by, now=now, calendar=calendar)


def assign(session: Session, case: Case, *, to: str, name: str, by: str, now: datetime, calendar: Calendar) -> Case:
    """Somebody has it."""
    return append(session, case, Assigned(to, name), by=by, now=now, calendar=calendar)


def note(session: Session, case: Case, words: str, *, by: str, now: datetime, calendar: Calendar) -> Case:
    """A note that a child never sees."""
    return append(session, case, Noted(words), by=by, now=now, calendar=calendar)


def reply(
    session: Session, case: Case, words: str, *, answer: bool, name: str, by: str, now: datetime, calendar: Calendar
) -> Case:
    """Write to the child; ``answer`` when this is the Stage 1 answer."""
    return append(session, case, Answered(words, name) if answer else Replied(words, name), by=by, now=now, calendar=calendar)


def settle(session: Session, case: Case, why: str, *, by: str, now: datetime, calendar: Calendar) -> Case:
    """What made it urgent was looked at, and acted on. Raises NotAllowed when it is not urgent."""
    if not case.state.urgent:
        raise NotAllowed("what is not urgent cannot be settled")
    done = append(session, case, Settled(why), by=by, now=now, calendar=calendar)
    alarms.settled(session, case.row.id, by=by, now=now)
    return done


def close(session: Session, case: Case, reason: str, words: str, *, by: str, now: datetime, calendar: Calendar) -> Case:
    """Close it, for a reason from the list, with words for the child."""
    return append(session, case, Closed(reason, words), by=by, now=now, calendar=calendar)


def give_new_code(
    session: Session, case: Case, why: str, *, by: str, now: datetime, calendar: Calendar, pick: Callable[[int], int]
) -> str:
    """A new code for a child who lost theirs and told the hint; the old one, and every open page, end.

    Raises NotAllowed for what the child took back: no code opens that.
    """
    if case.state.status is Status.WITHDRAWN:
        raise NotAllowed("no code opens what the child took back")
    append(session, case, CodeReissued(why), by=by, now=now, calendar=calendar)
    code = receipts.make(pick(receipts.SPACE))
    cases.replace_code(session, case.row.id, code)
    passes.end_all(session, passes.READING, str(case.row.id), now=now)
    return code
