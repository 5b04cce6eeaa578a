"""The contact plan in Chromium: confirmed by keyboard alone, without script, narrow and wide, light and dark."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, NARROW, axe_faults, too_wide
from tests.browser.test_team_pages import signed_in

Opened = Callable[..., Page]


def told(open_page: Opened) -> None:
    child = open_page("/", java_script_enabled=False)
    child.check("input[name=kind][value=comment]", force=True)
    child.check("input[name=contact_how][value=text]", force=True)
    child.fill("#f-words", "More benches, please.")
    child.fill("[name=contact]", "07700 900143")
    child.fill("[name=contact_when]", "after school")
    child.fill("[name=contact_not]", "my mum")
    child.click("#send")
    child.wait_for_url("**/sent")


def the_case(page: Page) -> None:
    """The case of such a child, wherever the queue has it."""
    page.goto("/team?view=open")
    places = [link.get_attribute("href") or "" for link in page.locator("main a[href*='/team/cases/']").all()]
    for place in dict.fromkeys(places):
        page.goto(place)
        panel = page.locator(".safe-contact").inner_text()
        if "until somebody confirms" in panel and "after school" in panel:
            return
    raise AssertionError("no such case in the queue")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, DESK], ids=["320", "1280"])
def test_axe_finds_nothing_and_nothing_is_too_wide(open_page: Opened, scheme: Any, size: Any) -> None:
    told(open_page)
    page = signed_in(open_page, viewport=size, color_scheme=scheme)
    the_case(page)
    expect(page.locator(".safe-contact")).to_contain_text("until somebody confirms")
    assert (axe_faults(page), too_wide(page)) == ([], False)
    page.locator(".safe-contact a").first.click()
    assert (axe_faults(page), too_wide(page)) == ([], False)


def test_a_plan_is_confirmed_by_keyboard_without_script(open_page: Opened) -> None:
    told(open_page)
    page = signed_in(open_page, java_script_enabled=False, viewport=DESK)
    the_case(page)
    page.locator(".safe-contact a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#begins")).to_have_value("16:00")
    page.locator("form.card button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/team/cases/YV-*#timeline")
    expect(page.locator(".safe-contact")).to_contain_text("confirmed by a person")
    expect(page.locator(".timeline")).to_contain_text("Confirmed how the child may be reached")
