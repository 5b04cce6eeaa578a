"""How long the record of a case is kept, as rows: a class, its years, from which day they count, and why.

A row whose basis ends in "(memory)" could not be read in a source: the trust's data protection officer confirms it. No
single statutory period exists (P10), so the years are settings. An open case is never due, and a legal hold always wins.
"""

from collections.abc import Mapping
from datetime import date

from portal.domain.cases import CaseState
from portal.domain.facts import Kind
from portal.domain.frozen import frozen
from portal.domain.procedure import Procedure, Status
from portal.domain.stages import OmbudsmanContacted
from portal.domain.working_days import london_date

CLOSING, BIRTH, FOR_EVER = "closing", "birth", "for ever"
MOST_YEARS = 150


@frozen
class Retention:
    """One class: kept for ``years`` from ``counts``, and not before ``birthday`` of the child where that is later.

    ``years`` is 0 for what is kept for ever.
    """

    key: str
    name: str
    years: int
    counts: str
    basis: str
    birthday: int = 0


CLASSES: dict[str, Retention] = {
    row.key: row
    for row in (
        Retention("statutory", "Children's complaint", 10, CLOSING, "P10; the schedules of councils vary (memory)", 25),
        Retention("corporate", "Corporate complaint", 6, CLOSING, "P10: six years after it closed"),
        Retention("service_request", "Request for a service", 3, CLOSING, "P10"),
        Retention("enquiry", "Question, or not for us", 3, CLOSING, "P10"),
        Retention("feedback", "Comment or informal feedback", 3, CLOSING, "P10"),
        Retention("compliment", "Compliment", 3, CLOSING, "P10"),
        Retention("safeguarding", "With a safeguarding referral", 75, BIRTH, "P10: as long as the social care file (memory)"),
        Retention("lado", "Allegation against a worker", 100, CLOSING, "P10: Devon's schedule"),
        Retention("adoption", "Adoption", 100, CLOSING, "P10: adoption records"),
        Retention("outcome", "Outcome on a looked-after child's own record", 75, BIRTH, "P10: Devon's schedule"),
        Retention("statistics", "Figures without personal data", 0, FOR_EVER, "P10"),
    )
}
# The outcome lives in the trust's case records, and figures are nobody's data: neither is a class of a case here.
ELSEWHERE = ("outcome", "statistics")
OF_CASES = tuple(key for key in CLASSES if key not in ELSEWHERE)
ADOPTION = frozenset(
    (
        "child_may_be_adopted",
        "parent_of_child_may_be_adopted",
        "prospective_adopter",
        "adoption_services_recipient",
        "adopted_person",
        "adoptive_parent",
        "birth_parent_of_adopted",
        "former_guardian_of_adopted",
    )
)
_BY_PROCEDURE = {
    Procedure.STATUTORY: "statutory",
    Procedure.CORPORATE: "corporate",
    Procedure.SERVICE_REQUEST: "service_request",
    Procedure.ENQUIRY: "enquiry",
    Procedure.ELSEWHERE: "enquiry",
    Procedure.FEEDBACK: "feedback",
}
# The youngest that somebody in an age group can be, so that nothing is erased before the birthday it is kept to.
YOUNGEST = {"under_8": 0, "8_11": 8, "12_15": 12, "16_17": 16, "18_25": 18}


@frozen
class Kept:
    """Under which class a closed case is kept, the London day it was closed, and the first on which it may be erased."""

    key: str
    closed_on: date
    erase_on: date


def kept(state: CaseState, years: Mapping[str, int]) -> Kept | None:
    """The class that keeps the case longest, and until when; None while it is not over.

    ``years`` are the trust's own, by class; a class that is not in it has the years of its row.
    """
    closed = closed_on(state)
    if closed is None:
        return None
    dates = {key: _erase_on(CLASSES[key], state, closed, years) for key in classes_of(state)}
    longest = max(dates, key=lambda key: dates[key])
    return Kept(longest, closed, dates[longest])


def classes_of(state: CaseState) -> tuple[str, ...]:
    """Every class that the case belongs to: its procedure's, and those that what it is about adds."""
    work = state.work
    procedure = _BY_PROCEDURE[state.procedure]
    found = ["compliment" if procedure == "feedback" and state.received.kind == Kind.COMPLIMENT else procedure]
    if "X2" in work.matters or "lado" in work.referred_at:
        found.append("lado")
    if "X1" in work.matters or "safeguarding" in work.referred_at:
        found.append("safeguarding")
    if work.described.capacity in ADOPTION:
        found.append("adoption")
    return tuple(found)


def closed_on(state: CaseState) -> date | None:
    """The London day on which the case was over; None while somebody has something to do, or the Ombudsman has it."""
    ombudsman = state.work.ombudsman
    if state.open or state.needs_somebody or (ombudsman and isinstance(ombudsman[-1], OmbudsmanContacted)):
        return None
    if state.status is Status.REFERRED and not ombudsman:
        return None
    ended = london_date(state.closed_at or state.withdrawn_at or state.events[-1].at)
    return max(ended, ombudsman[-1].on) if ombudsman else ended


def outcome_to_copy(state: CaseState) -> bool:
    """Whether the outcome has to be on the child's own record before this one is erased (P10)."""
    return state.is_complaint and state.work.described.capacity == "looked_after_child"


def age_unknown(state: CaseState) -> bool:
    """Whether the child's birthday should count and nobody knows it, so that a person has to look."""
    return any(CLASSES[key].birthday for key in classes_of(state)) and state.received.age not in YOUNGEST


def plus_years(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def _erase_on(row: Retention, state: CaseState, closed: date, years: Mapping[str, int]) -> date:
    count = years.get(row.key, row.years)
    received, youngest = london_date(state.received_at), YOUNGEST.get(state.received.age)
    if row.counts == BIRTH:
        # Nobody is born after they were heard of; an age that nobody knows is taken as the youngest there is.
        return max(closed, plus_years(received, max(0, count - (youngest or 0))))
    ends = plus_years(closed, count)
    if row.birthday and youngest is not None:
        return max(ends, plus_years(received, max(0, row.birthday - youngest)))
    return ends
