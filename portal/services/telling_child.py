"""Asking for word to a child when something waits for them to read; whether and when it goes is decided when it is sent."""

from datetime import datetime, timedelta

from portal.domain import facts
from portal.domain.cases import CaseState
from portal.domain.contact import BY_ITSELF, Route, SafePlan
from portal.domain.contact_facts import ANSWER, ContactConfirmed, ToldByHand
from portal.domain.facts import Answered, ChangedContact, Fact, Replied, Withdrawn
from portal.domain.procedure import Status
from portal.store import notices
from portal.store.cases import CaseRow
from portal.store.database import Session

# Word that was held is sent once the plan is known; older word would only bewilder.
STILL_NEW = timedelta(days=14)


def after(session: Session, row: CaseRow, state: CaseState, fact: Fact, *, by: str | None, now: datetime) -> None:
    """What follows for the child from a fact that was just written down."""
    if isinstance(fact, ContactConfirmed | ChangedContact):
        _try_again(session, row, now=now)
    elif isinstance(fact, ToldByHand):
        for notice in notices.unsent(session, row.id):
            notices.became(session, notice.id, notices.DROPPED)
    elif by is not None and (isinstance(fact, Replied | Answered) or (facts.told(fact) and not isinstance(fact, Withdrawn))):
        ask(session, row, state, ANSWER, now=now)


def _try_again(session: Session, row: CaseRow, *, now: datetime) -> None:
    """Word that was held or did not come goes by the new plan: the newest of each kind, and each link."""
    said: set[tuple[str, str]] = set()
    for notice in notices.unsent(session, row.id):
        if (notice.what, notice.link) in said or notice.made_at < now - STILL_NEW:
            notices.became(session, notice.id, notices.DROPPED)
        else:
            said.add((notice.what, notice.link))
            notices.again(session, notice, now=now)


def may_send(plan: SafePlan) -> bool:
    """Whether the portal can send anything by this plan."""
    return plan.route in BY_ITSELF


def ask(session: Session, row: CaseRow, state: CaseState, what: str, *, now: datetime, link: str = "") -> bool:
    """Ask for word to the child, once while it waits. Returns whether any is to be sent.

    A child who wants to be reached by their code alone, or who took it back, is told nothing.
    """
    plan = state.reach.plan
    if state.status is Status.WITHDRAWN or (plan is not None and plan.route == Route.CODE):
        return False
    if link or not notices.waits(session, row.id, what):
        notices.add(session, row.id, what, link=link, now=now)
    return True
