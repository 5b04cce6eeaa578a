"""The print shop's rows: labels that fit their sheet, and codes that fit their labels and that cheap phones read."""

import pytest

from portal.domain.pieces import PIECES, SHEETS, codes, media, square
from portal.domain.places import Item, Light, verdict

SHORT_LINK = 25


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_every_label_lies_on_the_paper_and_none_on_another(sheet: object) -> None:
    assert sheet.fits  # type: ignore[attr-defined]
    assert len(set(sheet.corners)) == sheet.count  # type: ignore[attr-defined]


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_the_code_is_smaller_than_its_label_and_cheap_phones_read_it(sheet: object) -> None:
    side = square(PIECES["stickers"], sheet)  # type: ignore[arg-type]
    assert side < min(sheet.width, sheet.height)  # type: ignore[attr-defined]
    assert verdict(SHORT_LINK, side, Item("x", "X", side, side)).light in (Light.GOOD, Light.GREAT)


@pytest.mark.parametrize("piece", [each for each in PIECES.values() if each.square], ids=lambda each: each.key)
def test_every_other_piece_has_one_code_that_is_read_by_phones_that_cannot_focus(piece: object) -> None:
    sheet = SHEETS["21"]
    assert codes(piece, sheet) == 1  # type: ignore[arg-type]
    assert verdict(SHORT_LINK, piece.square, Item("x", "X", piece.square, piece.square)).light is Light.GREAT  # type: ignore[attr-defined]


def test_a_printing_house_gets_room_around_the_trimmed_piece() -> None:
    card = PIECES["card"]
    assert media(card, for_printer=False) == (85, 55)
    assert media(card, for_printer=True) == (105, 75)
