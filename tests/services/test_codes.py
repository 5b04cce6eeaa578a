"""Codes as files: each is read back as exactly its address, at exactly its size, and says what it is in words."""

import io
import re
import subprocess
import sys
from datetime import UTC, datetime

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from portal.services import code_files, places, typesetting

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
SITE = "https://sandwellvoice.co.uk"
LINKS = [
    pytest.param(SITE, "HTTPS://SANDWELLVOICE.CO.UK/Q/7F3KQ", 25, id="capitals"),
    pytest.param("https://x.uk", "HTTPS://X.UK/Q/7F3KQ", 21, id="short"),
    pytest.param("https://a.example/voice", "https://a.example/voice/q/7F3KQ", 29, id="a path keeps its letters"),
    pytest.param("http://127.0.0.1:8000", "HTTP://127.0.0.1:8000/Q/7F3KQ", 25, id="a machine of one's own"),
]


def read(picture: bytes) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))]


@pytest.mark.parametrize(("site", "address", "modules"), LINKS)
def test_the_address_is_the_one_that_needs_the_fewest_squares(site: str, address: str, modules: int) -> None:
    assert places.address(site, "7F3KQ") == address
    assert places.modules(address) == modules
    assert len(places.squares(address)) == modules + 8


def test_error_correction_is_raised_only_where_it_is_free() -> None:
    # 19 signs leave room in the smallest code for M alone; 16 would do with Q, and 10 with H.
    assert len(places.squares("HTTPS://X.UK/Q/7F3K")) == len(places.squares("HTTPS://X.UK/Q/")) == 29
    assert places.modules("HTTPS://X.UK/Q/7F3KQ") == 21


@pytest.mark.parametrize("size", [8, 17, 25.4, 100])
@pytest.mark.parametrize("words", ["", "sandwellvoice.co.uk/q/7F3KQ"])
def test_the_drawing_has_its_millimetres_and_is_read_back(size: float, words: str) -> None:
    drawing = places.svg(places.address(SITE, "7F3KQ"), words, size=size)
    wide, high, box = re.search(r'width="([\d.]+)mm" height="([\d.]+)mm" viewBox="0 0 (33 [\d.]+)"', drawing).groups()  # type: ignore[union-attr]
    assert float(wide) == size
    assert float(high) / float(wide) == pytest.approx(float(box.split()[1]) / 33, rel=0.001)
    assert (float(high) == pytest.approx(size, rel=0.001)) is (not words)
    assert words in drawing
    rows = places.squares(places.address(SITE, "7F3KQ"))
    painted = {(x + step, y) for x, y, long in _runs(drawing) for step in range(long)}
    assert painted == {(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}


def _runs(drawing: str) -> list[tuple[int, int, int]]:
    return [(int(x), int(y), int(long)) for x, y, long in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", drawing)]


def test_words_with_signs_of_markup_stay_words() -> None:
    drawing = places.svg("HTTPS://X.UK/Q/7F3K", 'a<b>&"c', size=20)
    assert "a&lt;b&gt;&amp;" in drawing
    assert "<b>" not in drawing


@pytest.mark.parametrize(("site", "address", "_modules"), LINKS)
@pytest.mark.parametrize(("size", "dpi"), [(12, 300), (17, 600), (100, 150)])
def test_the_picture_is_read_back_and_its_dots_make_its_millimetres(
    site: str, address: str, _modules: int, size: float, dpi: int
) -> None:
    picture = places.png(places.address(site, "7F3KQ"), size=size, dpi=dpi)
    image = Image.open(io.BytesIO(picture))
    assert image.width / image.info["dpi"][0] * 25.4 == pytest.approx(size, abs=0.01)
    assert image.width % len(places.squares(address)) == 0
    assert read(picture) == [address]


@pytest.mark.parametrize("size", [12.0, 17.0, 25.4, 100.0])
def test_the_pdf_is_as_wide_as_it_says_in_vectors_with_its_words(size: float) -> None:
    words = places.in_words(SITE, "7F3KQ")
    made = code_files.pdf(places.address(SITE, "7F3KQ"), words, size=size, organisation="The trust", now=NOW)
    page = PdfReader(io.BytesIO(made)).pages[0]
    assert float(page.mediabox.width) / 72 * 25.4 == pytest.approx(size, abs=0.01)
    assert page.extract_text().strip() == words
    assert "/XObject" not in page["/Resources"]
    alone = PdfReader(io.BytesIO(code_files.pdf("HTTPS://X.UK/Q/7F3K", "", size=size, organisation="x", now=NOW))).pages[0]
    assert float(alone.mediabox.height) / 72 * 25.4 == pytest.approx(size, abs=0.01)


def test_the_sheet_to_try_shows_each_size_with_its_verdict_and_a_ruler() -> None:
    labels = {size: f"{size:g} mm: good" for size in code_files.SHEET}
    made = code_files.sheet(places.address(SITE, "7F3KQ"), "sandwellvoice.co.uk/q/7F3KQ", labels, organisation="x", now=NOW)
    reader = PdfReader(io.BytesIO(made))
    assert len(reader.pages) == 1
    text = reader.pages[0].extract_text()
    assert all(label in text for label in labels.values())
    assert "100 mm long" in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_every_printed_code_is_read_back_from_the_rendered_page() -> None:
    address = places.address(SITE, "7F3KQ")
    told = {"title": "x", "organisation": "x", "svg": places.svg(address, "", size=100), "alt": "x", "words": ""}
    for size in (17, 40):
        data = told | {"size": size, "sizes": [], "explained": "", "ruler": ""}
        assert read(typesetting.picture("code.typ", data, ppi=300)) == [address]
    sizes = [{"size": size, "label": f"{size:g}"} for size in code_files.SHEET]
    sheet = typesetting.picture("code.typ", told | {"size": 0, "sizes": sizes, "explained": "", "ruler": ""}, ppi=300)
    assert read(sheet) == [address] * len(sizes)


def test_no_code_is_drawn_and_nothing_for_it_loaded_before_somebody_asks() -> None:
    command = "import sys; import portal.app; print([name for name in ('typst', 'PIL', 'qrcode') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
