"""Proving that the trail is whole: every entry as it was written, in the order in which it was linked, to its end.

What is found names entries by their numbers and cases by their references, and never a word of what anything holds.
"""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from portal.domain.trail import Deed, Entry, end_text
from portal.services.linking import end as ends_at
from portal.store import chain, intake, trail
from portal.store.chain import End, Linked, Noted
from portal.store.database import Database, Session

LINKED_WITHIN = timedelta(minutes=1)
SAYS = "trail: "
__all__ = ["SAYS", "ends_at", "findings", "note_check"]


def findings(database: Database, *, now: datetime, kept_end: str = "") -> Iterator[str]:
    """Everything that is wrong with the trail, one sentence each, all beginning with ``trail:``.

    ``kept_end`` is where it once ended, as ``number:link`` from a log or a backup's message: it shows a cut even when
    whoever cut it could write to all of the database.
    """
    with database.reading() as session:
        noted, erased = chain.noted(session), chain.erased(session)
        count, since = chain.waiting(session, before=now - LINKED_WITHIN)
        fresh, first = intake.waiting(session, before=now - LINKED_WITHIN)
    prover = _Prover(kept_end)
    for rows in chain.batches(database):
        with database.reading() as session:
            yield from prover.links(session, rows)
            yield from _facts(session, [row.entry for row in rows], erased)
    yield from prover.rest()
    yield from _end(noted, prover)
    with database.reading() as session:
        loose = chain.unlinked(session)
        yield from _loose(session, loose)
        yield from _facts(session, [row.entry for row in loose], erased)
        for reference, number in chain.not_told(session):
            yield f"{SAYS}fact {number} of {reference} has no entry: its entry was removed, or the fact was put in."
    if since:
        yield f"{SAYS}{count:,} without a link since {since:%Y-%m-%d %H:%M} UTC: 'portal work' is not running."
    if first:
        yield f"{SAYS}cases not taken in: {fresh:,}, since {first:%Y-%m-%d %H:%M} UTC. 'portal work' is not running."


def note_check(session: Session, *, sound: bool, now: datetime) -> None:
    """Write down that the trail was checked."""
    trail.note(session, Deed.CHECKED, at=now, detail="sound" if sound else "not sound")


class _Prover:
    """Walks along the chain."""

    def __init__(self, kept_end: str) -> None:
        self.before: End | None = End(0, b"")
        self.last = End(0, b"")
        self.broken: tuple[int, int] | None = None
        self.kept, self.kept_found = kept_end, False

    def links(self, session: Session, rows: list[Linked]) -> Iterator[str]:
        """What is wrong with the next entries."""
        for row in rows:
            if row.number != self.last.number + 1:
                yield from self.rest()
                yield f"{SAYS}{_entries(self.last.number + 1, row.number - 1)} removed."
                self.before = None
            if row.mark != trail.mark(session, row.entry):
                yield f"{SAYS}entry {row.number} was changed."
            follows = self.before is None or row.link == chain.make_link(session, row.number, self.before.link, row.mark)
            if not follows:
                self.broken = (self.broken[0] if self.broken else row.number, row.number)
            else:
                yield from self.rest()
            self.before = self.last = End(row.number, row.link)
            self.kept_found = self.kept_found or end_text(row.number, row.link) == self.kept

    def rest(self) -> Iterator[str]:
        """What was wrong with the order, once the chain holds again or ends."""
        if self.broken:
            first, last = self.broken
            which = f"entry {first} does" if first == last else f"entries {first} to {last} do"
            yield f"{SAYS}{which} not follow from what stands before: put in another order, put in, or linked anew."
            self.broken = None


def _end(noted: Noted, prover: _Prover) -> Iterator[str]:
    if noted.end is None:
        if noted.last.number:
            yield f"{SAYS}the note of where it ends was removed."
    elif not noted.genuine:
        yield f"{SAYS}the note of where it ends was changed."
    elif noted.end.number > noted.last.number:
        yield f"{SAYS}its end was cut off: {_entries(noted.last.number + 1, noted.end.number)} removed."
    elif noted.end != noted.last:
        yield f"{SAYS}the note of where it ends is an older one, put back."
    if prover.kept and not prover.kept_found:
        yield f"{SAYS}it does not pass through the end that was kept: cut off, linked anew, or older than that end."


def _loose(session: Session, rows: list[Linked]) -> Iterator[str]:
    for row in rows:
        if row.mark != trail.mark(session, row.entry):
            yield f"{SAYS}an entry of {row.entry.at:%Y-%m-%d %H:%M} UTC that has no link yet was changed or put in."


def _facts(session: Session, entries: list[Entry], erased: set[uuid.UUID]) -> Iterator[str]:
    """What the entries tell of, as it stands now: each fact is there, and is what was written."""
    told = [each for each in entries if each.digest and each.about and each.case and each.case not in erased]
    if not told:
        return
    now = chain.fact_digests(session, [each.about for each in told if each.about])
    names = chain.references(session, {each.case for each in told if each.case})
    for each in told:
        if each.about not in now:
            name = names.get(each.case) if each.case else None
            gone = f"a fact of {name}" if name else f"case {each.case}, which was never erased,"
            yield f"{SAYS}{gone} is gone ({each.detail}, {each.at:%Y-%m-%d})."
        # What does not open is found where seals are checked.
        elif now[each.about] not in (None, each.digest):
            name = names.get(each.case, "") if each.case else ""
            yield f"{SAYS}a fact of {name} is not what was written ({each.detail}, {each.at:%Y-%m-%d})."


def _entries(first: int, last: int) -> str:
    return f"entry {first} was" if first == last else f"entries {first} to {last} were"
