"""A page put together from prepared pieces is the same page, compressed or not."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.prerendered import ONCE, TOKEN, prepare

PAGE = f"<p>ਪੰਜਾਬੀ {'long ' * 400}</p><input value='{TOKEN}'>{'middle ' * 90}<input value='{ONCE}'>{'end ' * 300}"


@given(st.text(max_size=300), st.text(max_size=300))
def test_the_pieces_make_the_page(token: str, once: str) -> None:
    token, once = token.replace("--", "").encode("utf-8", "replace").decode(), once.encode("utf-8", "replace").decode()
    whole = PAGE.replace(TOKEN, token).replace(ONCE, once).encode()
    page = prepare(PAGE)
    assert page.fill(token, once, packed=False) == whole
    assert gzip.decompress(page.fill(token, once, packed=True)) == whole


def test_the_two_values_may_stand_the_other_way_round() -> None:
    page = prepare(f"a{ONCE}b{TOKEN}c")
    assert gzip.decompress(page.fill("T", "O", packed=True)) == b"aObTc"


@pytest.mark.parametrize("html", ["nothing", f"{TOKEN}", f"{TOKEN}{ONCE}{ONCE}"])
def test_a_page_without_its_two_values_is_refused(html: str) -> None:
    with pytest.raises(ValueError, match="exactly once"):
        prepare(html)
