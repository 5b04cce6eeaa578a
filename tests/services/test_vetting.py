"""Vetting: a file is what is in it, whatever it is called, and one thing only; pictures keep nothing of the camera's."""

import random
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image

from portal.domain.papers import MOST_BYTES
from portal.services.vetting import MOST_PIXELS, Refused, vet
from tests import files


@pytest.mark.parametrize(
    "data, name, kind",
    [
        (files.PDF, "Report.PDF", "pdf"),
        (files.PDF + b"\r\n\0", "no-ending", "pdf"),
        (files.docx(), "letter.docx", "docx"),
        (files.odt(), "letter.odt", "odt"),
        (files.picture(), "IMG_1.JPEG", "jpg"),
        (files.picture("PNG"), "drawing.png", "png"),
        (files.picture("PNG"), "called-by-a-chat-program.jpg", "png"),
    ],
)
def test_good_files_are_known_by_what_is_in_them(data: bytes, name: str, kind: str) -> None:
    assert vet(data, name).kind == kind


BAD = {
    "nothing": (b"", "a.pdf", "empty"),
    "one byte too many": (files.PDF.ljust(MOST_BYTES + 1, b"\0"), "a.pdf", "too_big"),
    "a page of the web": (b"<!doctype html><script>alert(1)</script>", "a.html", "unknown"),
    "a page called a PDF": (b"<!doctype html><script>alert(1)</script>", "a.pdf", "unknown"),
    "a drawing with script": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "a.png", "unknown"),
    "a program": (b"MZ\x90\0" + b"\0" * 100, "a.pdf", "unknown"),
    "an archive": (files.archive({"a.txt": "x"}), "a.zip", "unknown"),
    "a spreadsheet": (files.archive({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}), "a.xlsx", "unknown"),
    "a template": (files.docx(types="application/x-template"), "a.docx", "unknown"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", "old_word"),
    "an iPhone's picture": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "a.heic", "heic"),
    "a PDF called a picture": (files.PDF, "a.jpg", "name"),
    "a picture called a PDF": (files.picture(), "a.pdf", "name"),
    "a letter called a program": (files.docx(), "a.docx.exe", "name"),
    "half a PDF": (files.PDF[:40], "a.pdf", "damaged"),
    "half a picture": (files.picture()[:-300], "a.jpg", "damaged"),
    "the head of a picture": (b"\xff\xd8\xff\xe0", "a.jpg", "damaged"),
    "half a letter": (files.docx()[:-40], "a.docx", "damaged"),
    "a PDF and an archive": (files.PDF + files.archive({"a.txt": "x"}), "a.pdf", "two_in_one"),
    "a PDF in an archive's remark": (files.PDF + files.archive({"a": "x"}, comment=b"\n%%EOF"), "a.pdf", "two_in_one"),
    "a PDF and a page": (files.PDF + b"<script>alert(1)</script>", "a.pdf", "two_in_one"),
    "a letter with a tail": (files.docx() + b"<script>alert(1)</script>", "a.docx", "two_in_one"),
    "a letter with a remark": (files.archive({"mimetype": files.ODT, "content.xml": "x"}, comment=b"<p>"), "a.odt", "two_in_one"),
    "a program in a letter": (files.docx(**{"word/vbaProject.bin": b"x"}), "a.docx", "macros"),
    "a letter that says so": (files.docx(types=f"{files.WORD} macroEnabled"), "a.docx", "macros"),
    "a script in a letter": (files.odt(**{"Basic/Standard/Module1.xml": "x"}), "a.odt", "macros"),
    "a bomb": (files.docx(**{"word/media/a.bin": b"\0" * 5_000_000}), "a.docx", "packed"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_files_are_refused_and_the_reason_named(what: str) -> None:
    data, name, why = BAD[what]
    with pytest.raises(Refused) as refused:
        vet(data, name)
    assert refused.value.why == why


def test_every_reason_has_a_sentence() -> None:
    from flask import Flask
    from flask_babel import Babel

    from portal.web import uploads

    app = Flask("bare")
    Babel(app)
    with app.test_request_context("/"):
        for why in {why for _data, _name, why in BAD.values()} | {"locked", "too_many_pixels", "virus", "no_scanner"}:
            assert uploads.sentence(Refused(why)).endswith(".")


def test_a_letter_locked_with_a_password_is_refused() -> None:
    data = bytearray(files.docx())
    # The first bit of a part's flags says that it is encrypted; it stands in the list at the end.
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Refused, match="locked"):
        vet(bytes(data), "a.docx")


@pytest.mark.parametrize("kind, name", [("JPEG", "a.jpg"), ("PNG", "a.png")])
def test_a_picture_keeps_nothing_of_where_and_with_what_it_was_taken(kind: str, name: str) -> None:
    taken = files.picture(kind) + b"PK\x03\x04 hung on behind"
    assert b"Secret Camera Works" in taken
    made = vet(taken, name).data
    for left in (b"Secret Camera", b"Exif", b"eXIf", b"at my house", b"hung on"):
        assert left not in made
    with Image.open(BytesIO(made)) as image:
        assert image.size == (40, 20)
        assert not image.getexif()
        assert image.convert("L").getpixel((2, 10)) < 30


def test_a_picture_taken_sideways_stands_upright() -> None:
    with Image.open(BytesIO(vet(files.picture(turned=True), "a.jpg").data)) as image:
        assert image.size == (20, 40)
        assert image.convert("L").getpixel((10, 2)) < 30


@pytest.mark.parametrize(
    "mode, kind, name", [("CMYK", "JPEG", "a.jpg"), ("L", "JPEG", "a.jpg"), ("P", "PNG", "a.png"), ("1", "PNG", "a.png")]
)
def test_pictures_of_every_sort_of_colour_are_taken(mode: str, kind: str, name: str) -> None:
    file = BytesIO()
    Image.new(mode, (8, 8)).save(file, kind)
    assert vet(file.getvalue(), name).data


def test_a_picture_that_would_fill_the_memory_is_not_decoded() -> None:
    data = files.bomb()
    assert len(data) < 100_000 < MOST_PIXELS
    with pytest.raises(Refused, match="too_many_pixels"):
        vet(data, "a.png")


# What a camera noted may be nonsense; Pillow says so as a warning.
@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_two_thousand_broken_files_never_break_it() -> None:
    dice = random.Random(7)
    good = [files.PDF, files.docx(), files.odt(), files.picture(), files.picture("PNG")]
    for _round in range(2000):
        data = bytearray(dice.choice(good))
        for _change in range(dice.randint(1, 50)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        with suppress(Refused):
            assert vet(bytes(data[: dice.randint(1, len(data))]), "a").kind in ("pdf", "docx", "odt", "jpg", "png")


def test_a_part_that_claims_to_be_small_is_not_unpacked_beyond_its_claim() -> None:
    data = bytearray(files.archive({"mimetype": files.ODT, "content.xml": b"\0" * 3_000_000}))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = (100).to_bytes(4, "little")
    assert zipfile.is_zipfile(BytesIO(data))
    # The list of parts lies, yet only the first few bytes of two small parts are ever read.
    assert vet(bytes(data), "a.odt").kind == "odt"
