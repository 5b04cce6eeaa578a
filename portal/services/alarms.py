"""Urgent cases: somebody on duty is told, then the next, until somebody says that they have it (S5).

Each step is one job, done in one transaction with the fact that says so and with the job of the next step. The mail is a job
of its own, so that a mail server that is gone delays no step.
"""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from portal.domain import duty
from portal.domain.access import TABLE, Act, Viewer
from portal.domain.duty import Told, Turn
from portal.domain.duty_facts import Alerted, AlertTaken
from portal.domain.frozen import frozen
from portal.domain.working_days import london_date
from portal.services import filing
from portal.services.filing import Calendar
from portal.services.telling_whom import may_be_told
from portal.store import cases, outbox, people
from portal.store import duty as kept
from portal.store.database import Session
from portal.store.duty import Alert, Line

ESCALATE, TELL = "escalate", "tell duty"
NOT_SAFE, FLAGGED = "not_safe", "flagged"
MOST = 200
TOLD_OF_RESTRICTED = tuple(role for role, acts in TABLE.items() if {Act.SEE_RESTRICTED, Act.WORK_CASES} <= acts)


@frozen
class Heard:
    """Whose turn it was, from when (UTC), and how many mails went to them; more than one where one may have gone twice."""

    name: str
    at: datetime
    mails: int


@frozen
class Raised:
    """An alert that nobody has taken: its case, why and since when (UTC), and whose turn it was, in order."""

    reference: str
    why: str
    since: datetime
    told: tuple[Heard, ...]
    time_to_ring: bool


def turn(line: Line) -> Turn:
    """A line of the rota as the rule reads it."""
    return Turn(line.part, str(line.person_id or ""), line.first_on, line.last_on)


def sound(session: Session, case_id: uuid.UUID, why: str, *, now: datetime) -> None:
    """Raise the alarm for a case, once until somebody has taken it."""
    if kept.raise_alert(session, case_id, why, now=now):
        outbox.add(session, ESCALATE, case_id=case_id, at=now)


def sound_for_new(session: Session, case_id: uuid.UUID, why: str, *, now: datetime) -> None:
    """Raise the alarm for a case that is stored together with it."""
    kept.first_alert(session, case_id, why, now=now)
    outbox.add(session, ESCALATE, case_id=case_id, at=now)


def escalate(session: Session, case_id: uuid.UUID, *, now: datetime, every: timedelta, calendar: Calendar) -> None:
    """Take the step that is due, and ask for the next. Raises store Stale when the case changed meanwhile."""
    alert, row = kept.open_alert(session, case_id), cases.with_id(session, case_id)
    if alert is None or row is None or now < alert.next_at:
        return
    rota = [turn(line) for line in kept.lines(session)]
    if row.restricted:
        # Those on the rota may not be among the few who see it; then these are told, before it is time to ring.
        rota += [Turn(duty.DUTY, person) for person in people.in_roles(session, TOLD_OF_RESTRICTED)]
    allowed = may_be_told(session, case_id, {one.person for one in rota if one.person}, today=london_date(now))
    told = [Told(str(one.person_id or ""), one.told_at) for one in kept.told(session, [alert.id])[alert.id]]
    step = duty.due(rota, told, now=now, every=every, may_be_told=allowed)
    if step:
        person_id = uuid.UUID(step.person) if step.person else None
        name = people.names(session).get(person_id, "") if person_id else ""
        fact = Alerted(step.person, name, step.number)
        filing.append(session, filing.load(session, row), fact, by=None, now=now, calendar=calendar)
        telling = kept.tell(session, alert.id, step.number, person_id, now=now)
        if person_id:
            outbox.add(session, TELL, case_id=case_id, at=now, job_id=telling)
    kept.wait_until(session, alert.id, now + every)
    outbox.add(session, ESCALATE, case_id=case_id, at=now + every)


def go_on(session: Session, *, now: datetime, every: timedelta) -> None:
    """Ask again for steps that nobody took although they are long due, such as those of a job that was given up."""
    for alert in kept.stuck(session, before=now - every):
        kept.wait_until(session, alert.id, now)
        outbox.add(session, ESCALATE, case_id=alert.case_id, at=now)


def take(session: Session, reference: str, *, by: str, now: datetime, calendar: Calendar) -> None:
    """Somebody has it. Pressing when somebody else was faster changes nothing. Raises LookupError, and store Stale."""
    row = cases.with_reference(session, reference)
    if row is None or not may_be_told(session, row.id, [by], today=london_date(now)):
        raise LookupError(reference)
    if kept.open_alert(session, row.id) is None:
        return
    # First the case and then its alert, as every step does, so that no two of them wait for each other.
    filing.append(session, filing.load(session, row), AlertTaken(), by=by, now=now, calendar=calendar)
    if not kept.take(session, row.id, by=uuid.UUID(by), now=now):
        raise cases.Stale(reference)


def address_for(session: Session, telling_id: uuid.UUID, *, now: datetime) -> str:
    """Where the mail of a telling goes; nowhere when somebody has the case, or whoever was told may not see it any more."""
    found = kept.address_for(session, telling_id)
    if found is None:
        return ""
    address, case_id, person_id = found
    return address if may_be_told(session, case_id, [str(person_id)], today=london_date(now)) else ""


def given_up(session: Session, case_id: uuid.UUID, people_out: Collection[uuid.UUID], *, now: datetime) -> None:
    """Who had taken the alarm of an urgent case may not see it any more: it sounds again for the others."""
    taken = kept.last_taken(session, case_id)
    if taken and taken[0] in people_out:
        sound(session, case_id, taken[1], now=now)


def settled(session: Session, case_id: uuid.UUID, *, by: str, now: datetime) -> None:
    """What made the case urgent was acted on, so nobody else has to be told."""
    kept.take(session, case_id, by=uuid.UUID(by), now=now)


def raised(session: Session, viewer: Viewer) -> list[Raised]:
    """The alerts that nobody has taken, of the cases that the viewer may see, the oldest first."""
    found = kept.open_alerts(session, viewer, most=MOST)
    return _as_raised(session, found) if found else []


def _as_raised(session: Session, found: Sequence[Alert]) -> list[Raised]:
    names, told = people.names(session), kept.told(session, [one.id for one in found])
    result = []
    for one in found:
        heard = tuple(Heard(names.get(each.person_id, ""), each.told_at, each.mails) for each in told[one.id] if each.person_id)
        ring = len(heard) < len(told[one.id])
        result.append(Raised(one.reference, one.why, one.raised_at, heard, ring))
    return result
