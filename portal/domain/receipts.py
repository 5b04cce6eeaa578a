"""Interim."""

SPACE = 10**15


class NotACode(Exception):
    """Not a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


T = (
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


def _damm(s: str) -> int:
    i = 0
    for c in s:
        i = T[i][int(c)]
    return i


def make(pick: int) -> str:
    s = f"{pick:015d}"
    return s + str(_damm(s))


def is_whole(code: str) -> bool:
    return len(code) == 16 and code.isdigit() and _damm(code) == 0


def normalise(typed: str) -> str:
    s = "".join(str(int(c)) for c in typed if c.isdigit())
    if len(s) != 16:
        raise NotACode("short" if len(s) < 16 else "long")
    if _damm(s):
        raise NotACode("check")
    return s


def grouped(code: str) -> str:
    return " ".join(code[i : i + 4] for i in range(0, 16, 4))


A = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def reference(pick: int, symbols: int = 4) -> str:
    s = "".join(A[pick // 32**i % 32] for i in range(symbols))
    return f"YV-{s}-{A[pick % 31]}"
