"""Flags: phrases in a child's words that may mean danger. They raise a case and never lower one (S4).

A flag names its row in the table, never the child's words. What is not flagged is read by a person all the same (S1).
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from portal.domain.safety_phrases import PHRASES, SHORT, VERSION

__all__ = ["VERSION", "flags"]

GAP = 2
LONGEST_WORD = 24
# Up to this many letters only two neighbours may be exchanged; any other slip makes another word ("beat", "best").
EXACT = 4
# From this length any one letter may be wrong; in a shorter word only for one that sounds alike ("stated" is not "stabbed").
ANY_LETTER = 7
_ALIKE_IN_SOUND = ("aeiouy", "cksqxz", "td", "bp", "fv", "mn", "gj", "rw")
# A whole phrase typed without spaces ("killmyself") counts from this length; shorter ones stand inside other words.
GLUED = 6
# What stands for a letter inside a word. A 1 is read both ways: "k1ll" and "ki11".
_SYMBOLS = str.maketrans("@$!|", "asii")
_DIGITS = (str.maketrans("013457", "oieast"), str.maketrans("013457", "oleast"))
# Letters that no decomposition makes plain, and the Arabic keyboard's forms of Urdu letters.
_ALIKE = str.maketrans("łđøيىكهھ", "ldoییکہہ")
_APOSTROPHES = frozenset("'’‘`ʼ′")
_HIDDEN = frozenset({"\u034f", *map(chr, range(0xFE00, 0xFE10))})
_PART = re.compile(r"[^\s!-/:-@\[-`{-~]+")
_MARKS = re.compile(r"[!-/:-@\[-`{-~]+")
_REPEATED = re.compile(r"(.)\1+")


def flags(text: str) -> tuple[str, ...]:
    """The rows that ``text`` may match, such as "harm: hits me", in the table's order; in time linear in the text."""
    places = _places(text)
    return tuple(
        f"{kind}: {phrase}"
        for kind, phrase, words in _table()
        if _follows(words, places) or (len(words) > 1 and _glued(words) in places)
    )


@cache
def _table() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    return tuple((kind, phrase, _plain_row(phrase)) for kind, phrases in PHRASES.items() for phrase in phrases)


def _plain_row(phrase: str) -> tuple[str, ...]:
    return tuple(_REPEATED.sub(r"\1", part) for part in _PART.findall(_shown(phrase)))


@cache
def _glued(words: tuple[str, ...]) -> str:
    """The phrase as one word; where that would be too short to be told from other words, nothing that anybody types."""
    together = _REPEATED.sub(r"\1", "".join(words))
    return together if len(together) >= GLUED else ""


@cache
def _neighbours() -> dict[str, tuple[str, ...]]:
    """For every word of the table and every way to leave one letter out of it, the words that gives."""
    rows = [words for _kind, _phrase, words in _table()]
    known = {word for words in rows for word in words} | {_glued(words) for words in rows} - {""}
    found: dict[str, set[str]] = {}
    for word in known:
        for shorter in _shorter(word) if len(word) >= EXACT else {word}:
            found.setdefault(shorter, set()).add(word)
    return {shorter: tuple(sorted(words)) for shorter, words in found.items()}


def _shown(text: str) -> str:
    """One spelling for capitals, fonts, accents and hidden marks; every sign that is no letter becomes a plain one."""
    # NFKC would make a space of the accent that some keyboards type for an apostrophe.
    folded = unicodedata.normalize("NFKC", text.replace("´", "")).casefold()
    return unicodedata.normalize("NFKD", folded).translate(_SIGNS).translate(_ALIKE)


def _sign(letter: str) -> str:
    kind = unicodedata.category(letter)
    if letter in _APOSTROPHES or letter in _HIDDEN or kind in ("Cf", "Me") or unicodedata.combining(letter):
        # An accent is left out, and so is the circle round a letter; the vowels of Punjabi are neither.
        return ""
    if letter.isascii() or kind[0] in "LMN":
        return letter
    return " " if kind[0] == "Z" else "."


class _Signs(dict[int, str]):
    """What each sign is read as, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = read = _sign(chr(code))
        return read


_SIGNS = _Signs()


def _words(text: str) -> Iterator[tuple[int, str]]:
    """Each word and its place. One place can hold several readings: "d!e" is "d", and "die"."""
    place, run, run_place, spelled = 0, "", 0, _Spelled()
    for chunk in _shown(text).split():
        parts = _PART.findall(chunk)
        if parts and _MARKS.search(chunk):
            # Marks inside a word may stand for its letters ("d!e", "k.m.s") or for the end of a sentence ("me.He").
            yield from ((place, word) for word in spelled[_MARKS.sub("", chunk.strip('.,;:!?"()').translate(_SYMBOLS))])
        for part in parts:
            if len(part) == 1:
                run, run_place = run + part, run_place if run else place
            else:
                yield from _spaced_out(run, run_place, place)
                run = ""
            yield from ((place, word) for word in spelled[part])
            place += 1
    yield from _spaced_out(run, run_place, place)


def _spaced_out(run: str, first: int, after: int) -> Iterator[tuple[int, str]]:
    """Letters with spaces between them, as one word; it stands where they begin and where they end."""
    if 2 < len(run) <= LONGEST_WORD:
        readings = _spellings(run) | _spellings(run.removeprefix("i"))
        yield from ((place, word) for place in (first, after - 1) for word in readings)


def _spellings(part: str) -> set[str]:
    """A word with every repeated letter once, its look-alike digits as letters, and its short form written out."""
    once = _REPEATED.sub(r"\1", part)
    if len(once) > LONGEST_WORD:
        return set()
    read = {once} if once.isalpha() or once.isdecimal() else {once, *(once.translate(digits) for digits in _DIGITS)}
    plain = {_REPEATED.sub(r"\1", each) for each in read}
    return plain | {SHORT[each] for each in plain if each in SHORT}


class _Spelled(dict[str, set[str]]):
    """The spellings of the words of one text, kept no longer than that text."""

    def __missing__(self, part: str) -> set[str]:
        self[part] = read = _spellings(part)
        return read


def _places(text: str) -> dict[str, list[int]]:
    """For each word of the table, where in the text it, or a slip of it, stands."""
    neighbours, known, places = _neighbours(), dict[str, tuple[str, ...]](), dict[str, list[int]]()
    for place, word in _words(text):
        if word not in known:
            candidates = {near for shorter in _shorter(word) for near in neighbours.get(shorter, ())}
            known[word] = tuple(near for near in candidates if _one_slip(word, near))
        for near in known[word]:
            places.setdefault(near, []).append(place)
    for found in places.values():
        found.sort()
    return places


def _shorter(word: str) -> set[str]:
    return {word} | {word[:cut] + word[cut + 1 :] for cut in range(len(word))}


def _one_slip(typed: str, meant: str) -> bool:
    """Whether one letter too many, too few, wrong, or two exchanged, at most, part the two words.

    The first letter has to be right, or exchanged with the second: "picked me up" is not "kicked me".
    """
    if typed == meant:
        return True
    if len(meant) < EXACT or len(typed) < 2 or abs(len(typed) - len(meant)) > 1:
        return False
    start = next(
        (at for at, pair in enumerate(zip(typed, meant, strict=False)) if pair[0] != pair[1]), min(len(typed), len(meant))
    )
    a, b = typed[start:], meant[start:]
    if a[:2] == b[1::-1] and a[2:] == b[2:]:
        return True
    if len(meant) <= EXACT or not start:
        return False
    if len(typed) == len(meant):
        if a[1:] != b[1:]:
            return False
        return len(meant) >= ANY_LETTER or any(a[0] in sounds and b[0] in sounds for sounds in _ALIKE_IN_SOUND)
    return a[1:] == b or a == b[1:]


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
