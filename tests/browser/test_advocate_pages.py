"""Advocates' pages in Chromium: axe, narrow and wide, light and dark; a case sent and found by keyboard, without script."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, NARROW, axe_faults, too_wide
from tests.browser.test_team_pages import signed_in

Opened = Callable[..., Page]


def helping(open_page: Opened, **options: Any) -> Page:
    """The advocate of the demonstration."""
    return signed_in(open_page, "Nia", "**/advocate/", **options)


@pytest.mark.parametrize(("size", "scheme"), [(NARROW, "dark"), (DESK, "light")], ids=["320 dark", "1280 light"])
def test_axe_finds_nothing_and_nothing_is_too_wide(open_page: Opened, size: Any, scheme: Any) -> None:
    page = helping(open_page, viewport=size, color_scheme=scheme)
    more = ("/advocate/?view=over", "/advocate/?q=nothing", "/advocate/join", "/advocate/calendar", "/advocate/report")
    for path in ("/advocate/", "/advocate/send", *more, "/advocate/card"):
        page.goto(path)
        assert (axe_faults(page), too_wide(page)) == ([], False), path
    page.goto("/advocate/send")
    page.click("form.card button[type=submit]")
    expect(page.locator("div.error")).to_contain_text("There is a problem")
    assert (axe_faults(page), too_wide(page)) == ([], False)
    page.goto("/advocate/")
    page.click("tbody a")
    expect(page.locator("h2", has_text="What you can do")).to_be_visible()
    assert (axe_faults(page), too_wide(page)) == ([], False)


def test_a_case_is_sent_by_keyboard_without_script_and_the_code_opens_the_childs_page(open_page: Opened) -> None:
    page = helping(open_page, java_script_enabled=False, viewport=DESK)
    page.goto("/advocate/send")
    for name, value in (("kind", "complaint"), ("pen", "together"), ("alone", "alone"), ("agreed", "given")):
        page.locator(f"input[name={name}][value={value}]").focus()
        page.keyboard.press("Space")
    for name, words in (("words", "The bus never comes."), ("own", "She was cold."), ("how", "She said yes."), ("name", "Ines")):
        page.locator(f"[name={name}]").focus()
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/advocate/card")
    assert (axe_faults(page), too_wide(page)) == ([], False)
    code = re.sub(r"\D", "", page.locator("#code").inner_text())
    page.locator("main form button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/advocate/")
    expect(page.locator("tbody")).to_contain_text("Ines")
    child = open_page("/answer")
    child.fill("[name=code]", code)
    child.keyboard.press("Enter")
    expect(child.locator("main")).to_contain_text("The bus never comes.")
    expect(child.locator("main")).to_contain_text("Nia Rowe")
    expect(child.locator("main")).not_to_contain_text("She was cold.")
    child.click("summary:has-text('Nia Rowe')")
    child.click("button:has-text('Stop them from seeing this')")
    expect(child.locator("summary", has_text="Nia Rowe")).to_have_count(0)
    page.reload()
    expect(page.locator("main")).not_to_contain_text("Ines")


@pytest.mark.parametrize(("size", "scheme"), [(NARROW, "dark"), (DESK, "light")], ids=["320 dark", "1280 light"])
def test_axe_finds_nothing_where_the_team_looks_at_what_came_of_it(open_page: Opened, size: Any, scheme: Any) -> None:
    page = signed_in(open_page, "Cora", viewport=size, color_scheme=scheme)
    for path in ("/team/advocacy", "/team/results", "/team/follow-ups", "/team/follow-ups?list=words", "/team/follow-ups/paper"):
        page.goto(path)
        assert (axe_faults(page), too_wide(page)) == ([], False), path
