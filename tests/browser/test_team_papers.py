"""Documents, letters and saved replies in Chromium: axe, narrow and wide, light and dark, and all of it without script."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests import files
from tests.browser.conftest import DESK, NARROW, axe_faults, too_wide
from tests.browser.test_team_pages import signed_in

Opened = Callable[..., Page]


def to_case(page: Page) -> str:
    """The first open case; gives its address."""
    page.goto("/team?view=open")
    page.click("tbody a")
    page.wait_for_selector("#documents")
    return re.sub(r"[?#].*", "", page.url)


def fits(page: Page) -> None:
    assert axe_faults(page) == [], page.url
    assert not too_wide(page), page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, DESK], ids=["320", "1280"])
def test_axe_finds_nothing_on_documents_letters_and_replies(open_page: Opened, scheme: Any, size: Any) -> None:
    page = signed_in(open_page, viewport=size, color_scheme=scheme)
    page.goto("/team/replies")
    page.fill("#title", "Thanks")
    page.fill("#words", "Thank you for telling us.")
    page.click("main button:has-text('Keep it')")
    fits(page)
    page.click("main button:has-text('Keep it')")
    expect(page.locator("#title-error")).to_have_count(1)
    fits(page)
    case = to_case(page)
    fits(page)
    page.goto(f"{case}/documents")
    page.fill("#title", "School report from the first week of the new term")
    page.set_input_files("#file", {"name": "report.pdf", "mimeType": "application/pdf", "buffer": files.PDF})
    page.click("button:has-text('Add it')")
    expect(page.locator(".documents li").first).to_contain_text("School report")
    fits(page)
    page.click("details summary >> nth=0")
    page.click("button:has-text('Remove') >> nth=0")
    expect(page.locator("[role=alert]")).to_contain_text("Write something first.")
    fits(page)
    page.click("button:has-text('Add it')")
    expect(page.locator("#file-error")).to_have_count(1)
    fits(page)
    page.goto(f"{case}/letters")
    fits(page)
    page.goto(f"{case}/letters?letter=stage3_ack&to=child")
    page.click("button:has-text('Look at it first')")
    expect(page.locator("#words-error")).to_have_count(1)
    fits(page)
    page.fill("#words", "We looked at two things:\n\n- the move\n- the bike")
    page.click("button:has-text('Look at it first')")
    page.wait_for_selector("#look")
    fits(page)


def test_a_photo_a_letter_and_a_saved_reply_without_script(open_page: Opened, tmp_path: Path) -> None:
    page = signed_in(open_page, viewport=DESK, java_script_enabled=False)
    case = to_case(page)
    page.click("a:has-text('Add or remove a document')")
    photo = tmp_path / "IMG_0001.JPG"
    photo.write_bytes(files.picture())
    page.fill("#title", "Photo of the room")
    page.set_input_files("#file", photo)
    page.check("input[name=for_child]")
    page.click("button:has-text('Add it')")
    with page.expect_download() as saving:
        page.click("a:has-text('Photo of the room')")
    assert re.fullmatch(r"YV-.+\.jpg", saving.value.suggested_filename)
    assert b"Secret Camera" not in Path(saving.value.path()).read_bytes()
    # Far too big, and the browser still gets an answer.
    film = tmp_path / "film.pdf"
    film.write_bytes(b"%PDF-1.7" + b" " * 30_000_000)
    page.fill("#title", "Long film")
    page.set_input_files("#file", film)
    page.click("button:has-text('Add it')")
    expect(page.locator("#file-error")).to_contain_text("over 20 MB")
    expect(page.locator("#title")).to_have_value("Long film")
    page.goto(case)
    page.click("a:has-text('Write a letter')")
    page.select_option("#letter", "stage1_outcome")
    page.select_option("#to", "adult")
    page.click("button:has-text('Choose')")
    page.fill("#greeting", "Ms Lee")
    page.fill("#words", "We spoke to the school.")
    page.click("button:has-text('Look at it first')")
    expect(page.locator(".preview")).to_contain_text("You have the right to ask for Stage 2.")
    page.click("button:has-text('Make the letter')")
    with page.expect_download() as saving:
        page.click(".documents li:first-child a")
    text = PdfReader(BytesIO(Path(saving.value.path()).read_bytes())).pages[0].extract_text()
    assert "Dear Ms Lee," in text
    page.goto("/team/replies")
    page.fill("#title", "Without script")
    page.fill("#words", "We are here for you.")
    page.click("main button:has-text('Keep it')")
    page.goto(case)
    page.select_option("#saved", label="Without script (child)")
    page.click("button:has-text('Put it into the box')")
    expect(page.locator("#reply-words")).to_have_value("We are here for you.")
    page.click("button[value=preview]")
    expect(page.locator("#reply-error")).to_contain_text("one sentence of your own")
