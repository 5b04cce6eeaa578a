"""The worker: takes jobs from the outbox and does them, each at least once, each in a transaction of its own."""

import threading
from collections.abc import Callable
from dataclasses import field, replace
from datetime import datetime, timedelta
from time import monotonic

from portal.domain.frozen import frozen
from portal.domain.working_days import london_date
from portal.logs import portal as log
from portal.services import alarms, alerting, digesting, looking, notifying, refiling, signing_in, taking_in
from portal.services.alerting import Post
from portal.services.filing import Calendar
from portal.services.linking import Linker, link_all
from portal.services.notify import Notify
from portal.services.notifying import PutOff, Ways
from portal.services.sending import ALERT, LOOK
from portal.services.telling_whom import may_hear
from portal.store import digests, guesses, outbox, passes, people, tallies
from portal.store import duty as alerts
from portal.store.database import Database, Session
from portal.store.faults import Unavailable
from portal.store.outbox import Job

IDLE_SECONDS, LONGEST_WAIT = 1.0, 30.0
SWEEP_SECONDS = 600.0
KEEP_GUESSES, KEEP_JOBS = timedelta(hours=2), timedelta(days=30)
# A lease lasts two minutes and a mail server may take 15 seconds to fail: these few are always done before it ends.
MOST_AT_ONCE = 5

Finish = Callable[[Session], None]


class UnknownJob(Exception):
    """A job of a kind that this version cannot do."""


@frozen
class Worker:
    """What a worker needs: the database, the calendar, the clock, the post, and how long one step of an alert waits."""

    database: Database
    calendar: Calendar
    clock: Callable[[], datetime]
    post: Post
    every: timedelta = timedelta(minutes=15)
    notify: Notify = field(default_factory=Notify)

    def run(self, stop: threading.Event) -> int:
        """Do jobs as they come until ``stop`` is set; the job in hand is finished first. Returns how many were done."""
        done, wait, swept = 0, IDLE_SECONDS, monotonic() - SWEEP_SECONDS
        linker = Linker(self.database)
        while not stop.is_set():
            try:
                if monotonic() - swept >= SWEEP_SECONDS:
                    self.sweep()
                    swept = monotonic()
                new = self.round(stop)
                linker.step()
                done, wait = done + new, IDLE_SECONDS
                if new:
                    continue
            except Unavailable as fault:
                wait = min(LONGEST_WAIT, wait * 2)
                log.warning("the database is not there; trying again soon", extra={"fault": str(fault)})
            stop.wait(wait)
        return done

    def drain(self, stop: threading.Event) -> int:
        """Do all that is due now. Returns how many jobs were taken."""
        self.sweep()
        taken = 0
        while not stop.is_set() and (new := self.round(stop)):
            taken += new
        link_all(self.database)
        return taken

    def round(self, stop: threading.Event) -> int:
        """Take a few jobs that are due and do them. Returns how many were taken."""
        with self.database.reading() as session:
            if not tallies.anything_due(session, now=self.clock()):
                return 0
        with self.database.writing() as session:
            taking_in.take_in(session, now=self.clock())
            jobs = outbox.lease(session, now=self.clock(), most=MOST_AT_ONCE)
        for number, job in enumerate(jobs):
            if stop.is_set():
                # What was leased and not begun becomes free again when the lease ends.
                return number
            self.do(job)
        return len(jobs)

    def do(self, job: Job) -> None:
        """Do one job; a fault is written down with the job, which is tried again later."""
        try:
            finish = self._begin(job)
            with self.database.writing() as session:
                finish(session)
                outbox.done(session, job, now=self.clock())
        except PutOff as later:
            with self.database.writing() as session:
                outbox.put_off(session, job, until=later.until)
        except Exception as error:
            fault = type(error).__name__
            log.warning("a job did not work", exc_info=True, extra={"job": job.kind, "tries": job.tries, "fault": fault})
            with self.database.writing() as session:
                outbox.failed(session, job, fault, now=self.clock())
        else:
            log.info("a job is done", extra={"job": job.kind, "tries": job.tries})

    def sweep(self) -> None:
        """Erase what is over: passes, sessions, counts of wrong codes, jobs done long ago."""
        now = self.clock()
        refiling.refile(self.database, calendar=self.calendar, clock=self.clock)
        with self.database.writing() as session:
            alarms.go_on(session, now=now, every=self.every)
            notifying.sweep(session, now=now, calendar=self.calendar)
            digesting.plan(session, now=now, calendar=self.calendar, mail=bool(self.post.smtp_url))
            passes.sweep(session, now=now)
            people.sweep_sessions(session, before=now - signing_in.ABSOLUTE)
            guesses.sweep(session, before=now - KEEP_GUESSES)
            outbox.sweep(session, before=now - KEEP_JOBS)

    def _begin(self, job: Job) -> Finish:
        """Everything about a job that takes long, outside any writing transaction; what is returned stores the rest."""
        if job.kind == LOOK and job.case_id:
            case_id = job.case_id
            with self.database.reading() as session:
                found = looking.look(session, case_id)
            return lambda writing: looking.note(writing, case_id, found, now=self.clock(), calendar=self.calendar)
        if job.kind == alarms.ESCALATE and job.case_id:
            case_id = job.case_id
            return lambda writing: alarms.escalate(writing, case_id, now=self.clock(), every=self.every, calendar=self.calendar)
        if job.kind in (notifying.SEND, notifying.CHECK):
            ways, begin = Ways(self.post, self.notify), notifying.begin if job.kind == notifying.SEND else notifying.check
            return begin(self.database, job, ways, now=self.clock(), calendar=self.calendar)
        if job.kind == alarms.TELL:
            return self._tell(job)
        if job.kind == digesting.JOB:
            return self._digest(job)
        if job.kind == ALERT:
            post = self._without_shut_out(job)
            if post.ready:
                alerting.send(alerting.alert(job.id, post), post)
            elif not self.post.ready:
                # The queue's own urgent mark is then the only notice.
                log.warning("no mail was sent about something urgent: set PORTAL_SMTP_URL and PORTAL_ALERTS_TO")
            return lambda _writing: None
        raise UnknownJob(job.kind)

    def _without_shut_out(self, job: Job) -> Post:
        """The post without those for whom the case is not there."""
        with self.database.reading() as session:
            return replace(self.post, to=may_hear(session, job.case_id, self.post.to) if job.case_id else self.post.to)

    def _digest(self, job: Job) -> Finish:
        """The mail of a working day to one person; killed after the mail it is sent again, and the count says so."""
        with self.database.reading() as session:
            ready = digesting.prepare(session, job.id, self.post, today=london_date(self.clock()), calendar=self.calendar)
        if ready is None or not self.post.smtp_url:
            return lambda _writing: None
        alerting.send(ready.message, self.post)
        return lambda writing: digests.mailed(writing, job.id, mails=job.tries, now=self.clock())

    def _tell(self, job: Job) -> Finish:
        """Mail to the one who is on duty; killed after the mail it is sent again, and the count says so."""
        with self.database.reading() as session:
            to = alarms.address_for(session, job.id, now=self.clock())
        if not to:
            return lambda _writing: None
        if not self.post.smtp_url:
            log.warning("no mail was sent to who is on duty: set PORTAL_SMTP_URL")
            return lambda _writing: None
        alerting.send(alerting.duty_alert(job.id, self.post, to), self.post)
        return lambda writing: alerts.mailed(writing, job.id, mails=job.tries, now=self.clock())
