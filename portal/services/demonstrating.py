"""Made-up cases of the past weeks, sent and answered by the same services that real ones go through."""

import base64
import threading
import uuid
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from portal.domain import duty
from portal.domain.access import Role, Viewer
from portal.domain.advocacy_facts import SentForChild
from portal.domain.duty_facts import SecondReader
from portal.domain.facts import (
    Acknowledged,
    Answered,
    AskedForAdvocate,
    Assigned,
    Closed,
    Noted,
    Plan,
    Received,
    Replied,
    Settled,
    Unhappy,
    Withdrawn,
    Wrote,
)
from portal.domain.follow_up_facts import FollowUpAnswered
from portal.domain.frozen import frozen
from portal.domain.places import Place, Seen
from portal.domain.working_days import LONDON, CalendarGap, london_date
from portal.services import advocates, alarms, casework, handing_out, people, returning, rota, sending, triage, working
from portal.services.advocates import Advocate, Agreement
from portal.services.alerting import Post
from portal.services.filing import Calendar, Case
from portal.services.stories import STORIES
from portal.services.story_kinds import CHILD, FIRST, Step, Story
from portal.starting import PROVIDERS
from portal.store import cases
from portal.store.database import Database, Session

PEOPLE = (
    ("Robin Hale", "robin@demonstration.example", Role.VOICE),
    ("Sam Okoro", "sam@demonstration.example", Role.VOICE),
    ("Cora Bell", "cora@demonstration.example", Role.COMPLAINTS),
    ("Max Dunne", "max@demonstration.example", Role.HANDLER),
    ("Ada Quartey", "ada@demonstration.example", Role.DIRECTOR),
    ("Ivo Marsh", "ivo@demonstration.example", Role.INVESTIGATOR),
    ("Dana Pell", "dana@demonstration.example", Role.DPO),
    ("Jo Lindqvist", "jo@demonstration.example", Role.ADMINISTRATOR),
    ("Nia Rowe", "nia@demonstration.example", Role.ADVOCATE),
)
# What an advocate sent for a child, and the case to which another child's code let her in.
HELPED = Received(
    "complaint",
    "They said I can see Nan every Sunday. I saw her two times since August. I keep a list.",
    "Just do the Sundays.",
    about=("family_time",),
    safe="yes",
    name="Bo",
    age="8_11",
    plan=Plan("advocate"),
    advocate="have_one",
)
HELPED_SO = SentForChild("together", "alone", "He has the list with him and is proud of it. His carer knows that we meet.")
HELPED_ONCE, SENT_DAYS_AGO, JOINED = "demonstration: the Sundays", 6, "the late visits"
# The cases whose codes are worth trying: one that was answered, one to be unhappy about, one just sent.
OPENED = ("the three moves", "the bus pass", "the foster home", "the football boots")
HANDED_OUT = (
    ("Key rings", "key-ring", "Summer order", 500, "Voice Team at visits", "", "", 62),
    ("Highlighters", "highlighter", "Summer order", 300, "Schools' evening", "", "", 85),
    ("Compliment cards", "card", "Printed in June", 1000, "Social workers", "", "compliment", 9),
    ("Posters in Polish", "poster", "Printed in June", 40, "Area offices", "pl", "", 120),
)
NO_POST = Post("", "messages@localhost", (), "")


@frozen
class Worker:
    """Somebody who signs in to the demonstration, with secrets that only this portal's own key can tell."""

    id: str
    name: str
    email: str
    role: Role
    password: str
    totp_secret: str


@frozen
class Shown:
    """A case of the demonstration, the code that opens it, and whether it was made just now."""

    name: str
    reference: str
    code: str
    new: bool


def staff(database: Database, *, now: datetime) -> list[Worker]:
    """The people of the demonstration, added when they are not there yet."""
    with database.reading() as session:
        known = {person.email: person for person in people.everyone(session)}
    workers = []
    for name, email, role in PEOPLE:
        with database.writing() as session:
            password, totp = _secret(session, "password", email, 10), _secret(session, "app", email, 20)
            if email in known:
                person_id = known[email].id
            else:
                whose = PROVIDERS[0] if role is Role.ADVOCATE else ""
                secrets = {"password": password, "totp_secret": totp}
                person_id = people.add(session, email=email, name=name, role=role, organisation=whose, **secrets, now=now).id
        workers.append(Worker(str(person_id), name, email, role, password, totp))
    return workers


def show(
    database: Database, workers: list[Worker], *, now: datetime, calendar: Calendar, progress: Callable[[int, int], None]
) -> list[Shown]:
    """Make every case that is not there yet. Doing it twice changes nothing."""
    shown = []
    with database.writing() as session:
        _fill_rota(session, workers, now=now)
        _hand_out(session, workers[0], now=now)
    for number, story in enumerate(STORIES, start=1):
        shown.append(_tell(database, story, workers, now=now, calendar=calendar))
        progress(number, len(STORIES))
    code = next(each.code for each in shown if each.name == JOINED)
    _help(database, next(worker for worker in workers if worker.role is Role.ADVOCATE), code, now=now, calendar=calendar)
    return shown


def _help(database: Database, worker: Worker, code: str, *, now: datetime, calendar: Calendar) -> None:
    """An advocate sends for one child, and another gave her their code."""
    helper = Advocate(uuid.UUID(worker.id), worker.name, PROVIDERS[0])
    at = moment(SENT_DAYS_AGO, 15, now=now)
    with database.writing() as session:
        if cases.with_once(session, HELPED_ONCE):
            return
        agreed = Agreement("given", "He asked me to send it and to stay with him.")
        rest: dict[str, Any] = {"once": HELPED_ONCE, "now": at, "calendar": calendar}
        advocates.send(session, HELPED, HELPED_SO, agreed, helper, **rest)
        agreed = Agreement("given", "She gave me her code at the centre.")
        advocates.join(session, code, agreed, helper, now=now - timedelta(minutes=30), calendar=calendar)
    _work(database, at, calendar)


def _fill_rota(session: Session, workers: list[Worker], *, now: datetime) -> None:
    """Two people of the team and somebody to ring, unless somebody filled the rota already."""
    if rota.look(session, today=london_date(now)).lines:
        return
    for part, worker in ((duty.DUTY, workers[0]), (duty.DEPUTY, workers[1])):
        rota.add(session, part=part, person=worker.id, contact="", first=None, last=None)
    rota.add(session, part=duty.CALL, person="", contact="Emergency Duty Team (made up), 01632 960 000", first=None, last=None)


def _hand_out(session: Session, worker: Worker, *, now: datetime) -> None:
    """What the team ordered, unless there is something already."""
    if handing_out.everything(session):
        return
    for name, item, batch, pieces, by, language, kind, pence in HANDED_OUT:
        since = london_date(now) - timedelta(days=60)
        place = Place("", name, item, batch, pieces, by, language, kind, since, pence=pence)
        place = handing_out.keep(session, place, by=worker.id, now=now)
        for _ in range(pieces // 40):
            handing_out.note_visit(session, place.short, Seen.SCAN, today=london_date(now))


def _secret(session: Session, what: str, email: str, size: int) -> str:
    # The same at every start, so that it can be printed again, and different in every portal.
    return base64.b32encode(session.digest(f"demonstration {what}", email)[:size]).decode()


def _tell(database: Database, story: Story, workers: list[Worker], *, now: datetime, calendar: Calendar) -> Shown:
    once = f"demonstration: {story.name}"
    at = moment(story.days_ago, story.hour, now=now)
    with database.writing() as session:
        new = cases.with_once(session, once) is None
        sent = sending.send(session, story.received, once=once, now=at, calendar=calendar)
    if new:
        _work(database, at, calendar)
        for step in story.then:
            then = at_work(step, now=now, calendar=calendar)
            with database.writing() as session:
                then = _take(session, sent.reference, step, workers, at=then, calendar=calendar)
            _work(database, then, calendar)
    return Shown(story.name, sent.reference, sent.code, new)


def _work(database: Database, at: datetime, calendar: Calendar) -> None:
    # The words are looked at then and there, as the worker would have done.
    working.Worker(database, calendar, lambda: at + timedelta(minutes=1), NO_POST).drain(threading.Event())


def _take(session: Session, reference: str, step: Step, workers: list[Worker], *, at: datetime, calendar: Calendar) -> datetime:
    found = triage.find(session, reference, _viewer(workers[0], at))
    # A weekend may have moved the step before this one past it.
    at = max(at, found.state.events[-1].at + timedelta(minutes=5))
    if step.by == CHILD:
        _child(session, found, step, at=at, calendar=calendar)
        return at
    worker, colleague = workers[:2] if step.by == FIRST else (workers[1], workers[0])
    _staff(
        session, triage.read(session, reference, _viewer(worker, at), now=at), step, worker, colleague, at=at, calendar=calendar
    )
    return at


def _viewer(worker: Worker, at: datetime) -> Viewer:
    return Viewer(uuid.UUID(worker.id), worker.role, london_date(at))


def _staff(
    session: Session, found: Case, step: Step, worker: Worker, colleague: Worker, *, at: datetime, calendar: Calendar
) -> None:
    by = worker.id
    if found.state.urgent:
        # Whoever works on what is urgent said first that they have it.
        alarms.take(session, found.row.reference, by=by, now=at, calendar=calendar)
        found = triage.find(session, found.row.reference, _viewer(worker, at))
    match step.fact:
        case Assigned():
            triage.assign(session, found, to=by, name=worker.name, by=by, now=at, calendar=calendar)
        case Acknowledged(words=words):
            triage.acknowledge(session, found, words, by=by, now=at, calendar=calendar)
        case Noted(words=words):
            triage.note(session, found, words, by=by, now=at, calendar=calendar)
        case Replied(words=words) | Answered(words=words):
            answer = isinstance(step.fact, Answered)
            triage.reply(session, found, words, answer=answer, name=worker.name, by=by, now=at, calendar=calendar)
        case Settled(why=why):
            agreed = SecondReader(True, "Read it too. Everything was done on the day.")
            found = casework.record(session, found, agreed, _viewer(colleague, at), now=at, calendar=calendar)
            triage.settle(session, found, why, by=by, now=at, calendar=calendar)
        case Closed(reason=reason, words=words):
            triage.close(session, found, reason, words, by=by, now=at, calendar=calendar)
        case staged:
            fact = staged(london_date(at)) if callable(staged) else staged
            casework.record(session, found, fact, _viewer(worker, at), now=at, calendar=calendar)


def _child(session: Session, found: Case, step: Step, *, at: datetime, calendar: Calendar) -> None:
    match step.fact:
        case Wrote(words=words):
            returning.write(session, found, words, now=at, calendar=calendar)
        case Unhappy(words=words):
            returning.unhappy(session, found, words, now=at, today=london_date(at), calendar=calendar)
        case AskedForAdvocate():
            returning.ask_for_advocate(session, found, now=at, calendar=calendar)
        case FollowUpAnswered():
            returning.answer_questions(session, found, step.fact, now=at, calendar=calendar)
        case Withdrawn():
            returning.withdraw(session, found, now=at, calendar=calendar)
        case other:
            raise LookupError(type(other).__name__)


def moment(days_ago: int, hour: int, *, now: datetime) -> datetime:
    """So many days ago at that London hour (UTC), and never later than a minute ago."""
    then = datetime.combine(london_date(now) - timedelta(days=days_ago), time(hour, 7 * hour % 60), LONDON)
    return min(then.astimezone(now.tzinfo), now - timedelta(minutes=1))


def at_work(step: Step, *, now: datetime, calendar: Calendar) -> datetime:
    """When a step was taken: by a child at any time, by staff on the next day on which people work."""
    at = moment(step.days_ago, step.hour, now=now)
    try:
        while step.by != CHILD and at < now - timedelta(days=1) and not calendar.days.is_working_day(london_date(at)):
            at += timedelta(days=1)
    except CalendarGap:
        return at
    return at
