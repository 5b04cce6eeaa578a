"""A case: the state that its facts add up to, by the procedure's table. Facts are appended; ``fold`` derives the rest."""

from collections.abc import Iterable
from dataclasses import field, replace
from datetime import datetime

from portal.domain import advocacy, casework, contact_facts, follow_up, reaching, stages
from portal.domain.advocacy_facts import AdvocateLetGo, AdvocateLetIn, AdvocateWrote, SentForChild
from portal.domain.casework import Casework
from portal.domain.entry_facts import Assisted, Entered
from portal.domain.facts import (
    NOT_SAFE,
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
    Fact,
    Flagged,
    Hinted,
    Kind,
    LetterMade,
    Plan,
    Received,
    Replied,
    Settled,
    Unhappy,
    Withdrawn,
    Wrote,
)
from portal.domain.follow_up import FollowUp
from portal.domain.follow_up_facts import FollowUpAnswered, FollowUpDeclined, FollowUpGivenUp, FollowUpLeft, FollowUpTried
from portal.domain.frozen import frozen
from portal.domain.procedure import BACK, COMPLAINTS, OPEN, STAYS, Move, Procedure, Status, row
from portal.domain.reaching import Reach

# What a child says later waits until somebody at the trust does something with the case; these are no such thing.
FROM_CHILD = (Wrote, Unhappy, AskedForAdvocate, ChangedContact)
# What an advocate says for a child waits just so.
FOR_CHILD = (AdvocateWrote,)
# All that a child does themselves; what else nobody did, the portal did.
BY_CHILD = (Received, *FROM_CHILD, Withdrawn, Hinted, FollowUpAnswered, FollowUpDeclined, Assisted)
SILENT = (
    Received,
    Flagged,
    Hinted,
    CodeReissued,
    DocumentAdded,
    DocumentRemoved,
    LetterMade,
    stages.Recalculated,
    stages.ShutOut,
    stages.LetBack,
    stages.LetIn,
    stages.LetInEnded,
    stages.Restricted,
    *contact_facts.BY_PORTAL,
    Entered,
    Assisted,
    SentForChild,
    AdvocateLetIn,
    AdvocateLetGo,
    FollowUpAnswered,
    FollowUpDeclined,
    FollowUpGivenUp,
    FollowUpLeft,
    FollowUpTried,
)


class NotAllowed(Exception):
    """This cannot happen to a case that stands where this one does."""


@frozen
class CaseState:
    """What the facts so far add up to. ``stood`` is where it stood before it was closed, taken back or put off."""

    received: Received
    received_at: datetime
    status: Status
    urgent: bool
    plan: Plan
    acknowledged_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    close_reason: str = ""
    withdrawn_at: datetime | None = None
    advocate_wanted: bool = False
    assigned_to: str = ""
    assigned_name: str = ""
    hint: str = ""
    stood: Status = Status.NEW
    work: Casework = field(default_factory=Casework)
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
            if isinstance(event.fact, FOR_CHILD) or (isinstance(event.fact, FROM_CHILD) and event.by is None):
                since = since or event.at
            elif not isinstance(event.fact, SILENT):
                since = None
        return since

    @property
    def needs_somebody(self) -> bool:
        """Whether it belongs in the queue: it is open, the child wrote after it closed, danger is unsettled, a copy is owed."""
        if self.open or self.urgent or self.work.access_owed or self.follow.worry:
            return True
        waits = self.child_waits_since or self.reach.since
        return waits is not None and self.status is not Status.WITHDRAWN

    @property
    def follow(self) -> FollowUp:
        """How asking the child afterwards stands."""
        asked = follow_up.is_asked(self.received, by_child=self.by_child)
        return follow_up.follow_up(self.events, asked=asked)

    @property
    def reach(self) -> Reach:
        """How the child may be reached, and what about it waits for a person."""
        return reaching.reach(self.events)

    @property
    def advocates(self) -> dict[str, AdvocateLetIn]:
        """The advocates who see the case now, by their id."""
        return advocacy.at_side(self.events)

    @property
    def flagged(self) -> bool:
        """Whether the child was not safe, or their words may mean danger, at any time."""
        return self.received.safe in NOT_SAFE or any(isinstance(event.fact, Flagged) for event in self.events)

    @property
    def procedure(self) -> Procedure:
        """The procedure that staff chose; until they have, what a child calls a complaint is one (R1.5.3)."""
        if self.work.procedure:
            return self.work.procedure
        complaint = self.received.kind in (Kind.COMPLAINT, Kind.UNSURE)
        return Procedure.STATUTORY if complaint else Procedure.FEEDBACK

    @property
    def is_complaint(self) -> bool:
        """Whether it has stages, and answers that are due."""
        return self.procedure in COMPLAINTS

    @property
    def by_child(self) -> bool:
        """Whether a child or young person complains, rather than an adult in their own right (R1.3.3)."""
        return self.received.age != "adult" and self.work.described.capacity in ("", *stages.CHILDREN)


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


def move(state: CaseState, fact: type[Fact]) -> Move | None:
    """The row of the table that lets a fact of this kind happen to the case now, if one does."""
    # A closed complaint goes on from where it stood when it was closed.
    status = state.stood if state.status is Status.CLOSED and fact is Unhappy else state.status
    return row(fact, status, state.procedure)


def after(state: CaseState, event: Event) -> CaseState:
    """The state once ``event`` has happened too. Raises NotAllowed."""
    allowed = move(state, type(event.fact))
    if allowed is None:
        raise NotAllowed(f"{type(event.fact).__name__} cannot happen to a case that is {state.status}")
    status = state.status if allowed.to == STAYS else state.stood if allowed.to == BACK else allowed.to
    stood = state.status if status is not state.status and state.status in OPEN else state.stood
    work = casework.after(state.work, event, state.stood if state.status is Status.CLOSED else state.status, status)
    moved = replace(state, status=status, stood=stood, work=work, events=(*state.events, event))
    return _noted(moved, event)


def _noted(state: CaseState, event: Event) -> CaseState:
    match event.fact:
        case Flagged():
            return replace(state, urgent=True)
        case FollowUpAnswered(safe=safe) if safe in NOT_SAFE:
            return replace(state, urgent=True)
        case AskedForAdvocate():
            return replace(state, advocate_wanted=True)
        case ChangedContact(plan=plan):
            return replace(state, plan=plan)
        case Unhappy() | stages.Reinstated():
            return replace(state, closed_at=None, withdrawn_at=None)
        case Withdrawn():
            return replace(state, withdrawn_at=event.at)
        case Hinted(hint=hint):
            return replace(state, hint=hint)
        case Acknowledged() | Replied():
            # Any reply tells the child that their words were read, so it acknowledges too.
            return replace(state, acknowledged_at=state.acknowledged_at or event.at)
        case Answered():
            first = state.acknowledged_at or event.at
            return replace(state, acknowledged_at=first, answered_at=state.work.answered_at.get(1))
        case Assigned(to=to, name=name):
            return replace(state, assigned_to=to, assigned_name=name)
        case stages.ShutOut(person=person, line=line) if state.assigned_to in (person, *line):
            # Whoever it is about does not keep it for another minute.
            return replace(state, assigned_to="", assigned_name="")
        case Settled():
            return replace(state, urgent=False)
        case Closed(reason=reason):
            return replace(state, closed_at=event.at, close_reason=reason)
        case stages.PassedOn() | stages.Joined() | stages.ReferredEarly():
            return replace(state, closed_at=event.at)
        case _:
            return state
