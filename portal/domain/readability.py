"""How hard a text is to read: Flesch and Kincaid's grade as an age in years. A hint for writers, never a verdict."""

import re

_WORD = re.compile(r"[a-zA-Z’']+")
_SENTENCE = re.compile(r"[.!?:\n]+")


def reading_age(text: str) -> int | None:
    """The age in years at which most children can read this; None when there are too few words to tell."""
    words = _WORD.findall(text)
    if len(words) < 8:
        return None
    sentences = max(1, len([part for part in _SENTENCE.split(text) if _WORD.search(part)]))
    syllables = sum(_syllables(word) for word in words)
    grade = 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
    return max(5, round(grade + 5))


def _syllables(word: str) -> int:
    plain = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", plain))
    silent = plain.endswith("e") and not plain.endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)
