"""Sealing everything anew with the current key, a few rows at a time, while the portal goes on working.

It can be stopped and begun again: what is sealed with the current key already is left alone. Each value is replaced only
where it still stands as it was read, so nothing that somebody changes meanwhile is lost.
"""

import time
import uuid
from collections.abc import Callable

from portal.keyring import Keyring
from portal.store import everything
from portal.store.database import Database
from portal.store.everything import Place

PAUSE_SECONDS = 0.01
# A new value may be sealed by a server that has not been started again since the key was added.
MOST_ROUNDS = 3


def reseal(database: Database, keyring: Keyring, progress: Callable[[int, int], None]) -> int:
    """Seal every value with the current key. Returns how many were sealed anew. Raises keyring.CannotOpen."""
    with database.reading() as session:
        total = sum(everything.sealed(session, place) for place in everything.PLACES)
    renewed = 0
    for _round in range(MOST_ROUNDS):
        seen = changed = 0
        for place in everything.PLACES:
            for rows in everything.batches(database, place):
                old = [(row, value) for row, value in rows if Keyring.key_of(value) != keyring.current]
                changed += _batch(database, place, old)
                seen += len(rows)
                progress(seen, max(total, seen))
        renewed += changed
        if not changed:
            break
    return renewed


def keys_in_use(database: Database) -> dict[str, int]:
    """How many values each key seals, by the key's name."""
    counts: dict[str, int] = {}
    for place in everything.PLACES:
        for rows in everything.batches(database, place):
            for _row, value in rows:
                name = Keyring.key_of(value)
                counts[name] = counts.get(name, 0) + 1
    return counts


def _batch(database: Database, place: Place, old: list[tuple[uuid.UUID, bytes]]) -> int:
    if not old:
        return 0
    with database.writing() as session:
        changed = 0
        for row, value in old:
            clear = session.open_bytes(place.name, row, value)
            changed += everything.replace(session, place, row, value, session.seal_bytes(place.name, row, clear))
    # Children who are sending at this moment go first.
    time.sleep(PAUSE_SECONDS)
    return changed
