"""Flags: phrases in a child's words that may mean danger. They raise a case and never lower one (S4).

A flag names its row in the table, never the child's words. What is not flagged is read by a person all the same (S1).
"""

import re
import unicodedata
from bisect import bisect_left
from functools import cache

from portal.domain.safety_phrases import PHRASES, VERSION

__all__ = ["VERSION", "flags"]

GAP = 2
LONGEST_WORD = 24
# Up to this many letters a word must be spelled as it is; one slip would make it another word ("rap", "hits" and "his").
EXACT = 4
_LEET = str.maketrans("013457@$!", "oieastasi")
_WORD = re.compile(r"[^\W_]+(?:[^\w\s]+[^\W_]+)*", re.UNICODE)
_REPEATED = re.compile(r"(.)\1+")


def flags(text: str) -> tuple[str, ...]:
    """The rows that ``text`` may match, such as "harm: hits me", in the table's order; in time linear in the text."""
    places = _places(text)
    return tuple(f"{kind}: {phrase}" for kind, phrase, words in _table() if _follows(words, places))


@cache
def _table() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    return tuple((kind, phrase, tuple(_words(phrase))) for kind, phrases in PHRASES.items() for phrase in phrases)


@cache
def _neighbours() -> dict[str, tuple[str, ...]]:
    """For every word of the table and every way to leave one letter out of it, the words that gives."""
    found: dict[str, set[str]] = {}
    for word in {word for _kind, _phrase, words in _table() for word in words}:
        for shorter in _shorter(word) if len(word) > EXACT else {word}:
            found.setdefault(shorter, set()).add(word)
    return {shorter: tuple(sorted(words)) for shorter, words in found.items()}


def _words(text: str) -> list[str]:
    """Plain words: one spelling for capitals, accents, look-alike digits, repeated letters and hidden marks."""
    shown = "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if unicodedata.category(letter) != "Cf")
    return [word for found in _WORD.findall(shown) for word in _plain(found)]


def _plain(found: str) -> list[str]:
    if found.isascii():
        letters = found.translate(_LEET) if not found.isdecimal() else found
        # An apostrophe or a dot inside a word is a slip of the same word ("don't", "k.m.s"); a hyphen parts two.
        parts = re.split(r"[-/\\]", letters)
        joined = (re.sub(r"[^a-z0-9]", "", part) for part in parts)
        return [_REPEATED.sub(r"\1", part) for part in joined if part]
    stripped = "".join(letter for letter in unicodedata.normalize("NFKD", found) if not _is_latin_mark(letter))
    return [_REPEATED.sub(r"\1", re.sub(r"[’'`]", "", unicodedata.normalize("NFKC", stripped)))]


def _is_latin_mark(letter: str) -> bool:
    return "\u0300" <= letter <= "\u036f"


def _places(text: str) -> dict[str, list[int]]:
    """For each word of the table, where in the text it, or a slip of it, stands."""
    neighbours, known, places = _neighbours(), dict[str, tuple[str, ...]](), dict[str, list[int]]()
    for place, word in enumerate(_words(text)):
        if len(word) > LONGEST_WORD:
            continue
        if word not in known:
            candidates = {near for shorter in _shorter(word) for near in neighbours.get(shorter, ())}
            known[word] = tuple(near for near in candidates if _one_slip(word, near))
        for near in known[word]:
            places.setdefault(near, []).append(place)
    return places


def _shorter(word: str) -> set[str]:
    return {word} | {word[:cut] + word[cut + 1 :] for cut in range(len(word))}


def _one_slip(typed: str, meant: str) -> bool:
    """Whether one letter too many, too few, wrong, or two exchanged, at most, part the two words."""
    if typed == meant:
        return True
    if len(meant) <= EXACT or abs(len(typed) - len(meant)) > 1:
        return False
    start = next(
        (at for at, pair in enumerate(zip(typed, meant, strict=False)) if pair[0] != pair[1]), min(len(typed), len(meant))
    )
    a, b = typed[start:], meant[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _follows(words: tuple[str, ...], places: dict[str, list[int]]) -> bool:
    """Whether the words stand in this order with at most GAP others between each two."""
    reached = places.get(words[0], [])
    for word in words[1:]:
        if not reached:
            return False
        following = []
        for place in places.get(word, []):
            at = bisect_left(reached, place) - 1
            if at >= 0 and place - reached[at] <= GAP + 1:
                following.append(place)
        reached = following
    return bool(reached)
