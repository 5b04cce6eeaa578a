"""Recovery codes: ten, each good once, for the day on which the authenticator app is not at hand."""

import uuid
from collections.abc import Callable

from portal.store import recovery
from portal.store.database import Session

HOW_MANY, LETTERS = 10, 10
# No letter that is taken for another: the alphabet of the references.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALIKE = str.maketrans("OIL", "011")


def make(session: Session, person_id: uuid.UUID, *, pick: Callable[[int], int]) -> list[str]:
    """Ten new codes; those from before are good no longer. Only digests are kept, so they are shown once."""
    codes = ["".join(ALPHABET[pick(len(ALPHABET))] for _ in range(LETTERS)) for _ in range(HOW_MANY)]
    recovery.replace(session, person_id, codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def use(session: Session, person_id: uuid.UUID, typed: str) -> bool:
    """Spend a code, however it was typed. False for one that is none, or was spent."""
    code = "".join(letter for letter in typed.upper() if letter.isalnum()).translate(ALIKE)
    return len(code) == LETTERS and recovery.spend(session, person_id, code)


def left(session: Session, person_id: uuid.UUID) -> int:
    """How many are left."""
    return recovery.count(session, person_id)
