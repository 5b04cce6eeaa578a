"""The trail: what is written down about every read and every change, and how its entries hold each other (P12).

An entry says what was done, by whom, to which case and when. It never holds a word that anybody wrote: where it stands
for a fact of a case it carries that fact's keyed digest.
"""

import json
import re
import uuid
from datetime import UTC, datetime
from enum import StrEnum

from portal.domain.frozen import frozen

# Details come from our own lists: the name of a fact, of a page, of an act.
DETAIL = re.compile(r"[A-Za-z0-9 ._-]{0,64}")


class Deed(StrEnum):
    """What was done."""

    RECEIVED = "received"
    CHANGED = "changed"
    READ = "read"
    READ_AS_ADVOCATE = "read as advocate"
    SEARCHED = "searched"
    REFUSED = "refused"
    SIGNED_IN = "signed in"
    SIGN_IN_REFUSED = "sign-in refused"
    SESSION_ENDED = "session ended"
    PERSON_CHANGED = "person changed"
    PLACE_CHANGED = "place changed"
    TRAIL_SEEN = "trail seen"
    EXPORTED = "exported"
    RESTORED = "restored"
    KEYS_ROTATED = "keys rotated"
    ERASED = "erased"
    CHECKED = "checked"


@frozen
class Entry:
    """One entry. ``about`` is the id of the fact, person or session it is about; ``digest`` that of a fact's content."""

    id: uuid.UUID
    at: datetime
    deed: str
    person: uuid.UUID | None
    case: uuid.UUID | None
    about: uuid.UUID | None
    detail: str
    digest: bytes | None

    def __post_init__(self) -> None:
        """Refuse a detail that could hold somebody's words. Raises ValueError."""
        if not DETAIL.fullmatch(self.detail):
            raise ValueError("a detail is one of our own short names")

    @property
    def text(self) -> str:
        """Everything it says, in one spelling, to be digested."""
        return _spell(
            self.id, _moment(self.at), self.deed, self.person, self.case, self.about, self.detail, (self.digest or b"").hex()
        )


def fact_text(fact: uuid.UUID, case: uuid.UUID, number: int, kind: str, at: datetime, by: uuid.UUID | None, words: str) -> str:
    """A fact in one spelling, to be digested: ``number`` is its place in the case, ``words`` what was sealed."""
    return _spell(fact, case, number, kind, _moment(at), by, words)


def link_text(number: int, before: bytes, mark: bytes) -> str:
    """What link ``number`` is a digest of: its number, the link before it (empty for the first), its entry's mark."""
    return f"{number} {before.hex()} {mark.hex()}"


def end_text(number: int, link: bytes) -> str:
    """What the note of the trail's end is a digest of; also how the end is told to people."""
    return f"{number}:{link.hex()}"


def _spell(*parts: object) -> str:
    return json.dumps([part if isinstance(part, int) else "" if part is None else str(part) for part in parts])


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
