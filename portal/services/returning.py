"""A child comes back with their code: reads, writes more, and uses their rights."""

import json
import uuid
from datetime import date, datetime, timedelta

from portal.domain import guards
from portal.domain.cases import CaseState, NotAllowed, move
from portal.domain.facts import NOT_SAFE, AskedForAdvocate, ChangedContact, Fact, Hinted, Plan, Unhappy, Withdrawn, Wrote
from portal.domain.follow_up_facts import FollowUpAnswered
from portal.domain.procedure import Status
from portal.services import alarms
from portal.services.filing import Calendar, Case, append, load
from portal.services.sending import ALERT, LOOK
from portal.store import cases, guesses, outbox, passes, trail
from portal.store.database import Session

READING_TIME = timedelta(minutes=15)
KEEPING_TIME = timedelta(minutes=10)


class NoSuchReceipt(Exception):
    """Nobody was given this code, or it works no longer; which of the two is not told."""


def open_with(session: Session, code: str, *, now: datetime) -> str:
    """A reading pass for the case that ``code`` opens. Raises NoSuchReceipt."""
    row = cases.with_code(session, code)
    if row is None or row.status == Status.WITHDRAWN:
        raise NoSuchReceipt
    return passes.give(session, passes.READING, str(row.id), until=now + READING_TIME)


def with_pass(session: Session, token: str, *, now: datetime) -> Case | None:
    """The case that a reading pass opens; reading on keeps the pass alive."""
    held = passes.look(session, passes.READING, token, now=now)
    row = cases.with_id(session, uuid.UUID(held)) if held else None
    return load(session, row) if row and row.status != Status.WITHDRAWN else None


def keep_reading(session: Session, token: str, *, now: datetime) -> None:
    """The child is still here; let the pass live on."""
    passes.extend(session, passes.READING, token, until=now + READING_TIME)


def stop_reading(session: Session, token: str) -> None:
    """The pass opens nothing any more."""
    passes.end(session, passes.READING, token)


def wrong_codes(session: Session, *, now: datetime) -> int:
    """How many wrong codes the whole site was given in the last hour."""
    return guesses.count(session, since=now - timedelta(hours=1))


def count_wrong_code(session: Session, *, now: datetime) -> None:
    """One more wrong code."""
    guesses.add(session, now=now)


def write(session: Session, case: Case, words: str, *, now: datetime, calendar: Calendar) -> Case:
    """The child writes more. Saying the same thing twice in a row, as a double tap does, says it once."""
    last = case.state.events[-1].fact
    if isinstance(last, Wrote) and last.words == words:
        return case
    outbox.add(session, LOOK, case_id=case.row.id, at=now)
    return append(session, case, Wrote(words), by=None, now=now, calendar=calendar)


def ask_for_advocate(session: Session, case: Case, *, now: datetime, calendar: Calendar) -> Case:
    """The child wants an advocate."""
    if case.state.advocate_wanted:
        return case
    outbox.add(session, ALERT, case_id=case.row.id, at=now)
    return _child(session, case, AskedForAdvocate(), now=now, calendar=calendar)


def change_contact(session: Session, case: Case, plan: Plan, *, now: datetime, calendar: Calendar) -> Case:
    """The child says anew how they may be reached."""
    if case.state.plan == plan:
        return case
    return _child(session, case, ChangedContact(plan), now=now, calendar=calendar)


def may_be_unhappy(state: CaseState, *, today: date, calendar: Calendar) -> bool:
    """Whether the child may ask for the next step now: after an answer, or at once when it is late (R1.8.8, R1.10.1)."""
    return move(state, Unhappy) is not None and guards.may_ask_next(state, today, calendar)


def unhappy(session: Session, case: Case, words: str, *, now: datetime, today: date, calendar: Calendar) -> Case:
    """The child is not happy with the answer or with waiting: the next step is asked for today."""
    if not may_be_unhappy(case.state, today=today, calendar=calendar):
        return case
    late = guards.request_is_late(case.state, today, calendar)
    outbox.add(session, ALERT, case_id=case.row.id, at=now)
    outbox.add(session, LOOK, case_id=case.row.id, at=now)
    return _child(session, case, Unhappy(words, late), now=now, calendar=calendar)


def answer_questions(
    session: Session, case: Case, fact: FollowUpAnswered, *, by: str | None = None, now: datetime, calendar: Calendar
) -> Case:
    """The child answers our questions, or their advocate ``by`` hands in what they answered.

    When they are over meanwhile, as after a double tap, nothing is said twice.
    """
    try:
        answered = append(session, case, fact, by=by, now=now, calendar=calendar)
    except (guards.NotYet, NotAllowed):
        return case
    outbox.add(session, LOOK, case_id=case.row.id, at=now)
    if fact.safe in NOT_SAFE:
        outbox.add(session, ALERT, case_id=case.row.id, at=now)
        alarms.sound(session, case.row.id, alarms.NOT_SAFE, now=now)
    return answered


def withdraw(session: Session, case: Case, *, now: datetime, calendar: Calendar) -> None:
    """The child takes it back. The record stays; the code opens nothing any more."""
    _child(session, case, Withdrawn(), now=now, calendar=calendar)
    passes.end_all(session, passes.READING, str(case.row.id), now=now)


def leave_hint(session: Session, code: str, hint: str, *, now: datetime, calendar: Calendar) -> None:
    """The child leaves a hint for the day they lose the code. Raises NoSuchReceipt."""
    row = cases.with_code(session, code)
    if row is None:
        raise NoSuchReceipt
    _child(session, load(session, row), Hinted(hint), now=now, calendar=calendar)


def keep_form(session: Session, values: dict[str, list[str]], *, form: str, now: datetime) -> str:
    """Hold what was typed into ``form`` over one redirect, sealed, for a few minutes."""
    return passes.give(session, passes.KEPT, json.dumps(values | {"form": [form]}), until=now + KEEPING_TIME)


def kept_form(session: Session, token: str, *forms: str, now: datetime) -> dict[str, list[str]]:
    """What was typed into one of ``forms``, if that is what is held and its minutes are not over; ``form`` says which.

    On a phone that several share, what one typed into one form must not turn up in another.
    """
    held = passes.look(session, passes.KEPT, token, now=now) if token else None
    values: dict[str, list[str]] = json.loads(held) if held else {}
    return values if values.get("form", [""])[0] in forms else {}


def forget_form(session: Session, token: str) -> None:
    """Erase a held form."""
    passes.end(session, passes.KEPT, token)


def _child(session: Session, case: Case, fact: Fact, *, now: datetime, calendar: Calendar) -> Case:
    return append(session, case, fact, by=None, now=now, calendar=calendar)


def read_at(session: Session, case: Case) -> datetime | None:
    """When somebody at the trust first read it (UTC), if anybody has."""
    return trail.first_read(session, case.row.id)
