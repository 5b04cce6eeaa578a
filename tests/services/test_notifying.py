"""Word to children: real mails and a stand-in for Notify, looked at. Nothing of a case in any, nothing outside a plan."""

import random
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.contact import DAYS, SafePlan
from portal.domain.contact_facts import (
    ANSWER,
    LATE,
    QUESTIONS,
    ContactConfirmed,
    NoticeFailed,
    NoticeHeld,
    NoticeSent,
    ToldByHand,
)
from portal.domain.facts import Answered, ChangedContact, Plan, Received, Replied, Withdrawn
from portal.services import digesting, filing, notice_words, notifying, sending
from portal.services.alerting import Post
from portal.services.filing import Calendar, Case
from portal.services.notify import Notify
from portal.services.notifying import Ways
from portal.services.working import Worker
from portal.store import bank_holidays, cases, notices, outbox
from portal.store.database import Database
from portal.web.languages import LANGUAGES
from tests.domain.test_contact import outside
from tests.notify import KEY, TEMPLATES, Taken, standing_in
from tests.servers import free_port
from tests.services.test_alerting import Box, address
from tests.viewers import ALL

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CALENDAR = Calendar(bank_holidays.load())
SITE = "https://voice.trust.example"
MAIL = Plan("email", "sam@example.org")
SECRETS = ("Kowalski", "hits", "my mum", "YV-", "complaint", "Voice", "trust")


class Moment:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Picky(Box):
    """A letter box that knows some addresses and not others."""

    def __init__(self) -> None:
        super().__init__()
        self.unknown: dict[str, str] = {}

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, to: str, _options: Any) -> str:  # noqa: N802
        if to in self.unknown:
            return self.unknown[to]
        envelope.rcpt_tos.append(to)
        return "250 taken"


@pytest.fixture(autouse=True)
def no_digests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mail of the working day has tests of its own; here it would only lie between the others."""
    monkeypatch.setattr("portal.services.digesting.plan", lambda *_arguments, **_more: None)


@pytest.fixture
def clock() -> Moment:  # type: ignore[override]
    return Moment()


@pytest.fixture
def box() -> Picky:
    return Picky()


@pytest.fixture
def smtp(box: Picky) -> Iterator[str]:
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield address(controller)
    controller.stop()


@pytest.fixture
def notify() -> Iterator[tuple[Notify, Taken]]:
    with standing_in() as (url, taken):
        yield Notify(KEY, url, {"text": TEMPLATES["text"], "letter": TEMPLATES["letter"]}), taken


def post(smtp_url: str) -> Post:
    return Post(smtp_url, "messages@post.example", (), SITE)


def work(database: Database, clock: Moment, smtp_url: str = "", notify: Notify | None = None) -> int:
    worker = Worker(database, CALENDAR, clock, post(smtp_url), notify=notify or Notify())
    return worker.drain(threading.Event())


def checks_waiting(session: Session) -> int:
    """How many notices somebody still asks Notify about."""
    jobs = select(func.count()).where(outbox.outbox.c.kind == notifying.CHECK, outbox.outbox.c.done_at.is_(None))
    return int(session.execute(jobs).scalar_one())


def told(database: Database, plan: Plan, *, language: str = "en", words: str = "Kowalski hits us.") -> uuid.UUID:
    with database.writing() as session:
        received = Received("complaint", words, plan=plan, language=language, name="Sam")
        sent = sending.send(session, received, once=uuid.uuid4().hex, now=NOW, calendar=CALENDAR)
        row = cases.with_reference(session, sent.reference)
        assert row is not None
        return row.id


def case(database: Database, case_id: uuid.UUID) -> Case:
    with database.reading() as session:
        row = cases.with_id(session, case_id)
        assert row is not None
        return filing.load(session, row)


def happens(database: Database, case_id: uuid.UUID, fact: Any, now: datetime = NOW, *, staff: bool = True) -> None:
    """A member of staff does something; who it is does not matter, so a person is made up."""
    with database.writing() as session:
        row = cases.with_id(session, case_id)
        assert row is not None
        by = str(_somebody(session)) if staff else None
        filing.append(session, filing.load(session, row), fact, by=by, now=now, calendar=CALENDAR)


def _somebody(session: Any) -> uuid.UUID:
    from portal.store import people

    known = people.with_email(session, "amira@trust.example")
    if known:
        return known.id
    return people.add(session, email="amira@trust.example", name="Amira", role="voice", password_hash="x", totp="x", now=NOW)


def entries(database: Database, case_id: uuid.UUID, kind: Any) -> list[Any]:
    return [event.fact for event in case(database, case_id).state.events if isinstance(event.fact, kind)]


def test_a_child_hears_that_there_is_an_answer_and_not_a_word_of_it(
    database: Database, clock: Moment, smtp: str, box: Picky
) -> None:
    sam = told(database, MAIL)
    happens(database, sam, Answered("Mr Kowalski hits nobody any more."))
    work(database, clock, smtp)
    ((to, letter),) = box.letters
    assert to == ["sam@example.org"]
    assert (letter["From"], letter["Subject"]) == ("messages@post.example", "A message for you")
    assert letter.get_content().strip() == f"There is something for you to read. Go to {SITE}/answer and type your code."
    assert not [word for word in SECRETS if word in letter.as_string().replace(SITE, "")]
    assert entries(database, sam, NoticeSent) == [NoticeSent("answer", "email")]
    assert not case(database, sam).state.reach.since
    work(database, clock, smtp)
    assert len(box.letters) == 1


@pytest.mark.parametrize("tag", list(LANGUAGES))
def test_it_is_in_the_language_of_the_child_with_one_link_and_the_catalogues_agree(
    tag: str, database: Database, clock: Moment, smtp: str, box: Picky
) -> None:
    sam = told(database, MAIL, language=tag)
    happens(database, sam, Replied("Hello."))
    work(database, clock, smtp)
    letter = box.letters[0][1]
    assert str(letter["Subject"]) == notice_words.subject(tag)
    assert letter["Content-Language"] == tag
    assert letter.get_content().count("http") == 1
    assert f"{SITE}/answer" in letter.get_content()
    locale = LANGUAGES[tag].locale
    assert notice_words.LOCALES.get(tag, tag) == locale
    if tag in ("pl", "pa", "ur"):
        assert notice_words.subject(tag) != "A message for you"
        assert len({notice_words.text(what, tag, "x") for what in (ANSWER, LATE, QUESTIONS)}) == 3


def test_texts_and_letters_go_through_notify_with_a_token_that_it_knows(
    database: Database, clock: Moment, notify: tuple[Notify, Taken]
) -> None:
    texted, posted = told(database, Plan("text", "07700 900143")), told(database, Plan("letter", "Sam, 1 High Street, B70 9LT"))
    home = SafePlan("letter", "Sam\n1 High Street\nB70 9LT")
    for each in (texted, posted):
        happens(database, each, Answered("Kowalski hits nobody any more."))
    happens(database, posted, ContactConfirmed(home))
    work(database, clock, notify=notify[0])
    text, letter = sorted(notify[1], key=lambda one: one["type"], reverse=True)
    assert (text["type"], text["phone_number"], text["template_id"]) == ("sms", "07700900143", TEMPLATES["text"])
    assert text["personalisation"] == {"message": f"There is something for you to read. Go to {SITE}/answer and type your code."}
    assert letter["personalisation"]["address_line_3"] == "B70 9LT"
    assert letter["personalisation"]["subject"] == "A message for you"
    assert not [word for word in SECRETS for one in notify[1] if word in str(one).replace(SITE, "")]
    assert entries(database, texted, NoticeSent) == [NoticeSent("answer", "text")]


def test_outside_the_hours_it_waits_and_goes_when_they_begin(database: Database, clock: Moment, smtp: str, box: Picky) -> None:
    sam = told(database, Plan("email", "sam@example.org", "after school"))
    happens(database, sam, ContactConfirmed(SafePlan("email", "sam@example.org", DAYS[:5], "16:00", "19:00")))
    happens(database, sam, Replied("Hello."))
    for _ in range(20):
        work(database, clock, smtp)
        clock.now += timedelta(minutes=15)
    assert (box.letters, entries(database, sam, NoticeSent)) == ([], [])
    clock.now = NOW.replace(hour=16)
    work(database, clock, smtp)
    assert len(box.letters) == 1
    # Waiting is no try that failed.
    assert entries(database, sam, NoticeSent) == [NoticeSent("answer", "email", 1)]


def test_what_is_not_confirmed_waits_for_a_person_and_then_goes(database: Database, clock: Moment, smtp: str, box: Picky) -> None:
    sam = told(database, Plan("email", "sam@example.org", "", "my mum"))
    for words in ("One.", "Two."):
        happens(database, sam, Replied(words))
    work(database, clock, smtp)
    assert (box.letters, entries(database, sam, NoticeHeld)) == ([], [NoticeHeld("answer", "email", "not_confirmed")])
    state = case(database, sam).state
    assert (state.reach.held, state.needs_somebody) == (NoticeHeld("answer", "email", "not_confirmed"), True)
    happens(database, sam, ContactConfirmed(SafePlan("email", "sam@example.org", never="my mum")))
    work(database, clock, smtp)
    assert [to for to, _letter in box.letters] == [["sam@example.org"]]


@pytest.mark.parametrize(
    "plan, why",
    [
        (SafePlan("email", "sam@example.org", forbidden=("email",)), "forbidden"),
        (SafePlan("call", "0121 496 0187"), "by_hand"),
        (SafePlan("email", "my gran"), "no_address"),
        (SafePlan("email", "sam@example.org", ()), "no_time"),
        (SafePlan("text", "07700 900143"), "no_way"),
    ],
)
def test_what_the_plan_does_not_allow_is_not_sent_and_the_timeline_says_why(
    plan: SafePlan, why: str, database: Database, clock: Moment, smtp: str, box: Picky
) -> None:
    sam = told(database, MAIL)
    with database.writing() as session:
        row = cases.with_id(session, sam)
        assert row is not None
        # A plan like this is refused on the page, and is refused here again.
        event = filing.Event(NOW, None, ContactConfirmed(plan))
        state = filing.after(filing.load(session, row).state, event)
        cases.append(session, row, event, filing.file(state, CALENDAR))
    happens(database, sam, Replied("Hello."))
    work(database, clock, smtp)
    assert box.letters == []
    assert [one.why for one in entries(database, sam, NoticeHeld)] == [why]
    happens(database, sam, ToldByHand("visit", "He knows."))
    assert case(database, sam).state.reach.since is None


def test_a_plan_that_changed_a_moment_ago_is_kept(database: Database, clock: Moment, smtp: str, box: Picky) -> None:
    sam, gone = told(database, MAIL), told(database, MAIL)
    for each in (sam, gone):
        happens(database, each, Replied("Hello."))
    happens(database, sam, ChangedContact(Plan("code")), staff=False)
    happens(database, gone, Withdrawn(), staff=False)
    work(database, clock, smtp)
    assert box.letters == []
    assert [one.why for one in entries(database, sam, NoticeHeld)] == ["only_by_code"]
    assert [one.why for one in entries(database, gone, NoticeHeld)] == ["taken_back"]
    assert case(database, gone).state.reach.since is None


def test_a_child_who_comes_by_code_is_sent_nothing_and_nobody_is_bothered(
    database: Database, clock: Moment, smtp: str, box: Picky
) -> None:
    for plan in (Plan(), Plan("code"), Plan("code", "", "", "my mum")):
        sam = told(database, plan)
        happens(database, sam, Replied("Hello."))
        work(database, clock, smtp)
        assert (box.letters, entries(database, sam, NoticeHeld | NoticeSent)) == ([], [])


def test_an_address_that_is_refused_comes_back_to_the_case_and_is_not_used_again(
    database: Database, clock: Moment, smtp: str, box: Picky
) -> None:
    box.unknown["sam@example.org"] = "550 no such user"
    sam = told(database, MAIL)
    happens(database, sam, Replied("Hello."))
    work(database, clock, smtp)
    assert entries(database, sam, NoticeFailed) == [NoticeFailed("answer", "email", "refused")]
    with database.reading() as session:
        assert digesting.count(session, ALL, calendar=CALENDAR).unreached == 1
    box.unknown.clear()
    happens(database, sam, Replied("Hello again."))
    work(database, clock, smtp)
    assert (box.letters, [one.why for one in entries(database, sam, NoticeHeld)]) == ([], ["failed_before"])
    happens(database, sam, ContactConfirmed(SafePlan("email", "sam2@example.org")))
    work(database, clock, smtp)
    assert [to for to, _letter in box.letters] == [["sam2@example.org"]]


def test_a_box_that_is_full_for_now_is_tried_again_and_in_the_end_the_case_is_told(
    database: Database, clock: Moment, smtp: str, box: Picky
) -> None:
    box.unknown["sam@example.org"] = "451 not now"
    sam = told(database, MAIL)
    happens(database, sam, Replied("Hello."))
    work(database, clock, smtp)
    assert entries(database, sam, NoticeFailed | NoticeSent) == []
    box.unknown.clear()
    clock.now += timedelta(minutes=5)
    work(database, clock, smtp)
    assert entries(database, sam, NoticeSent) == [NoticeSent("answer", "email", 2)]
    box.unknown["sam@example.org"] = "451 not now"
    happens(database, sam, Replied("Hello again."), clock.now)
    for _ in range(outbox.MOST_TRIES):
        work(database, clock, smtp)
        clock.now += timedelta(hours=1)
    assert entries(database, sam, NoticeFailed) == [NoticeFailed("answer", "email", "gave_up")]
    with database.reading() as session:
        assert list(outbox.faults(session)) == []


def test_notify_says_later_that_it_did_not_come(database: Database, clock: Moment, notify: tuple[Notify, Taken]) -> None:
    lost, came = told(database, Plan("text", "07700 900143")), told(database, Plan("text", "07700 900144"))
    for each in (lost, came):
        happens(database, each, Replied("Hello."))
    work(database, clock, notify=notify[0])
    taken = notify[1]
    taken.status[taken.to("07700900143")[0]["id"]] = "permanent-failure"
    for _ in range(4):
        clock.now += timedelta(minutes=6)
        work(database, clock, notify=notify[0])
    assert entries(database, lost, NoticeFailed) == [NoticeFailed("answer", "text", "not_delivered")]
    assert entries(database, came, NoticeFailed) == []
    taken.status[taken.to("07700900144")[0]["id"]] = "delivered"
    clock.now += timedelta(hours=7)
    work(database, clock, notify=notify[0])
    asked = len(taken.asked)
    with database.reading() as session:
        assert checks_waiting(session) == 0
    clock.now += timedelta(days=1)
    work(database, clock, notify=notify[0])
    assert len(taken.asked) == asked, "what came is not asked about again"
    with database.reading() as session:
        assert [one.state for one in notices.of_case(session, came)] == [notices.DELIVERED]


def test_what_became_of_it_is_asked_until_notify_knows_or_four_days_are_over(
    database: Database, clock: Moment, notify: tuple[Notify, Taken]
) -> None:
    sam = told(database, Plan("text", "07700 900143"))
    happens(database, sam, Replied("Hello."))
    work(database, clock, notify=notify[0])
    taken = notify[1]
    for hour in range(5 * 24):
        # Notify is away for the whole second day, which is no fault of ours to tell.
        taken.down = 24 <= hour < 48
        clock.now += timedelta(hours=1)
        work(database, clock, notify=notify[0])
    with database.reading() as session:
        assert (checks_waiting(session), list(outbox.faults(session))) == (0, [])
    assert 10 < len(taken.asked) < 40
    assert entries(database, sam, NoticeFailed) == []


def test_notify_refuses_a_number_at_once_or_is_away_for_a_while(
    database: Database, clock: Moment, notify: tuple[Notify, Taken]
) -> None:
    wrong, later = told(database, Plan("text", "07700 900143")), told(database, Plan("text", "07700 900144"))
    taken = notify[1]
    taken.refuse.add("07700900143")
    happens(database, wrong, Replied("Hello."))
    work(database, clock, notify=notify[0])
    assert entries(database, wrong, NoticeFailed) == [NoticeFailed("answer", "text", "refused")]
    taken.down = True
    happens(database, later, Replied("Hello."))
    work(database, clock, notify=notify[0])
    taken.down = False
    clock.now += timedelta(minutes=5)
    work(database, clock, notify=notify[0])
    assert len(taken.to("07700900144")) == 1


def test_settings_that_notify_refuses_are_no_fault_of_the_address(
    database: Database, clock: Moment, notify: tuple[Notify, Taken]
) -> None:
    sam = told(database, Plan("text", "07700 900143"))
    happens(database, sam, Replied("Hello."))
    work(database, clock, notify=Notify(KEY, notify[0].url, {"text": str(uuid.UUID(int=99))}))
    with database.reading() as session:
        assert [one.fault for one in outbox.faults(session)] == ["NotifyFault"]
    assert entries(database, sam, NoticeFailed) == []


def test_a_worker_that_died_after_handing_over_asks_notify_first(
    database: Database, clock: Moment, notify: tuple[Notify, Taken]
) -> None:
    sam = told(database, Plan("text", "07700 900143"))
    happens(database, sam, Replied("Hello."))
    for _ in range(2):
        with database.writing() as session:
            jobs = [job for job in outbox.lease(session, now=clock.now) if job.kind == notifying.SEND]
        # It is sent, and nothing is written down.
        notifying.begin(database, jobs[0], Ways(post(""), notify[0]), now=clock.now, calendar=CALENDAR)
        clock.now += timedelta(minutes=3)
    work(database, clock, notify=notify[0])
    assert len(notify[1]) == 1
    assert entries(database, sam, NoticeSent) == [NoticeSent("answer", "text", 3)]


def test_a_late_answer_is_told_once_for_its_day(database: Database, clock: Moment, smtp: str, box: Picky) -> None:
    sam = told(database, MAIL)
    due = case(database, sam).row.due_on
    assert due is not None
    clock.now = datetime(due.year, due.month, due.day, 12, 0, tzinfo=UTC)
    work(database, clock, smtp)
    assert box.letters == []
    for _ in range(3):
        clock.now += timedelta(days=1)
        work(database, clock, smtp)
    assert [letter.get_content().strip() for _to, letter in box.letters] == [notice_words.text(LATE, "en", f"{SITE}/answer")]


def test_others_can_send_a_link_of_their_own_and_it_is_kept_sealed(
    database: Database, clock: Moment, smtp: str, box: Picky
) -> None:
    sam, none = told(database, MAIL), told(database, Plan("code"))
    link = f"{SITE}/questions/0123456789abcdef"
    with database.writing() as session:
        assert notifying.tell(session, case(database, sam), QUESTIONS, link, now=NOW)
        assert not notifying.tell(session, case(database, none), QUESTIONS, link, now=NOW)
        with pytest.raises(ValueError, match="gossip"):
            notifying.tell(session, case(database, sam), "gossip", now=NOW)
    with database.reading() as session:
        raw = session.connection.exec_driver_sql("SELECT link FROM notices").scalar()
        assert b"0123456789abcdef" not in bytes(raw)
    work(database, clock, smtp)
    ((_to, letter),) = box.letters
    assert letter.get_content().strip().endswith(link)
    assert "/answer" not in letter.get_content()


def test_a_notice_whose_last_try_was_killed_is_not_forgotten(database: Database, clock: Moment) -> None:
    sam = told(database, MAIL)
    happens(database, sam, Replied("Hello."))
    with database.writing() as session:
        for _ in range(outbox.MOST_TRIES):
            outbox.lease(session, now=clock.now)
            clock.now += timedelta(minutes=3)
    work(database, clock)
    assert entries(database, sam, NoticeFailed) == [NoticeFailed("answer", "", "gave_up")]


def test_a_thousand_plans_and_nothing_outside_any(tmp_path: Any, smtp: str, box: Picky, notify: tuple[Notify, Taken]) -> None:
    from portal.store.tables import metadata
    from tests.conftest import KEYRING

    plans, clock, chance = 1000, Moment(), random.Random(20261123)
    database = Database(f"sqlite:///{tmp_path / 'plans.db'}", keyring=KEYRING, secret=b"s" * 40)
    metadata.create_all(database.engine)
    kept: dict[str, SafePlan] = {}
    with database.writing() as session:
        for number in range(plans):
            kept_plan = _any_plan(chance, number)
            kept[str(number)] = kept_plan
            received = Received("comment", "x", plan=Plan("call", "x"))
            sent = sending.send(session, received, once=uuid.uuid4().hex, now=NOW, calendar=CALENDAR)
            row = cases.with_reference(session, sent.reference)
            assert row is not None
            event = filing.Event(NOW, None, ContactConfirmed(kept_plan))
            state = filing.after(filing.load(session, row).state, event)
            row = cases.append(session, row, event, filing.file(state, CALENDAR))
            notifying.tell(session, Case(row, state), ANSWER, now=NOW)
    seen: list[tuple[datetime, str, str]] = []
    for hour in range(0, 7 * 24 * 2):
        clock.now = NOW + timedelta(minutes=30 * hour)
        work(database, clock, smtp, notify[0])
        seen += [(clock.now, "email", to[0]) for to, _letter in box.letters]
        seen += [(clock.now, *_where(one)) for one in notify[1]]
        box.letters.clear()
        notify[1].clear()
    number_of = {plan.address: plan for plan in kept.values()}
    broken = [one for one in seen if outside(number_of[one[2]], one[1], one[0])]
    never = [plan for plan in kept.values() if _can_go(plan) and plan.address not in {one[2] for one in seen}]
    database.close()
    print(f"{plans} plans: {len(seen)} sent, {len(broken)} outside, {len(never)} forgotten")
    assert len(seen) > 100
    assert (broken, never) == ([], [])
    assert len({one[2] for one in seen}) == len(seen)


def _any_plan(chance: random.Random, number: int) -> SafePlan:
    route = chance.choice(("text", "email", "letter", "call", "code", "advocate"))
    addresses = {
        "email": f"child{number}@example.org",
        "text": f"07700{number:06d}",
        "letter": f"Child {number}\n{number} High Street\nB70 9LT",
    }
    days = tuple(day for day in DAYS if chance.random() < 0.6)
    begins, ends = (f"{chance.randrange(24):02d}:{chance.choice((0, 30)):02d}" for _ in range(2))
    forbidden = tuple(one for one in ("text", "email", "letter", "call") if chance.random() < 0.15)
    return SafePlan(route, addresses.get(route, str(number)), days, begins, ends, forbidden)


def _where(one: dict[str, Any]) -> tuple[str, str]:
    if one["type"] == "sms":
        return "text", one["phone_number"]
    said = one["personalisation"]
    return "letter", "\n".join(said[f"address_line_{line}"] for line in (1, 2, 3))


def _can_go(plan: SafePlan) -> bool:
    week = (NOW + timedelta(minutes=30 * half) for half in range(0, 7 * 24 * 2))
    return any(not outside(plan, plan.route, now) for now in week)
