"""The print shop: a place's code on stickers, posters, leaflets and cards, in black alone, in every language of the child's side.

Nothing here is a picture made of dots: codes, drawings and letters stay sharp at any size.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from portal.domain.frozen import frozen
from portal.domain.pieces import BLEED, MARKS, Piece, Sheet, codes
from portal.services import piece_words, places, press, typesetting
from portal.services.notice_words import RIGHT_TO_LEFT

# What typst and PDF readers call the languages; the fonts are tried in order.
_TYPE = {
    "pa": ("pa", "IN", ("Noto Sans Gurmukhi", "Atkinson Hyperlegible")),
    "ur": ("ur", "PK", ("Noto Nastaliq Urdu", "Atkinson Hyperlegible")),
    "pl": ("pl", "PL", ("Atkinson Hyperlegible",)),
}
_ENGLISH = ("en", "GB", ("Atkinson Hyperlegible",))
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#000" stroke-width="2"'
    ' stroke-linecap="round" stroke-linejoin="round">{}</svg>'
)
# The drawings' three fills, in tints of black.
_FILLS = {"f": "#ccc", "g": "#ebebeb", "h": "#fff"}


@frozen
class Order:
    """What somebody wants printed: the piece, the labels if it is stickers, the language, and what stands on a business card.

    ``for_printer`` adds bleed and trim marks; ``across`` and ``down`` move a sheet of labels by millimetres, for home printers
    that are off by a little.
    """

    piece: Piece
    sheet: Sheet
    language: str = "en"
    for_printer: bool = False
    person: str = ""
    phone: str = ""
    across: float = 0.0
    down: float = 0.0


def make(order: Order, address: str, drawings: Mapping[str, str], *, organisation: str, now: datetime) -> bytes:
    """The order as PDF/UA-1, whose code opens ``address``. Raises typesetting.CannotPrint.

    ``drawings`` are the child's pictures by name, as what is inside an SVG of 32 by 32.
    """
    data = _data(order, address, drawings, organisation)
    made = typesetting.pdf(order.piece.template, data, now=now)
    heard = typesetting.heard(order.piece.template, data) if data["rtl"] else []
    # Of labels that are all the same only the first is read aloud.
    heard = heard[: len(heard) // codes(order.piece, order.sheet)]
    return press.finish(made, room=MARKS if order.for_printer else 0.0, bleed=BLEED, heard=heard)


def shown(address: str) -> tuple[str, str]:
    """An address as people read and type it: the site in small letters, and the rest."""
    site, slash, rest = address.partition("://")[2].partition("/")
    return site.lower(), slash + rest


def _data(order: Order, address: str, drawings: Mapping[str, str], organisation: str) -> dict[str, Any]:
    piece, sheet = order.piece, order.sheet
    lang, region, fonts = _TYPE.get(order.language, _ENGLISH)
    site, rest = shown(address)
    rows = places.squares(address)
    return {
        "lang": lang,
        "region": region,
        "fonts": fonts,
        "rtl": order.language in RIGHT_TO_LEFT,
        "width": piece.width,
        "height": piece.height,
        "room": MARKS if order.for_printer else 0.0,
        "bleed": BLEED,
        "scale": piece.scale,
        "square": piece.square or sheet.square,
        "modules": len(rows),
        "runs": _runs(rows),
        "address": (site, rest),
        "said": piece_words.said(order.language, site + rest),
        "organisation": organisation,
        "person": order.person,
        "phone": order.phone,
        "pictures": _drawn(drawings),
        "label": {
            "width": sheet.width,
            "height": sheet.height,
            "round": sheet.round,
            "corners": [(x + order.across, y + order.down) for x, y in sheet.corners],
        },
    }


def _runs(rows: Sequence[Sequence[bool]]) -> list[tuple[int, int, int]]:
    """The dark squares as runs: where each begins, in which row, and how long it is."""
    runs = []
    for y, row in enumerate(rows):
        start = None
        for x, dark in enumerate([*row, False]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                runs.append((start, y, x - start))
                start = None
    return runs


def _drawn(drawings: Mapping[str, str]) -> dict[str, str]:
    """The drawings as SVG in tints of black."""
    made = {}
    for name, shape in drawings.items():
        for fill, tint in _FILLS.items():
            shape = shape.replace(f'class="{fill}"', f'fill="{tint}"')
        made[name] = _SVG.format(shape)
    return made
