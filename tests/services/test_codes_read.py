"""The rule on readable codes holds against simulated phones: what it stops is not read, and what it calls good is."""

import pytest

from portal.domain.places import Item, Light, verdict
from portal.services import places
from portal.starting import ITEMS
from tests.bench.codes import CAMERAS, LINKS, rate

GOOD, CHEAP, _FIXED = CAMERAS
KINDS = {item.key: item for item in ITEMS}


@pytest.mark.parametrize(
    ("item", "link", "light", "least", "most"),
    [
        pytest.param("pen-clip", "short, capitals", Light.STOP, 0, 0.2, id="pen clip"),
        pytest.param("pen-barrel", "short, capitals", Light.STOP, 0, 0.2, id="pen barrel"),
        pytest.param("highlighter", "with tags", Light.STOP, 0, 0.2, id="highlighter with a long link"),
        pytest.param("key-ring", "short, capitals", Light.GREAT, 0.9, 1, id="key ring"),
        pytest.param("stress-ball", "a page's address", Light.GOOD, 0.6, 1, id="stress ball with a page's address"),
        pytest.param("notepad", "with tags", Light.GOOD, 0.6, 1, id="notepad with a long link"),
    ],
)
def test_a_cheap_phone_reads_what_the_rule_says_it_does(item: str, link: str, light: Light, least: float, most: float) -> None:
    kind, address = KINDS[item], LINKS[link]
    assert verdict(places.modules(address), kind.room, kind).light is light
    assert least <= rate(address, kind.room, kind, CHEAP, frames=6) <= most


def test_a_code_that_wraps_around_is_read_less_than_the_same_code_laid_flat() -> None:
    address = LINKS["a page's address"]
    flat, round_ = Item("flat", "Flat", 20, 20), Item("round", "Round", 20, 20, 18)
    assert rate(address, 20, flat, CHEAP, frames=6) > rate(address, 20, round_, CHEAP, frames=6)
