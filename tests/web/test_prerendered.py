"""A page put together from prepared pieces is the same page, compressed or not."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.prerendered import ONCE, PLACE, TOKEN, prepare

PAGE = f"<p>ਪੰਜਾਬੀ {'long ' * 400}</p><input value='{TOKEN}'>{'middle ' * 90}<input value='{ONCE}'><input value='{PLACE}'>{'end ' * 300}"


def _plain(text: str) -> str:
    return text.replace("--", "").encode("utf-8", "replace").decode()


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=9))
def test_the_pieces_make_the_page(token: str, once: str, place: str) -> None:
    token, once, place = _plain(token), _plain(once), _plain(place)
    head, rest = PAGE.split(TOKEN)
    middle, rest = rest.split(ONCE)
    more, end = rest.split(PLACE)
    whole = f"{head}{token}{middle}{once}{more}{place}{end}".encode()
    page = prepare(PAGE)
    assert page.fill(token, once, place, packed=False) == whole
    assert gzip.decompress(page.fill(token, once, place, packed=True)) == whole


def test_the_values_may_stand_in_any_order() -> None:
    page = prepare(f"a{PLACE}b{ONCE}c{TOKEN}d")
    assert gzip.decompress(page.fill("T", "O", "P", packed=True)) == b"aPbOcTd"
    assert gzip.decompress(page.fill("T", "O", packed=True)) == b"abOcTd"


@pytest.mark.parametrize("html", ["nothing", f"{TOKEN}", f"{TOKEN}{ONCE}", f"{TOKEN}{ONCE}{ONCE}{PLACE}"])
def test_a_page_without_its_values_is_refused(html: str) -> None:
    with pytest.raises(ValueError, match="exactly once"):
        prepare(html)
