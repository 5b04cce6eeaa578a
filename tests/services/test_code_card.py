"""The card with a code: in the child's language, tagged, and with what was said under it as it was said."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from portal.services import code_card
from portal.services.code_card import Card
from portal.services.typesetting import CannotPrint
from portal.web.languages import LANGUAGES, Language

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def card(row: Language, record: str = "") -> PdfReader:
    made = Card("1234567890123456", row.tag, row.code, "Anytown Children's Trust", "https://voice.example.org", record)
    return PdfReader(BytesIO(code_card.pdf(made, now=NOW)))


@pytest.mark.parametrize("row", LANGUAGES.values(), ids=lambda row: row.tag)
def test_it_is_tagged_and_in_the_childs_language_with_code_and_address(row: Language) -> None:
    reader = card(row)
    root: Any = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"].value) == (row.code, True)
    text = reader.pages[0].extract_text()
    assert [
        part for part in ("1234", "5678", "9012", "3456", "voice.example.org/answer", "999", "1111") if part not in text
    ] == []
    assert len(reader.pages) == 1


@pytest.mark.parametrize(
    "record", ["Nobody rang.\n\nI waited.", '#read("/etc/passwd") *x* _y_ $z$ <a> @b', "کسی نے نہیں بتایا\nok"]
)
def test_what_was_said_stands_under_it_as_it_was_said(record: str) -> None:
    text = card(LANGUAGES["en"], record).pages[0].extract_text()
    assert "What we wrote down" in text
    latin = [line for line in record.splitlines() if line.isascii() and line]
    assert [line for line in latin if line not in text] == []


def test_without_a_record_it_is_a_card_and_nothing_else() -> None:
    assert "What we wrote down" not in card(LANGUAGES["en"]).pages[0].extract_text()


def test_signs_that_no_font_has_are_named_and_not_left_out_in_silence() -> None:
    with pytest.raises(CannotPrint):
        card(LANGUAGES["en"], "😀")
