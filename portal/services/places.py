"""QR codes: addresses as squares, and as files whose millimetres are exact. The only module that knows qrcode."""

import io
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import urlsplit

from portal.domain.places import QUIET

# The words beneath a code: a tenth of its side, and never too small to be read.
LEAST_WORDS_MM = 1.6
MM_PER_INCH = 25.4


def address(base_url: str, short: str) -> str:
    """The address that a place's code holds: in capitals where that needs fewer squares, which is the host's name alone.

    ``base_url`` has no path; one that has keeps its small letters, because paths may tell them apart.
    """
    plain = f"{base_url}/q/{short}"
    in_capitals = plain.upper()
    return in_capitals if not urlsplit(base_url).path and modules(in_capitals) < modules(plain) else plain


def in_words(base_url: str, short: str) -> str:
    """The same address as people read it and type it."""
    parts = urlsplit(base_url)
    return f"{parts.netloc}{parts.path}/q/{short}"


@lru_cache(maxsize=256)
def squares(address: str) -> tuple[tuple[bool, ...], ...]:
    """The QR code of ``address`` as rows of dark squares, with its quiet zone of four.

    Error correction is M, and more where more is free.
    """
    made = _code(address)
    for better in ("H", "Q"):
        boosted = _code(address, better)
        if boosted.version == made.version:
            made = boosted
            break
    return tuple(tuple(bool(square) for square in row) for row in made.get_matrix())


def _code(address: str, correction: str = "M") -> Any:
    # Loaded when the first code is drawn: it brings a library of pictures along.
    import qrcode
    from qrcode import constants

    code: Any = qrcode.QRCode(error_correction=getattr(constants, f"ERROR_CORRECT_{correction}"), border=QUIET)
    # Longer than any run: the address is one piece, of capitals where it can be.
    code.add_data(address, optimize=0)
    code.make(fit=True)
    return code


def modules(address: str) -> int:
    """How many squares the code has on a side, without its quiet zone."""
    return 17 + 4 * int(_code(address).version or 0)


def svg(address: str, words: str, *, size: float) -> str:
    """A drawing ``size`` mm wide, white margin included, with ``words`` beneath it when there are any."""
    rows = squares(address)
    side = len(rows)
    line = max(LEAST_WORDS_MM, size / 10) * side / size if words else 0
    high = side + (line * 1.2 if words else 0)
    dark = "".join(f"M{x} {y}h{long}v1h-{long}z" for y, row in enumerate(rows) for x, long in _runs(row))
    text = (
        f'<text x="{side / 2}" y="{side + line * 0.6:.3f}" font-family="Helvetica, Arial, sans-serif" '
        f'font-size="{_fitting(words, line, side):.3f}" text-anchor="middle">{escape(words)}</text>'
        if words
        else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size:g}mm" height="{size * high / side:.4g}mm" '
        f'viewBox="0 0 {side} {high:.4g}" role="img" aria-label="{escape(address)}">'
        f'<rect width="100%" height="100%" fill="#fff"/><path d="{dark}" shape-rendering="crispEdges"/>{text}</svg>'
    )


def _fitting(words: str, line: float, side: float) -> float:
    # A letter is on the whole a little more than half as wide as it is high.
    return min(line, side / (0.56 * max(1, len(words))))


def _runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((x, 1))
    return runs


def png(address: str, *, size: float, dpi: int) -> bytes:
    """A picture ``size`` mm wide at ``dpi``: each square is a whole number of dots, so that none is blurred.

    The picture is as near to ``size`` as whole dots allow, and its file says the dots per inch that make it exact.
    """
    from PIL import Image

    rows = squares(address)
    side = len(rows)
    dots = max(1, round(size / MM_PER_INCH * dpi / side))
    picture = Image.new("1", (side, side), 1)
    picture.putdata([not dark for row in rows for dark in row])
    picture = picture.resize((side * dots, side * dots), Image.Resampling.NEAREST)
    exact = side * dots * MM_PER_INCH / size
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True, dpi=(exact, exact))
    return file.getvalue()
