"""The letters as rows: every one in both versions, each with the rights of its stage, and a child's in plain words."""

import re

import pytest

from portal.domain import light_text
from portal.domain.letters import AUDIENCES, KINDS, LETTERS, Letter
from portal.domain.light_text import Block, Run, blocks, plain, printable
from portal.domain.readability import reading_age

NEVER = re.compile(
    r"\b(representations?|statutory|adjudicat\w*|upheld|terms of reference|procedure|investigat\w*|complain\w*)\b", re.I
)
KEYS = [
    "acknowledgement",
    "stage1_outcome",
    "extension",
    "advocate_offer",
    "stage2_statement",
    "stage2_outcome",
    "stage3_ack",
    "stage3_outcome",
    "ombudsman",
    "not_for_us",
    "withdrawal",
]
CHILDS = [letter for letter in LETTERS.values() if letter.audience == "child"]


def said(letter: Letter) -> str:
    return " ".join((letter.title + ".", letter.heading + ".", *letter.rights))


def test_every_letter_is_there_for_a_child_and_for_an_adult() -> None:
    assert list(KINDS) == KEYS
    assert set(LETTERS) == {(key, audience) for key in KEYS for audience in AUDIENCES}


@pytest.mark.parametrize("letter", CHILDS, ids=lambda letter: letter.kind.key)
def test_a_childs_letter_has_short_sentences_and_no_word_of_the_law(letter: Letter) -> None:
    assert not NEVER.search(said(letter))
    long = [sentence for sentence in re.split(r"(?<=[.!?:])\s", said(letter)) if len(sentence.split()) > 15]
    assert long == []
    age = reading_age(said(letter))
    assert age is not None
    assert age <= 10


@pytest.mark.parametrize("letter", LETTERS.values(), ids=lambda letter: f"{letter.kind.key}-{letter.audience}")
def test_every_letter_tells_of_an_advocate_and_names_its_basis(letter: Letter) -> None:
    assert "advocate" in said(letter)
    assert re.match(r"R1\.\d+", letter.kind.basis)
    assert letter.kind.must.endswith(".")
    assert letter.kind.check == ("(memory)" in letter.kind.basis)
    assert set(re.findall(r"\{(\w+)\}", said(letter))) <= {"ask_by", "due", "site", "always_heard", "ombudsman", "childline"}


@pytest.mark.parametrize("key", ["stage1_outcome", "stage2_outcome"])
def test_an_answer_says_how_and_by_when_to_ask_for_the_next_stage(key: str) -> None:
    adult = said(LETTERS[key, "adult"])
    assert "{ask_by}" in said(LETTERS[key, "child"])
    assert "{ask_by}: 20 working days" in adult
    assert ("Stage 2" if key == "stage1_outcome" else "Stage 3") in adult
    assert "{ombudsman}" in adult


def test_the_last_answer_sends_to_the_ombudsman_and_to_no_further_stage() -> None:
    for audience in AUDIENCES:
        text = said(LETTERS["stage3_outcome", audience])
        assert "{ombudsman}" in text
        assert "{ask_by}" not in text
    assert "12 months" in said(LETTERS["stage3_outcome", "adult"])


def test_every_childs_letter_says_whom_to_ring_in_danger() -> None:
    assert [letter.kind.key for letter in CHILDS if "ring 999" not in said(letter)] == []


def test_words_become_paragraphs_lists_and_bold() -> None:
    found = blocks("One **bold** word\nand a line.\n\nTwo things:\n- first\n* second\n\n\n  - 3 ** 4 ** 5")
    assert found == (
        Block("paragraph", ((Run("One "), Run("bold", bold=True), Run(" word")), (Run("and a line."),))),
        Block("paragraph", ((Run("Two things:"),),)),
        Block("list", ((Run("first"),), (Run("second"),))),
        Block("list", ((Run("3 ** 4 ** 5"),),)),
    )
    assert plain(found) == "One bold word\nand a line.\n\nTwo things:\n\n- first\n- second\n\n- 3 ** 4 ** 5"


def test_what_no_printer_shows_is_left_out_and_what_shapes_letters_stays() -> None:
    assert printable("a\0b\x07c\u202ed\ud800e\ufefff\tg\r\nh") == "abcdef g\nh"
    assert printable("ن\u200cہ") == "ن\u200cہ"
    assert printable("e\u0301") == "é"
    assert light_text.blocks(" \n\n ") == ()
