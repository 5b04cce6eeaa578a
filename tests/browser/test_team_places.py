"""Places in Chromium: made by keyboard, the verdict that follows what is typed, with script and without; a scan's form."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, NARROW, PHONE, axe_faults, too_wide
from tests.browser.test_team_pages import signed_in

Opened = Callable[..., Page]


@pytest.mark.parametrize(("size", "scheme"), [(NARROW, "dark"), (DESK, "light")], ids=["320 dark", "1280 light"])
def test_axe_finds_nothing_and_nothing_is_too_wide(open_page: Opened, size: Any, scheme: Any) -> None:
    page = signed_in(open_page, viewport=size, color_scheme=scheme)
    for path in ("/team/places", "/team/places/numbers", "/team/places/numbers?first=x"):
        page.goto(path)
        assert (axe_faults(page), too_wide(page)) == ([], False), path
    page.goto("/team/places")
    page.click("form.card button[type=submit]")
    expect(page.locator("div.error")).to_contain_text("There is a problem")
    assert (axe_faults(page), too_wide(page)) == ([], False)
    page.goto("/team/places")
    page.click("a:has-text('Highlighters')")
    page.wait_for_url("**/team/places/*")
    place = page.url
    for asked in ("", "?mm=9", "?mm=x&dpi=x", "/print", "/print/file?across=x"):
        page.goto(place + asked)
        assert (axe_faults(page), too_wide(page)) == ([], False), asked


def test_the_verdict_follows_what_is_typed(open_page: Opened) -> None:
    page = signed_in(open_page, viewport=DESK)
    page.goto("/team/places")
    page.click("a:has-text('Key rings')")
    expect(page.locator(".verdict")).to_contain_text("Good")
    page.fill("#mm", "9")
    expect(page.locator(".verdict")).to_have_text("Stop")
    expect(page.locator("#verdict")).to_contain_text("no cheap phone reads it")
    assert "mm=9" in (page.locator("a:has-text('SVG')").get_attribute("href") or "")
    page.fill("#mm", "20")
    expect(page.locator(".verdict")).to_contain_text("Good")
    drawn = page.locator(".true-size svg").bounding_box()
    assert drawn
    # A millimetre of CSS is 96/25.4 of its pixels.
    assert abs(drawn["width"] - 20 * 96 / 25.4) < 0.5


def test_a_place_is_made_by_keyboard_without_script(open_page: Opened) -> None:
    page = signed_in(open_page, viewport=DESK, java_script_enabled=False)
    page.goto("/team/places")
    for name, words in (("name", "Notepads"), ("batch", "Winter"), ("pieces", "250"), ("handed_out_by", "Voice Team")):
        page.locator(f"#{name}").focus()
        page.keyboard.type(words)
    page.locator("#item").focus()
    page.keyboard.type("Notepad")
    page.locator("#pence").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/team/places/*")
    expect(page.locator("h1")).to_contain_text("Notepads")
    page.locator("#mm").fill("10")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_have_text("Stop")
    short = page.url.partition("?")[0].rpartition("/")[2]
    child = open_page(f"/Q/{short.lower()}", viewport=PHONE)
    expect(child.locator("h2", has_text="What do you want to tell us?")).to_be_visible()
    assert child.input_value("[name=place]") == short
    assert axe_faults(child) == []
