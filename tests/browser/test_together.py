"""A child writes on a worker's device in Chromium: the bar, the question for the child alone, and what Back shows."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, NARROW, PHONE, axe_faults, too_wide
from tests.browser.test_team_pages import signed_in

Opened = Callable[..., Page]
SECRET = "Robin shouts at my brother"


def handed_over(open_page: Opened, lang: str = "en", **options: Any) -> Page:
    """The child's form on Robin's device."""
    page = signed_in(open_page, "Robin", **({"viewport": PHONE} | options))
    page.goto("/team/together")
    page.fill("#shown", "Robin")
    page.fill("#child", "Sam")
    page.check(f"[name=language][value={lang}]")
    page.click("button:has-text('begin')")
    page.wait_for_url("**/?lang=*")
    return page


def write(page: Page, *, script: bool) -> None:
    """A complaint, up to the last question."""
    if script:
        page.click("label:has(input[name=kind][value=complaint])")
        page.wait_for_selector("#about.on")
        page.click("#next")
        page.fill("#f-words", SECRET)
        while not page.locator("#look.on").count():
            page.click("#next")
    else:
        page.check("[name=kind][value=complaint]")
        page.fill("#f-words", SECRET)
    page.click("#send")
    page.wait_for_url("**/alone")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_child_writes_and_says_no_and_back_shows_nothing(open_page: Opened, script: bool) -> None:
    page = handed_over(open_page, java_script_enabled=script)
    expect(page.locator(".together")).to_contain_text("Robin is filling this in with Sam")
    write(page, script=script)
    expect(page.locator(".together")).to_have_count(0)
    assert page.locator("input[name=read]:checked").count() == 0
    page.check("[name=read][value=no]")
    page.click("#send")
    page.wait_for_url("**/sent")
    page.click("button:has-text('I have saved it')")
    page.wait_for_url("**/answer")
    for _press in range(4):
        page.evaluate("setTimeout(() => history.back())") if script else page.go_back()
        page.wait_for_timeout(400)
        assert SECRET not in page.content()
        assert "Sam is" not in page.content()
        values = page.evaluate("[...document.querySelectorAll('textarea')].map(box => box.value)") if script else []
        assert SECRET not in values
    page.goto("/team?view=open&q=brother")
    expect(page.locator("h1")).to_contain_text("Sign in")


def test_the_helper_does_not_find_it_and_a_colleague_does(open_page: Opened) -> None:
    page = handed_over(open_page)
    write(page, script=True)
    page.click("#send")
    page.wait_for_url("**/sent")
    code = page.inner_text("#code")
    colleague = signed_in(open_page, "Sam", viewport=DESK)
    colleague.goto("/team?view=open")
    links = colleague.locator("tbody a[href^='/team/cases/']")
    found = [str(link.get_attribute("href")) for link in links.all()]
    helped = [path for path in found if "Filled in with Robin" in colleague.request.get(path).text()]
    assert helped
    robin = signed_in(open_page, "Robin", viewport=DESK)
    assert [robin.request.get(path).status for path in helped] == [404] * len(helped)
    child = open_page("/answer")
    child.fill("input[name=code]", code)
    child.click("form .go")
    expect(child.locator("main")).to_contain_text(SECRET)


@pytest.mark.parametrize(("size", "scheme"), [(NARROW, "dark"), (DESK, "light")], ids=["320 dark", "1280 light"])
@pytest.mark.parametrize("lang", ["en", "ur"])
def test_axe_finds_nothing_and_nothing_is_too_wide(open_page: Opened, lang: str, size: Any, scheme: Any) -> None:
    page = signed_in(open_page, "Max", viewport=size, color_scheme=scheme)
    page.goto("/team/together")
    assert axe_faults(page) == []
    assert not too_wide(page)
    page = handed_over(open_page, lang, viewport=size, color_scheme=scheme)
    assert axe_faults(page) == []
    assert not too_wide(page)
    write(page, script=True)
    assert axe_faults(page) == []
    assert not too_wide(page)
    page.click("#send")
    page.wait_for_url("**/sent")
    assert axe_faults(page) == []
    assert not too_wide(page)


def test_the_last_question_by_keyboard_alone(open_page: Opened) -> None:
    page = handed_over(open_page)
    write(page, script=True)
    page.focus("input[name=read] >> nth=0")
    page.keyboard.press("Space")
    assert page.locator("input[name=read]:checked").get_attribute("value") == "yes"
    page.keyboard.press("ArrowDown")
    assert page.locator("input[name=read]:checked").get_attribute("value") == "no"
    page.keyboard.press("Enter")
    page.wait_for_url("**/sent")
