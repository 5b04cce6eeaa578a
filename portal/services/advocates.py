"""What an advocate does for children: sends for them, is let in with their agreement, writes for them, is let go."""

import uuid
from datetime import datetime
from typing import Any

from portal.domain.access import Role, Viewer
from portal.domain.advocacy import sent_for
from portal.domain.advocacy_facts import AdvocateLetGo, AdvocateLetIn, AdvocateWrote, SentForChild
from portal.domain.cases import NotAllowed
from portal.domain.facts import Received
from portal.domain.frozen import frozen
from portal.domain.procedure import Status
from portal.domain.trail import Deed
from portal.services import sending, triage
from portal.services.filing import Calendar, Case, append, load
from portal.services.returning import NoSuchReceipt
from portal.services.sending import LOOK, Sent
from portal.store import advocacies, cases, outbox, people, trail, visibility
from portal.store import queue as queues
from portal.store.cases import CaseRow
from portal.store.database import Session

MOST = 200


@frozen
class Advocate:
    """Who is asking: a person's id, their name, and the organisation they work for."""

    id: uuid.UUID
    name: str
    organisation: str


@frozen
class Agreement:
    """That the child agreed to the advocate's seeing the case, or was not able to; and how that is known (R1.7.5)."""

    agreed: str
    how: str


def who(session: Session, viewer: Viewer) -> Advocate:
    """The advocate who is asking. Raises LookupError when they are gone."""
    person = people.with_id(session, viewer.person_id)
    if person is None:
        raise LookupError(str(viewer.person_id))
    return Advocate(person.id, person.name, advocacies.organisation_of(session, person.id))


def send(
    session: Session,
    received: Received,
    sent: SentForChild,
    agreement: Agreement,
    advocate: Advocate,
    *,
    once: str,
    now: datetime,
    calendar: Calendar,
) -> Sent:
    """Send for a child: their words as theirs, the advocate's apart. The same ``once`` gives the same code.

    Raises what ``sending.send`` raises.
    """
    given = sending.send(session, received, once=once, now=now, calendar=calendar)
    case = _with_reference(session, given.reference)
    if sent_for(case.state.events) is None:
        case = append(session, case, sent, by=str(advocate.id), now=now, calendar=calendar)
        let_in(session, case, advocate, "sent", agreement, by=str(advocate.id), now=now, calendar=calendar)
    return given


def join(session: Session, code: str, agreement: Agreement, advocate: Advocate, *, now: datetime, calendar: Calendar) -> Case:
    """An advocate whom a child gave their code. Raises NoSuchReceipt, also where the case is not there for this advocate."""
    row = cases.with_code(session, code)
    if row is None or row.status == Status.WITHDRAWN or advocate.id in visibility.shut_out(session, row.id):
        raise NoSuchReceipt
    case = load(session, row)
    if str(advocate.id) in case.state.advocates:
        return case
    return let_in(session, case, advocate, "code", agreement, by=str(advocate.id), now=now, calendar=calendar)


def let_in(
    session: Session,
    case: Case,
    advocate: Advocate,
    way: str,
    agreement: Agreement,
    *,
    by: str,
    now: datetime,
    calendar: Calendar,
) -> Case:
    """The advocate sees the case from now on. Raises NotAllowed for one who is shut out, guards.NotYet without agreement."""
    fact = AdvocateLetIn(str(advocate.id), advocate.name, advocate.organisation, way, agreement.agreed, agreement.how)
    return record(session, case, fact, by=by, now=now, calendar=calendar)


def record(
    session: Session, case: Case, fact: AdvocateLetIn | AdvocateLetGo, *, by: str | None, now: datetime, calendar: Calendar
) -> Case:
    """Write down that an advocate sees the case, or sees it no longer, and let it be so in the same transaction."""
    person_id = uuid.UUID(fact.person)
    if isinstance(fact, AdvocateLetIn):
        if person_id in visibility.shut_out(session, case.row.id):
            raise NotAllowed("somebody who is shut out of a case cannot be let into it")
        case = append(session, case, fact, by=by, now=now, calendar=calendar)
        advocacies.begin(session, case.row.id, person_id, fact.organisation, fact.way, at=now)
    else:
        case = append(session, case, fact, by=by, now=now, calendar=calendar)
        advocacies.end(session, case.row.id, person_id, fact.ended_by, at=now)
    return case


def let_go(
    session: Session, case: Case, person_id: str, ended_by: str, *, by: str | None, now: datetime, calendar: Calendar
) -> Case:
    """The child, the trust or the advocate ends it. One who is not there is gone already."""
    there = case.state.advocates.get(person_id)
    if there is None:
        return case
    fact = AdvocateLetGo(person_id, there.name, ended_by)
    return record(session, case, fact, by=by, now=now, calendar=calendar)


def leave_all(session: Session, person_id: uuid.UUID, *, by: str | None, now: datetime, calendar: Calendar) -> int:
    """The trust ended the account: they see no case any more, and their calendar is empty. Returns how many it were."""
    helped = advocacies.cases_of(session, person_id)
    for case_id in helped:
        row = cases.locked(session, case_id)
        if row:
            let_go(session, load(session, row), str(person_id), "trust", by=by, now=now, calendar=calendar)
    advocacies.forget_feed(session, person_id)
    return len(helped)


def write(session: Session, case: Case, words: str, advocate: Advocate, *, now: datetime, calendar: Calendar) -> Case:
    """The advocate writes for the child. The same words twice in a row, as a double press sends them, are said once."""
    last = case.state.events[-1].fact
    if isinstance(last, AdvocateWrote) and last.words == words:
        return case
    outbox.add(session, LOOK, case_id=case.row.id, at=now)
    return append(session, case, AdvocateWrote(words, advocate.name), by=str(advocate.id), now=now, calendar=calendar)


def read(session: Session, reference: str, viewer: Viewer, *, now: datetime) -> Case:
    """Open a case of a child whose side the advocate is at, and note it. Raises triage.NoSuchCase.

    It is no reading by the trust: the child's page does not say that somebody there read their words.
    """
    case = triage.find(session, reference, viewer)
    trail.note(session, Deed.READ_AS_ADVOCATE, at=now, person=viewer.person_id, case=case.row.id)
    return case


def mine(session: Session, viewer: Viewer, *, is_open: bool, words: frozenset[str] = frozenset()) -> tuple[list[Case], bool]:
    """The cases of the advocate's children in the queue's order, and whether there are more than MOST."""
    rows: list[CaseRow] = queues.page(session, viewer, is_open=is_open, stems=words, limit=MOST + 1)
    return [load(session, row) for row in rows[:MOST]], len(rows) > MOST


def advocates(session: Session) -> list[Advocate]:
    """Those who may be let into a case, by name."""
    return [Advocate(*row) for row in advocacies.advocates(session, Role.ADVOCATE)]


def _with_reference(session: Session, reference: str) -> Case:
    row: Any = cases.with_reference(session, reference)
    return load(session, row)
