"""The team's pages as plain values: lines of the queue, clocks in words, the timeline of a case."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from portal.domain import clocks
from portal.domain.access import Act, Role, allowed
from portal.domain.advocacy_facts import AdvocacyFact
from portal.domain.cases import BY_CHILD, CaseState, move
from portal.domain.clocks import Light
from portal.domain.contact_facts import ContactConfirmed, NoticeFailed, NoticeHeld, NoticeSent, ToldByHand
from portal.domain.entry_facts import EntryFact
from portal.domain.facts import (
    Acknowledged,
    Answered,
    AskedForAdvocate,
    Assigned,
    ChangedContact,
    Closed,
    CodeReissued,
    DocumentAdded,
    DocumentRemoved,
    Event,
    Flagged,
    Hinted,
    LetterMade,
    Noted,
    Received,
    Replied,
    Settled,
    Unhappy,
    Withdrawn,
    Wrote,
)
from portal.domain.follow_up_facts import FollowUpFact
from portal.domain.frozen import frozen
from portal.domain.stages import Joined, Linked
from portal.domain.working_days import LONDON, CalendarGap, WorkingDays
from portal.services.storing import CaseRow
from portal.services.triage import Opened, Queue
from portal.web import advocate_words, contact_words, entry_words, follow_up_words, sanitise, stage_words
from portal.web.languages import LANGUAGES, Language
from portal.web.stage_labels import RULES

LOOKING = timedelta(minutes=10)


@frozen
class Clock:
    """One clock: what it is for, its date (London), its light, and the working days in words."""

    name: str
    on: date | None
    light: str
    words: str


@frozen
class Line:
    """One line of the queue."""

    row: CaseRow
    clocks: tuple[Clock, ...]
    who: str
    language: Language
    child_wrote: bool


@frozen
class Entry:
    """One entry of the timeline: what happened, by whom, when (London time), and the words, if any."""

    what: str
    by: str
    at: datetime
    words: str
    side: str
    by_child: bool
    html: Markup | None = None


def line(row: CaseRow, queue: Queue, *, today: date, days: WorkingDays) -> Line:
    """A case as one line."""
    who = queue.names.get(str(row.assigned_to), "")
    return Line(row, clocks_of(row, today=today, days=days), who, language(row), row.id in queue.child_wrote)


def language(row: CaseRow) -> Language:
    """The language the child chose."""
    return LANGUAGES.get(row.language) or Language(row.language, row.language, "")


NEEDS = {"acknowledge": Act.ANSWER_CASES, "reply": Act.ANSWER_CASES, "answer": Act.ANSWER_CASES, "note": Act.NOTE_CASES}


def forms(state: CaseState, role: Role) -> tuple[str, ...]:
    """The forms that a case's page offers as the case stands to somebody in that role."""
    with_child = state.withdrawn_at is None
    offered = {
        "take": move(state, Assigned) is not None,
        # What a child took back may still be about danger.
        "settle": state.urgent,
        "acknowledge": move(state, Acknowledged) is not None,
        "reply": with_child,
        "note": True,
        "answer": move(state, Answered) is not None,
        "close": move(state, Closed) is not None,
        "code": with_child,
    }
    return tuple(name for name, there in offered.items() if there and allowed(role, NEEDS.get(name, Act.WORK_CASES)))


def why_not(form: str, state: CaseState) -> str:
    """Why a form is not on the page any more, for somebody who sent it."""
    if state.withdrawn_at:
        why = _("The child took this back. Nothing can be sent to them, and nothing was.")
    elif form == "acknowledge":
        why = _("The child was told already that their words were read. Nothing was sent.")
    elif form == "settle":
        why = _("This case is not urgent now. Nothing was changed.")
    else:
        why = _("This case is closed. Nothing was changed.")
    return str(why)


def clocks_of(row: CaseRow, *, today: date, days: WorkingDays) -> tuple[Clock, ...]:
    """The clocks of a line: the next thing that is due, the answer, and the limit beside it."""
    next_name = RULES.get(row.next_rule, "")
    # At Stage 3 the day is the panel's until its report is in; only at Stage 2 is the day beside it the Ombudsman's count.
    main = _("Stage 3") if row.stage == 3 else _("Answer")
    beside = _("Ombudsman's count") if row.stage == 2 else _("Limit")
    running = [(next_name, row.next_on), (main, row.due_on), (beside, row.second_due_on)]
    # One day is named once, by the first that falls on it.
    first = {on: name for name, on in reversed(running) if on}
    return tuple(clock(name, on, today, days) for on, name in sorted(first.items()))


def clock(name: str, on: date, today: date, days: WorkingDays) -> Clock:
    """A clock in words."""
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


def timeline(opened: Opened, *, side: str) -> list[Entry]:
    """What happened, newest first: all of it, what the child sees, or the notes."""
    entries = [_entry(event, opened.names) for event in reversed(_there(opened.case.state.events, opened))]
    return [entry for entry in entries if side not in ("child", "notes") or entry.side == side]


def looking(opened: Opened, *, me: str, now: datetime) -> tuple[str, ...]:
    """The colleagues who opened the case within the last minutes, so that two do not answer it at once."""
    recent = [name for name, at in opened.readers if name != me and now - at < LOOKING]
    return tuple(dict.fromkeys(name for name in recent if name))


def since(opened: Opened, version: str) -> list[Entry]:
    """What happened since the page with this version was made, oldest first; all of it when the version is none of ours."""
    known = int(version) if version.isdecimal() and len(version) < 9 else 0
    known = known if known <= opened.case.row.version else 0
    # The version of a case is the number of its last fact.
    return [_entry(event, opened.names) for event in _there(opened.case.state.events[known:], opened)]


def _there(events: Sequence[Event], opened: Opened) -> list[Event]:
    """Without what names a case that is not there for whoever opened this one."""
    return [event for event in events if not (isinstance(event.fact, Joined | Linked) and event.fact.reference in opened.hidden)]


def _entry(event: Event, names: dict[str, str]) -> Entry:
    what, words, side = _told(event)
    # What nobody did and no child can do, the portal did: a phrase found, a date moved, a line of management kept out.
    automatic = not event.by and not isinstance(event.fact, BY_CHILD)
    by = _("The portal") if automatic else names.get(event.by, "") if event.by else _("The child")
    html = sanitise.staff_html(words) if isinstance(event.fact, Replied | Answered) else None
    return Entry(what, by, event.at.astimezone(LONDON), words, side, not event.by and not automatic, html)


def _told(event: Event) -> tuple[str, str, str]:
    match event.fact:
        case Received():
            # Their words stand whole above the timeline.
            return _("Told us"), "", "child"
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
        case Replied(words=words):
            return _("Replied"), words, "child"
        case Answered(words=words):
            return _("Answered"), words, "child"
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
        case DocumentAdded(title=title):
            return _("Added a document"), title, "work"
        case DocumentRemoved(title=title, why=why):
            return _("Removed a document"), f"{title}\n{why}", "work"
        case LetterMade(title=title):
            return _("Made a letter. The portal did not send it"), title, "work"
        case Flagged(flags=flags):
            return _("The words may mean danger"), "\n".join(flags), "work"
        case ContactConfirmed() | NoticeSent() | NoticeHeld() | NoticeFailed() | ToldByHand():
            return contact_words.told(event.fact)
        case _ if isinstance(event.fact, AdvocacyFact):
            return advocate_words.told(event.fact)
        case _ if isinstance(event.fact, EntryFact):
            return entry_words.told(event.fact)
        case _ if isinstance(event.fact, FollowUpFact):
            return follow_up_words.told(event.fact)
        case _:
            return stage_words.told(event.fact)
