"""The other child pages in Chromium, in every look and both directions."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, NARROW, axe_faults, too_wide

Opened = Callable[..., Page]
PATHS = ["/answer", "/help", "/rights", "/privacy", "/accessibility", "/no-such-page"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("lang", ["en", "ur"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, DESK], ids=["320", "1280"])
def test_axe_finds_nothing(open_page: Opened, path: str, lang: str, scheme: Any, size: Any) -> None:
    page = open_page(f"{path}?lang={lang}", viewport=size, color_scheme=scheme)
    assert axe_faults(page) == []
    assert not too_wide(page)


@pytest.mark.parametrize("lang", ["en", "ur"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, DESK], ids=["320", "1280"])
def test_the_childs_own_page_and_the_page_with_the_code(open_page: Opened, lang: str, scheme: Any, size: Any) -> None:
    page = open_page(f"/?lang={lang}", viewport=size, color_scheme=scheme)
    page.click("label:has(input[name=kind][value=compliment])")
    page.fill("#f-words", "Sam " * 200 + "a-very-long-word-" * 20)
    page.click("#next")
    page.click("label:has(input[name=who][value=secret]):visible")
    page.click("#send")
    page.wait_for_url("**/sent")
    assert axe_faults(page) == []
    assert not too_wide(page)
    code = page.inner_text("#code")
    page.goto("/answer")
    page.fill("input[name=code]", "1234")
    page.click("form .go")
    page.wait_for_selector(".error, .wrong")
    assert axe_faults(page) == []
    page.fill("input[name=code]", code)
    page.click("form .go")
    page.wait_for_selector("form[action^='/answer/write']", state="attached")
    for summary in page.locator("main details summary").all():
        summary.click()
    assert axe_faults(page) == []
    assert not too_wide(page)


def test_forced_colours_leave_every_control_an_edge(open_page: Opened) -> None:
    page = open_page("/", forced_colors="active")
    edges = page.evaluate(
        "[...document.querySelectorAll('button:not(.away), .choices label, textarea, .leave, summary')].filter(e => e.offsetParent)"
        ".map(e => [e.className || e.tagName, parseFloat(getComputedStyle(e).borderTopWidth)])"
    )
    assert edges
    assert [name for name, width in edges if width < 1] == []


def test_reduced_motion_means_no_motion(open_page: Opened) -> None:
    page = open_page("/", reduced_motion="reduce")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e);"
        " return parseFloat(s.animationDuration) > 0 || parseFloat(s.transitionDuration) > 0; }).length"
    )
    assert moving == 0


def test_what_a_finger_must_hit_is_large_enough(open_page: Opened) -> None:
    page = open_page("/")
    small = page.evaluate(
        "[...document.querySelectorAll('a, button, summary, .choices label')].filter(e => e.offsetParent)"
        ".map(e => [e.textContent.trim(), e.getBoundingClientRect().height])"
        ".filter(([text, height]) => text && height < 44)"
    )
    assert small == []
