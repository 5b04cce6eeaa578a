"""Keeping records and letting them go: what is due, legal holds, and erasure that two people agree on (P10)."""

import uuid
from datetime import date, datetime

from portal.domain import receipts, remains, retention
from portal.domain.access import Viewer
from portal.domain.frozen import frozen
from portal.domain.trail import Deed
from portal.services import filing, taking_in
from portal.services.filing import Calendar, Case
from portal.store import cases, erasing, marks, people, records, trail
from portal.store.database import Database, Session
from portal.store.faults import Unavailable
from portal.store.records import Already, Disposal, Due, Hold

__all__ = ["Already", "Disposal", "Due", "Hold", "NoSuchCase", "NotCopied", "NotDue", "NotProposed", "OnHold", "SamePerson"]
PAGE = 50
REWRITTEN = "rewritten"


class NoSuchCase(Exception):
    """There is no case with this reference."""


class NotDue(Exception):
    """Its time is not over, or it is open again."""


class OnHold(Exception):
    """It has to be kept."""


class NotProposed(Exception):
    """Nobody proposed that it be erased, or somebody decided already."""


class SamePerson(Exception):
    """Whoever proposed it cannot approve it too."""


class NotCopied(Exception):
    """The outcome has to be on the child's own record first."""


@frozen
class Overview:
    """The page of records: what is due with where the next page begins, what waits, what is held, what was erased."""

    due: tuple[Due, ...]
    after: str
    waiting: tuple[Disposal, ...]
    held: tuple[Hold, ...]
    certificates: tuple[Disposal, ...]
    names: dict[uuid.UUID, str]
    to_rewrite: bool


@frozen
class Proposal:
    """A case that is due, and what whoever proposes it has to look at first."""

    row: Due
    outcome_to_copy: bool
    age_unknown: bool


def overview(session: Session, viewer: Viewer, *, after: str = "") -> Overview:
    """What the page of records shows."""
    rows = records.due(session, viewer, after=_place(after), limit=PAGE + 1)
    shown = tuple(rows[:PAGE])
    more = f"{shown[-1].erase_on}.{shown[-1].id}" if len(rows) > PAGE else ""
    waiting, held = tuple(records.waiting(session, viewer)), tuple(records.held(session, viewer))
    certificates = tuple(records.certificates(session, limit=PAGE))
    return Overview(shown, more, waiting, held, certificates, people.names(session), _to_rewrite(session))


def _to_rewrite(session: Session) -> bool:
    last, rewritten = records.last_done(session), marks.get(session, REWRITTEN)
    return last is not None and (not rewritten or datetime.fromisoformat(rewritten) < last)


def _place(after: str) -> tuple[date, uuid.UUID] | None:
    day, _dot, case_id = after.partition(".")
    try:
        return date.fromisoformat(day), uuid.UUID(case_id)
    except ValueError:
        return None


def known(session: Session, reference: str, viewer: Viewer) -> None:
    """Raises NoSuchCase for a case that is not there for the viewer."""
    _find(session, reference, viewer)


def proposal(session: Session, reference: str, viewer: Viewer, *, calendar: Calendar) -> Proposal:
    """What there is to know before a case is proposed. Raises NoSuchCase, NotDue and OnHold."""
    case, row = _due(session, reference, viewer, calendar=calendar)
    return Proposal(row, retention.outcome_to_copy(case.state), retention.age_unknown(case.state))


def propose(session: Session, reference: str, viewer: Viewer, *, copied: bool, now: datetime, calendar: Calendar) -> None:
    """Ask that a case be erased; ``copied`` when the outcome is on the child's own record.

    Raises NoSuchCase, NotDue, OnHold, NotCopied and Already.
    """
    case, row = _due(session, reference, viewer, calendar=calendar)
    if retention.outcome_to_copy(case.state) and not copied:
        raise NotCopied
    records.propose(session, row, by=viewer.person_id, now=now)


def approve(session: Session, reference: str, viewer: Viewer, *, now: datetime, calendar: Calendar) -> None:
    """The second person agrees: the case is erased, and its figures and a certificate stay.

    Raises NoSuchCase, NotProposed, SamePerson, NotDue and OnHold.
    """
    case, _row = _due(session, reference, viewer, calendar=calendar)
    disposal = records.proposed(session, case.row.reference)
    if disposal is None:
        raise NotProposed
    if disposal.proposed_by == viewer.person_id:
        raise SamePerson
    if not records.done(session, disposal, by=viewer.person_id, now=now):
        raise NotProposed
    # Whoever looks later finds that it came before it went, also where no worker has run since it did.
    while taking_in.take_in(session, now=now):
        pass
    left = remains.figures(case.state, calendar)
    erasing.keep_figures(session, left)
    trail.note(session, Deed.ERASED, at=now, person=viewer.person_id, case=case.row.id)
    erasing.erase(session, case.row.id, case.row.reference)


def drop(session: Session, reference: str, viewer: Viewer, *, now: datetime) -> None:
    """It is not erased after all. Raises NoSuchCase and NotProposed."""
    case = _find(session, reference, viewer)
    if not records.drop(session, case.row.reference, by=viewer.person_id, now=now):
        raise NotProposed


def hold(session: Session, reference: str, why: str, viewer: Viewer, *, now: datetime) -> None:
    """Keep a case whatever its class says, open or closed. Raises NoSuchCase and Already."""
    records.hold(session, _find(session, reference, viewer).row.id, why, by=viewer.person_id, now=now)


def lift(session: Session, hold_id: str, viewer: Viewer, *, now: datetime) -> None:
    """End a hold; ending it twice ends it once, and one on a case that is not there for the viewer stays."""
    if hold_id in {str(hold.id) for hold in records.held(session, viewer)}:
        records.lift(session, uuid.UUID(hold_id), by=viewer.person_id, now=now)


def rewrite(database: Database, *, now: datetime) -> None:
    """Write the database's files anew, so that nothing erased is left in them. Raises Unavailable."""
    erasing.rewrite(database)
    with database.writing() as session:
        marks.put(session, REWRITTEN, now.isoformat())


def empty_log(database: Database) -> bool:
    """Take the words that were just erased out of SQLite's log at once. False when somebody was reading."""
    try:
        erasing.empty_log(database)
    except Unavailable:
        return False
    return True


def _find(session: Session, reference: str, viewer: Viewer) -> Case:
    try:
        row = cases.with_reference(session, receipts.normalise_reference(reference), viewer)
    except receipts.NotAReference:
        row = None
    if row is None:
        raise NoSuchCase(reference)
    records.lock(session, row.id)
    # What was read before the lock may have changed since.
    found = cases.with_id(session, row.id)
    if found is None:
        raise NoSuchCase(reference)
    return filing.load(session, found)


def _due(session: Session, reference: str, viewer: Viewer, *, calendar: Calendar) -> tuple[Case, Due]:
    case = _find(session, reference, viewer)
    kept = retention.kept(case.state, calendar.retention)
    if records.is_held(session, case.row.id):
        raise OnHold
    if kept is None or kept.erase_on > viewer.today:
        raise NotDue
    row = case.row
    return case, Due(row.id, row.reference, kept.key, kept.closed_on, kept.erase_on)
