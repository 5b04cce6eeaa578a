"""The team's pages as plain values: lines of the queue, clocks in words, the timeline of a case."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.domain import clocks
from portal.domain.cases import (
    Acknowledged,
    AskedForAdvocate,
    Assigned,
    ChangedContact,
    Closed,
    CodeReissued,
    Event,
    Flagged,
    Hinted,
    Noted,
    Received,
    Replied,
    Settled,
    Unhappy,
    Withdrawn,
    Wrote,
)
from portal.domain.clocks import Light
from portal.domain.working_days import LONDON, CalendarGap, WorkingDays
from portal.services.filing import Case
from portal.services.storing import CaseRow


@dataclass(frozen=True)
class Clock:
    """One clock: what it is for, its date (London), its light, and the working days in words."""

    name: str
    on: date
    light: str
    words: str


@dataclass(frozen=True)
class Line:
    """One line of the queue."""

    row: CaseRow
    clocks: tuple[Clock, ...]
    who: str


@dataclass(frozen=True)
class Entry:
    """One entry of the timeline: what happened, by whom, when (London time), and the words, if any."""

    what: str
    by: str
    at: datetime
    words: str
    side: str
    by_child: bool


def line(row: CaseRow, names: dict[str, str], *, today: date, days: WorkingDays) -> Line:
    """A case as one line."""
    return Line(row, clocks_of(row, today=today, days=days), names.get(str(row.assigned_to), ""))


def clocks_of(row: CaseRow, *, today: date, days: WorkingDays) -> tuple[Clock, ...]:
    """The clocks that run, the nearest first."""
    running = [(_("First reply"), row.acknowledge_by), (_("Answer"), row.due_on)]
    return tuple(_clock(name, on, today, days) for name, on in running if on)


def _clock(name: str, on: date, today: date, days: WorkingDays) -> Clock:
    try:
        standing = clocks.light(on, today, days)
    except CalendarGap:
        return Clock(name, on, "resting", _("bank holidays not known"))
    if standing.light is Light.LATE:
        words = ngettext("%(num)s working day late", "%(num)s working days late", standing.days)
    elif standing.light is Light.TODAY:
        words = _("due today")
    else:
        words = ngettext("%(num)s working day left", "%(num)s working days left", standing.days)
    return Clock(name, on, standing.light, words)


def timeline(case: Case, names: dict[str, str], *, side: str) -> list[Entry]:
    """What happened, newest first: all of it, what the child sees, or the notes."""
    entries = [_entry(event, names) for event in reversed(case.state.events)]
    return [entry for entry in entries if side not in ("child", "notes") or entry.side == side]


def _entry(event: Event, names: dict[str, str]) -> Entry:
    what, words, side = _told(event)
    by = names.get(event.by, "") if event.by else ""
    automatic = isinstance(event.fact, Flagged)
    return Entry(
        what, _("The portal") if automatic else by, event.at.astimezone(LONDON), words, side, not event.by and not automatic
    )


def _told(event: Event) -> tuple[str, str, str]:
    match event.fact:
        case Received(words=words, better=better):
            return _("Told us"), "\n\n".join(part for part in (words, better) if part), "child"
        case Wrote(words=words):
            return _("Wrote more"), words, "child"
        case AskedForAdvocate():
            return _("Asked for an advocate"), "", "child"
        case ChangedContact():
            return _("Changed how we may reach them"), "", "child"
        case Unhappy(words=words):
            return _("Is not happy, and asks for the next stage"), words, "child"
        case Withdrawn():
            return _("Took it back"), "", "child"
        case Acknowledged(words=words):
            return _("Acknowledged"), words, "child"
        case Replied(words=words, answer=answer):
            return (_("Answered") if answer else _("Replied")), words, "child"
        case Closed(words=words):
            return _("Closed"), words, "child"
        case Noted(words=words):
            return _("Note"), words, "notes"
        case Settled(why=why):
            return _("No longer urgent"), why, "notes"
        case Assigned(name=name):
            return _("Given to %(name)s", name=name), "", "work"
        case CodeReissued(why=why):
            return _("Gave a new code"), why, "work"
        case Hinted():
            return _("Left a hint for a lost code"), "", "work"
        case Flagged(flags=flags):
            return _("The words may mean danger"), "\n".join(flags), "work"
