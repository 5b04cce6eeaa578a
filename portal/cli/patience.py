"""The server process: no thread is spent on a connection before its whole request is here.

gunicorn's threaded worker gives every new connection a thread that waits for its first bytes, and lingers over every
closed one; eight silent connections would then keep a child from sending. Here one loop gathers what arrives from
everybody, however slowly, and a thread begins when there is something to answer. When too many wait, the one that has
waited longest goes.
"""

import contextlib
import errno
import time
from dataclasses import dataclass, field
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn import util
from gunicorn.workers.gthread import TConn, ThreadWorker

from portal.logs import portal as log

ARRIVE_SECONDS, IDLE_SECONDS, STOP_SECONDS, LINGER_SECONDS = 60.0, 15.0, 5.0, 2.0
MOST_HEAD, MOST_BODY, MOST_HELD, PIECE = 64_000, 2_100_000, 96_000_000, 65_536
ENDS = b"\r\n\r\n"


@dataclass
class Waiting:
    """A connection whose request is not wholly here: what came so far, and until when it may take."""

    until: float
    so_far: bytearray = field(default_factory=bytearray)
    needed: int | None = None

    def whole(self) -> bool:
        """Whether the request is all here, or so wrong or so big that it is refused without the rest."""
        if self.needed is None:
            end = self.so_far.find(ENDS)
            if end < 0:
                return len(self.so_far) > MOST_HEAD
            self.needed = end + len(ENDS) + body_length(bytes(self.so_far[:end]))
        if self.needed < 0:
            return self.so_far.endswith(b"0" + ENDS) or len(self.so_far) > MOST_BODY
        return len(self.so_far) >= self.needed


def body_length(head: bytes) -> int:
    """How many bytes follow the head: none when they are too many to be taken; hugely negative when it is not said."""
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        match name.strip().lower():
            case b"content-length":
                length = int(value) if value.strip().isdigit() and len(value) < 20 else 0
            case b"transfer-encoding":
                return -2 * MOST_HEAD - MOST_BODY
            case _:
                pass
    return length if length <= MOST_BODY else 0


class Patient(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threaded worker with a waiting room."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.waiting: dict[TConn, Waiting] = {}
        self.closing: dict[TConn, float] = {}
        self.held = 0

    def accept(self, listener: Any) -> None:
        """A new connection sits down in the waiting room."""
        try:
            client, address = listener.accept()
        except OSError as fault:
            if fault.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        self.nr_conns += 1
        self._wait(TConn(self.cfg, client, address, listener.getsockname()), b"", ARRIVE_SECONDS)
        while self.waiting and self.nr_conns >= self.worker_connections:
            self._drop(next(iter(self.waiting)))

    def finish_request(self, conn: TConn, future: Any) -> None:
        """A thread is done with a connection: it waits for its next request, or closes."""
        try:
            again = bool(future.result()) and conn.parser is not None
        except Exception:
            again = False
        if again:
            self._wait(conn, conn.parser.unreader.take_buffered(), IDLE_SECONDS)
        else:
            self._close(conn)

    def murder_keepalived(self, force: bool = False) -> None:
        """Close the connections that have waited too long."""
        now = time.monotonic()
        for conn in [conn for conn, wait in self.waiting.items() if force or wait.until <= now]:
            self._drop(conn)
        for conn in [conn for conn, until in self.closing.items() if force or until <= now]:
            self._gone(conn)

    def murder_pending(self) -> None:
        """Nothing: there is one waiting room."""

    def _cap_keepalive(self, deadline: float) -> None:
        # The server is stopping. What has begun to arrive may finish arriving; who has said nothing is let go.
        for wait in self.waiting.values():
            wait.until = min(wait.until, deadline - LINGER_SECONDS + STOP_SECONDS if wait.so_far else deadline)

    def handle_error(self, request: Any, client: Any, address: Any, fault: Exception) -> None:
        """Answer a request that cannot be read, and log the sort of fault: no address, no path, nothing quoted."""
        refused = type(fault).__module__.startswith("gunicorn")
        extra = {"fault": type(fault).__name__}
        if refused:
            log.info("a request could not be read", extra=extra)
        else:
            log.error("a request failed outside the portal", exc_info=fault, extra=extra)
        with contextlib.suppress(Exception):
            util.write_error(client, 400 if refused else 500, "Bad Request" if refused else "Internal Server Error", "")

    def _wait(self, conn: TConn, so_far: bytes, seconds: float) -> None:
        if not self.alive:
            seconds = LINGER_SECONDS
        wait = self.waiting[conn] = Waiting(time.monotonic() + seconds)
        try:
            conn.sock.setblocking(False)
            self.poller.register(conn.sock, EVENT_READ, partial(self._arrived, conn))
        except (OSError, ValueError, KeyError):
            self._drop(conn)
            return
        if so_far:
            self._take(conn, wait, so_far)

    def _arrived(self, conn: TConn, sock: Any) -> None:
        try:
            piece = sock.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            piece = b""
        wait = self.waiting[conn]
        if not piece:
            self._drop(conn)
            return
        if not wait.so_far and self.alive:
            wait.until = time.monotonic() + ARRIVE_SECONDS
        self._take(conn, wait, piece)

    def _take(self, conn: TConn, wait: Waiting, piece: bytes) -> None:
        wait.so_far += piece
        self.held += len(piece)
        if wait.whole():
            self._leave(conn)
            try:
                conn.init()
                conn.sock.setblocking(True)
            except OSError:
                self._close(conn)
                return
            conn.parser.unreader.unread(bytes(wait.so_far))
            conn.data_ready = True
            self.enqueue_req(conn)
        while self.held > MOST_HELD and self.waiting:
            self._drop(next(iter(self.waiting)))

    def _keepalive_after(self, conn: TConn, keepalive: bool) -> bool:
        # The rest of a request that was too big is not worth a thread's time: the connection ends with its answer.
        reader = getattr(getattr(conn.parser.mesg, "body", None), "reader", None)
        if getattr(reader, "length", 0) > len(conn.parser.unreader.buf.getbuffer()):
            return False
        return bool(super()._keepalive_after(conn, keepalive))

    def _leave(self, conn: TConn) -> None:
        self.held -= len(self.waiting.pop(conn).so_far)
        with contextlib.suppress(OSError, ValueError, KeyError):
            self.poller.unregister(conn.sock)

    def _drop(self, conn: TConn) -> None:
        self._leave(conn)
        self._gone(conn)

    def _close(self, conn: TConn) -> None:
        """Close without cutting off the answer: say that nothing more comes, and let the other side finish."""
        try:
            conn.sock.shutdown(1)
            conn.sock.setblocking(False)
            self.poller.register(conn.sock, EVENT_READ, partial(self._drain, conn))
            self.closing[conn] = time.monotonic() + LINGER_SECONDS
        except (OSError, ValueError, KeyError):
            self._gone(conn)

    def _drain(self, conn: TConn, sock: Any) -> None:
        try:
            left = sock.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            left = b""
        if not left:
            self._gone(conn)

    def _gone(self, conn: TConn) -> None:
        if self.closing.pop(conn, None) is not None:
            with contextlib.suppress(OSError, ValueError, KeyError):
                self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()
