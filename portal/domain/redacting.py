"""Blacking out: names of other people, and passages that would do harm, as a person typed them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

THIRD_PARTY, KEPT_BACK = "▇▇▇ [third party]", "▇▇▇ [kept back]"


class Redactor:
    """Blacks out, and counts how often each string was found. Letters' case, spaces and apostrophes may differ."""

    def __init__(self, names: Iterable[str], passages: Iterable[str] = ()) -> None:
        marks = {_plain(typed): mark for mark, many in ((KEPT_BACK, passages), (THIRD_PARTY, names)) for typed in many}
        # A longer string first, or "Sam" would break up "Sam Smith"; all at once, or one mark would break up another.
        self._marks = sorted((pair for pair in marks.items() if pair[0]), key=lambda pair: -len(pair[0]))
        self._pattern = re.compile(_around("|".join(f"({_loose(typed)})" for typed, _mark in self._marks)), re.IGNORECASE)
        self.counts: dict[str, int] = {typed: 0 for typed, _mark in self._marks}

    def __call__(self, text: str) -> str:
        """The text with everything blacked out."""
        return self._pattern.sub(self._mark, unicodedata.normalize("NFC", text)) if self._marks else text

    def _mark(self, found: re.Match[str]) -> str:
        typed, mark = self._marks[(found.lastindex or 1) - 1]
        self.counts[typed] += 1
        return mark

    @property
    def total(self) -> int:
        """How many marks were made."""
        return sum(self.counts.values())

    @property
    def not_found(self) -> tuple[str, ...]:
        """What was typed and is nowhere: perhaps it is spelt otherwise, and would be given away."""
        return tuple(typed for typed, count in self.counts.items() if not count)


def pattern(typed: Sequence[str]) -> re.Pattern[str]:
    """What finds any of these as whole words; what finds nothing when there are none."""
    each = [_loose(_plain(one)) for one in typed if _plain(one)]
    return re.compile(_around("|".join(each)) if each else r"(?!)", re.IGNORECASE)


def _around(choices: str) -> str:
    return rf"(?<!\w)(?:{choices})(?!\w)"


def _loose(typed: str) -> str:
    return r"\s+".join(re.sub("['’ʼ]", "['’ʼ]", re.escape(word)) for word in typed.split())


def _plain(typed: str) -> str:
    return " ".join(unicodedata.normalize("NFC", typed).split())
