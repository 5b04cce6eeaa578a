"""Who may have a copy of what is kept, by when, and what is never in theirs (P5)."""

from calendar import monthrange
from datetime import date

from portal.domain import contact_facts, facts, rights
from portal.domain.cases import CaseState
from portal.domain.facts import Fact

# Old enough that the child is heard whatever was decided about their understanding.
HEARD = ("12_15", "16_17", "18_25")
# Said by a child who may have trusted that nobody at home reads it, or of use to nobody else.
ONLY_THE_CHILDS: tuple[type[Fact], ...] = (
    facts.ChangedContact,
    contact_facts.ContactConfirmed,
    contact_facts.ToldByHand,
    facts.Hinted,
    facts.CodeReissued,
    rights.AccessAsked,
    rights.ViewRecorded,
    rights.Exported,
    rights.AccessRefused,
)
ONLY_THE_CHILDS_FIELDS = ("plan", "safe", "helper", "helper_agreed", "helper_words")
# Ids of rows say nothing to anybody.
IDS = {("Assigned", "to"), ("TaskSet", "task"), ("TaskSet", "owner"), ("TaskDone", "task"), ("Appointed", "person_id")}
IDS |= {("AdvocateLetIn", "person"), ("AdvocateLetGo", "person"), ("Assisted", "person")}


def due_on(asked_on: date, months: int = 1) -> date:
    """The same day of a later month, or that month's last: 31 January gives 28 February (2.8).

    A weekend would give more time (memory); the earlier day is the safe one.
    """
    year, month = divmod(asked_on.year * 12 + asked_on.month - 1 + months, 12)
    return date(year, month + 1, min(asked_on.day, monthrange(year, month + 1)[1]))


def missing(state: CaseState, requester: str) -> str:
    """Why no copy may be made for them yet, as a key; nothing when one may.

    A parent has no right of their own: they act for a child who does not understand, or who agrees.
    """
    if requester not in state.work.access:
        return "access_asked"
    if requester != "parent":
        return ""
    view, age = state.work.view, state.received.age
    if view is None:
        return "access_view"
    if view.agrees == "not_asked" and (view.understands or age in HEARD):
        return "access_child_heard"
    if view.agrees != "yes" and (view.understands or age == "18_25"):
        return "access_child_agrees"
    return ""


def leaves_out(requester: str, fact: Fact) -> bool:
    """Whether a fact is never in a copy for them."""
    return requester != "child" and isinstance(fact, ONLY_THE_CHILDS)
