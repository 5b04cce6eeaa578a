"""The questions when it is over, in Chromium: in three languages, by code and by link, with script and without, by keyboard."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, NARROW, PHONE, axe_faults, too_wide
from tests.browser.test_team_pages import signed_in

Opened = Callable[..., Page]


@pytest.fixture
def closed(open_page: Opened) -> Callable[..., str]:
    """A child sends words of which one is in no other case, the team finds and closes it; gives the code."""

    def of(words: str, word: str, age: str = "12_15") -> str:
        child = open_page("/", java_script_enabled=False)
        child.check("input[name=kind][value=complaint]", force=True)
        child.check("input[name=who][value=named]", force=True)
        child.check(f"input[name=age][value='{age}']", force=True)
        child.fill("#f-words", f"{words} {word}")
        child.click("#send")
        child.wait_for_url("**/sent")
        code = re.sub(r"\D", "", child.locator("#code").inner_text())
        team = signed_in(open_page, java_script_enabled=False, viewport=DESK)
        # The worker puts new words into the index a moment later.
        for _ in range(60):
            team.goto(f"/team?q={word}")
            if team.locator("main a[href*='/team/cases/']").count():
                break
            team.wait_for_timeout(250)
        team.locator("main a[href*='/team/cases/']").first.click()
        team.wait_for_url("**/team/cases/YV-*")
        team.locator("details:has(#reason) summary").first.click()
        team.select_option("#reason", "answered")
        team.fill("form[action$='/close'] [name=words]", "We are sorry. It is put right.")
        team.click("form[action$='/close'] button")
        team.wait_for_url("**/team/cases/YV-*")
        return code

    return of


def questions(page: Page, code: str) -> None:
    """The child's own page, and the questions on it."""
    page.fill("[name=code]", code)
    page.keyboard.press("Enter")
    page.locator("a[href*='/answer/questions']").click()
    page.wait_for_url("**/answer/questions*")


@pytest.mark.parametrize("lang", ["en", "en-easy", "ur"])
def test_axe_finds_nothing_and_nothing_is_too_wide(open_page: Opened, closed: Any, lang: str) -> None:
    code = closed("The heating is off.", f"otter{lang.replace('-', '')}")
    page = open_page(f"/answer?lang={lang}")
    # Once: only so many codes are taken from one network in a minute, and all these children share one.
    questions(page, code)
    looks: tuple[tuple[Any, Any], ...] = ((NARROW, "dark"), (PHONE, "light"), (DESK, "light"))
    for refused in (False, True):
        if refused:
            page.click("button.go")
            expect(page.locator(".error")).to_be_visible()
        for size, scheme in looks:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            assert (axe_faults(page), too_wide(page)) == ([], False)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_anonymous_child_answers_by_taps(open_page: Opened, closed: Any, script: bool) -> None:
    code = closed("Nobody came.", f"badger{script}".lower(), age="8_11")
    page = open_page("/answer", java_script_enabled=script)
    questions(page, code)
    for name, value in (("feelings", "heard"), ("M5", "yes"), ("M7", "sort_of"), ("again", "yes"), ("safe", "yes")):
        page.locator(f"label:has(input[name={name}][value={value}])").click()
    page.fill("#f-own", "I <3 that you & Sam listened")
    page.locator("label:has(input[name=share][value=yes])").click()
    page.locator("button.go").click()
    expect(page.locator("h1")).to_have_text("Thank you")
    assert axe_faults(page) == []


def test_not_safe_shows_help_at_once_and_keeps_what_was_chosen(open_page: Opened, closed: Any) -> None:
    code = closed("They shout.", "hedgehog")
    page = open_page("/answer")
    questions(page, code)
    page.locator("label:has(input[name=M5][value=no])").click()
    expect(page.locator(".now")).to_be_hidden()
    page.locator("label:has(input[name=safe][value=no])").click()
    expect(page.locator(".now")).to_be_visible()
    assert page.locator("input[name=M5][value=no]").is_checked()


def test_the_questions_by_keyboard_alone(open_page: Opened, closed: Any) -> None:
    code = closed("It was dark.", "squirrel")
    page = open_page("/answer")
    page.keyboard.press("Tab")
    page.fill("[name=code]", code)
    page.keyboard.press("Enter")
    page.wait_for_selector("a[href*='/answer/questions']")
    page.locator("a[href*='/answer/questions']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/answer/questions*")
    for name in ("M2", "M5"):
        page.locator(f"input[name={name}]").first.focus()
        page.keyboard.press("Space")
    page.locator("button.go").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Thank you")
