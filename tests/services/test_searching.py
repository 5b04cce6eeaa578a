"""Word stems: a case is found by the words somebody would look for, and by no others."""

import pytest

from portal.services.searching import MOST_STEMS, stems


@pytest.mark.parametrize(
    "said, sought",
    [
        ("they were hitting", "hit"),
        ("she visits", "visit"),
        ("my visited place", "visit"),
        ("three families", "family"),
        ("the boxes", "box"),
        ("moving house", "moved"),
        ("Telling", "tell"),
        ("he shouted", "shouting"),
        ("two classes", "class"),
        ("HELP", "help"),
        ("ｆｕｌｌ width", "full"),
        ("didn't", "didnt"),
        ("didn’t", "didn't"),
        ("Straße", "strasse"),
    ],
)
def test_a_word_is_found_by_its_other_forms(said: str, sought: str) -> None:
    assert stems(sought) <= stems(said)
    assert stems(sought)


@pytest.mark.parametrize("one, other", [("thing", "the"), ("bus", "bud"), ("red", "reed"), ("king", "kid"), ("miss", "mist")])
def test_words_that_only_look_alike_are_not_mixed_up(one: str, other: str) -> None:
    assert not stems(one) & stems(other)


def test_words_of_two_letters_and_signs_are_left_out() -> None:
    assert stems("I <3 Sam & Tom, ok? 12 345 !!") == {"sam", "tom"}


def test_words_of_other_scripts_stay_whole() -> None:
    assert stems("ਮੈਨੂੰ ਡਰ ਲੱਗਦਾ ਹੈ") == {"ਮੈਨੂੰ", "ਲੱਗਦਾ"}
    assert "ملاقات" in stems("میری ملاقات منسوخ")
    assert "zadzwoń" in stems("Zadzwoń do mnie")


def test_a_very_long_text_gives_no_more_than_the_limit() -> None:
    letters = "abcdefghij"
    words = " ".join(f"{a}{b}{c}{d}" for a in letters for b in letters for c in letters for d in letters)
    assert len(stems(words)) == MOST_STEMS


def test_nothing_gives_nothing() -> None:
    assert stems("") == stems("🙂🙂 \u200f \ud800 --") == set()
