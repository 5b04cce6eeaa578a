"""The form page, rendered and compressed once per language; a request adds only its token and its ``once``.

A gzip stream may be made of pieces: the two long pieces are compressed ahead, the few bytes between them are stored as
they are, and only the checksum is computed anew. So a page costs microseconds and is sent compressed all the same.
"""

import struct
import zlib

from portal.domain.frozen import frozen

TOKEN, ONCE = "token--goes--here", "once--goes--here"
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


@frozen
class Prerendered:
    """A page in pieces: what stands before, between and after the two values."""

    plain: tuple[bytes, bytes, bytes]
    packed: tuple[bytes, bytes, bytes]
    checksum: int
    token_first: bool

    def fill(self, token: str, once: str, *, packed: bool) -> bytes:
        """The whole page for one request."""
        first, second = (token.encode(), once.encode()) if self.token_first else (once.encode(), token.encode())
        a, b, c = self.plain
        if not packed:
            return b"".join((a, first, b, second, c))
        checksum = self.checksum
        for piece in (first, b, second, c):
            checksum = zlib.crc32(piece, checksum)
        length = len(a) + len(first) + len(b) + len(second) + len(c)
        pa, pb, pc = self.packed
        return b"".join((pa, _stored(first), pb, _stored(second), pc, struct.pack("<II", checksum, length)))


def prepare(html: str) -> Prerendered:
    """Cut a page rendered with TOKEN and ONCE in it, each once. Raises ValueError when one is missing or repeated."""
    if html.count(TOKEN) != 1 or html.count(ONCE) != 1:
        raise ValueError("the form page needs its token and its once, each exactly once")
    token_first = html.index(TOKEN) < html.index(ONCE)
    first, second = (TOKEN, ONCE) if token_first else (ONCE, TOKEN)
    before, rest = html.split(first)
    between, after = rest.split(second)
    a, b, c = before.encode(), between.encode(), after.encode()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    # A full flush ends a piece on a byte boundary and forgets what came before, so that no later piece refers back over
    # the values, whose length is not known yet.
    pa = GZIP_HEAD + packer.compress(a) + packer.flush(zlib.Z_FULL_FLUSH)
    pb = packer.compress(b) + packer.flush(zlib.Z_FULL_FLUSH)
    pc = packer.compress(c) + packer.flush(zlib.Z_FINISH)
    return Prerendered((a, b, c), (pa, pb, pc), zlib.crc32(a), token_first)


def _stored(piece: bytes) -> bytes:
    return struct.pack("<BHH", 0, len(piece), len(piece) ^ 0xFFFF) + piece
