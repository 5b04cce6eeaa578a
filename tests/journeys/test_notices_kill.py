"""The worker is killed again and again while word goes out: each child hears at least once, and what came twice is counted.

KILLS and NOTICES say how often and how many: 8 and 80 in the test run, `KILLS=100 NOTICES=1000` for the figure in a release
note. A mail may come twice when the worker dies between handing it over and writing that down; it carries the same
Message-ID. Notify is asked by our reference first, so nothing goes through it twice.
"""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.controller import Controller
from sqlalchemy import func, select, update

from portal.config import Settings, load
from portal.domain.contact_facts import ANSWER, NoticeSent
from portal.domain.facts import Plan, Received
from portal.services import filing, notifying, sending
from portal.services.storing import Database
from portal.store import cases, notices
from portal.store.tables import notices as table
from portal.store.tables import outbox
from tests.notify import KEY, TEMPLATES, Taken, standing_in
from tests.servers import free_port
from tests.services.test_alerting import Box, address

KILLS, NOTICES = int(os.environ.get("KILLS", "8")), int(os.environ.get("NOTICES", "80"))
# Monday, ten in the morning.
BEGINS = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def seed(database: Database, settings: Settings) -> None:
    """Children who want a mail and children who want a text, in turns; word waits for each."""
    calendar = filing.calendar(settings)
    for number in range(NOTICES):
        plan = Plan("email", f"child{number}@example.org") if number % 2 else Plan("text", f"07700{number:06d}")
        with database.writing() as session:
            received = Received("comment", "Kowalski sings.", plan=plan)
            sent = sending.send(session, received, once=uuid.uuid4().hex, now=BEGINS, calendar=calendar)
            row = cases.with_reference(session, sent.reference)
            assert row is not None
            notifying.tell(session, filing.load(session, row), ANSWER, now=BEGINS)


def start(environ: dict[str, str]) -> "subprocess.Popen[bytes]":
    """A worker in a process group of its own."""
    command = [sys.executable, "-m", "tests.journeys.at_noon"]
    return subprocess.Popen(command, env=environ, start_new_session=True, stderr=subprocess.DEVNULL)


def free_what_was_leased(database: Database) -> None:
    """As if the two minutes of every lease had passed."""
    with database.writing() as session:
        session.execute(update(outbox).where(outbox.c.done_at.is_(None)).values(leased_until=None))


def left(database: Database) -> int:
    """How many are still to be sent."""
    with database.reading() as session:
        waiting = select(func.count()).select_from(table).where(table.c.state == notices.WAITING)
        return int(session.execute(waiting).scalar_one())


def wait_for_more(box: Box, taken: Taken, more: int) -> None:
    """Wait until so many more came, half a minute at most."""
    enough = len(box.letters) + len(taken) + more
    for _ in range(3000):
        if len(box.letters) + len(taken) >= enough:
            return
        time.sleep(0.01)


def test_every_child_hears_however_often_the_worker_is_killed(tmp_path: Path) -> None:
    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    with standing_in() as (url, taken):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        ours = {
            "PORTAL_INSTANCE": str(tmp_path),
            "PORTAL_SMTP_URL": address(controller),
            "PORTAL_BASE_URL": "https://voice.trust.example",
            "PORTAL_NOTIFY_API_KEY": KEY,
            "PORTAL_NOTIFY_URL": url,
            "PORTAL_NOTIFY_TEMPLATES": f"text={TEMPLATES['text']}",
        }
        subprocess.run([sys.executable, "-m", "portal", "upgrade"], env=clean | ours, check=True, capture_output=True)
        settings = load(ours)
        database = Database(settings.database_url, keyring=settings.keyring, secret=settings.secret_key)
        seed(database, settings)
        environ = clean | ours | {"ASIDE": str((BEGINS - datetime.now(UTC)).total_seconds())}
        process, killed = start(environ), 0
        for number in range(KILLS):
            # Another moment each time, so that some come between handing over and writing down.
            wait_for_more(box, taken, max(1, NOTICES // (KILLS + 2) - number % 3))
            time.sleep(number % 7 * 0.003)
            killed += left(database) > 0
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            free_what_was_leased(database)
            process = start(environ)
        for _ in range(1200):
            if not left(database):
                break
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    controller.stop()
    mails = Counter(str(letter["Message-ID"]) for _to, letter in box.letters)
    texts = Counter(one["reference"] for one in taken)
    told = {to[0] for to, _letter in box.letters} | {one["phone_number"] for one in taken}
    with database.reading() as session:
        said = list(session.execute(select(table.c.state, func.count()).group_by(table.c.state)))
        times = session.execute(select(func.sum(table.c.times))).scalar_one()
        facts = [event.fact for event in _events(database) if isinstance(event.fact, NoticeSent)]
    database.close()
    twice = sum(count - 1 for count in mails.values())
    print(
        f"{killed} kills while {NOTICES} notices went out: {len(told)} children heard, "
        f"{twice} mails came twice, {sum(texts.values()) - len(texts)} texts, tries counted {times}"
    )
    assert killed >= KILLS // 2
    assert len(told) == NOTICES
    assert [tuple(row) for row in said] == [(notices.SENT, NOTICES)]
    assert len(facts) == NOTICES
    assert twice <= killed
    assert len(texts) == sum(texts.values())


def _events(database: Database) -> list[filing.Event]:
    with database.reading() as session:
        ids = session.execute(select(table.c.case_id)).scalars().all()
        return [event for case_id in ids for event in cases.facts(session, case_id)]
