"""A child sends what they want to say. It is stored once, whatever the network does."""

import uuid
from collections.abc import Callable
from datetime import date, datetime

from portal.domain import receipts
from portal.domain.facts import Received, Wrote
from portal.domain.frozen import frozen
from portal.domain.working_days import london_date
from portal.services import alarms
from portal.services.filing import Calendar, append, file_new, load
from portal.store import cases, outbox
from portal.store.database import Session
from portal.store.faults import Taken
from portal.store.ids import below, new_id

LOOK, ALERT, DEAD_ENDS = "look at words", "alert", 4


class SentAndSettled(Exception):
    """This was sent before, and the case it made takes no more words."""


@frozen
class Sent:
    """What a child is given: the code, and the date (London) by which an answer is due, where one is."""

    code: str
    reference: str
    kind: str
    due_on: date | None
    urgent: bool


def send(
    session: Session,
    received: Received,
    *,
    once: str,
    now: datetime,
    calendar: Calendar,
    first_try: bool = False,
    received_at: datetime | None = None,
    place: str = "",
    pick: Callable[[int], int] = below,
) -> Sent:
    """Store what was said and return the code that opens it.

    ``once`` makes this safe to repeat: the code is derived from it by a keyed function, so a retry after a lost answer
    finds the same case and shows the same code although only a digest of the code is kept. A retry that says something
    else adds those words to the case. ``first_try`` hopes that this was never sent, asks nothing first, and leaves to
    ``taking_in`` what can wait a moment. Raises Taken when the hope was wrong, or two senders picked one reference;
    begin again in a new transaction.
    ``received_at`` is when it reached the trust (UTC), where that was before ``now`` (R1.6.2); ``place`` is the short
    code of the place that it came from.
    """
    earlier = None if first_try else cases.with_once(session, once)
    if earlier:
        return _again(session, earlier[0], earlier[1], received, once=once, now=now, calendar=calendar)
    came_at = received_at or now
    filed = file_new(received, came_at, calendar)
    new = cases.NewCase(
        id=new_id(),
        reference=receipts.reference(pick(32**5), symbols=5),
        received_at=came_at,
        received_on=london_date(came_at),
        noted_at=now,
        language=received.language,
        place=place,
        code=_code(session, once, 0) if first_try else _unused_code(session, once),
        once=once,
        taken_in=not first_try,
    )
    cases.add(session, new, received, filed)
    if new.taken_in:
        outbox.add(session, LOOK, case_id=new.id, at=now)
    if filed.urgent:
        outbox.add(session, ALERT, case_id=new.id, at=now)
        alarms.sound_for_new(session, new.id, alarms.NOT_SAFE, now=now)
    return Sent(new.code, new.reference, received.kind, filed.due_on, filed.urgent)


def _again(
    session: Session, case_id: uuid.UUID, kept: bytes, received: Received, *, once: str, now: datetime, calendar: Calendar
) -> Sent:
    row = cases.with_id(session, case_id)
    if row is None:
        raise LookupError(case_id)
    if not cases.same_words(session, kept, received):
        case = load(session, row)
        words = "\n\n".join(part for part in (received.words, received.better) if part)
        said = [event.fact.words for event in case.state.events if isinstance(event.fact, Received | Wrote)]
        if words and words not in said:
            row = append(session, case, Wrote(words), by=None, now=now, calendar=calendar).row
            outbox.add(session, LOOK, case_id=case_id, at=now)
    return Sent(_code_of(session, case_id, once), row.reference, row.kind, row.due_on, row.urgent)


def _code(session: Session, once: str, attempt: int) -> str:
    derived = int.from_bytes(session.digest("receipt from once", f"{attempt} {once}")[:16])
    return receipts.make(derived % receipts.SPACE)


def _unused_code(session: Session, once: str) -> str:
    for attempt in range(DEAD_ENDS):
        code = _code(session, once, attempt)
        if cases.with_code(session, code) is None:
            return code
    raise Taken


def _code_of(session: Session, case_id: uuid.UUID, once: str) -> str:
    for attempt in range(DEAD_ENDS):
        code = _code(session, once, attempt)
        found = cases.with_code(session, code)
        if found and found.id == case_id:
            return code
    # The Voice Team gave the child a new code since; the old one must not come back.
    raise SentAndSettled
