"""Flags: wide enough for a child's spelling, quiet on ordinary thanks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.safety import VERSION, flags
from portal.domain.safety_phrases import PHRASES


@pytest.mark.parametrize("phrase", [phrase for phrases in PHRASES.values() for phrase in phrases])
def test_every_phrase_of_the_table_is_found_in_a_sentence(phrase: str) -> None:
    assert flags(f"Yesterday, {phrase}. And then")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("wana die", "self_harm"),
        ("i wanna k1ll mys3lf", "self_harm"),
        ("K.M.S", "self_harm"),
        ("I don’t want to live", "self_harm"),
        ("he hitts me", "harm"),
        ("he keeps on hitting me", "harm"),
        ("she  HITS\n\nme", "harm"),
        ("h\u200bits me", "harm"),
        ("he tuches me", "sexual"),
        ("im not saafe here", "not_safe"),
        ("I dont fell safe", "not_safe"),
        ("they are going to really kill me", "threat"),
        ("he said dont tell anyone", "worker"),
        ("boję się", "not_safe"),
        ("boje sie", "not_safe"),
        ("خودکشی", "self_harm"),
    ],
)
def test_spelling_does_not_hide_danger(text: str, kind: str) -> None:
    assert kind in {flag.partition(":")[0] for flag in flags(text)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sam is an amazing social worker and I enjoy speaking to him.",
        "My brother likes to rap, so she found a beat and he made a rap.",
        "I waited all day and nobody came.",
        "Where are my savings? Nobody told me.",
        "my mum said no",
        "Thank you for all the work you have put into helping me.",
        "🙂🙂🙂",
    ],
)
def test_ordinary_words_raise_nothing(text: str) -> None:
    assert flags(text) == ()


def test_words_far_apart_are_no_phrase() -> None:
    assert flags("he hits the ball and the team cheers for everyone but me") == ()


def test_a_flag_names_its_row_and_never_the_childs_words() -> None:
    assert flags("my stepdad Gary hitts me") == ("harm: he hits me", "harm: hits me") or flags("my stepdad Gary hitts me") == (
        "harm: hits me",
    )
    assert VERSION


@given(st.text(max_size=2000))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    assert all(":" in flag for flag in flags(text))
