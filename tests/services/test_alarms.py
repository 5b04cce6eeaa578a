"""Alerts about urgent cases: told one after the other, until somebody has it, whatever happens to the worker."""

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from portal.domain import duty
from portal.domain.duty_facts import Alerted, AlertTaken, SecondReader
from portal.domain.facts import Received
from portal.services import alarms, casework, filing, rota, sending, triage
from portal.services.alerting import DUTY_SUBJECT, Post, duty_alert
from portal.services.filing import Calendar, Case
from portal.services.working import Worker
from portal.store import bank_holidays, cases, outbox, people, visibility
from portal.store import duty as kept
from portal.store.database import Database
from portal.store.tables import outbox as jobs
from tests.services.test_alerting import Box, address
from tests.viewers import ALL, seen_by

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CALENDAR = Calendar(bank_holidays.load())
QUARTER = timedelta(minutes=15)


class Moment:
    """A clock for the worker that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def no_digests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mail of the working day has tests of its own; here it would only lie between the others."""
    monkeypatch.setattr("portal.services.digesting.plan", lambda *_arguments, **_more: None)


@pytest.fixture
def clock() -> Moment:  # type: ignore[override]
    return Moment()


@pytest.fixture
def team(database: Database) -> dict[str, str]:
    """Amira is on duty, Ben is next, Cem is the deputy; there is somebody to ring."""
    ids = {}
    with database.writing() as session:
        for name in ("amira", "ben", "cem"):
            made = people.add(
                session, email=f"{name}@trust.example", name=name.title(), role="voice", password_hash="x", totp="x", now=NOW
            )
            ids[name] = str(made)
        for name, part in (("amira", duty.DUTY), ("ben", duty.DUTY), ("cem", duty.DEPUTY)):
            rota.add(session, part=part, person=ids[name], contact="", first=None, last=None)
        rota.add(session, part=duty.CALL, person="", contact="Duty Team 01632 960 000", first=None, last=None)
    return ids


def work(database: Database, clock: Moment, post: Post | None = None) -> int:
    return Worker(database, CALENDAR, clock, post or Post("", "a@b", (), "")).drain(threading.Event())


def tell(database: Database, *, safe: str = "no", words: str = "I want to talk.") -> str:
    with database.writing() as session:
        received = Received("complaint", words, safe=safe)
        return sending.send(session, received, once=uuid.uuid4().hex, now=NOW, calendar=CALENDAR).reference


def case(database: Database, reference: str) -> Case:
    with database.reading() as session:
        return triage.find(session, reference, ALL)


def told(database: Database, reference: str) -> list[str]:
    return [event.fact.name for event in case(database, reference).state.events if isinstance(event.fact, Alerted)]


def waiting(database: Database, me: str) -> list[alarms.Raised]:
    with database.reading() as session:
        return alarms.raised(session, seen_by(me))


def test_one_after_the_other_is_told_until_it_is_time_to_ring(database: Database, team: dict[str, str], clock: Moment) -> None:
    ref = tell(database)
    seen = []
    for _ in range(8):
        work(database, clock)
        seen.append(told(database, ref)[-1])
        clock.now += QUARTER
    assert seen == ["Amira", "Ben", "Cem", "", "", "", "", ""]
    assert told(database, ref) == ["Amira", "Ben", "Cem", ""]
    (one,) = waiting(database, team["amira"])
    assert (one.reference, one.why, one.since, one.time_to_ring) == (ref, "not_safe", NOW, True)
    assert [(each.name, each.at - NOW) for each in one.told] == [("Amira", 0 * QUARTER), ("Ben", QUARTER), ("Cem", 2 * QUARTER)]


def test_nobody_else_is_told_once_somebody_has_it(database: Database, team: dict[str, str], clock: Moment) -> None:
    ref = tell(database)
    work(database, clock)
    for name in ("ben", "amira"):
        with database.writing() as session:
            alarms.take(session, ref, by=team[name], now=clock(), calendar=CALENDAR)
    for _ in range(5):
        clock.now += QUARTER
        work(database, clock)
    assert told(database, ref) == ["Amira"]
    events = case(database, ref).state.events
    assert [event.by for event in events if isinstance(event.fact, AlertTaken)] == [team["ben"]]
    assert waiting(database, team["amira"]) == []
    with database.reading() as session:
        assert outbox.waiting(session) == 0


def test_of_people_who_press_at_once_while_steps_are_taken_one_has_it(
    database: Database, team: dict[str, str], clock: Moment
) -> None:
    ref = tell(database)
    case_id, failed, ready = case(database, ref).row.id, [], threading.Barrier(6)

    def press(name: str) -> None:
        ready.wait()
        for _ in range(20):
            try:
                with database.writing() as session:
                    if name:
                        alarms.take(session, ref, by=team[name], now=clock(), calendar=CALENDAR)
                    else:
                        alarms.escalate(session, case_id, now=clock(), every=QUARTER, calendar=CALENDAR)
                return
            except cases.Stale:
                continue
            except Exception as error:
                failed.append(error)
                return

    threads = [threading.Thread(target=press, args=(name,)) for name in ("amira", "", "ben", "", "cem", "")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    facts = [type(event.fact) for event in case(database, ref).state.events]
    assert facts.count(AlertTaken) == 1
    assert facts.count(Alerted) <= 1
    assert waiting(database, team["amira"]) == []


def test_flagged_words_raise_an_alert_and_an_open_one_stays_the_only_one(
    database: Database, team: dict[str, str], clock: Moment
) -> None:
    ref = tell(database, safe="no", words="Sometimes I want to kill myself.")
    flagged = tell(database, safe="", words="Sometimes I want to kill myself.")
    quiet = tell(database, safe="yes", words="The food is cold.")
    work(database, clock)
    assert sorted((one.reference, one.why) for one in waiting(database, team["ben"])) == sorted(
        [(ref, "not_safe"), (flagged, "flagged")]
    )
    assert told(database, quiet) == []


def test_with_nobody_on_the_rota_it_is_time_to_ring_at_once(database: Database, clock: Moment) -> None:
    ref = tell(database)
    work(database, clock)
    assert told(database, ref) == [""]
    assert [one.time_to_ring for one in waiting(database, str(uuid.uuid4()))] == [True]


def test_whoever_may_not_hear_of_the_case_is_neither_told_nor_shown(
    database: Database, team: dict[str, str], clock: Moment
) -> None:
    ref = tell(database)
    with database.writing() as session:
        visibility.shut(session, triage.find(session, ref, ALL).row.id, uuid.UUID(team["amira"]), [], at=NOW)
    for _ in range(4):
        work(database, clock)
        clock.now += QUARTER
    assert told(database, ref) == ["Ben", "Cem", ""]
    assert waiting(database, team["amira"]) == []
    with pytest.raises(LookupError), database.writing() as session:
        alarms.take(session, ref, by=team["amira"], now=clock(), calendar=CALENDAR)
    assert len(waiting(database, team["ben"])) == 1


def test_a_step_that_was_given_up_is_taken_up_again(database: Database, team: dict[str, str], clock: Moment) -> None:
    ref = tell(database)
    with database.writing() as session:
        session.execute(jobs.update().where(jobs.c.kind == alarms.ESCALATE).values(tries=outbox.MOST_TRIES))
    work(database, clock)
    assert told(database, ref) == []
    clock.now += QUARTER + timedelta(seconds=1)
    work(database, clock)
    assert told(database, ref) == ["Amira"]


def test_two_jobs_for_one_step_take_it_once(database: Database, team: dict[str, str], clock: Moment) -> None:
    ref = tell(database)
    with database.writing() as session:
        outbox.add(session, alarms.ESCALATE, case_id=case(database, ref).row.id, at=NOW)
    work(database, clock)
    clock.now += QUARTER
    work(database, clock)
    assert told(database, ref) == ["Amira", "Ben"]


def test_settling_ends_the_alert(database: Database, team: dict[str, str], clock: Moment) -> None:
    ref = tell(database)
    work(database, clock)
    with database.writing() as session:
        found = triage.find(session, ref, ALL)
        agreed = SecondReader(True, "Read it too.")
        found = casework.record(session, found, agreed, seen_by(team["ben"]), now=clock(), calendar=CALENDAR)
        triage.settle(session, found, "Seen, and safe.", by=team["amira"], now=clock(), calendar=CALENDAR)
    assert waiting(database, team["amira"]) == []


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def server(box: Box, free_port: int) -> Iterator[Controller]:
    controller = Controller(box, hostname="127.0.0.1", port=free_port)
    controller.start()
    yield controller
    controller.stop()


def test_the_mail_goes_to_who_is_told_and_names_nobody(
    database: Database, team: dict[str, str], clock: Moment, server: Controller, box: Box
) -> None:
    post = Post(address(server), "voice@trust.example", (), "https://voice.trust.example")
    ref = tell(database, words="Mr Brown hits me.")
    for _ in range(2):
        work(database, clock, post)
        clock.now += QUARTER
    assert [to for to, _letter in box.letters] == [["amira@trust.example"], ["ben@trust.example"]]
    for _to, letter in box.letters:
        assert letter["Subject"] == DUTY_SUBJECT
        assert not any(word in str(letter) for word in (ref, "Brown", "Amira", "hits"))
    with database.reading() as session:
        alert = kept.open_alert(session, case(database, ref).row.id)
        assert alert is not None
        assert [one.mails for one in kept.told(session, [alert.id])[alert.id]] == [1, 1]


def test_a_mail_that_may_have_gone_twice_is_counted_and_can_be_recognised(
    database: Database, team: dict[str, str], clock: Moment, server: Controller, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post(address(server), "voice@trust.example", (), "")
    ref = tell(database)
    with monkeypatch.context() as broken:
        broken.setattr("portal.store.duty.mailed", lambda *_a, **_k: 1 / 0)
        work(database, clock, post)
    clock.now += timedelta(minutes=1)
    work(database, clock, post)
    assert len(box.letters) == 2
    assert len({letter["Message-ID"] for _to, letter in box.letters}) == 1
    with database.reading() as session:
        alert = kept.open_alert(session, case(database, ref).row.id)
        assert alert is not None
        assert [one.mails for one in kept.told(session, [alert.id])[alert.id]] == [2]


def test_a_mail_server_that_is_gone_delays_no_step(
    database: Database, team: dict[str, str], clock: Moment, free_port: int
) -> None:
    post = Post(f"smtp://127.0.0.1:{free_port}", "voice@trust.example", (), "")
    ref = tell(database)
    for _ in range(4):
        work(database, clock, post)
        clock.now += QUARTER
    assert told(database, ref) == ["Amira", "Ben", "Cem", ""]


def test_no_mail_goes_out_for_a_step_once_somebody_has_it(
    database: Database, team: dict[str, str], clock: Moment, server: Controller, box: Box
) -> None:
    ref = tell(database)
    with database.writing() as session:
        alarms.escalate(session, case(database, ref).row.id, now=NOW, every=QUARTER, calendar=CALENDAR)
        alarms.take(session, ref, by=team["ben"], now=NOW, calendar=CALENDAR)
    work(database, clock, Post(address(server), "voice@trust.example", (), ""))
    assert box.letters == []


def test_the_duty_mail_says_nothing_about_anybody() -> None:
    letter = duty_alert(uuid.uuid4(), Post("", "a@b", (), "https://voice.trust.example"), "amira@trust.example")
    assert letter.get_content() == (
        'An urgent case waits in Your Voice.\n\nPlease open https://voice.trust.example/team, sign in, and press "I have this".\n'
    )


def test_no_step_is_skipped_when_the_worker_is_killed_again_and_again(tmp_path: Path) -> None:
    from tests.services.test_working import _end_leases, _own_database, _start

    environ = os.environ | {"PORTAL_INSTANCE": str(tmp_path)}
    database = _own_database(environ)
    with database.writing() as session:
        for number in range(3):
            made = people.add(
                session, email=f"p{number}@x.example", name=f"P{number}", role="voice", password_hash="x", totp="x", now=NOW
            )
            rota.add(session, part=duty.DEPUTY if number == 2 else duty.DUTY, person=str(made), contact="", first=None, last=None)
    references = [tell(database) for _ in range(8)]
    for step in range(4):
        for number in range(3):
            process = _start(environ)
            time.sleep(0.02 * number)
            process.send_signal(signal.SIGKILL)
            process.wait()
            _end_leases(database)
        command = [sys.executable, "-m", "portal", "work", "--once"]
        assert subprocess.run(command, env=environ, check=False, capture_output=True, timeout=60).returncode == 0
        for ref in references:
            assert told(database, ref) == ["P0", "P1", "P2", ""][: step + 1], step
        _let_a_quarter_pass(database)
    database.close()


def _let_a_quarter_pass(database: Database) -> None:
    from portal.store.tables import alerts, tellings

    with database.writing() as session:
        for table, column in ((alerts, "next_at"), (tellings, "told_at")):
            for row in session.execute(table.select()).all():
                at = row._mapping[column] - QUARTER
                session.execute(table.update().where(table.c.id == row.id).values({column: at}))
        session.execute(jobs.update().where(jobs.c.done_at.is_(None)).values(due_at=NOW - timedelta(days=400)))


def test_facts_of_duty_leave_the_dates_and_the_place_in_the_queue_alone(database: Database, team: dict[str, str]) -> None:
    ref = tell(database)
    before = case(database, ref).row
    with database.writing() as session:
        filing.append(session, triage.find(session, ref, ALL), Alerted("", "", 1), by=None, now=NOW, calendar=CALENDAR)
    after = case(database, ref).row
    assert cases.Filed.__dataclass_fields__.keys() >= {"rank", "due_on"}
    assert all(getattr(before, name) == getattr(after, name) for name in cases.Filed.__dataclass_fields__)
