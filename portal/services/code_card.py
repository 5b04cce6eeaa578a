"""A card with the child's code, to be posted or handed over; and under it what was written down of what they said (R1.6.1)."""

import unicodedata
from datetime import datetime

from portal.domain import receipts
from portal.domain.frozen import frozen
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


@frozen
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
        "record": [{"text": line, "right_to_left": _begins_at_the_right(line)} for line in card.record.splitlines()],
        "correct": said(CORRECT),
    }
    return typesetting.pdf("card.typ", data, now=now)


def _begins_at_the_right(line: str) -> bool:
    """Whether the first letter of a line that has a direction is of a script that runs from right to left."""
    directions = (unicodedata.bidirectional(letter) for letter in line)
    return next((each for each in directions if each in ("L", "R", "AL")), "L") != "L"
