"""The server is killed under load, again and again: what it acknowledged is there, once, word for word.

KILLS says how often: 20 in the test run, `KILLS=200` for the figure in a release note.
"""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from portal.config import load
from portal.services import proving, returning, taking_in
from portal.services.linking import link_all
from portal.services.storing import Database
from portal.store import cases

KILLS = int(os.environ.get("KILLS", "20"))
SENDERS = 8


class Server:
    """Serves one folder on one port, and dies when told."""

    def __init__(self, folder: Path, port: int) -> None:
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        self.environ |= {"PORTAL_INSTANCE": str(folder), "PORTAL_LOG_LEVEL": "ERROR"}
        self.port = port
        subprocess.run([sys.executable, "-m", "portal", "upgrade"], env=self.environ, check=True, capture_output=True)

    def start(self) -> None:
        """Start in a process group of its own."""
        command = [sys.executable, "-m", "portal", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=self.environ, start_new_session=True, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        """No warning, no farewell."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Sender(threading.Thread):
    """A child who sends one message after another, each until it is acknowledged, with the same ``once``."""

    def __init__(self, port: int, stop: threading.Event) -> None:
        super().__init__()
        self.port, self.stop = port, stop
        self.acknowledged: dict[str, str] = {}
        self.retries = 0

    def run(self) -> None:
        """Send until told to stop, and finish what was begun."""
        while not self.stop.is_set():
            once, words = uuid.uuid4().hex, f"kill me not {uuid.uuid4()}"
            for _ in range(600):
                code = self.send(once, words)
                if code:
                    self.acknowledged[code] = words
                    break
                self.retries += 1
                time.sleep(0.05)

    def send(self, once: str, words: str) -> str:
        """One try; the code, or nothing when no answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            with closing(connection):
                return self.talk(connection, once, words)
        except (OSError, http.client.HTTPException):
            return ""

    def talk(self, connection: http.client.HTTPConnection, once: str, words: str) -> str:
        """Fetch the form, send it, and read the code."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.page(connection, "GET", "/")[0])
        if not token:
            return ""
        body = urlencode({"kind": "complaint", "words": words, "once": once, "csrf_token": token[1]})
        _text, onward = self.page(connection, "POST", "/tell", body)
        shown, _onward = self.page(connection, "GET", onward or "/")
        found = re.search(r'id="code"[^>]*>(.*?)</p>', shown, re.S)
        return re.sub(r"\D", "", re.sub(r"<[^>]+>", "", found[1])) if found else ""

    def page(self, connection: http.client.HTTPConnection, method: str, path: str, body: str = "") -> tuple[str, str]:
        """One exchange: the text, and where it leads."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request(method, path, body or None, headers)
        with connection.getresponse() as answer:
            return answer.read().decode(), answer.headers.get("Location", "")


def wait_for_more(senders: list[Sender], more: int) -> None:
    """Wait until so many more were acknowledged, half a minute at most."""
    enough = sum(len(sender.acknowledged) for sender in senders) + more
    for _ in range(3000):
        if sum(len(sender.acknowledged) for sender in senders) >= enough:
            return
        time.sleep(0.01)


def test_what_was_acknowledged_is_there_once_after_every_kill(tmp_path: Path, free_port: int) -> None:
    server, stop = Server(tmp_path, free_port), threading.Event()
    server.start()
    senders = [Sender(free_port, stop) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    for number in range(KILLS):
        # Kill in the middle of the work, at another moment each time, however slow the machine is.
        wait_for_more(senders, 4 + number % 5)
        time.sleep(number % 7 * 0.01)
        server.kill()
        server.start()
    wait_for_more(senders, 1)
    stop.set()
    for sender in senders:
        sender.join()
    server.kill()
    acknowledged = {code: words for sender in senders for code, words in sender.acknowledged.items()}
    settings = load({"PORTAL_INSTANCE": str(tmp_path)})
    database = Database(settings.database_url, keyring=settings.keyring, secret=settings.secret_key)
    with database.reading() as session:
        assert session.connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        stored = cases.count(session)
        for code, words in acknowledged.items():
            row = cases.with_code(session, code)
            assert row is not None, "an acknowledged case is missing"
            assert returning.load(session, row).state.received.words == words
    now = datetime.now(UTC)
    with database.writing() as session:
        while taking_in.take_in(session, now=now):
            pass
    # Each of them has its entry in the trail, whose links hold wherever the killing came between.
    assert link_all(database) == stored
    assert list(proving.findings(database, now=now)) == []
    database.close()
    retries = sum(sender.retries for sender in senders)
    print(f"{KILLS} kills: {len(acknowledged)} acknowledged, {stored} stored, {retries} retries")
    assert len(acknowledged) > KILLS
    assert stored == len(acknowledged), "a case without an owner, or two for one"
