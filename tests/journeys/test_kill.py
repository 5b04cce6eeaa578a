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
from pathlib import Path
from urllib.parse import urlencode

from portal.config import load
from portal.services import returning
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
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            connection.request("GET", "/")
            token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', connection.getresponse().read())
            if not token:
                return ""
            body = urlencode({"kind": "complaint", "words": words, "once": once, "csrf_token": token[1].decode()})
            connection.request("POST", "/tell", body, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            answer.read()
            connection.request("GET", answer.headers.get("Location", "/"))
            found = re.search(rb'id="code"[^>]*>(.*?)</p>', connection.getresponse().read(), re.S)
            connection.close()
            return re.sub(r"\D", "", re.sub(r"<[^>]+>", "", found[1].decode())) if found else ""
        except (OSError, http.client.HTTPException):
            return ""


def test_what_was_acknowledged_is_there_once_after_every_kill(tmp_path: Path, free_port: int) -> None:
    server, stop = Server(tmp_path, free_port), threading.Event()
    server.start()
    senders = [Sender(free_port, stop) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    for number in range(KILLS):
        time.sleep(0.9 + number % 7 * 0.05)
        server.kill()
        server.start()
    time.sleep(1.5)
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
    database.close()
    retries = sum(sender.retries for sender in senders)
    print(f"{KILLS} kills: {len(acknowledged)} acknowledged, {stored} stored, {retries} retries")
    assert len(acknowledged) > KILLS
    assert stored == len(acknowledged), "a case without an owner, or two for one"
