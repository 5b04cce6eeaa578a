"""What the print shop makes: tagged, in exact millimetres, in black alone, in vectors, every code read back from the rendered page."""

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from jinja2 import Environment, FileSystemLoader
from pypdf import PdfReader

from portal.domain.pieces import PIECES, SHEETS, codes, media
from portal.services import print_shop, typesetting
from portal.services.notice_words import RIGHT_TO_LEFT, catalogue

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
ADDRESS = "HTTPS://SANDWELLVOICE.CO.UK/Q/7F3KQ"
TEMPLATES = Path(__file__).parents[2] / "templates"
# Every piece, every sheet and every language is in one of the rows.
ROWS = [
    pytest.param("poster-a3", "21", "en-easy", False, id="poster A3 in easy words"),
    pytest.param("poster-a4", "21", "en", True, id="poster A4 in English for a printing house"),
    pytest.param("poster-a5", "21", "pa", False, id="poster A5 in Punjabi"),
    pytest.param("leaflet", "21", "en", True, id="leaflet in English for a printing house"),
    pytest.param("leaflet", "21", "ur", False, id="leaflet in Urdu"),
    pytest.param("leaflet", "21", "pa", False, id="leaflet in Punjabi"),
    pytest.param("conversation", "21", "pl", False, id="conversation card in Polish"),
    pytest.param("conversation", "21", "ur", True, id="conversation card in Urdu for a printing house"),
    pytest.param("card", "21", "pa", True, id="business card in Punjabi for a printing house"),
    pytest.param("card", "21", "ur", False, id="business card in Urdu"),
    *(
        pytest.param("stickers", sheet, language, False, id=f"stickers {sheet} in {language}")
        for sheet, language in zip(SHEETS, ("pl", "ur", "pa", "en", "en-easy") * 3, strict=False)
    ),
]


@cache
def drawings() -> Mapping[str, str]:
    module: Any = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True).get_template("child/_pictures.html").module
    shapes: Mapping[str, str] = module.shapes
    return shapes


@cache
def made(piece: str, sheet: str, language: str, for_printer: bool = False, person: str = "Amira Khan") -> bytes:
    order = print_shop.Order(PIECES[piece], SHEETS[sheet], language, for_printer, person, "0121 496 0000")
    return print_shop.make(order, ADDRESS, drawings(), organisation="Sandwell Children's Trust", now=NOW)


@pytest.mark.parametrize(("piece", "sheet", "language", "for_printer"), ROWS)
def test_every_code_on_the_page_opens_exactly_its_address(piece: str, sheet: str, language: str, for_printer: bool) -> None:
    with pypdfium2.PdfDocument(made(piece, sheet, language, for_printer)) as document:
        pictures = [page.render(scale=200 / 72).to_pil().convert("L") for page in document]
    read = [found.text for picture in pictures for found in zxingcpp.read_barcodes(picture)]
    assert read == [ADDRESS] * codes(PIECES[piece], SHEETS[sheet])


@pytest.mark.parametrize(("piece", "sheet", "language", "for_printer"), ROWS)
def test_it_is_tagged_in_its_language_black_alone_and_in_vectors(
    piece: str, sheet: str, language: str, for_printer: bool
) -> None:
    with pikepdf.open(io.BytesIO(made(piece, sheet, language, for_printer))) as pdf:
        assert str(pdf.Root.Lang).partition("-")[0] == language.partition("-")[0]
        assert bool(pdf.Root.MarkInfo.Marked)
        assert b"pdfuaid" in bytes(pdf.Root.Metadata.read_bytes())
        assert len(pdf.pages) == PIECES[piece].pages
        for page in pdf.pages:
            operators = {str(each.operator) for each in pikepdf.parse_content_stream(page)}
            assert operators & {"rg", "RG", "k", "K"} == set()
            assert [name for name in page.get("/Resources", {}).get("/XObject", {}).values() if name.Subtype == "/Image"] == []


@pytest.mark.parametrize(("piece", "sheet", "language", "for_printer"), ROWS)
def test_its_millimetres_are_exact_and_a_printing_house_finds_its_boxes(
    piece: str, sheet: str, language: str, for_printer: bool
) -> None:
    page = PdfReader(io.BytesIO(made(piece, sheet, language, for_printer))).pages[0]

    def millimetres(box: Any) -> tuple[float, float]:
        return float(box.width) / 72 * 25.4, float(box.height) / 72 * 25.4

    width, height = PIECES[piece].width, PIECES[piece].height
    assert millimetres(page.mediabox) == pytest.approx(media(PIECES[piece], for_printer=for_printer), abs=0.02)
    assert millimetres(page.trimbox) == pytest.approx((width, height), abs=0.02)
    bleed = 6 if for_printer else 0
    assert millimetres(page.bleedbox) == pytest.approx((width + bleed, height + bleed), abs=0.02)


def read_aloud(data: bytes) -> list[str]:
    """The words of the page in the order of its tags, where they are given as they are read."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for each in node:
                walk(each)
        elif isinstance(node, pikepdf.Dictionary):
            if "/ActualText" in node:
                found.append(str(node.ActualText))
            walk(node.get("/K", pikepdf.Array()))

    with pikepdf.open(io.BytesIO(data)) as pdf:
        walk(pdf.Root.StructTreeRoot.K)
    return found


def test_an_urdu_leaflet_is_read_aloud_word_by_word_from_its_cover_on() -> None:
    say = catalogue("ur").gettext
    heard = read_aloud(made("leaflet", "21", "ur"))
    assert (
        heard.index(say("What do you want to tell us?")) < heard.index(say("Your rights")) < heard.index(say("Tell us something"))
    )
    assert len(heard) > 25


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_words_can_be_taken_out_of_the_file(language: str) -> None:
    say = catalogue(language).gettext
    text = " ".join(PdfReader(io.BytesIO(made("leaflet", "21", language, language == "en"))).pages[0].extract_text().split())
    assert text.index(say("What do you want to tell us?")[:12]) < text.index(say("Your rights"))
    assert "0800 1111" in text


@pytest.mark.parametrize(("language", "font"), [("ur", "Nastaliq"), ("pa", "Gurmukhi"), ("pl", "Hyperlegible")])
def test_each_script_is_set_in_its_own_font_which_is_in_the_file(language: str, font: str) -> None:
    with pikepdf.open(io.BytesIO(made("card", "21", language, language == "pa"))) as pdf:
        fonts = [str(each.BaseFont) for page in pdf.pages for each in page.Resources.Font.values()]
    assert any(font in name for name in fonts)


def test_punjabi_runs_from_left_to_right_and_urdu_from_right_to_left() -> None:
    assert set(RIGHT_TO_LEFT) == {"ur"}
    places = {}
    for language in ("pa", "ur"):
        with pypdfium2.PdfDocument(made("poster-a5", "21", language)) as document:
            picture = document[0].render(scale=2).to_pil().convert("L")
        (found,) = zxingcpp.read_barcodes(picture)
        places[language] = found.position.top_left.x < picture.width / 2
    # The code stands where a line begins.
    assert places == {"pa": True, "ur": False}


def test_labels_can_be_moved_for_a_printer_that_is_off() -> None:
    def corner(across: float) -> float:
        order = print_shop.Order(PIECES["stickers"], SHEETS["21"], across=across)
        data = print_shop.make(order, ADDRESS, drawings(), organisation="x", now=NOW)
        with pypdfium2.PdfDocument(data) as document:
            picture = document[0].render(scale=200 / 72).to_pil().convert("L")
        return min(float(found.position.top_left.x) for found in zxingcpp.read_barcodes(picture)) / 200 * 25.4

    assert corner(2.0) - corner(0.0) == pytest.approx(2.0, abs=0.3)


def test_a_name_with_signs_of_markup_is_printed_as_it_stands_and_one_that_no_font_has_is_named() -> None:
    text = PdfReader(io.BytesIO(made("card", "21", "en", person="#panic() *A* <b>"))).pages[0].extract_text()
    assert "#panic() *A* <b>" in " ".join(text.split())
    with pytest.raises(typesetting.CannotPrint) as fault:
        made("card", "21", "en", person="名")
    assert "名" in fault.value.signs
