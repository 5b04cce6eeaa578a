"""Flags: wide enough for a child's spelling, quiet on ordinary thanks."""

import pytest
from hypothesis import given, settings
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
        pytest.param("He hits me.I am sad", "harm", id="no space after a full stop"),
        pytest.param("he hits me!!!he shouts", "harm", id="no space after exclamation marks"),
        pytest.param("he hits me😭😭", "harm", id="a face on the word"),
        pytest.param("i cant sleep,he hits me,pls", "harm", id="commas without spaces"),
        pytest.param("k i l l  m y s e l f", "self_harm", id="letters with spaces"),
        pytest.param("I w a n t t o d i e", "self_harm", id="a whole phrase with spaces between its letters"),
        pytest.param("i want to d i e", "self_harm", id="one word with spaces between its letters"),
        pytest.param("k.m.s", "self_harm", id="letters with dots"),
        pytest.param("s-u-i-c-i-d-e", "self_harm", id="letters with hyphens"),
        pytest.param("killmyself", "self_harm", id="no spaces"),
        pytest.param("#wannadie", "self_harm", id="a hashtag"),
        pytest.param("i want 2 die", "self_harm", id="a digit for a word"),
        pytest.param("kill my self", "self_harm", id="myself as two words"),
        pytest.param("ki11 myself", "self_harm", id="1 for l"),
        pytest.param("$u!c1d3", "self_harm", id="signs for letters"),
        pytest.param("k*ll myself", "self_harm", id="a star for a letter"),
        pytest.param("suuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuicide", "self_harm", id="a long drawn letter"),
        pytest.param("𝖐𝖎𝖑𝖑 𝖒𝖞𝖘𝖊𝖑𝖋", "self_harm", id="a fancy font"),
        pytest.param("k̶i̶l̶l̶ m̶y̶s̶e̶l̶f̶", "self_harm", id="struck through"),
        pytest.param("ｈｉｔｓ ｍｅ", "harm", id="wide letters"),
        pytest.param("he htis me", "harm", id="two letters exchanged"),
        pytest.param("she hurst me", "harm", id="two letters exchanged in a short word"),
        pytest.param("dont´t feel safe", "not_safe", id="an accent for an apostrophe"),
        pytest.param("i dont feel save", "not_safe", id="safe spelled save"),
        pytest.param("my dad hits my brother", "harm", id="somebody else is hurt"),
        pytest.param("no one feeds me", "neglect", id="hungry"),
        pytest.param("he makes me sell stuff", "exploited", id="made to sell"),
        pytest.param("my worker kissed me", "worker", id="a worker"),
        pytest.param("i ran away last night", "missing", id="ran away"),
        pytest.param("chce sie zabic", "self_harm", id="Polish without its letters"),
        pytest.param("zgwalcil mnie", "sexual", id="Polish with a plain l"),
        pytest.param("مجھے مارتا ہے", "harm", id="Urdu"),
        pytest.param("مجهے مارتا", "harm", id="Urdu on an Arabic keyboard"),
        pytest.param("ਮੈਂ ਮਰਨਾ ਚਾਹੁੰਦਾ ਹਾਂ", "self_harm", id="Punjabi"),
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
    assert flags("my stepdad Gary hitts me") == ("harm: hits me",)
    assert VERSION


# From the trust's annual report and from children's ordinary thanks: none of these may wake anybody.
THANKS = """
She really helped me. I felt like finally someone got me. I could talk to her, and she put up with what I said you know.
I know I can get into trouble at times and will lash out but knowing that I need to calm it at times helped.
I have just received your letter as you stated you have been my IRO since 2020. I am sad to hear that you are leaving.
My time with YJS has been really positive. I find myself thinking twice before making any decisions.
X has helped my brothers to stop fighting. My brother likes to rap, so X has helped him to find a beat and make a rap.
Before I was very scared of social workers, but she calmly and patiently explained.
My husband can be hit and miss, but she was brilliant with him.
I felt the previous worker hadn't followed through, and I took that out on X, but she is my angel and set us free.
Thank you for keeping me safe and for my new bike.
She picked me up from school and kept in touch with me.
He did his best for me and cheered me up.
My dog missed me and I missed him.
The contact was late again and nobody told me why.
I want to see my brother more often.
My worker changed again. I liked the old one.
Can I have a bus pass, it is a long way to school.
We took a picture of me and my sister at the beach.
"""
# Known to be raised for nothing. A person reads them and settles them in a minute; a missed cry for help costs more.
KNOWN_FALSE_ALARMS = ("that song hit me right in the feels", "he beat me at FIFA again", "please help me understand my plan")


@pytest.mark.parametrize("text", THANKS.strip().splitlines())
def test_thanks_and_ordinary_complaints_wake_nobody(text: str) -> None:
    assert flags(text) == ()


@pytest.mark.parametrize("text", KNOWN_FALSE_ALARMS)
def test_the_price_of_hearing_much_is_written_down(text: str) -> None:
    assert flags(text), "no longer raised: move it to the ordinary thanks"


@pytest.mark.parametrize(
    ("text", "missed"),
    [
        ("picked me up", "kicked me"),
        ("you stated that", "stabbed"),
        ("did the best for me", "beat me"),
        ("it was missed", "kissed me"),
    ],
)
def test_a_slip_that_makes_another_word_is_none(text: str, missed: str) -> None:
    assert not [flag for flag in flags(text) if flag.endswith(missed)]


@given(st.text(max_size=2000), st.sampled_from(["he hits me", "i want to die", "not safe"]), st.text(max_size=2000))
@settings(max_examples=50)
def test_nothing_around_a_phrase_can_lower_its_flag(before: str, phrase: str, after: str) -> None:
    assert set(flags(phrase)) <= set(flags(f"{before}\n. .\n{phrase}\n. .\n{after}"))


HOSTILE = {
    "one word over and over": "me ",
    "a phrase over and over": "hit me ",
    "dots between letters": "a.",
    "one endless word": "a",
    "signs for letters": "!a1@",
    "letters that become many": "\ufdfa",
    "accents upon accents": "a\u0301\u0302",
    "every second word of a phrase": "want want die die to to ",
    "apostrophes": "'m",
    "digits": "1 11 ",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_20_000_characters_of_anything_are_read_without_a_fault(unit: str) -> None:
    assert all(":" in flag for flag in flags((unit * 20_000)[:20_000]))


@given(st.text(max_size=2000))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    assert all(":" in flag for flag in flags(text))
