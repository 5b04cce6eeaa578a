"""A card with the child's code, to be posted or handed over; and under it what was written down of what they said (R1.6.1)."""

from dataclasses import dataclass
from datetime import datetime

from portal.domain import receipts
from portal.services import typesetting
from portal.services.form_words import CHILDLINE, DANGER
from portal.services.notice_words import RIGHT_TO_LEFT, catalogue


def _later(text: str) -> str:
    """Mark a sentence for the catalogues; it is translated when a card is printed."""
    return text


YOUR_CODE = _later("Your code")
KEEP = (_later("Keep it. It opens our answer."), _later("Anyone with this code can read your page."))
WROTE_DOWN = _later("What we wrote down")
CORRECT = _later("Is something wrong or missing? Open your page with the code and write it there.")


@dataclass(frozen=True)
class Card:
    """What stands on it. ``record`` is what was written down, for a child who said it aloud; ``language`` one of the site's."""

    code: str
    language: str
    html_language: str
    organisation: str
    site: str
    record: str = ""


def pdf(card: Card, *, now: datetime) -> bytes:
    """The card as PDF/UA-1, in the child's language. Raises typesetting.CannotPrint for signs that no font has."""
    said = catalogue(card.language).gettext
    data = {
        "lang": card.html_language,
        "right_to_left": card.language in RIGHT_TO_LEFT,
        "title": said(YOUR_CODE),
        "organisation": card.organisation,
        "code": receipts.grouped(card.code),
        "address": f"{card.site}/answer",
        "keep": " ".join(said(each) for each in KEEP),
        "danger": " ".join([*(said(each) for each in DANGER), said(CHILDLINE[0]), CHILDLINE[1]]),
        "wrote_down": said(WROTE_DOWN),
        "record": card.record,
        "correct": said(CORRECT),
    }
    return typesetting.pdf("card.typ", data, now=now)
