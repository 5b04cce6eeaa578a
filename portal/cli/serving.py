"""The web server: gunicorn with threads, set up here and nowhere else."""

import argparse
import gc
import os
import resource
import subprocess
import sys
from pathlib import Path
from time import monotonic
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from portal import logs
from portal.config import Settings

STOP_SECONDS, RESTART_SECONDS = 30, 2.0
CONNECTIONS, FILES = 2000, 4096
MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn makes a private file in it


class Quiet(Logger):  # type: ignore[misc]
    """gunicorn's own messages go where every log of the portal goes; it writes no access log."""

    def setup(self, cfg: Any) -> None:
        """Add no handler: the root logger has the one that leaves values out."""
        self.error_log.setLevel(self.LOG_LEVELS.get(cfg.loglevel.lower(), 20))
        self.error_log.propagate = True

    def access(self, *_arguments: Any) -> None:
        """Nothing: the portal writes a line of its own for each request."""


class Server(BaseApplication):  # type: ignore[misc]
    """The portal behind gunicorn. Loaded once, before the processes part, so that they share its memory."""

    def __init__(self, settings: Settings, *, host: str, port: int, arguments: argparse.Namespace) -> None:
        self.settings = settings
        self.address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.arguments = arguments
        self.beside = Beside() if arguments.with_worker else None
        super().__init__()

    def load_config(self) -> None:
        """The settings of gunicorn."""
        chosen: dict[str, Any] = {
            "bind": self.address,
            "worker_class": "portal.cli.patience.Patient",
            "workers": self.arguments.workers,
            "threads": self.arguments.threads,
            "worker_connections": CONNECTIONS,
            "preload_app": True,
            "control_socket_disable": True,
            "accesslog": None,
            "logger_class": Quiet,
            "loglevel": self.settings.log_level.lower(),
            "keepalive": 15,
            "backlog": 2048,
            "graceful_timeout": STOP_SECONDS,
            "umask": 0o077,
            "limit_request_line": 2048,
            "limit_request_fields": 60,
            "when_ready": self._ready,
            "on_exit": self._exit,
            "post_fork": self._forked,
        }
        if MEMORY.is_dir():
            # The heartbeat of each process is a file; in memory it never waits for a disk.
            chosen["worker_tmp_dir"] = str(MEMORY)
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application."""
        from portal.app import create_app

        self.app = create_app(self.settings)
        # The page that most people open first is prepared once, and its catalogue and templates are shared.
        with self.app.test_request_context("/"):
            self.app.view_functions["child.form"]()
        # What was built at start lives as long as the process: it is left out of every later collection.
        gc.freeze()
        gc.enable()
        return self.app

    def run(self) -> None:
        """Serve until stopped."""
        logs.configure(self.settings.log_level)
        _allow_files()
        self.wsgi()
        Master(self, self.beside).run()

    def _ready(self, _server: Any) -> None:
        print(f"Serving on http://{self.address}", file=sys.stderr, flush=True)

    def _forked(self, _server: Any, _worker: Any) -> None:
        # A database connection belongs to the process that opened it.
        self.app.extensions["portal"].database.engine.dispose(close=False)

    def _exit(self, _server: Any) -> None:
        if self.beside:
            self.beside.stop()


class Master(Arbiter):  # type: ignore[misc]
    """gunicorn's master, which looks after the outbox worker as well."""

    def __init__(self, server: Server, beside: "Beside | None") -> None:
        super().__init__(server)
        self.beside = beside

    def manage_workers(self) -> None:
        """Once a second or so: every process that should run does."""
        super().manage_workers()
        if self.beside:
            self.beside.look()


class Beside:
    """The outbox worker as a child process, started again when it ends by itself."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.not_before = 0.0

    def look(self) -> None:
        """Start the worker unless it runs."""
        if self.process is not None and self.process.poll() is None:
            return
        if monotonic() < self.not_before:
            return
        if self.process is not None:
            logs.portal.warning("the worker ended by itself and is started again")
        self.not_before = monotonic() + RESTART_SECONDS
        command = [sys.executable, "-m", "portal", "work", "--parent", str(os.getpid())]
        self.process = subprocess.Popen(command)  # noqa: S603 - no part of the command comes from outside

    def stop(self) -> None:
        """Ask the worker to stop and wait until it has."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()


def _allow_files() -> None:
    # Each waiting connection is an open file, and many systems begin with room for a thousand.
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
