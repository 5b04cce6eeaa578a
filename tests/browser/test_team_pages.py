"""The team's pages in Chromium: axe, narrow and wide, light and dark, without script."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, NARROW, axe_faults, too_wide

Opened = Callable[..., Page]


def signed_in(open_page: Opened, name: str = "Robin", home: str = "**/team", **options: Any) -> Page:
    """Somebody of the demonstration, with one press."""
    page = open_page("/team/sign-in", **options)
    page.click(f"button:has-text('{name}')")
    page.wait_for_url(home)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, DESK], ids=["320", "1280"])
def test_axe_finds_nothing_on_the_teams_pages(open_page: Opened, scheme: Any, size: Any) -> None:
    page = signed_in(open_page, viewport=size, color_scheme=scheme)
    more = ("/team/records", "/team/data-complaints")
    for path in ("/team", "/team?view=open", "/team?view=mine", "/team?q=nothing", "/team/account", *more):
        page.goto(path)
        assert axe_faults(page) == [], path
        assert not too_wide(page), path
    page.goto("/team?view=open")
    page.click("tbody a")
    page.wait_for_selector("#reply")
    assert axe_faults(page) == []
    assert not too_wide(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, DESK], ids=["320", "1280"])
def test_the_trail_is_searched_without_script(open_page: Opened, scheme: Any, size: Any) -> None:
    page = signed_in(open_page, "Jo", "**/team/account", viewport=size, color_scheme=scheme, java_script_enabled=False)
    page.click("nav a:has-text('Audit')")
    page.select_option("#what", label="Signed in")
    page.press("#case", "Enter")
    expect(page.locator("tbody tr").first).to_contain_text("Jo Lindqvist")
    assert "what=signed+in" in page.url
    assert not too_wide(page)


def test_axe_finds_nothing_on_the_audit_page(open_page: Opened) -> None:
    for size in (NARROW, DESK):
        page = signed_in(open_page, "Jo", "**/team/account", viewport=size)
        for path in ("/team/audit", "/team/audit?case=nothing"):
            page.goto(path)
            assert axe_faults(page) == [], path
            assert not too_wide(page), path


@pytest.mark.parametrize("path", ["/team/sign-in", "/team/code"])
def test_axe_finds_nothing_at_the_door(open_page: Opened, path: str) -> None:
    page = open_page(path, viewport=NARROW)
    assert axe_faults(page) == []
    assert not too_wide(page)


def test_a_case_is_answered_without_script_and_the_child_reads_it(open_page: Opened) -> None:
    child = open_page("/", java_script_enabled=False)
    child.check("input[name=kind][value=complaint]", force=True)
    child.fill("#f-words", "My bike was sold. Nobody asked me. zebracrossing")
    child.click("#send")
    child.wait_for_url("**/sent")
    code = child.inner_text("#code")
    team = signed_in(open_page, java_script_enabled=False, viewport=DESK)
    for _ in range(40):
        team.goto("/team?q=zebracrossing")
        if team.locator("tbody a").count():
            break
        team.wait_for_timeout(250)
    team.click("tbody a")
    expect(team.locator("#main")).to_contain_text("My bike was sold.")
    team.fill("#reply-words", "We are sorry about your bike. We will talk to you on Friday.")
    team.check("input[name=answer]")
    team.click("button[value=preview]")
    expect(team.locator(".preview")).to_contain_text("We are sorry about your bike.")
    team.click("button[value=send]")
    expect(team.locator(".timeline")).to_contain_text("Answered")
    child.goto("/answer")
    child.fill("input[name=code]", code)
    child.click("form button.go")
    expect(child.locator("body")).to_contain_text("We are sorry about your bike.")
    expect(child.locator("form[action^='/answer/unhappy']")).to_have_count(1)
