"""The form page, rendered and compressed once per language; a request adds only its token, its ``once`` and its place.

A gzip stream may be made of pieces: the long pieces are compressed ahead, the few bytes between them are stored as
they are, and only the checksum is computed anew. So a page costs microseconds and is sent compressed all the same.
"""

import struct
import zlib

from portal.domain.frozen import frozen

TOKEN, ONCE, PLACE = "token--goes--here", "once--goes--here", "place--goes--here"
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


@frozen
class Prerendered:
    """A page in pieces: what stands before, between and after the values; ``order`` says which value comes where."""

    plain: tuple[bytes, ...]
    packed: tuple[bytes, ...]
    checksum: int
    order: tuple[int, ...]

    def fill(self, token: str, once: str, place: str = "", *, packed: bool) -> bytes:
        """The whole page for one request."""
        given = (token.encode(), once.encode(), place.encode())
        values = [given[at] for at in self.order]
        first, *rest = self.plain
        if not packed:
            return first + b"".join(part for pair in zip(values, rest, strict=True) for part in pair)
        checksum, length = self.checksum, len(first)
        parts = [self.packed[0]]
        for value, plain, piece in zip(values, rest, self.packed[1:], strict=True):
            checksum = zlib.crc32(plain, zlib.crc32(value, checksum))
            length += len(value) + len(plain)
            parts += (_stored(value), piece)
        return b"".join((*parts, struct.pack("<II", checksum, length)))


def prepare(html: str) -> Prerendered:
    """Cut a page rendered with TOKEN, ONCE and PLACE in it, each once. Raises ValueError when one is missing or repeated."""
    slots = (TOKEN, ONCE, PLACE)
    if any(html.count(slot) != 1 for slot in slots):
        raise ValueError("the form page needs its token, its once and its place, each exactly once")
    order = sorted(range(len(slots)), key=lambda at: html.index(slots[at]))
    pieces, rest = [], html
    for at in order:
        before, rest = rest.split(slots[at])
        pieces.append(before.encode())
    pieces.append(rest.encode())
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    # A full flush ends a piece on a byte boundary and forgets what came before, so that no later piece refers back over
    # the values, whose length is not known yet.
    packed = [packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH) for piece in pieces[:-1]]
    packed.append(packer.compress(pieces[-1]) + packer.flush(zlib.Z_FINISH))
    packed[0] = GZIP_HEAD + packed[0]
    return Prerendered(tuple(pieces), tuple(packed), zlib.crc32(pieces[0]), tuple(order))


def _stored(piece: bytes) -> bytes:
    return struct.pack("<BHH", 0, len(piece), len(piece) ^ 0xFFFF) + piece
