"""Starts a server of ours and a bare one, the same way, and reads what they cost."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.load import exchange, get

TICK = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int, *, within: float = 30) -> bool:
    """Whether the first page comes within so many seconds."""
    end = time.perf_counter() + within
    while time.perf_counter() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                if b" 200 " in exchange(connection, get(port, "/"))[:20]:
                    return True
        except OSError:
            time.sleep(0.005)
    return False


@contextmanager
def portal(folder: Path, port: int, *, workers: int = 2) -> Iterator[subprocess.Popen[bytes]]:
    """Our server, with a database that is upgraded already."""
    command = [sys.executable, "-m", "portal", "serve", "--port", str(port), "--workers", str(workers), "--threads", "8"]
    with _started(command, {"PORTAL_INSTANCE": str(folder), "PORTAL_LOG_LEVEL": "ERROR"}) as process:
        yield process


@contextmanager
def bare(folder: Path, port: int, *, workers: int = 2) -> Iterator[subprocess.Popen[bytes]]:
    """The bare one, under the same server with the same number of workers and threads."""
    command = [
        *(sys.executable, "-m", "gunicorn", "tests.bench.bare:app", "--preload", "--no-control-socket"),
        *("--worker-class", "gthread", "--workers", str(workers), "--threads", "8", "--bind", f"127.0.0.1:{port}"),
        *("--log-level", "error"),
    ]
    with _started(command, {"BARE_DATABASE": str(folder / "bare.db")}) as process:
        yield process


@contextmanager
def _started(command: list[str], environ: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    process = subprocess.Popen(
        command, env=kept | environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def family(pid: int) -> list[int]:
    """A process and all its children."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(found for child in children for found in family(int(child)))]


def cpu_seconds(pid: int) -> float:
    """User and system seconds of a process and its children so far."""
    total = 0
    for member in family(pid):
        fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def memory(pid: int) -> float:
    """Proportional set size of a process and its children, MiB."""
    sizes = (Path(f"/proc/{member}/smaps_rollup").read_text() for member in family(pid))
    return sum(int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1]) for text in sizes) / 1024  # type: ignore[index]
