"""``portal serve`` and ``portal work``: the two processes that run for as long as the portal does."""

import argparse
import gc
import os
import signal
import threading
from datetime import timedelta
from types import FrameType
from typing import Any

from portal.cli import opening
from portal.cli.telling import Misused, tell
from portal.config_reader import BadSetting, is_loopback

THREADS = 8


def add(commands: Any) -> None:
    """The commands of this file."""
    serve = commands.add_parser("serve", help="answer browsers", description="Serve the pages until stopped.")
    serve.add_argument("--host", help="address to listen on (default: HOST, else 127.0.0.1)")
    serve.add_argument("--port", help="port to listen on (default: PORT, else 8000)")
    serve.add_argument("--workers", type=int, default=1, help="processes; 1 suits SQLite best (default 1)")
    serve.add_argument("--threads", type=int, default=THREADS, help=f"requests at a time in each process (default {THREADS})")
    serve.add_argument("--with-worker", action="store_true", help="run 'portal work' beside the server and stop it with it")
    serve.set_defaults(run=run_serve)
    work = commands.add_parser(
        "work", help="do what waits in the outbox", description="Look at new words, send alerts; until stopped."
    )
    work.add_argument("--once", action="store_true", help="do what is due now, then end")
    work.add_argument("--parent", type=int, metavar="PROCESS", help="stop when that parent process has ended")
    work.set_defaults(run=run_work)


def run_serve(arguments: argparse.Namespace) -> int:
    """Serve until a signal says stop."""
    # What is loaded at start stays: looking for garbage meanwhile takes a sixth of the time. The server turns it on again.
    gc.disable()
    settings = opening.settings()
    host = arguments.host or os.environ.get("HOST", "").strip() or "127.0.0.1"
    port = _port(arguments.port or os.environ.get("PORT", "").strip() or "8000")
    if not 1 <= arguments.workers <= 64 or not 1 <= arguments.threads <= 128:
        raise Misused("--workers takes 1 to 64 and --threads 1 to 128.")
    if settings.demo and not is_loopback(f"http://[{host}]" if ":" in host else f"http://{host}"):
        raise BadSetting("DEMO", f"the demonstration sign-ins never run on a public address such as {host}; unset it.")
    with opening.database(settings):
        pass
    from portal.cli.serving import Server

    Server(settings, host=host, port=port, arguments=arguments).run()
    return 0


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise Misused(f"{text!r} is not a port; a port is a number from 1 to 65535.")
    return int(text)


def run_work(arguments: argparse.Namespace) -> int:
    """Do jobs until a signal says stop; the job in hand is finished first."""
    from portal import logs
    from portal.services.alerting import Post
    from portal.services.notify import Notify
    from portal.services.working import Worker

    settings = opening.settings()
    with opening.database(settings) as database:
        logs.configure(settings.log_level)
        stop = _stop_signal(arguments.parent)
        post = Post(settings.smtp_url, settings.mail_from, settings.alerts_to, settings.base_url)
        notify = Notify(settings.notify_key, settings.notify_url, settings.notify_templates)
        every = timedelta(minutes=settings.escalate_minutes)
        worker = Worker(database, opening.calendar(settings), opening.now, post, every, notify)
        if arguments.once:
            tell(f"Jobs taken: {worker.drain(stop)}.")
        else:
            logs.portal.info("the worker has started")
            worker.run(stop)
            logs.portal.info("the worker has stopped")
    return 0


def _stop_signal(parent: int | None) -> threading.Event:
    """What is set when it is time to stop."""
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    if parent:
        threading.Thread(target=_watch, args=(parent, stop), daemon=True).start()
    return stop


def _watch(parent: int, stop: threading.Event) -> None:
    # A server that was killed outright cannot stop its worker, so the worker looks whether its parent is still there.
    while not stop.wait(1.0):
        if os.getppid() != parent:
            stop.set()
