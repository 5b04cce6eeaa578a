"""What advocates did in a time: an organisation's own report, and for the Voice Team all of them and each offer (R1.7.7)."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from portal.domain.access import Viewer
from portal.domain.advocacy_facts import AdvocateLetIn
from portal.domain.cases import CaseState
from portal.domain.facts import AskedForAdvocate
from portal.domain.follow_up_facts import FollowUpAnswered
from portal.domain.frozen import frozen
from portal.domain.running import overdue
from portal.domain.stages import AdvocacyOffered, AdvocateAppointed
from portal.domain.tallies import SMALL
from portal.domain.working_days import LONDON, CalendarGap, london_date
from portal.services.filing import Calendar, load
from portal.store import advocacies, cases
from portal.store.advocacies import Told
from portal.store.database import Session

ROWS = (
    *("children", "sent", "code", "team"),
    *("complaint", "comment", "compliment", "unsure"),
    *("answered", "waits", "late"),
    *("still", "child", "trust", "advocate"),
    "questions",
)


@frozen
class Row:
    """One line: the advocate's own number, and the organisation's; None where so few are colleagues' that it points."""

    key: str
    own: int
    all: int | None


@frozen
class Offers:
    """Of the cases received in a time: who asked, what was said to an offer, who got one, and the usual wait in working days."""

    asked: int
    responses: Mapping[str, int]
    there: int
    usual_wait: float | None


def report(
    session: Session, organisation: str, person_id: uuid.UUID, *, first: date, last: date, today: date, calendar: Calendar
) -> list[Row]:
    """An advocate's own children beside the whole organisation's, for what began between two London days."""
    told = between(session, organisation, first=first, last=last)
    everybody = _count(session, told, today=today, calendar=calendar)
    own = _count(session, [each for each in told if each.person_id == person_id], today=today, calendar=calendar)
    return [Row(key, own[key], _shown(own[key], everybody[key])) for key in ROWS]


def _shown(own: int, everybody: int) -> int | None:
    return None if 0 < everybody - own < SMALL else everybody


def whole(session: Session, organisation: str, *, first: date, last: date, today: date, calendar: Calendar) -> dict[str, int]:
    """An organisation's numbers for the Voice Team, every one of them."""
    return _count(session, between(session, organisation, first=first, last=last), today=today, calendar=calendar)


def organisations(session: Session) -> list[str]:
    """Those that were at a child's side at any time."""
    return advocacies.organisations(session)


def between(session: Session, organisation: str, *, first: date, last: date) -> list[Told]:
    """What an organisation began between two London days, both in it."""
    return advocacies.between(session, organisation, first=_midnight(first), last=_midnight(last + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), LONDON)


def _count(session: Session, told: Sequence[Told], *, today: date, calendar: Calendar) -> dict[str, int]:
    counted: Counter[str] = Counter()
    seen: set[uuid.UUID] = set()
    for each in told:
        counted[each.ended_by or "still"] += 1
        counted[each.way] += 1
        row = cases.with_id(session, each.case_id)
        if row is None or each.case_id in seen:
            continue
        seen.add(each.case_id)
        counted.update(_of(load(session, row).state, today=today, calendar=calendar))
    return {key: counted[key] for key in ROWS}


def _of(state: CaseState, *, today: date, calendar: Calendar) -> Iterable[str]:
    yield "children"
    yield state.received.kind
    if state.answered_at:
        yield "answered"
    elif state.is_complaint and state.open:
        yield "late" if overdue(state, today, calendar) else "waits"
    if any(isinstance(event.fact, FollowUpAnswered) and event.fact.route == "advocate" for event in state.events):
        yield "questions"


def offers(session: Session, viewer: Viewer, *, first: date, last: date, calendar: Calendar) -> Offers:
    """What came of offering advocates, in the cases received between two London days that the viewer may see."""
    asked, there, waits, responses = 0, 0, list[int](), Counter[str]()
    for case_id in advocacies.with_advocacy(session, viewer, first=first, last=last):
        row = cases.with_id(session, case_id)
        if row is None:
            continue
        state = load(session, row).state
        said = [event.fact.response for event in state.events if isinstance(event.fact, AdvocacyOffered)]
        responses.update(said[-1:])
        wanted_at, there_at = _wanted_at(state), _there_at(state)
        asked += wanted_at is not None
        there += there_at is not None
        if wanted_at and there_at and there_at >= wanted_at:
            try:
                waits.append(calendar.days.elapsed(wanted_at, there_at))
            except CalendarGap:
                continue
    # Loaded for the one figure that needs it, and not at every start.
    from statistics import median

    return Offers(asked, dict(responses), there, median(waits) if waits else None)


def _wanted_at(state: CaseState) -> date | None:
    if state.received.advocate == "yes":
        return london_date(state.received_at)
    return next((london_date(event.at) for event in state.events if isinstance(event.fact, AskedForAdvocate)), None)


def _there_at(state: CaseState) -> date | None:
    for event in state.events:
        if isinstance(event.fact, AdvocateAppointed):
            return event.fact.on
        if isinstance(event.fact, AdvocateLetIn):
            return london_date(event.at)
    return None
