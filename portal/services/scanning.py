"""Asking a ClamAV daemon about a file, over its socket (INSTREAM). When one is set, nothing is taken without its word."""

import socket
import struct
from contextlib import closing

from portal.services.vetting import Refused

SECONDS, CHUNK = 30, 1 << 18


def scan(address: str, data: bytes) -> None:
    """Let the file pass, or raise Refused: ``virus`` when something was found, ``no_scanner`` when nobody could tell.

    ``address`` is the path of a unix socket or ``host:port``; without one every file passes.
    """
    if not address:
        return
    try:
        with closing(_connect(address)) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK):
                part = data[start : start + CHUNK]
                line.sendall(struct.pack("!I", len(part)) + part)
            line.sendall(struct.pack("!I", 0))
            said = _answer(line)
    except OSError:
        raise Refused("no_scanner") from None
    if said.endswith(b" FOUND"):
        raise Refused("virus")
    if said != b"stream: OK":
        raise Refused("no_scanner")


def _connect(address: str) -> socket.socket:
    if not address.startswith("/"):
        host, _colon, port = address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(SECONDS)
    try:
        line.connect(address)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> bytes:
    said = b""
    while b"\0" not in said and len(said) < 4096:
        more = line.recv(4096)
        if not more:
            break
        said += more
    return said.partition(b"\0")[0].strip()
