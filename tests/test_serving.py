"""The real server, from outside: it answers, it stops cleanly, and slow visitors do not keep anybody waiting."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers import free_port


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """A folder for a portal of its own."""
    return tmp_path / "instance"


@contextmanager
def serving(instance: Path, *words: str) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    """The real server on a free port."""
    port, folder = free_port(), Path(__file__).parent.parent
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    environ["PORTAL_INSTANCE"] = str(instance)
    subprocess.run([sys.executable, "-m", "portal", "upgrade"], env=environ, cwd=folder, check=True, capture_output=True)
    log = (instance / "log").open("w")
    command = [sys.executable, "-m", "portal", "serve", "--port", str(port), *words]
    process = subprocess.Popen(command, env=environ, cwd=folder, stderr=log, text=True)
    try:
        _until_it_answers(port, process)
        yield port, process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(40)
        log.close()


def _until_it_answers(port: int, process: "subprocess.Popen[str]") -> None:
    for _ in range(200):
        assert process.poll() is None, "the server ended by itself"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    pytest.fail("the server did not answer within ten seconds")


def ask(port: int, path: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return int(answer.status)


def test_the_server_answers_and_stops_with_its_worker(instance: Path) -> None:
    with serving(instance, "--with-worker") as (port, process):
        assert ask(port, "/readyz") == 200
        _wait_for_line(instance, "the worker has started")
        workers = _children(process.pid)
        assert any("work" in line for line in workers.values())
        process.terminate()
        assert process.wait(40) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
    lines = [json.loads(line) for line in (instance / "log").read_text().splitlines() if line.startswith("{")]
    assert {"the worker has started", "the worker has stopped"} <= {line["event"] for line in lines}


def test_a_request_that_had_begun_to_arrive_is_answered_before_the_server_stops(instance: Path) -> None:
    with serving(instance) as (port, process), socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHo")
        time.sleep(0.2)
        process.terminate()
        time.sleep(0.5)
        connection.sendall(b"st: x\r\n\r\n")
        answer = connection.recv(1000)
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"Connection: close" in answer
        assert process.wait(20) == 0


def test_a_worker_that_dies_is_started_again_and_one_whose_server_dies_stops(instance: Path) -> None:
    with serving(instance, "--with-worker") as (_port, process):
        first = _wait_for_worker(process.pid, other_than=0)
        os.kill(first, signal.SIGKILL)
        second = _wait_for_worker(process.pid, other_than=first)
        process.kill()
        process.wait()
        for _ in range(100):
            if not Path(f"/proc/{second}").exists():
                return
            time.sleep(0.1)
        pytest.fail("the worker went on without its server")


def test_silent_and_slow_connections_do_not_keep_anybody_from_being_answered(instance: Path) -> None:
    with serving(instance, "--threads", "2") as (port, _process):
        starts = (b"", b"POST /tell HTTP/1.1\r\nHo", b"POST /tell HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nwords=")
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(120)]
        for number, connection in enumerate(slow):
            connection.sendall(starts[number % 3])
        began = time.monotonic()
        assert [ask(port, "/healthz") for _ in range(20)] == [200] * 20
        assert time.monotonic() - began < 3
        slow[1].sendall(b"st: x\r\nContent-Length: 0\r\n\r\n")
        slow[1].settimeout(5)
        assert slow[1].recv(9) == b"HTTP/1.1 "
        for connection in slow:
            connection.close()


def test_a_request_that_cannot_be_read_is_refused_and_leaves_nothing_of_itself(instance: Path) -> None:
    with serving(instance) as (port, _process):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(b"GET /answer?secret=1 HTTP/9.9\r\nHost: x\r\n\r\n")
            assert connection.recv(1000).startswith(b"HTTP/1.1 400")
        ask(port, "/healthz")
    log = (instance / "log").read_text()
    assert "a request could not be read" in log
    assert "secret" not in log
    assert "127.0.0.1" not in log.replace("Serving on http://127.0.0.1", "")


def _children(parent: int) -> dict[int, str]:
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == parent:
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
    return found


def _wait_for_worker(server: int, *, other_than: int) -> int:
    for _ in range(150):
        for pid, line in _children(server).items():
            if " work " in line and pid != other_than and not line.endswith("Z"):
                return pid
        time.sleep(0.1)
    pytest.fail("there is no worker")


def _wait_for_line(instance: Path, event: str) -> None:
    for _ in range(150):
        if event in (instance / "log").read_text():
            return
        time.sleep(0.1)
    pytest.fail(f"nobody logged: {event}")
