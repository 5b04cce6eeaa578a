"""After a child has sent: look for phrases that may mean danger, and let the words be found again.

The reading and the thinking happen before the transaction that stores what was found, so that a child who is sending
meanwhile does not wait for them.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime

from portal.domain import safety
from portal.domain.advocacy_facts import AdvocateWrote, SentForChild
from portal.domain.cases import CaseState
from portal.domain.entry_facts import Entered
from portal.domain.facts import Fact, Flagged, Received, Unhappy, Wrote
from portal.domain.follow_up_facts import FollowUpAnswered
from portal.domain.frozen import frozen
from portal.services import alarms, filing
from portal.services.filing import Calendar
from portal.services.searching import stems
from portal.services.sending import ALERT
from portal.services.suggesting import contact_mark
from portal.store import cases, outbox, queue
from portal.store.database import Session

TRIES = 5


@frozen
class Found:
    """What the words of one case hold."""

    flags: tuple[str, ...]
    stems: frozenset[str]


def look(session: Session, case_id: uuid.UUID) -> Found:
    """Read everything the child said in a case, and what in it should be raised."""
    row = cases.with_id(session, case_id)
    if row is None:
        return Found((), frozenset())
    state = filing.load(session, row).state
    said = [text for event in state.events for text in texts(event.fact)]
    # A colleague who rings about a child gives a name, so the name finds the case too.
    said.append(state.received.name)
    marks = {mark for mark in [contact_mark(state)] if mark}
    return Found(to_raise(state), frozenset(stems("\n".join(said)) | marks))


def note(session: Session, case_id: uuid.UUID, found: Found, *, now: datetime, calendar: Calendar) -> None:
    """Store what was found: raise the case, tell staff, and let it be found by its words."""
    row = cases.with_id(session, case_id)
    if row is None:
        return
    queue.index_words(session, case_id, set(found.stems))
    if found.flags:
        _raise(session, case_id, found, now=now, calendar=calendar)
        outbox.add(session, ALERT, case_id=case_id, at=now)
        alarms.sound(session, case_id, alarms.FLAGGED, now=now)


def texts(fact: Fact) -> tuple[str, ...]:
    """The child's own words in a fact, and those of an advocate or a writer for them: any may tell of danger."""
    match fact:
        case Received(words=words, better=better, helper_words=added):
            return tuple(text for text in (words, better, added) if text)
        case Wrote(words=words) | Unhappy(words=words) | AdvocateWrote(words=words) | SentForChild(words=words):
            return (words,) if words else ()
        case Entered(words=words) | FollowUpAnswered(own=words):
            return (words,) if words else ()
        case _:
            return ()


def to_raise(state: CaseState) -> tuple[str, ...]:
    """The flags that nobody was told of yet.

    A flag that was raised before is raised again when the child says it again after somebody settled the first.
    """
    raised = {flag for event in state.events if isinstance(event.fact, Flagged) for flag in event.fact.flags}
    last = max((index for index, event in enumerate(state.events) if isinstance(event.fact, Flagged)), default=-1)
    all_said = _flags(text for event in state.events for text in texts(event.fact))
    said_since = _flags(text for event in state.events[last + 1 :] for text in texts(event.fact))
    fresh = [flag for flag in all_said if flag not in raised]
    again = [] if state.urgent else [flag for flag in said_since if flag in raised]
    return tuple(dict.fromkeys(fresh + again))


def _flags(said: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(flag for text in said for flag in safety.flags(text)))


def _raise(session: Session, case_id: uuid.UUID, found: Found, *, now: datetime, calendar: Calendar) -> None:
    for attempt in range(TRIES):
        row = cases.with_id(session, case_id)
        if row is None:
            return
        try:
            case = filing.load(session, row)
            filing.append(session, case, Flagged(found.flags, safety.VERSION), by=None, now=now, calendar=calendar)
            return
        except cases.Stale:
            if attempt == TRIES - 1:
                raise
