"""The casework in Chromium: axe on every step and in its error state, by keyboard alone, and without script."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.web.team_steps import STEPS
from tests.browser.conftest import DESK, NARROW, axe_faults, too_wide
from tests.browser.test_team_pages import signed_in

Opened = Callable[..., Page]


def a_case(page: Page, standing: str) -> str:
    """The address of a case of the demonstration that stands there."""
    page.goto("/team?view=open")
    row = page.locator("tbody tr", has_text=standing).first
    return str(row.locator("a[href^='/team/cases/']").get_attribute("href"))


@pytest.mark.parametrize(("size", "scheme"), [(NARROW, "dark"), (DESK, "light")], ids=["320 dark", "1280 light"])
def test_axe_finds_nothing_on_any_step(open_page: Opened, size: Any, scheme: Any) -> None:
    page = signed_in(open_page, "Cora", viewport=size, color_scheme=scheme)
    case = a_case(page, "Stage 2: investigation")
    page.goto(case)
    assert axe_faults(page) == []
    for key in STEPS:
        page.goto(f"{case}/steps/{key}")
        assert axe_faults(page) == [], key
        assert not too_wide(page), key
    page.goto(f"{case}/steps/independent-person")
    page.click("form.card button[type=submit]")
    expect(page.locator("div.error")).to_contain_text("There is a problem")
    assert axe_faults(page) == []


@pytest.mark.parametrize(("size", "scheme"), [(NARROW, "dark"), (DESK, "light")], ids=["320 dark", "1280 light"])
def test_axe_finds_nothing_on_lists_and_accounts(open_page: Opened, size: Any, scheme: Any) -> None:
    page = signed_in(open_page, "Cora", viewport=size, color_scheme=scheme)
    more = ("/team/account/codes", "/team/account/password", "/team/account/app", "/team/replies")
    for path in ("/team?view=open&kind=complaint&stage=1", "/team/overview", "/team/agenda", "/team/rota", *more):
        page.goto(path)
        assert axe_faults(page) == [], path
        assert not too_wide(page), path
    page.goto("/team?view=open")
    page.click("button[value=tag]")
    assert axe_faults(page) == []
    keeper = signed_in(open_page, "Jo", "**/team/account", viewport=size, color_scheme=scheme)
    keeper.goto("/team/people")
    assert axe_faults(keeper) == []
    assert not too_wide(keeper)
    keeper.click("tbody a")
    assert axe_faults(keeper) == []
    assert not too_wide(keeper)


def tab_to(page: Page, text: str) -> None:
    """Press Tab until what has the focus says that."""
    for _ in range(150):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "(document.activeElement.innerText || '') + (document.activeElement.id || '') + document.activeElement.value"
        )
        if text in said:
            return
    raise AssertionError(f"nothing that takes the focus says {text!r}")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_step_is_taken_by_keyboard_alone(open_page: Opened, script: bool) -> None:
    page = signed_in(open_page, "Sam", viewport=DESK, java_script_enabled=True)
    case = a_case(page, "Acknowledged")
    if not script:
        # Without script nobody can ask what has the focus; the same presses work, and what they did is looked at.
        return_here = page.context.storage_state()
        page = open_page(case, viewport=DESK, java_script_enabled=False, storage_state=return_here)
        page.goto(f"{case}/steps/tags")
        page.focus("#tags")
        page.keyboard.type("keyboard only")
        page.keyboard.press("Enter")
        expect(page.locator(".timeline")).to_contain_text("Tagged: ")
        return
    page.goto(case)
    tab_to(page, "Tag it")
    page.keyboard.press("Enter")
    page.wait_for_url("**/steps/tags")
    tab_to(page, "tags")
    page.keyboard.press("Control+A")
    page.keyboard.type("by keyboard")
    page.keyboard.press("Enter")
    expect(page.locator(".timeline")).to_contain_text("Tagged: by keyboard")


def test_from_signing_in_to_the_oldest_unread_is_one_click_and_two_more_own_it(open_page: Opened) -> None:
    page = signed_in(open_page, "Robin", viewport=DESK, java_script_enabled=False)
    page.click(".unread a >> nth=0")
    page.click("button:has-text('Assign to me')")
    expect(page.locator(".facts")).to_contain_text("Robin Hale")
