"""A plain client: keep-alive connections, one thread each, spread over two processes; counts, times and sizes."""

import multiprocessing
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Slice:
    """What one slice of load gave: seconds per request, and answers that were not 2xx or 3xx."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    errors: int = 0

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds within which that share of the requests was answered."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0


def exchange(connection: socket.socket, request: bytes) -> bytes:
    """Send one request and read the whole answer: head and body as they came over the wire."""
    connection.sendall(request)
    answer = b""
    while b"\r\n\r\n" not in answer:
        part = connection.recv(65536)
        if not part:
            raise ConnectionError("closed in the head")
        answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
            while len(body) < length:
                part = connection.recv(65536)
                if not part:
                    raise ConnectionError("closed in the body")
                body += part
            break
    return head + b"\r\n\r\n" + body


def get(port: int, path: str, *headers: str) -> bytes:
    """A GET as a phone sends it."""
    extra = "".join(f"{header}\r\n" for header in headers)
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n{extra}\r\n".encode()


def post(port: int, path: str, body: bytes, *headers: str) -> bytes:
    """A POST of a form."""
    extra = "".join(f"{header}\r\n" for header in headers)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n{extra}"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def run(port: int, make: Callable[[int], bytes], *, connections: int, seconds: float) -> Slice:
    """Keep ``connections`` busy for ``seconds``; ``make(number)`` gives each request."""
    context = multiprocessing.get_context("fork")
    results = context.SimpleQueue()

    def part(number: int) -> None:
        results.put(_part(port, make, connections // 2, seconds, number))

    processes = [context.Process(target=part, args=(number,)) for number in range(2)]
    for process in processes:
        process.start()
    whole = Slice(seconds)
    for _ in processes:
        done = results.get()
        whole.latencies += done.latencies
        whole.errors += done.errors
    for process in processes:
        process.join()
    return whole


def _part(port: int, make: Callable[[int], bytes], connections: int, seconds: float, part: int) -> Slice:
    result, lock = Slice(seconds), threading.Lock()
    end = time.perf_counter() + seconds

    def work(number: int) -> None:
        latencies, errors, count = [], 0, 0
        connection = socket.create_connection(("127.0.0.1", port), timeout=30)
        while time.perf_counter() < end:
            request = make((part * 1000 + number) * 1_000_000 + count)
            count += 1
            began = time.perf_counter()
            try:
                answer = exchange(connection, request)
                errors += answer[9:10] not in (b"2", b"3")
                closing = b"connection: close" in answer.partition(b"\r\n\r\n")[0].lower()
            except OSError:
                errors, closing = errors + 1, True
            latencies.append(time.perf_counter() - began)
            if closing:
                connection.close()
                connection = socket.create_connection(("127.0.0.1", port), timeout=30)
        connection.close()
        with lock:
            result.latencies += latencies
            result.errors += errors

    threads = [threading.Thread(target=work, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return result
