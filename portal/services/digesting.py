"""One mail to each colleague on each working day: how much is late, due, unread. Numbers and a link; not a word of any case.

Whatever is urgent is told at once, by the rota. Counted is only what the person may see, so nobody hears of a case that is
shut to them, not even as one more in a number.
"""

import uuid
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage

from portal.domain.access import HOLDERS, Act, Role, Viewer, allowed
from portal.domain.frozen import frozen
from portal.domain.working_days import LONDON, CalendarGap, london_date
from portal.services import alerting
from portal.services.alerting import Post
from portal.services.filing import Calendar
from portal.store import digests, marks, outbox
from portal.store.database import Session
from portal.store.digests import Counts, Digest

JOB, MARK = "digest", "digest"
BEGINS = time(7, 30)
# Reminded from two working days before it is due, and every working day after until it is done.
REMIND_DAYS = 2
KEEP = timedelta(days=30)
SUBJECT = "What waits for you today"
LINES = (
    ("late", "is late", "are late"),
    ("today", "is due today", "are due today"),
    ("soon", "is due within two working days", "are due within two working days"),
    ("unread", "has not been read yet", "have not been read yet"),
    ("unreached", "waits for somebody to reach the child", "wait for somebody to reach the child"),
)


@frozen
class Ready:
    """A mail that is to go, and the digest that it is."""

    digest: Digest
    message: EmailMessage


def plan(session: Session, *, now: datetime, calendar: Calendar, mail: bool) -> None:
    """Ask for the mails of this working day, once, from half past seven in London on."""
    today = london_date(now)
    if not mail or now.astimezone(LONDON).time() < BEGINS or not _is_working_day(today, calendar):
        return
    if marks.get(session, MARK) == today.isoformat():
        return
    marks.put(session, MARK, today.isoformat())
    digests.sweep(session, before=today - KEEP)
    for person_id in digests.recipients(session, HOLDERS):
        digest_id = digests.plan(session, person_id, today)
        if digest_id:
            outbox.add(session, JOB, case_id=None, at=now, job_id=digest_id)


def prepare(session: Session, digest_id: uuid.UUID, post: Post, *, today: date, calendar: Calendar) -> Ready | None:
    """The mail, with what waits at this moment; nothing when nothing does, or when its day is over."""
    digest = digests.with_id(session, digest_id)
    if digest is None or digest.day != today:
        return None
    found = count(session, Viewer(digest.person_id, Role(digest.role), today), calendar=calendar)
    lines = [_line(getattr(found, name), one, more) for name, one, more in LINES if getattr(found, name)]
    if not lines:
        return None
    text = "\n".join(lines)
    return Ready(digest, alerting.digest(digest.id, post, digest.email, SUBJECT, text))


def count(session: Session, viewer: Viewer, *, calendar: Calendar) -> Counts:
    """What waits for somebody: what they have, and for those who share the queue what nobody has."""
    return digests.counts(session, viewer, soon=_soon(viewer.today, calendar), shared=allowed(viewer.role, Act.WORK_CASES))


def _line(number: int, one: str, more: str) -> str:
    return f"- 1 case {one}." if number == 1 else f"- {number} cases {more}."


def _soon(today: date, calendar: Calendar) -> date:
    try:
        return calendar.days.due(today, REMIND_DAYS)
    except CalendarGap:
        return today + timedelta(days=REMIND_DAYS)


def _is_working_day(day: date, calendar: Calendar) -> bool:
    try:
        return calendar.days.is_working_day(day)
    except CalendarGap:
        return day.weekday() < 5
