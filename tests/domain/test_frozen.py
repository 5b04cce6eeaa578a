"""Values that never change behave as frozen dataclasses do."""

import pickle
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from pathlib import Path

import mypy.api
import pytest

from portal.domain.frozen import frozen


@frozen
class Card:
    """What is tested."""

    colour: str
    number: int = 7
    marks: tuple[str, ...] = ()
    told: dict[str, str] = field(default_factory=dict, repr=False)


@frozen
class Longer(Card):
    """One that has more."""

    more: str = ""


@frozen
class Other:
    """The same fields under another name."""

    colour: str
    number: int = 7


@dataclass(frozen=True)
class Usual:
    """What the standard library makes of it."""

    colour: str
    number: int = 7


def test_values_are_compared_by_their_fields_and_their_class() -> None:
    assert Card("red") == Card("red", 7)
    assert Card("red") != Card("red", 8)
    assert Other("red") != Usual("red")
    assert Longer("red") != Card("red")
    assert Card("red") != "red"


def test_equal_values_are_one_in_a_set() -> None:
    assert len({Other("red"), Other("red", 7), Other("red", 8)}) == 2
    assert hash(Other("red", 8)) == hash(Usual("red", 8))
    with pytest.raises(TypeError, match="unhashable"):
        hash(Card("red"))


def test_setting_a_field_afterwards_is_found_before_anything_runs(tmp_path: Path) -> None:
    attempt = "from portal.domain.facts import Plan\ndef spoil(plan: Plan) -> None:\n    plan.how = ''\n"
    told, fault, status = mypy.api.run(["--config-file=", f"--cache-dir={tmp_path}", "--follow-imports=silent", "-c", attempt])
    assert (fault, status) == ("", 1)
    assert 'Property "how" defined in "Plan" is read-only' in told


def test_a_value_is_shown_as_it_was_written_and_what_is_secret_is_not() -> None:
    assert repr(Other("red", 8)) == repr(Usual("red", 8)).replace("Usual", "Other")
    assert repr(Card("red", told={"a": "secret"})) == "Card(colour='red', number=7, marks=())"
    assert repr(Longer("red")) == "Longer(colour='red', number=7, marks=(), more='')"


def test_the_tools_for_dataclasses_work() -> None:
    card = Longer("red", marks=("a",))
    assert is_dataclass(card)
    assert [each.name for each in fields(card)] == ["colour", "number", "marks", "told", "more"]
    assert replace(card, number=9) == Longer("red", 9, ("a",))
    assert asdict(Other("red")) == {"colour": "red", "number": 7}
    assert pickle.loads(pickle.dumps(card)) == card
    match card:
        case Card(colour, number):
            assert (colour, number) == ("red", 7)


def test_each_value_has_defaults_of_its_own() -> None:
    assert Card("red").told is not Card("red").told


def test_a_field_left_out_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="colour"):
        Card()  # type: ignore[call-arg]


def test_a_class_may_look_at_a_value_once_it_is_made_and_be_made_by_a_child_of_it_first() -> None:
    @frozen
    class Checked:
        """One with a rule."""

        number: int = 1

        def __post_init__(self) -> None:
            if self.number > 5:
                raise ValueError(self.number)

    class Plainer(Checked):
        """A child that is no dataclass of its own."""

    assert Plainer(3).number == 3
    assert Checked() == Checked(1)
    for made in (Plainer, Checked):
        with pytest.raises(ValueError, match="6"):
            made(number=6)
