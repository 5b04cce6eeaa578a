"""The form on paper, opened with a PDF reader: its fields, their names and labels, the order in which it is read."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from portal.services import paper_form
from portal.services.form_words import QUESTIONS
from portal.services.paper_form import Paper
from portal.web.languages import LANGUAGES, Language

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ROWS = list(LANGUAGES.values())
ADDRESS = ("Your Voice", "1 Example Street", "Anytown AN1 1AA")


def paper(row: Language, **more: Any) -> bytes:
    drawn = {"sun": '<circle class="f" cx="16" cy="16" r="6"/>'}
    made = Paper(row.tag, row.code, "Anytown Children's Trust", "https://voice.example.org", ADDRESS, **more)
    return paper_form.pdf(made, drawn, now=NOW)


@pytest.fixture(scope="module")
def english() -> bytes:
    return paper(LANGUAGES["en"])


def parts(node: Any) -> Iterator[Any]:
    """The elements of the structure tree in the order in which they are read aloud."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            yield from parts(each)
    elif isinstance(node, dict):
        yield node
        yield from parts(node.get("/K", []))


def tree(data: bytes) -> list[Any]:
    return list(parts(PdfReader(BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]["/K"]))


def widgets(data: bytes) -> list[Any]:
    reader = PdfReader(BytesIO(data))
    return [
        one.get_object() for page in reader.pages for one in page.get("/Annots", []) if one.get_object()["/Subtype"] == "/Widget"
    ]


def test_filled_in_with_a_pdf_library_its_fields_are_read_back_by_name(english: bytes) -> None:
    writer = PdfWriter(clone_from=BytesIO(english))
    said = {"kind": "/complaint", "words": "Nobody rang.\nThree times.", "about.delay": "/delay", "about.money": "/money"}
    said |= {"feeling": "/sad", "safe": "/yes", "helper": "/with_me", "name": "Sam", "age": "/12_15"}
    said |= {"contact_how": "/letter", "contact": "2 Elm Road", "contact_when": "after school", "contact_not": "my dad"}
    for page in writer.pages:
        writer.update_page_form_field_values(page, said, auto_regenerate=False)
    kept = BytesIO()
    writer.write(kept)
    fields = PdfReader(kept).get_fields()
    assert fields is not None
    assert {name: str(fields[name].value) for name in said} == said
    assert fields["about.conduct"].value == "/Off"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.tag)
def test_every_field_is_there_once_with_a_label_in_the_forms_language(row: Language) -> None:
    data = paper(row)
    fields = PdfReader(BytesIO(data)).get_fields()
    assert fields is not None
    flat = {one.name: {each.value for each in one.choices} for one in QUESTIONS if one.kind != "many"}
    several = {f"{one.name}.{each.value}": {each.value} for one in QUESTIONS if one.kind == "many" for each in one.choices}
    given = {name: {state[1:] for state in field.get("/_States_", []) if state != "/Off"} for name, field in fields.items()}
    assert {name: states for name, states in given.items() if name != "about"} == flat | several
    assert all(field["/TU"] for field in fields.values())
    labels = [widget["/TU"] for widget in widgets(data)]
    assert len(set(labels)) == len(labels) == sum(len(one.choices) or 1 for one in QUESTIONS)
    assert ("What do you want to tell us? Something good" in labels) is (row.tag in ("en", "en-easy"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.tag)
def test_it_is_tagged_titled_and_in_its_language(row: Language) -> None:
    reader = PdfReader(BytesIO(paper(row)))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == row.code
    assert reader.metadata is not None
    assert (reader.metadata.title == "Your Voice on paper") is (row.code == "en")
    assert "pdfuaid:part" in reader.xmp_metadata.stream.get_data().decode()  # type: ignore[union-attr]
    assert all(page["/Tabs"] == "/S" for page in reader.pages)
    assert len(reader.pages) == 2, "one sheet of paper, printed on both sides"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.tag)
def test_each_field_is_read_where_it_stands_between_its_question_and_the_next(row: Language) -> None:
    kinds = [part["/S"] for part in tree(paper(row)) if "/S" in part]
    assert kinds.index("/H1") < kinds.index("/H2") < kinds.index("/Form")
    assert "/Link" not in kinds
    read = [part for part in tree(paper(row)) if part.get("/S") in ("/Form", "/H2")]
    order, heading = [], 0
    for part in read:
        heading += part["/S"] == "/H2"
        if part["/S"] == "/Form":
            order.append((heading, part["/Alt"]))
            (inside,) = part["/K"] if isinstance(part["/K"], list) else [part["/K"]]
            assert inside.get_object()["/Obj"].get_object()["/TU"] == part["/Alt"]
    expected, heading = [], 0
    for one in QUESTIONS:
        heading += one.kind != "line"
        expected += [heading] * (len(one.choices) or 1)
    assert [number for number, _label in order] == expected


def test_what_is_no_words_is_not_read_aloud(english: bytes) -> None:
    figures = [part["/Alt"] for part in tree(english) if part.get("/S") == "/Figure"]
    assert figures == ["Squares for the camera of a phone. They open this address."]


@pytest.mark.parametrize(("tag", "at_the_right"), [("ur", True), ("pa", False), ("en", False)])
def test_the_boxes_stand_where_the_lines_of_the_language_begin(tag: str, at_the_right: bool) -> None:
    first = widgets(paper(LANGUAGES[tag]))[0]["/Rect"]
    assert (float(first[0]) > 300) is at_the_right
    form: Any = PdfReader(BytesIO(paper(LANGUAGES[tag]))).trailer["/Root"]
    assert form["/AcroForm"]["/Q"] == (2 if at_the_right else 0), "so does what is typed"


def test_boxes_to_tick_are_large_enough_for_a_pen(english: bytes) -> None:
    boxes = [widget["/Rect"] for widget in widgets(english)]
    sides = [float(box[end]) - float(box[start]) for box in boxes for start, end in ((0, 2), (1, 3))]
    assert min(sides) > 20, "points; 20 are 7 millimetres"


def test_a_box_shows_a_tick_when_it_is_ticked_and_nothing_when_not(english: bytes) -> None:
    box = next(widget for widget in widgets(english) if "/AP" in widget)
    looks = box["/AP"]["/N"]
    assert looks["/compliment"].get_data()
    assert looks[NameObject("/Off")].get_data() == b""


def test_it_says_where_to_send_it_and_of_which_place_it_is() -> None:
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(paper(LANGUAGES["en"], place="PEN7K"))).pages)
    assert [line for line in ADDRESS if line not in text] == []
    assert "Place: PEN7K" in text
    assert "999" in text
    assert "0800 1111" in text


def test_without_an_address_it_asks_to_be_handed_on() -> None:
    made = Paper("en", "en", "Anytown Children's Trust", "https://voice.example.org")
    text = PdfReader(BytesIO(paper_form.pdf(made, {}, now=NOW))).pages[-1].extract_text()
    assert "Ask them to pass it to" in text
    assert "post it" not in text


def test_large_print_is_large() -> None:
    data = paper(LANGUAGES["en"], large=True)
    sizes: list[float] = []
    for page in PdfReader(BytesIO(data)).pages:
        page.extract_text(
            visitor_text=lambda text, _cm, tm, _font, size: sizes.append(size * abs(tm[3])) if text.strip() else None
        )
    assert sorted(sizes)[len(sizes) // 2] >= 18


def test_the_same_form_at_the_same_moment_is_the_same_file(english: bytes) -> None:
    assert paper(LANGUAGES["en"]) == english
