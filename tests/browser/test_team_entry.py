"""A paper form is typed in by keyboard alone, in few presses; axe on the form, its errors and the card."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, NARROW, axe_faults, too_wide
from tests.browser.test_team_pages import signed_in
from tests.files import picture

Opened = Callable[..., Page]
WORDS = "Nobody rang me when they said they would. I waited by the phone all of Saturday and on Sunday too."
# Presses beside the letters of the child's own words and name, for everything that is on a usual form.
MOST_PRESSES = 60


class Keyboard:
    """Hands on a keyboard that count what they press."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses, self.letters = page, 0, 0

    def press(self, *keys: str) -> None:
        """Press these keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1

    def type(self, words: str) -> None:
        """Type words."""
        self.page.keyboard.type(words)
        self.letters += len(words)

    def tab_to(self, name: str) -> None:
        """Press Tab until this field has the focus."""
        for _ in range(20):
            if self.page.evaluate("document.activeElement.name || document.activeElement.id") == name:
                return
            self.press("Tab")
        raise AssertionError(f"{name} is not within 20 presses")


def test_a_paper_form_is_typed_in_by_keyboard_alone_in_few_presses(open_page: Opened, tmp_path: Path) -> None:
    page = signed_in(open_page, "Robin", viewport=DESK)
    page.goto("/team/entry")
    scan = tmp_path / "form.jpg"
    scan.write_bytes(picture())
    hands = Keyboard(page)
    assert page.evaluate("document.activeElement.name") == "channel", "nobody has to look for the first field"
    hands.press("p")
    hands.tab_to("kind")
    hands.press("Space")
    hands.tab_to("words")
    hands.type(WORDS)
    hands.tab_to("feeling")
    hands.press("s")
    hands.tab_to("safe")
    hands.press("y")
    hands.tab_to("name")
    hands.type("Sam")
    hands.tab_to("age")
    hands.press("1", "2")
    hands.tab_to("contact_how")
    hands.press("s")
    hands.tab_to("contact")
    hands.type("2 Elm Road")
    hands.tab_to("about")
    hands.press("Tab", "Space")
    with page.expect_file_chooser() as chooser:
        hands.tab_to("file")
        hands.press("Enter")
    chooser.value.set_files(scan)
    hands.press("Tab", "Enter")
    page.wait_for_url("**/team/entry/card")
    print(f"{hands.presses} presses and {hands.letters} letters")
    assert hands.presses <= MOST_PRESSES
    page.click("h1 a")
    expect(page.locator("main")).to_contain_text(WORDS)
    expect(page.locator("main")).to_contain_text("Paper form")
    expect(page.locator("main")).to_contain_text("The paper itself")
    expect(page.locator("main")).to_contain_text("12 to 15")


def test_enter_in_any_line_sends_the_form(open_page: Opened) -> None:
    page = signed_in(open_page, "Sam", viewport=DESK, java_script_enabled=False)
    page.goto("/team/entry")
    page.focus("#channel")
    page.keyboard.press("v")
    page.focus("[name=kind][value=compliment]")
    page.keyboard.press("Space")
    page.fill("#words", "Kemi came to my play.")
    page.focus("#name")
    page.keyboard.press("Enter")
    expect(page.locator("#code")).to_be_visible()
    expect(page.locator("main")).to_contain_text("It was said aloud")


@pytest.mark.parametrize(("size", "scheme"), [(NARROW, "dark"), (DESK, "light")], ids=["320 dark", "1280 light"])
def test_axe_finds_nothing_on_the_form_its_errors_and_the_card(open_page: Opened, size: Any, scheme: Any) -> None:
    page = signed_in(open_page, "Robin", viewport=size, color_scheme=scheme)
    page.goto("/team/entry")
    assert axe_faults(page) == []
    assert not too_wide(page)
    page.click("button:has-text('Keep it')")
    expect(page.locator("div.error")).to_contain_text("There is a problem")
    assert axe_faults(page) == []
    page.select_option("#channel", "paper")
    page.check("[name=kind][value=comment]")
    page.fill("#words", "More bikes.")
    page.click("button:has-text('Keep it')")
    expect(page.locator("#code")).to_be_visible()
    assert axe_faults(page) == []
    assert not too_wide(page)
    page.click("button:has-text('on its way')")
    expect(page.locator("h1")).to_contain_text("Type in")
