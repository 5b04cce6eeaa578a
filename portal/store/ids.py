"""Ids of rows that come in the order they were made, so that an index grows at its end rather than all over."""

import time
import uuid
from ssl import RAND_bytes


def new_id() -> uuid.UUID:
    """A UUID of version 7: milliseconds since 1970, then 74 random bits. It says when the row was made, and no more.

    OpenSSL's random bytes, unlike the system's, come without letting go of the interpreter, which others may want: a child
    who sends would wait for it with each id.
    """
    whole = time.time_ns() // 1_000_000 << 80 | int.from_bytes(RAND_bytes(10))
    # Python before 3.14 has no version 7 of its own; the version and the variant stand at these bits.
    return uuid.UUID(int=whole & ~(0xF << 76) & ~(0b11 << 62) | 7 << 76 | 0b10 << 62)


def below(most: int) -> int:
    """A number from 0 to just below ``most``, each as likely as any other (but for one part in 2**64 or so)."""
    return int.from_bytes(RAND_bytes(16)) % most
