"""The code by which a child comes back, and the reference by which adults name a case.

A code has 15 random digits and one check digit (Damm's), which catches every single wrong digit and every two neighbours
exchanged, so that a typing mistake is told at once and is never counted as a guess.
"""

import unicodedata

DIGITS = 16
SPACE = 10 ** (DIGITS - 1)
# Damm's quasigroup of order ten.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
# Crockford's symbols: nothing that looks like something else when it is read out or written down.
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_SYMBOLS = range(4, 7)
_MISREAD = str.maketrans("OIL", "011")
# The check symbol is a remainder over the field of 32 elements, x^5 + x^2 + 1: one wrong symbol, two exchanged, or a lost
# leading zero always shows. (A sum modulo 31 would let 0 stand for Z.)
_FIELD = 0b100101


class NotACode(Exception):
    """What was typed cannot be a code; ``reason`` is "letters", "short", "long" or "check"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotAReference(Exception):
    """What was typed cannot be a case's reference."""


def make(pick: int) -> str:
    """The code for a number picked from range(SPACE). Raises ValueError outside it."""
    if not 0 <= pick < SPACE:
        raise ValueError("a code is made from a number in range(SPACE)")
    digits = f"{pick:0{DIGITS - 1}d}"
    return digits + str(_damm(digits))


def is_whole(code: str) -> bool:
    """Whether this is 16 plain digits with the right check digit."""
    return len(code) == DIGITS and code.isascii() and code.isdecimal() and _damm(code) == 0


def normalise(typed: str) -> str:
    """The code in plain digits, however it was typed: grouped, dashed, marked, or in the digits of another script.

    Raises NotACode.
    """
    # Marks are let through: phones put direction marks round numbers, and keycap digits carry two marks each.
    digits = []
    for letter in typed:
        kind = unicodedata.category(letter)
        if kind == "Nd":
            digits.append(str(unicodedata.decimal(letter)))
        elif kind[0] in "LN":
            raise NotACode("letters")
    if len(digits) != DIGITS:
        raise NotACode("short" if len(digits) < DIGITS else "long")
    code = "".join(digits)
    if not is_whole(code):
        raise NotACode("check")
    return code


def grouped(code: str) -> str:
    """In groups of four, as it is shown."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def reference(pick: int, *, symbols: int = 4) -> str:
    """A reference such as YV-7F3K-2 for a number picked from range(32 ** symbols); 4, 5 or 6 symbols. Raises ValueError.

    Four symbols make about a million references, so a portal that expects a million cases asks for five and picks again
    when a reference is taken.
    """
    if symbols not in REFERENCE_SYMBOLS:
        raise ValueError("a reference has 4, 5 or 6 symbols and a check symbol")
    if not 0 <= pick < 32**symbols:
        raise ValueError("a reference is made from a number in range(32 ** symbols)")
    body = "".join(SYMBOLS[pick >> 5 * place & 31] for place in reversed(range(symbols)))
    return f"YV-{body}-{_check(body)}"


def normalise_reference(typed: str) -> str:
    """The reference as we write it, however it was typed, with or without "YV". Raises NotAReference."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKC", typed).upper() if letter.isalnum())
    read = plain.removeprefix("YV")
    # What is too short without its YV was typed without the prefix, and the body itself begins so. Trying both readings
    # every time would let one misread symbol in 32 through.
    symbols = (read if len(read) > REFERENCE_SYMBOLS.start else plain).translate(_MISREAD)
    body, check = symbols[:-1], symbols[-1:]
    if len(body) not in REFERENCE_SYMBOLS or any(symbol not in SYMBOLS for symbol in symbols) or _check(body) != check:
        raise NotAReference
    return f"YV-{body}-{check}"


def _damm(digits: str) -> int:
    row = 0
    for digit in digits:
        row = _DAMM[row][int(digit)]
    return row


def _check(body: str) -> str:
    rest = 1
    for symbol in body:
        rest = _times_x(rest) ^ SYMBOLS.index(symbol)
    return SYMBOLS[_times_x(rest)]


def _times_x(element: int) -> int:
    doubled = element << 1
    return doubled ^ _FIELD if doubled > 31 else doubled


def reference_in(typed: str) -> str:
    """The reference that somebody typed into a search, as it is kept; "" when they typed something else."""
    try:
        return normalise_reference(typed) if typed[:2].upper() == "YV" else ""
    except NotAReference:
        return ""
