"""A case: the facts that can happen to it, the moves they make, and the state that they add up to.

Facts are appended and never edited; ``fold`` derives the state. The words of a fact are the words as they were written.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What the child chose. Staff classify in law (R1.5.1); a child is never asked to."""

    COMPLIMENT = "compliment"
    COMMENT = "comment"
    COMPLAINT = "complaint"
    UNSURE = "unsure"


ABOUT = (
    "conduct",
    "communication",
    "quality",
    "decision",
    "money",
    "accuracy",
    "delay",
    "family_time",
    "access",
    "something_else",
    "dont_know",
)
FEELINGS = ("happy", "okay", "mixed", "sad", "worried", "angry")
SAFE = ("yes", "not_sure", "no", "rather_not_say")
NOT_SAFE = ("no", "not_sure")
HELPERS = ("helping", "with_me")
WHO = ("secret", "named")
CONTACT_HOW = ("code", "text", "call", "email", "advocate", "letter")
ADVOCATE = ("yes", "no", "have_one", "tell_me_more")
AGES = ("under_8", "8_11", "12_15", "16_17", "18_25", "adult")
CLOSE_REASONS = ("answered", "thanked", "passed_on", "asked_to_stop", "no_way_to_answer", "duplicate")


class Status(StrEnum):
    """Where a case stands, in the queue's words."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    UNHAPPY = "unhappy"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class NotAllowed(Exception):
    """This cannot happen to a case that stands where this one does."""


@dataclass(frozen=True)
class Plan:
    """How a child may safely be reached: every part optional, in their own words."""

    how: str = ""
    contact: str = ""
    when: str = ""
    never: str = ""


@dataclass(frozen=True)
class Received:
    """A child, or somebody for them, told us something."""

    kind: str
    words: str = ""
    better: str = ""
    about: tuple[str, ...] = ()
    feeling: str = ""
    safe: str = ""
    helper: str = ""
    name: str = ""
    age: str = ""
    plan: Plan = Plan()
    advocate: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Flagged:
    """The words hold phrases that may mean danger: which rows of which version of the table, never the words."""

    flags: tuple[str, ...]
    rules: str


@dataclass(frozen=True)
class Wrote:
    """The child wrote more."""

    words: str


@dataclass(frozen=True)
class AskedForAdvocate:
    """The child wants somebody independent on their side (R1.7.2)."""


@dataclass(frozen=True)
class ChangedContact:
    """The child changed how they may be reached."""

    plan: Plan


@dataclass(frozen=True)
class Unhappy:
    """The child is not happy with the answer, or tired of waiting: that asks for Stage 2 (R1.10.1)."""

    words: str = ""


@dataclass(frozen=True)
class Withdrawn:
    """The child took it back (R1.13.1). The record stays."""


@dataclass(frozen=True)
class Hinted:
    """The child left a hint by which the Voice Team may give them a new code."""

    hint: str


@dataclass(frozen=True)
class CodeReissued:
    """The Voice Team gave the child a new code; the old one stopped working."""

    why: str


@dataclass(frozen=True)
class Acknowledged:
    """The team told the child that their words were read (R1.6.3)."""

    words: str


@dataclass(frozen=True)
class Assigned:
    """Somebody has it."""

    to: str
    name: str


@dataclass(frozen=True)
class Noted:
    """A note between colleagues; a child never sees it."""

    words: str


@dataclass(frozen=True)
class Replied:
    """The team wrote to the child; ``answer`` marks the Stage 1 answer itself (R1.8.6)."""

    words: str
    answer: bool
    name: str = ""


@dataclass(frozen=True)
class Settled:
    """A person looked at what made the case urgent, acted, and says why it is urgent no longer."""

    why: str


@dataclass(frozen=True)
class Closed:
    """The team closed it, for a reason from the list and in words for the child."""

    reason: str
    words: str


@dataclass(frozen=True)
class DocumentAdded:
    """Somebody put a file with the case; the file itself is kept under this id. ``size`` is in bytes."""

    document_id: str
    title: str
    kind: str
    for_child: bool
    size: int = 0


@dataclass(frozen=True)
class DocumentRemoved:
    """Somebody took a file away for good, and says why."""

    document_id: str
    title: str
    why: str


@dataclass(frozen=True)
class LetterMade:
    """A letter was made, as a PDF and as text. Making it sends nothing."""

    letter: str
    audience: str
    title: str
    pdf_id: str
    text_id: str
    pdf_size: int = 0
    text_size: int = 0


Fact = (
    Received
    | Flagged
    | Wrote
    | AskedForAdvocate
    | ChangedContact
    | Unhappy
    | Withdrawn
    | Hinted
    | CodeReissued
    | Acknowledged
    | Assigned
    | Noted
    | Replied
    | Settled
    | Closed
    | DocumentAdded
    | DocumentRemoved
    | LetterMade
)
FACTS: dict[str, type[Fact]] = {
    fact.__name__: fact
    for fact in (
        Received,
        Flagged,
        Wrote,
        AskedForAdvocate,
        ChangedContact,
        Unhappy,
        Withdrawn,
        Hinted,
        CodeReissued,
        Acknowledged,
        Assigned,
        Noted,
        Replied,
        Settled,
        Closed,
        DocumentAdded,
        DocumentRemoved,
        LetterMade,
    )
}


@dataclass(frozen=True)
class Event:
    """One fact, when it happened (UTC) and who did it: a person's id, or None for the child."""

    at: datetime
    by: str | None
    fact: Fact


_N, _A, _S, _U, _C, _W = Status
_STAY = {status: status for status in (_N, _A, _S, _U)}
_ALWAYS = {status: status for status in Status}

# For each fact, the statuses it can happen in and the status it leads to. What is not here is not allowed.
MOVES: dict[type[Fact], dict[Status, Status]] = {
    Flagged: _ALWAYS,
    Wrote: _STAY | {_C: _C},
    AskedForAdvocate: _STAY | {_C: _C},
    ChangedContact: _STAY | {_C: _C},
    Unhappy: {_N: _U, _A: _U, _S: _U, _C: _U},
    Withdrawn: {_N: _W, _A: _W, _S: _W, _U: _W},
    Hinted: _ALWAYS,
    CodeReissued: _ALWAYS,
    Acknowledged: {_N: _A},
    Assigned: _STAY,
    Noted: _ALWAYS,
    Replied: {_N: _A, _A: _A, _S: _S, _U: _U, _C: _C},
    Settled: _ALWAYS,
    Closed: {_N: _C, _A: _C, _S: _C, _U: _C},
    DocumentAdded: _ALWAYS,
    DocumentRemoved: _ALWAYS,
    LetterMade: _ALWAYS,
}
OPEN = (_N, _A, _S, _U)


@dataclass(frozen=True)
class CaseState:
    """What the facts so far add up to."""

    received: Received
    received_at: datetime
    status: Status
    urgent: bool
    plan: Plan
    acknowledged_at: datetime | None = None
    answered_at: datetime | None = None
    unhappy_at: datetime | None = None
    closed_at: datetime | None = None
    close_reason: str = ""
    withdrawn_at: datetime | None = None
    advocate_wanted: bool = False
    assigned_to: str = ""
    assigned_name: str = ""
    hint: str = ""
    events: tuple[Event, ...] = field(default=(), repr=False)

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.status in OPEN

    @property
    def child_waits_since(self) -> datetime | None:
        """Since when something that the child said later waits for somebody: the first of it that no act of staff followed."""
        since = None
        for event in self.events:
            if isinstance(event.fact, Wrote | Unhappy | AskedForAdvocate | ChangedContact):
                since = since or event.at
            elif isinstance(event.fact, Acknowledged | Assigned | Noted | Replied | Settled | Closed):
                since = None
        return since

    @property
    def needs_somebody(self) -> bool:
        """Whether it belongs in the queue: it is open, or the child wrote after it was closed, or danger is unsettled."""
        return self.open or self.urgent or (self.child_waits_since is not None and self.status is not Status.WITHDRAWN)

    @property
    def is_complaint(self) -> bool:
        """If in doubt, it is a complaint (R1.5.3)."""
        return self.received.kind in (Kind.COMPLAINT, Kind.UNSURE)


def fold(events: Iterable[Event]) -> CaseState:
    """The state after ``events``, oldest first. Raises NotAllowed when they could not have happened in that order."""
    state: CaseState | None = None
    for event in events:
        state = _begin(event) if state is None else after(state, event)
    if state is None:
        raise NotAllowed("a case begins when something is received")
    return state


def _begin(event: Event) -> CaseState:
    fact = event.fact
    if not isinstance(fact, Received):
        raise NotAllowed("a case begins when something is received")
    return CaseState(
        received=fact,
        received_at=event.at,
        status=Status.NEW,
        urgent=fact.safe in NOT_SAFE,
        plan=fact.plan,
        advocate_wanted=fact.advocate == "yes",
        events=(event,),
    )


def after(state: CaseState, event: Event) -> CaseState:
    """The state once ``event`` has happened too. Raises NotAllowed."""
    moves = MOVES.get(type(event.fact), {})
    if state.status not in moves:
        raise NotAllowed(f"{type(event.fact).__name__} cannot happen to a case that is {state.status}")
    moved = replace(state, status=moves[state.status], events=(*state.events, event))
    match event.fact:
        case Flagged():
            return replace(moved, urgent=True)
        case AskedForAdvocate():
            return replace(moved, advocate_wanted=True)
        case ChangedContact(plan=plan):
            return replace(moved, plan=plan)
        case Unhappy():
            return replace(moved, unhappy_at=event.at, closed_at=None)
        case Withdrawn():
            return replace(moved, withdrawn_at=event.at)
        case Hinted(hint=hint):
            return replace(moved, hint=hint)
        case Acknowledged():
            return replace(moved, acknowledged_at=event.at)
        case Assigned(to=to, name=name):
            return replace(moved, assigned_to=to, assigned_name=name)
        case Replied(answer=answer):
            return _replied(moved, event.at, answer=answer)
        case Settled():
            return replace(moved, urgent=False)
        case Closed(reason=reason):
            return replace(moved, closed_at=event.at, close_reason=reason)
        case _:
            return moved


def _replied(state: CaseState, at: datetime, *, answer: bool) -> CaseState:
    # Any reply tells the child that their words were read, so it acknowledges too.
    acknowledged = replace(state, acknowledged_at=state.acknowledged_at or at)
    if not answer or state.status not in (Status.ACKNOWLEDGED, Status.ANSWERED):
        return acknowledged
    return replace(acknowledged, status=Status.ANSWERED, answered_at=state.answered_at or at)
