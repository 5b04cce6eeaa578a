"""Word stems, by which a case is found again without its words being stored where they can be read.

Only English is stemmed, and lightly: a child's "hitting" should be found by "hit", and nothing should be found that
nobody would expect. Words of other languages are kept whole.
"""

import unicodedata

LEAST_LETTERS, MOST_STEMS, LONGEST = 3, 2000, 40
APOSTROPHES = str.maketrans("", "", "'’ʼ`´")
VOWELS = set("aeiouy")
KEPT_DOUBLE = set("flsz")


def stems(text: str) -> set[str]:
    """The stems of the words in ``text`` that have three letters or more; 2,000 at most, the first ones."""
    found: dict[str, None] = {}
    for word in words(text):
        stem = stem_of(word)
        if len(stem) >= LEAST_LETTERS:
            found[stem] = None
            if len(found) == MOST_STEMS:
                break
    return set(found)


def words(text: str) -> list[str]:
    """The words of ``text``, folded. Vowel signs belong to the letter before them, or Punjabi would fall to pieces."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(APOSTROPHES)
    spaced = "".join(letter if unicodedata.category(letter)[0] in "LM" else " " for letter in folded)
    return [word[:LONGEST] for word in spaced.split()]


def stem_of(word: str) -> str:
    """An English word without its plural, -ing or -ed; any other word as it is."""
    if not word.isascii() or len(word) <= LEAST_LETTERS:
        return word
    word = _singular(word)
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= LEAST_LETTERS and VOWELS & set(rest):
            return _plain(rest)
    return _without_e(word)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _plain(rest: str) -> str:
    # "hitting" is "hit", yet "telling" is "tell"; "moving" and "move" meet without their e.
    if len(rest) > 3 and rest[-1] == rest[-2] and rest[-1] not in KEPT_DOUBLE | VOWELS:
        return rest[:-1]
    return _without_e(rest)


def _without_e(word: str) -> str:
    return word[:-1] if word.endswith("e") and len(word) > LEAST_LETTERS + 1 else word
