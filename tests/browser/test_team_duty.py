"""Rota, alarm, overview and agenda in Chromium: axe, narrow and wide, without script, and on paper."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, NARROW, axe_faults, too_wide
from tests.browser.test_team_pages import signed_in

Opened = Callable[..., Page]
PAGES = ("/team", "/team/overview", "/team/rota", "/team/agenda", "/team?view=open&who=nobody&what=late")


def not_safe(open_page: Opened) -> None:
    child = open_page("/", java_script_enabled=False)
    child.check("input[name=kind][value=complaint]", force=True)
    child.check("input[name=safe][value=no]", force=True)
    child.fill("#f-words", "I want to talk to somebody.")
    child.click("#send")
    child.wait_for_url("**/sent")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, DESK], ids=["320", "1280"])
def test_axe_finds_nothing_and_nothing_is_too_wide(open_page: Opened, scheme: Any, size: Any) -> None:
    not_safe(open_page)
    page = signed_in(open_page, viewport=size, color_scheme=scheme)
    for path in PAGES:
        page.goto(path)
        expect(page.locator(".alarm")).to_be_visible()
        assert axe_faults(page) == [], path
        assert not too_wide(page), path


def test_an_alarm_is_taken_by_keyboard_without_script(open_page: Opened) -> None:
    not_safe(open_page)
    page = signed_in(open_page, java_script_enabled=False, viewport=DESK)
    page.goto("/team/overview")
    before = page.locator(".alarm form").count()
    assert before
    page.locator(".alarm button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/team/cases/YV-*")
    expect(page.locator(".timeline")).to_contain_text("Has this")
    expect(page.locator("#main")).to_be_visible()


def test_the_agenda_is_ready_to_print(open_page: Opened) -> None:
    page = signed_in(open_page, viewport=DESK, color_scheme="dark")
    page.goto("/team/agenda")
    paper = page.pdf(prefer_css_page_size=True)
    # A4 in points, a little rounded.
    sizes = {tuple(round(float(side)) for side in box.split()[2:]) for box in re.findall(rb"/MediaBox \[([\d. ]+)\]", paper)}
    assert sizes
    assert all(abs(width - 595) <= 1 and abs(height - 842) <= 1 for width, height in sizes)
    page.emulate_media(media="print")
    assert page.locator(".top").is_hidden()
    assert page.locator(".views").is_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
