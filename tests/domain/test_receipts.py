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


def test_keycap_digits_from_a_phone_are_digits() -> None:
    code = receipts.make(123456789012345)
    assert receipts.normalise("".join(f"{digit}\ufe0f\u20e3" for digit in code)) == code


def test_digits_of_several_scripts_may_be_mixed() -> None:
    code = receipts.make(123456789012345)
    zeros = "0٠੦০"
    assert receipts.normalise("".join(chr(ord(zeros[at % 4]) + int(digit)) for at, digit in enumerate(code))) == code


def test_what_is_not_sixteen_plain_digits_is_not_whole() -> None:
    code = receipts.make(7)
    assert not any(map(receipts.is_whole, ("", code[:-1], code + "0", f" {code}", code.replace("0", "٠"))))


def test_a_code_is_shown_in_groups_of_four() -> None:
    assert receipts.grouped("1234567890123456") == "1234 5678 9012 3456"


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
    ways = [reference, reference.lower(), reference.replace("-", " "), reference.replace("0", "o").replace("1", "l")]
    # Without its prefix, a body of six that itself begins with YV is refused rather than guessed.
    for typed in ways if reference.startswith("YV-YV") else [*ways, reference[3:]]:
        assert receipts.normalise_reference(typed) == reference


def test_references_are_all_different() -> None:
    assert len({receipts.reference(pick) for pick in range(0, 32**4, 7)}) == len(range(0, 32**4, 7))


@pytest.mark.parametrize("typed", ["", "YV", "YV-7F3K", "YV-UUUU-2", "hello", "YV-7F3K-2-2-2-2"])
def test_what_cannot_be_a_reference_is_refused(typed: str) -> None:
    with pytest.raises(NotAReference):
        receipts.normalise_reference(typed)


SPOILED = st.integers(4, 6).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, 32**n - 1), st.integers(0, n)))


@given(SPOILED, st.integers(1, 31))
def test_every_misread_symbol_of_a_reference_is_caught(spoiled: tuple[int, int, int], by: int) -> None:
    symbols, pick, place = spoiled
    plain = receipts.reference(pick, symbols=symbols).replace("-", "")[2:]
    symbol = receipts.SYMBOLS[(receipts.SYMBOLS.index(plain[place]) + by) % 32]
    with pytest.raises(NotAReference):
        receipts.normalise_reference(f"YV{plain[:place]}{symbol}{plain[place + 1 :]}")


@given(SPOILED)
def test_every_two_neighbours_exchanged_in_a_reference_are_caught(spoiled: tuple[int, int, int]) -> None:
    symbols, pick, place = spoiled
    plain = receipts.reference(pick, symbols=symbols).replace("-", "")[2:]
    wrong = plain[:place] + plain[place : place + 2][::-1] + plain[place + 2 :]
    if wrong != plain:
        with pytest.raises(NotAReference):
            receipts.normalise_reference(f"YV{wrong}")


def test_a_reference_that_lost_its_leading_zero_is_caught() -> None:
    reference = receipts.reference(12345, symbols=5)
    assert reference.startswith("YV-0")
    with pytest.raises(NotAReference):
        receipts.normalise_reference(reference.replace("YV-0", "YV-"))


def test_0_is_not_taken_for_z() -> None:
    reference = receipts.reference(0)
    with pytest.raises(NotAReference):
        receipts.normalise_reference(reference.replace("0000", "Z000"))


@pytest.mark.parametrize("symbols", [4, 5])
def test_a_reference_that_itself_begins_with_yv_reads_back_without_the_prefix(symbols: int) -> None:
    pick = (receipts.SYMBOLS.index("Y") * 32 + receipts.SYMBOLS.index("V")) * 32 ** (symbols - 2) + 77
    reference = receipts.reference(pick, symbols=symbols)
    assert receipts.normalise_reference(reference) == receipts.normalise_reference(reference[3:]) == reference


@pytest.mark.parametrize(("pick", "symbols"), [(-1, 4), (32**4, 4), (1, 3), (1, 7)])
def test_a_reference_outside_its_space_is_refused(pick: int, symbols: int) -> None:
    with pytest.raises(ValueError, match="a reference"):
        receipts.reference(pick, symbols=symbols)
