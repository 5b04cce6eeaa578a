"""The virus scanner: asked as ClamAV is asked, over both sorts of socket, and when it cannot be asked nothing passes."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.services.scanning import scan
from portal.services.vetting import Refused


class Daemon:
    """Speaks ClamAV's protocol on a socket and keeps what it was sent."""

    def __init__(self, listening: socket.socket, answer: bytes) -> None:
        self.listening, self.answer, self.got = listening, answer, b""
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def _serve(self) -> None:
        line, _address = self.listening.accept()
        with line, line.makefile("rb") as reader:
            assert reader.read(10) == b"zINSTREAM\0"
            while size := struct.unpack("!I", reader.read(4))[0]:
                self.got += reader.read(size)
            line.sendall(self.answer)

    def stop(self) -> None:
        self.thread.join(5)
        self.listening.close()


@pytest.fixture(params=["unix", "tcp"])
def daemon(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[bytes], tuple[str, Daemon]]]:
    made: list[Daemon] = []

    def start(answer: bytes) -> tuple[str, Daemon]:
        if request.param == "unix":
            listening = socket.socket(socket.AF_UNIX)
            address = str(tmp_path / "clamd")
            listening.bind(address)
        else:
            listening = socket.socket()
            listening.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{listening.getsockname()[1]}"
        listening.listen()
        made.append(Daemon(listening, answer))
        return address, made[-1]

    yield start
    for each in made:
        each.stop()


def test_a_clean_file_passes_and_was_sent_whole(daemon: Callable[[bytes], tuple[str, Daemon]]) -> None:
    address, heard = daemon(b"stream: OK\0")
    data = bytes(range(256)) * 3000
    scan(address, data)
    heard.thread.join(5)
    assert heard.got == data


@pytest.mark.parametrize(
    "answer, why",
    [
        (b"stream: Eicar-Test-Signature FOUND\0", "virus"),
        (b"INSTREAM size limit exceeded. ERROR\0", "no_scanner"),
        (b"", "no_scanner"),
    ],
)
def test_any_other_answer_refuses_the_file(daemon: Callable[[bytes], tuple[str, Daemon]], answer: bytes, why: str) -> None:
    address, _heard = daemon(answer)
    with pytest.raises(Refused, match=why):
        scan(address, b"x")


@pytest.mark.parametrize("address", ["/nowhere/clamd", "127.0.0.1:1"])
def test_a_scanner_that_is_set_and_cannot_be_reached_lets_nothing_pass(address: str) -> None:
    with pytest.raises(Refused, match="no_scanner"):
        scan(address, b"x")


def test_without_a_scanner_every_file_passes() -> None:
    scan("", b"x")
