"""Codes and references: typing mistakes are caught, and many ways of typing are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain import receipts
from portal.domain.receipts import NotACode, NotAReference

PICKS = st.integers(0, receipts.SPACE - 1)


@given(PICKS)
def test_a_code_is_whole_and_reads_back(pick: int) -> None:
    code = receipts.make(pick)
    assert receipts.is_whole(code)
    assert receipts.normalise(receipts.grouped(code)) == code


@given(PICKS, st.integers(0, 15), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(pick: int, place: int, by: int) -> None:
    code = receipts.make(pick)
    wrong = code[:place] + str((int(code[place]) + by) % 10) + code[place + 1 :]
    assert not receipts.is_whole(wrong)


@given(PICKS, st.integers(0, 14))
def test_every_two_neighbours_exchanged_are_caught(pick: int, place: int) -> None:
    code = receipts.make(pick)
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert wrong == code or not receipts.is_whole(wrong)


@pytest.mark.parametrize("zero", ["٠", "۰", "੦", "০", "૦", "０", "०", "𝟎"])
@pytest.mark.parametrize("between", ["", " ", "-", "–", "\u00a0", ".", "\u200e", "\u200f ", "\n"])
def test_digits_of_any_script_with_anything_between(zero: str, between: str) -> None:
    code = receipts.make(123456789012345)
    assert receipts.normalise(between.join(chr(ord(zero) + int(digit)) for digit in code)) == code


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "short"),
        ("123", "short"),
        ("1" * 17, "long"),
        ("abcd", "letters"),
        ("1234 5678 9012 345O", "letters"),
        ("1" * 16, "check"),
        ("½" * 16, "letters"),
    ],
)
def test_what_cannot_be_a_code_says_why(typed: str, reason: str) -> None:
    with pytest.raises(NotACode) as fault:
        receipts.normalise(typed)
    assert fault.value.reason == reason


@pytest.mark.parametrize("pick", [-1, receipts.SPACE])
def test_a_code_outside_its_space_is_refused(pick: int) -> None:
    with pytest.raises(ValueError, match="SPACE"):
        receipts.make(pick)


@given(st.integers(4, 6).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, 32**n - 1))))
def test_a_reference_reads_back_however_it_is_typed(made: tuple[int, int]) -> None:
    reference = receipts.reference(made[1], symbols=made[0])
    assert reference.startswith("YV-")
    for typed in (
        reference,
        reference.lower(),
        reference.replace("-", " "),
        reference[3:],
        reference.replace("0", "o").replace("1", "l"),
    ):
        assert receipts.normalise_reference(typed) == reference


def test_references_are_all_different() -> None:
    assert len({receipts.reference(pick) for pick in range(0, 32**4, 7)}) == len(range(0, 32**4, 7))


@pytest.mark.parametrize("typed", ["", "YV", "YV-7F3K", "YV-UUUU-2", "hello", "YV-7F3K-2-2-2-2"])
def test_what_cannot_be_a_reference_is_refused(typed: str) -> None:
    with pytest.raises(NotAReference):
        receipts.normalise_reference(typed)


@given(st.integers(0, 32**5 - 1), st.integers(0, 4), st.integers(1, 31))
def test_a_misread_symbol_of_a_reference_is_caught(pick: int, place: int, by: int) -> None:
    reference = receipts.reference(pick, symbols=5)
    body = reference[3:8]
    symbol = receipts.SYMBOLS[(receipts.SYMBOLS.index(body[place]) + by) % 32]
    wrong = f"YV-{body[:place]}{symbol}{body[place + 1 :]}-{reference[-1]}"
    # 32 symbols and a check modulo 31: only 0 and Z, which nobody confuses, stand for the same rest.
    if {symbol, body[place]} != {"0", "Z"}:
        with pytest.raises(NotAReference):
            receipts.normalise_reference(wrong)
