"""What the Voice Team does with a case: one function for each act."""

import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime

from portal.domain import receipts
from portal.domain.access import HOLDERS, Viewer
from portal.domain.cases import NotAllowed
from portal.domain.facts import Acknowledged, Answered, Assigned, Closed, CodeReissued, Fact, Noted, Replied, Settled
from portal.domain.frozen import frozen
from portal.domain.procedure import Status
from portal.domain.stages import Joined, Linked, Tagged
from portal.domain.trail import Deed
from portal.services import alarms, overview, suggesting
from portal.services.filing import Calendar, Case, append, load
from portal.services.searching import stems
from portal.services.suggesting import Alike
from portal.store import cases, child_words, passes, people, trail, visibility
from portal.store import queue as queues
from portal.store.cases import CaseRow
from portal.store.database import Session

PAGE = 50


class NoSuchCase(Exception):
    """There is no case with this reference."""


@frozen
class Opened:
    """A case as somebody opened it: what everybody is called, who read it when (UTC, the newest first), cases like it.

    ``hidden`` are references of cases tied to it that are not there for whoever opened it.
    """

    case: Case
    names: dict[str, str]
    readers: tuple[tuple[str, datetime], ...]
    alike: tuple[Alike, ...] = ()
    hidden: frozenset[str] = frozenset()


@frozen
class Queue:
    """A page of the queue: its rows, the rows whose child wrote since staff last did something, and the next page's start."""

    rows: tuple[CaseRow, ...]
    child_wrote: frozenset[uuid.UUID]
    names: dict[str, str]
    after: str


def find(session: Session, reference: str, viewer: Viewer) -> Case:
    """The case with that reference, however it was typed. Raises NoSuchCase, also for one that they may not see."""
    try:
        row = cases.with_reference(session, receipts.normalise_reference(reference), viewer)
    except receipts.NotAReference:
        row = None
    if row is None:
        raise NoSuchCase(reference)
    return load(session, row)


def read(session: Session, reference: str, viewer: Viewer, *, now: datetime) -> Case:
    """Open a case, and note that it was read, by whom and when. Raises NoSuchCase."""
    case = find(session, reference, viewer)
    trail.note(session, Deed.READ, at=now, person=viewer.person_id, case=case.row.id)
    cases.mark_read(session, case.row.id, now)
    return case


def opened(session: Session, reference: str, viewer: Viewer, *, now: datetime) -> Opened:
    """Read a case with all that its page shows. Raises NoSuchCase."""
    case = read(session, reference, viewer, now=now)
    names = _names(session)
    readers = [(names.get(str(person_id), ""), at) for person_id, at in trail.read_by(session, case.row.id)]
    tied = {event.fact.reference for event in case.state.events if isinstance(event.fact, Joined | Linked)}
    hidden = tied - visibility.there_for(session, tied, viewer) if tied else frozenset()
    return Opened(case, names, tuple(readers), suggesting.alike(session, case, viewer), frozenset(hidden))


def _names(session: Session) -> dict[str, str]:
    return {str(person_id): name for person_id, name in people.names(session).items()}


@frozen
class Filters:
    """What a view is narrowed to; empty is everything. ``who`` is a person's id, or "nobody"."""

    kind: str = ""
    procedure: str = ""
    stage: str = ""
    area: str = ""
    who: str = ""
    tag: str = ""
    what: str = ""

    @property
    def columns(self) -> dict[str, str | int]:
        """The columns and values that a case has to have."""
        known: dict[str, str | int] = {"kind": self.kind, "procedure": self.procedure, "area": self.area}
        chosen = {name: value for name, value in known.items() if value}
        if self.stage.isdecimal() and self.stage.isascii():
            chosen["stage"] = int(self.stage[:2])
        return chosen | ({"assigned_to": ""} if self.who == "nobody" else {})

    @property
    def person(self) -> uuid.UUID | None:
        """Who has the case, where somebody is chosen."""
        try:
            return uuid.UUID(self.who)
        except ValueError:
            return None


UNFILTERED = Filters()


def queue(
    session: Session,
    view: str,
    viewer: Viewer,
    *,
    calendar: Calendar,
    words: str = "",
    after: str = "",
    filters: Filters = UNFILTERED,
) -> Queue:
    """A page of one view of the queue. Newest urgent first, then by date; closed cases newest first.

    ``narrow`` narrows the view further.
    ``words`` finds the cases that hold all of them; words too short to be searched for find nothing.
    """
    found = frozenset(stems(words))
    if words and not found:
        return Queue((), frozenset(), {}, "")
    rows = queues.page(
        session,
        viewer,
        is_open=view != "closed",
        status="new" if view == "new" else "",
        urgent=view == "urgent",
        assigned_to=viewer.person_id if view == "mine" else filters.person,
        only=filters.columns,
        tag=filters.tag,
        late_on=viewer.today if view == "late" else None,
        ranked_to=_last_rank(view, viewer.today, calendar),
        where=overview.conditions("unread" if view == "unread" else filters.what, today=viewer.today, calendar=calendar),
        stems=found,
        after=_place(after),
        limit=PAGE + 1,
    )
    shown = tuple(rows[:PAGE])
    more = f"{shown[-1].rank}.{shown[-1].id}" if len(rows) > PAGE else ""
    return Queue(shown, child_words.unanswered(session, [row.id for row in shown]), _names(session), more)


@frozen
class Choices:
    """What the queue can be narrowed to beside its fixed lists: people by id, and the tags in use."""

    people: dict[str, str]
    tags: tuple[str, ...]


def holders(session: Session) -> dict[str, str]:
    """Who can be given cases: names by id."""
    return people.in_roles(session, HOLDERS)


def choices(session: Session, viewer: Viewer) -> Choices:
    """Who may have a case, and which tags there are."""
    return Choices(people.in_roles(session, HOLDERS), tuple(queues.tags_in_use(session, viewer)))


def assign_all(
    session: Session, references: Sequence[str], viewer: Viewer, *, to: str, name: str, now: datetime, calendar: Calendar
) -> list[tuple[str, bool]]:
    """Give several cases to one person. For each reference, whether it could be done."""
    return _each(session, references, lambda _case: Assigned(to, name), viewer, now=now, calendar=calendar)


def tag_all(
    session: Session, references: Sequence[str], tag: str, viewer: Viewer, *, now: datetime, calendar: Calendar
) -> list[tuple[str, bool]]:
    """Put one tag on several cases. For each reference, whether it could be done."""

    def tagged(case: Case) -> Fact:
        return Tagged(tuple(dict.fromkeys((*case.state.work.tags, tag))))

    return _each(session, references, tagged, viewer, now=now, calendar=calendar)


def _each(
    session: Session,
    references: Sequence[str],
    fact: Callable[[Case], Fact],
    viewer: Viewer,
    *,
    now: datetime,
    calendar: Calendar,
) -> list[tuple[str, bool]]:
    done = []
    for reference in dict.fromkeys(references[:PAGE]):
        try:
            case = find(session, reference, viewer)
            made = fact(case)
            if isinstance(made, Assigned):
                refuse_shut_out(session, case, made.to)
            append(session, case, made, by=str(viewer.person_id), now=now, calendar=calendar)
        except (NoSuchCase, NotAllowed, cases.Stale):
            done.append((reference, False))
        else:
            done.append((reference, True))
    return done


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
    """Somebody has it. Raises NotAllowed for somebody who is shut out."""
    refuse_shut_out(session, case, to)
    return append(session, case, Assigned(to, name), by=by, now=now, calendar=calendar)


def refuse_shut_out(session: Session, case: Case, person_id: str) -> None:
    """Nobody is given what is not there for them. Raises NotAllowed."""
    if person_id and uuid.UUID(person_id) in visibility.shut_out(session, case.row.id):
        raise NotAllowed("somebody who is shut out of a case cannot have it")


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
