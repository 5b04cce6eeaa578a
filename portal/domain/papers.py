"""The documents of a case, folded from its facts: what is there now, who put it there, and what kinds there are."""

from collections.abc import Iterable
from datetime import datetime

from portal.domain.facts import DocumentAdded, DocumentRemoved, Event, LetterMade
from portal.domain.frozen import frozen

MOST_BYTES = 20_000_000
MOST_LETTERS_OF_TITLE = 120
# Each kind with its media type. Text is made by the portal alone and never taken from anybody.
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "jpg": "image/jpeg",
    "png": "image/png",
    "txt": "text/plain; charset=utf-8",
}


@frozen
class Paper:
    """A document of a case: its id, what it is, whether the child may be shown it, its bytes, who added it and when (UTC)."""

    id: str
    title: str
    kind: str
    for_child: bool
    size: int
    by: str | None
    at: datetime


def listed(events: Iterable[Event]) -> tuple[Paper, ...]:
    """The documents that are there after ``events``, the newest first. A letter is two: the PDF and the text."""
    there: dict[str, Paper] = {}
    for event in events:
        match event.fact:
            case DocumentAdded(document_id=key, title=title, kind=kind, for_child=for_child, size=size):
                there[key] = Paper(key, title, kind, for_child, size, event.by, event.at)
            case LetterMade(audience=audience, title=title) as made:
                for key, kind, size in ((made.text_id, "txt", made.text_size), (made.pdf_id, "pdf", made.pdf_size)):
                    there[key] = Paper(key, title, kind, audience == "child", size, event.by, event.at)
            case DocumentRemoved(document_id=key):
                there.pop(key, None)
    return tuple(reversed(there.values()))
