"""Word to a child: asked for by what happens in a case, sent by the worker, only as the child's plan allows (S9).

Whatever goes out holds no word of the case: a neutral sender and subject, a sentence, and one link. The plan is looked at in
the moment of sending, so a plan that the child changed a minute ago is kept.
"""

import smtplib
import uuid
from collections.abc import Callable
from dataclasses import field
from datetime import datetime, timedelta

from portal.domain import contact
from portal.domain.contact import Refuse, Route, Wait
from portal.domain.contact_facts import LATE, WHAT, NoticeFailed, NoticeHeld, NoticeSent
from portal.domain.facts import Fact
from portal.domain.frozen import frozen
from portal.domain.procedure import Status
from portal.domain.working_days import london_date
from portal.services import alerting, filing, notice_words, telling_child
from portal.services.alerting import Post
from portal.services.filing import Calendar, Case
from portal.services.notify import DELIVERED, FAILED, Notify, NotifyFault, NotifyRefused
from portal.store import cases, marks, notices, outbox
from portal.store.database import Database, Session
from portal.store.notices import Notice
from portal.store.outbox import MOST_TRIES, Job

SEND, CHECK = notices.JOB, "notice status"
CHECK_AFTER = timedelta(minutes=5)
# Notify itself tries for three days; a letter takes longer, and its failures show on the first.
CHECK_FOR = timedelta(days=4)
# The last day on which late answers were looked for.
LATE_MARK = "late answers"
Finish = Callable[[Session], None]


class PutOff(Exception):
    """It is not time for this job yet; ``until`` (UTC) is."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


@frozen
class Ways:
    """The ways out: the post for e-mail, and GOV.UK Notify for what it has a template for."""

    post: Post
    notify: Notify = field(default_factory=Notify)

    def has(self, route: str) -> bool:
        """Whether something can go out by that route; without the site's address there would be nothing to say."""
        mail = route == Route.EMAIL and bool(self.post.smtp_url)
        return bool(self.post.base_url) and (mail or self.notify.takes(route))

    def address(self, link: str) -> str:
        """The whole address of a link; one of our own is kept without the site's."""
        return self.post.base_url + link if link.startswith("/") else link

    @property
    def page(self) -> str:
        """Where a child types their code."""
        return f"{self.post.base_url}/answer"


def tell(session: Session, case: Case, what: str, link: str | None = None, *, now: datetime) -> bool:
    """Send word to the child of a case: ``what`` is one of contact_facts.WHAT, ``link`` an address in place of /answer.

    Nothing is sent here: the worker sends when the plan allows, and writes down what became of it. Returns False where the
    child wants no word. A link is a secret: it is kept sealed, and nowhere but in the message.
    """
    if what not in WHAT:
        raise ValueError(what)
    return telling_child.ask(session, case.row, case.state, what, now=now, link=link or "")


def begin(database: Database, job: Job, ways: Ways, *, now: datetime, calendar: Calendar) -> Finish:
    """Send one notice, or find out why not; what is returned writes it down. Raises PutOff outside the hours."""
    with database.reading() as session:
        notice = notices.with_id(session, job.id)
        row = cases.with_id(session, notice.case_id) if notice else None
        case = filing.load(session, row) if row else None
    if notice is None or case is None or notice.state != notices.WAITING:
        return lambda _session: None
    reach = case.state.reach
    route = reach.plan.route if reach.plan else reach.said.how
    failed = reach.failed is not None and reach.failed.why != "gave_up"
    decision = contact.may_send(reach.plan, route, now, failed=failed)
    if case.state.status is Status.WITHDRAWN:
        decision = Refuse("taken_back")
    elif not isinstance(decision, Refuse) and not ways.has(route):
        decision = Refuse("no_way")
    if isinstance(decision, Refuse):
        return _held(notice, route, decision.why, now=now, calendar=calendar)
    if isinstance(decision, Wait):
        raise PutOff(decision.until)
    where = contact.address(route, reach.plan.address) if reach.plan else ""
    try:
        provider_id = _send(notice, route, where, case.row.language, ways, again=job.tries > 1, now=now)
    except (NotifyRefused, smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as fault:
        if not _for_good(fault) and job.tries < MOST_TRIES:
            raise
        return _failed(notice, route, "refused" if _for_good(fault) else "gave_up", now=now, calendar=calendar)
    except Exception:
        if job.tries < MOST_TRIES:
            raise
        return _failed(notice, route, "gave_up", now=now, calendar=calendar)
    return _sent(notice, route, provider_id, times=job.tries, now=now, calendar=calendar)


def _send(notice: Notice, route: str, where: str, language: str, ways: Ways, *, again: bool, now: datetime) -> str:
    text = notice_words.text(notice.what, language, ways.address(notice.link) or ways.page)
    if not ways.notify.takes(route):
        subject = notice_words.subject(language)
        alerting.send(alerting.to_child(notice.id, ways.post, where, subject, text, language), ways.post)
        return ""
    # A worker that died after handing it over asks first, so that nothing goes twice.
    if again and (known := ways.notify.known(str(notice.id), now=now)):
        return known
    values = {"message": text} if route == Route.TEXT else {"subject": notice_words.subject(language), "message": text}
    return ways.notify.send(route, where, values, reference=str(notice.id), now=now)


def _for_good(fault: Exception) -> bool:
    """Whether trying again would change nothing: the address was refused, and not only for now."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _said in fault.recipients.values())
    # A sender or a password that is refused is the settings' fault, and no word about the child's address.
    return isinstance(fault, NotifyRefused | smtplib.SMTPDataError) and getattr(fault, "smtp_code", 550) >= 500


def _sent(notice: Notice, route: str, provider_id: str, *, times: int, now: datetime, calendar: Calendar) -> Finish:
    def finish(session: Session) -> None:
        notices.became(session, notice.id, notices.SENT, route=route, provider_id=provider_id, sent_at=now, times=times)
        if provider_id:
            job_id = _check_id(notice.id, provider_id)
            outbox.add(session, CHECK, case_id=notice.case_id, at=now + CHECK_AFTER, job_id=job_id)
        note(session, notice.case_id, NoticeSent(notice.what, route, times), now=now, calendar=calendar)

    return finish


def _held(notice: Notice, route: str, why: str, *, now: datetime, calendar: Calendar) -> Finish:
    def finish(session: Session) -> None:
        notices.became(session, notice.id, notices.HELD, route=route, why=why)
        note(session, notice.case_id, NoticeHeld(notice.what, route, why), now=now, calendar=calendar)

    return finish


def _failed(notice: Notice, route: str, why: str, *, now: datetime, calendar: Calendar) -> Finish:
    def finish(session: Session) -> None:
        notices.became(session, notice.id, notices.FAILED, route=route, why=why)
        note(session, notice.case_id, NoticeFailed(notice.what, route, why), now=now, calendar=calendar)

    return finish


def note(session: Session, case_id: uuid.UUID, fact: Fact, *, now: datetime, calendar: Calendar) -> None:
    """Write down in the case what became of word to the child; what the last such entry says already is not said twice."""
    row = cases.locked(session, case_id)
    if row is None:
        return
    case = filing.load(session, row)
    if isinstance(fact, NoticeHeld) and case.state.events[-1].fact == fact:
        return
    filing.append(session, case, fact, by=None, now=now, calendar=calendar)


def check(database: Database, job: Job, ways: Ways, *, now: datetime, calendar: Calendar) -> Finish:
    """Ask Notify what became of one notice. Raises PutOff while it is under way, or Notify cannot be asked."""
    with database.reading() as session:
        all_of_it = notices.of_case(session, job.case_id) if job.case_id else []
    notice = next((one for one in all_of_it if _check_id(one.id, one.provider_id) == job.id), None)
    if notice is None or notice.state != notices.SENT or notice.sent_at is None or not ways.notify.key:
        return lambda _session: None
    ago = now - notice.sent_at
    try:
        became = ways.notify.became(notice.provider_id, now=now)
    except NotifyFault:
        became = ""
    if became == FAILED:
        return _failed(notice, notice.route, "not_delivered", now=now, calendar=calendar)
    if became == DELIVERED:
        return lambda session: notices.became(session, notice.id, notices.DELIVERED)
    if ago < CHECK_FOR:
        # Soon after it was sent often, later seldom.
        raise PutOff(now + min(max(ago, CHECK_AFTER), timedelta(hours=6)))
    return lambda _session: None


def _check_id(notice_id: uuid.UUID, provider_id: str) -> uuid.UUID:
    """The id of the job that follows one handing over, which may be done more than once."""
    return uuid.uuid5(notice_id, provider_id)


def sweep(session: Session, *, now: datetime, calendar: Calendar) -> None:
    """Say so in the case where word was given up by a worker that died on its last try; tell children of late answers."""
    for notice in notices.stuck(session, now=now):
        _failed(notice, notice.route, "gave_up", now=now, calendar=calendar)(session)
    today = london_date(now)
    if marks.get(session, LATE_MARK) == today.isoformat():
        return
    marks.put(session, LATE_MARK, today.isoformat())
    for case_id in notices.late_without_word(session, today, LATE):
        row = cases.with_id(session, case_id)
        if row:
            case = filing.load(session, row)
            if case.state.by_child:
                tell(session, case, LATE, now=now)
