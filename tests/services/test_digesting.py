"""The mail of a working day: once for each, with numbers alone, and nothing about a case that is shut to them."""

import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from portal.domain.facts import Assigned, Closed, Received
from portal.services import alarms, digesting, filing, sending
from portal.services.alerting import Post
from portal.services.filing import Calendar
from portal.services.working import Worker
from portal.store import bank_holidays, cases, outbox, people, visibility
from portal.store import duty as kept
from portal.store.database import Database
from portal.store.tables import digests
from tests.servers import free_port
from tests.services.test_alerting import Box, address

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CALENDAR = Calendar(bank_holidays.load())
ALERTS = ("Ben@trust.example", "duty@trust.example")


class Moment:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Moment:  # type: ignore[override]
    return Moment()


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def smtp(box: Box) -> Iterator[str]:
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield address(controller)
    controller.stop()


@pytest.fixture
def team(database: Database) -> dict[str, str]:
    """Amira and Ben share the queue, Hana has cases, Ivo investigates, Ada keeps the portal running."""
    roles = {"amira": "voice", "ben": "voice", "hana": "handler", "ivo": "investigator", "ada": "administrator"}
    with database.writing() as session:
        return {
            name: str(
                people.add(
                    session, email=f"{name}@trust.example", name=name.title(), role=role, password_hash="x", totp="x", now=MONDAY
                )
            )
            for name, role in roles.items()
        }


def work(database: Database, clock: Moment, smtp_url: str) -> None:
    post = Post(smtp_url, "messages@post.example", ALERTS, "https://voice.trust.example")
    Worker(database, CALENDAR, clock, post).drain(threading.Event())


def tell(database: Database, at: datetime, *, to: str = "", safe: str = "") -> uuid.UUID:
    with database.writing() as session:
        received = Received("complaint", "Kowalski is late.", safe=safe)
        sent = sending.send(session, received, once=uuid.uuid4().hex, now=at, calendar=CALENDAR)
        row = cases.with_reference(session, sent.reference)
        assert row is not None
        if to:
            case = filing.load(session, row)
            filing.append(session, case, Assigned(to, "Somebody"), by=to, now=at, calendar=CALENDAR)
        return row.id


def mails(box: Box) -> dict[str, str]:
    return {
        to[0]: letter.get_content().replace("\r\n", "\n").split("\n\n")[0]
        for to, letter in box.letters
        if letter["Subject"] == digesting.SUBJECT
    }


def test_each_gets_one_mail_on_a_working_day_with_what_is_theirs(
    database: Database, team: dict[str, str], clock: Moment, smtp: str, box: Box
) -> None:
    # Received on the Friday: to acknowledge by Tuesday.
    friday = MONDAY - timedelta(days=3)
    tell(database, friday)
    tell(database, friday, to=team["hana"])
    tell(database, MONDAY - timedelta(days=60), to=team["ben"])
    for _ in range(3):
        work(database, clock, smtp)
        clock.now += timedelta(hours=1)
    got = mails(box)
    assert got == {
        "amira@trust.example": "- 1 case is due within two working days.\n- 1 case has not been read yet.",
        "ben@trust.example": "- 1 case is late.\n- 1 case is due within two working days.\n- 2 cases have not been read yet.",
        "hana@trust.example": "- 1 case is due within two working days.\n- 1 case has not been read yet.",
    }
    assert len(box.letters) == 3, "one each"
    whole = "".join(letter.as_string() for _to, letter in box.letters)
    assert "Kowalski" not in whole
    assert "YV-" not in whole
    assert "https://voice.trust.example/team" in whole


def test_it_reminds_before_and_after_and_stops_when_it_is_done(
    database: Database, team: dict[str, str], clock: Moment, smtp: str, box: Box
) -> None:
    case_id = tell(database, MONDAY - timedelta(hours=1), to=team["hana"])
    said = []
    for _ in range(5):
        work(database, clock, smtp)
        said.append(mails(box).get("hana@trust.example", "").split("\n")[0])
        box.letters.clear()
        clock.now += timedelta(days=1)
    # To acknowledge by Wednesday.
    soon, today, late = "- 1 case is due within two working days.", "- 1 case is due today.", "- 1 case is late."
    assert said == [soon, soon, today, late, late]
    with database.writing() as session:
        row = cases.with_id(session, case_id)
        assert row is not None
        closed = Closed("answered", "Done.")
        filing.append(session, filing.load(session, row), closed, by=team["hana"], now=clock.now, calendar=CALENDAR)
    clock.now += timedelta(days=2)
    work(database, clock, smtp)
    assert mails(box) == {}


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 22, 10, 0, tzinfo=UTC),  # Sunday
        datetime(2026, 12, 25, 10, 0, tzinfo=UTC),
        datetime(2026, 12, 28, 10, 0, tzinfo=UTC),  # the day in place of Boxing Day
        datetime(2026, 11, 23, 7, 29, tzinfo=UTC),
        datetime(2026, 6, 1, 6, 29, tzinfo=UTC),  # London is an hour ahead
    ],
)
def test_there_is_none_before_the_working_day_begins_or_when_there_is_none(
    now: datetime, database: Database, team: dict[str, str], clock: Moment, smtp: str, box: Box
) -> None:
    tell(database, MONDAY - timedelta(days=365))
    clock.now = now
    work(database, clock, smtp)
    assert box.letters == []


def test_without_anything_that_waits_there_is_no_mail_and_without_a_server_no_job(
    database: Database, team: dict[str, str], clock: Moment, smtp: str, box: Box
) -> None:
    work(database, clock, "")
    with database.reading() as session:
        assert session.execute(select(digests.c.id)).all() == []
    work(database, clock, smtp)
    assert box.letters == []
    with database.reading() as session:
        assert {row.mails for row in session.execute(select(digests.c.mails))} == {0}


def test_two_workers_plan_one_mail_each(database: Database, team: dict[str, str], clock: Moment) -> None:
    for _ in range(2):
        with database.writing() as session:
            session.connection.exec_driver_sql("DELETE FROM marks")
            digesting.plan(session, now=clock.now, calendar=CALENDAR, mail=True)
    with database.reading() as session:
        assert outbox.waiting(session) == 3


def test_nobody_hears_of_a_case_that_is_shut_to_them(
    database: Database, team: dict[str, str], clock: Moment, smtp: str, box: Box
) -> None:
    for name in ("amira", "ben"):
        with database.writing() as session:
            from portal.services import rota

            rota.add(session, part="duty", person=team[name], contact="", first=None, last=None)
    case_id = tell(database, MONDAY - timedelta(days=30), safe="no")
    with database.writing() as session:
        ben = uuid.UUID(team["ben"])
        visibility.shut(session, case_id, ben, [], at=MONDAY)
    for _ in range(12):
        work(database, clock, smtp)
        clock.now += timedelta(minutes=15)
    to = {each.casefold() for everybody, _letter in box.letters for each in everybody}
    assert to == {"amira@trust.example", "duty@trust.example"}


def test_somebody_shut_out_between_the_telling_and_its_mail_gets_no_mail(database: Database, team: dict[str, str]) -> None:
    case_id = tell(database, MONDAY, safe="no")
    with database.writing() as session:
        alert = kept.open_alert(session, case_id)
        assert alert is not None
        telling = kept.tell(session, alert.id, 1, uuid.UUID(team["ben"]), now=MONDAY)
        assert alarms.address_for(session, telling, now=MONDAY) == "ben@trust.example"
        visibility.shut(session, case_id, uuid.UUID(team["ben"]), [], at=MONDAY)
        assert alarms.address_for(session, telling, now=MONDAY) == ""
