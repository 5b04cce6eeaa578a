"""Ids of rows that come in the order they were made, so that an index grows at its end rather than all over."""

import os
import time
import uuid


def new_id() -> uuid.UUID:
    """A UUID of version 7: milliseconds since 1970, then 74 random bits. It says when the row was made, and no more."""
    random = int.from_bytes(os.urandom(10))
    whole = time.time_ns() // 1_000_000 << 80 | random
    # Python before 3.14 has no version 7 of its own; the version and the variant stand at these bits.
    return uuid.UUID(int=whole & ~(0xF << 76) & ~(0b11 << 62) | 7 << 76 | 0b10 << 62)
