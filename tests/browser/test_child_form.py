"""The form in Chromium, as a child uses it: taps counted, words never lost, with script and without."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESK, NARROW, PHONE, axe_faults, too_wide

LANGUAGES = ["en", "en-easy", "pl", "pa", "ur"]
Opened = Callable[..., Page]


class Taps:
    """Counts what a finger does; typing is not counted, as in the promise."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def choose(self, name: str, value: str) -> None:
        """Tap a choice."""
        self.page.click(f"label:has(input[name={name}][value={value}]):visible")
        self.count += 1

    def press(self, what: str) -> None:
        """Tap a button."""
        self.page.click(what)
        self.count += 1


def step(page: Page) -> str:
    """Which question is open."""
    return str(page.evaluate("document.querySelector('.step.on').id"))


def code_on(page: Page) -> str:
    """The code, once the page with it has come."""
    page.wait_for_url("**/sent")
    return page.inner_text("#code").strip()


def test_a_compliment_takes_four_taps_and_some_typing(open_page: Opened) -> None:
    page = open_page()
    taps = Taps(page)
    taps.choose("kind", "compliment")
    page.keyboard.type("Sam helped me. Thank you!")
    taps.press("#next")
    taps.choose("who", "secret")
    assert step(page) == "look"
    taps.press("#send")
    assert len(code_on(page).replace(" ", "")) == 16
    assert taps.count == 4
    assert page.complaints == []  # type: ignore[attr-defined]


def test_a_message_without_typing_takes_five_taps(open_page: Opened) -> None:
    page = open_page()
    taps = Taps(page)
    taps.choose("kind", "compliment")
    taps.choose("feeling", "happy")
    taps.press("#next")
    taps.choose("who", "secret")
    taps.press("#send")
    code_on(page)
    assert taps.count == 5


def test_a_complaint_with_everything_answered_takes_twelve_taps_at_most(open_page: Opened) -> None:
    page = open_page()
    taps = Taps(page)
    everything(page, taps)
    taps.press("#send")
    code_on(page)
    assert taps.count <= 12


def everything(page: Page, taps: Taps) -> None:
    """Answer every question of a complaint, up to the last screen."""
    taps.choose("kind", "complaint")
    taps.choose("about", "money")
    taps.press("#next")
    page.fill("#f-words", "Nobody told me where my savings are. I <3 Sam & Tom.")
    page.fill("#f-better", "Tell me first.")
    taps.choose("feeling", "sad")
    taps.press("#next")
    taps.choose("safe", "yes")
    taps.choose("advocate", "yes")
    if step(page) == "side":
        taps.press("#next")
    page.fill("#f-name", "Jo") if page.is_visible("#f-name") else None
    taps.choose("who", "named")
    page.fill("#f-name", "Jo") if page.is_visible("#f-name") else None
    if step(page) == "who":
        taps.press("#next")
    taps.choose("contact_how", "text")
    page.fill("#f-contact", "07700 900123")
    page.fill("#f-contact_not", "my uncle")
    taps.press("#next")
    assert step(page) == "look"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, DESK], ids=["320", "1280"])
def test_axe_finds_nothing_on_any_screen(open_page: Opened, lang: str, scheme: Any, size: Any) -> None:
    page = open_page(f"/?lang={lang}", viewport=size, color_scheme=scheme)
    seen = []
    for choice in (("kind", "complaint"), ("about", "money"), None, None, None, None, None):
        seen.append(step(page))
        assert axe_faults(page) == [], seen[-1]
        assert not too_wide(page), seen[-1]
        if choice:
            page.click(f"label:has(input[name={choice[0]}][value={choice[1]}]):visible")
        if page.is_visible("#next") and step(page) == seen[-1]:
            if step(page) == "say":
                page.fill("#f-words", "Words.")
            if step(page) == "side":
                page.click("label:has(input[name=safe][value=no])")
                assert page.is_visible(".step.on a[href='tel:999']")
                assert axe_faults(page) == []
            page.click("#next")
    assert "look" in [*seen, step(page)]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", [NARROW, PHONE], ids=["320", "360"])
def test_no_word_of_a_choice_is_broken_in_the_middle(open_page: Opened, lang: str, size: Any) -> None:
    page = open_page(f"/?lang={lang}", viewport=size, bypass_csp=True, java_script_enabled=True)
    page.add_style_tag(content="* { overflow-wrap: normal !important } .step { display: block !important }")
    broken = page.evaluate(
        "[...document.querySelectorAll('.choices span')].filter(e => e.offsetParent && e.scrollWidth > e.clientWidth)"
        ".map(e => e.textContent.trim())"
    )
    assert broken == []


@pytest.mark.parametrize("lang", ["en", "ur"])
def test_the_whole_journey_without_script(open_page: Opened, lang: str) -> None:
    page = open_page(f"/?lang={lang}", java_script_enabled=False)
    page.check("input[name=kind][value=complaint]", force=True)
    page.fill("#f-words", "Without script: I <3 Sam & Tom")
    page.click("#send")
    page.wait_for_url("**/sent")
    code = page.inner_text("#code").strip()
    page.goto("/answer")
    page.fill("input[name=code]", code)
    page.click("form button.go")
    expect(page.locator("body")).to_contain_text("Without script: I <3 Sam & Tom")
    page.locator("details:has(textarea[name=words]) summary").first.click()
    page.locator("form[action^='/answer/write'] textarea").fill("One more thing")
    page.locator("form[action^='/answer/write'] button").last.click()
    expect(page.locator("body")).to_contain_text("One more thing")


def test_a_refused_form_without_script_comes_back_with_every_word(open_page: Opened) -> None:
    page = open_page(java_script_enabled=False)
    page.check("input[name=kind][value=complaint]", force=True)
    page.check("input[name=who][value=named]", force=True)
    page.fill("#f-name", "Jo")
    page.click("#send")
    assert page.url.endswith("/")
    assert page.input_value("#f-name") == "Jo"
    assert page.is_checked("input[name=kind][value=complaint]")
    assert page.title().startswith("Error:")
    assert axe_faults(page) == []


def test_without_a_signal_the_words_stay_and_a_retry_makes_one_case(open_page: Opened) -> None:
    page = open_page()
    page.click("label:has(input[name=kind][value=compliment])")
    page.keyboard.type("Sam is kind.")
    page.click("#next")
    page.click("label:has(input[name=who][value=secret]):visible")
    page.context.set_offline(True)
    page.click("#send")
    expect(page.locator(".error")).to_contain_text("Your words are still here")
    assert page.input_value("#f-words") == "Sam is kind."
    page.context.set_offline(False)
    page.click("#send")
    assert code_on(page)


def test_a_lost_answer_then_a_retry_shows_the_code_of_the_first_try(open_page: Opened) -> None:
    page = open_page()
    sent: list[str] = []

    def lose(route: Route) -> None:
        sent.append(str(route.request.post_data))
        if len(sent) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/tell", lose)
    page.click("label:has(input[name=kind][value=compliment])")
    page.keyboard.type("Only once.")
    page.click("#next")
    page.click("label:has(input[name=who][value=secret]):visible")
    page.click("#send")
    expect(page.locator(".error")).to_be_visible()
    page.click("#send")
    code_on(page)
    once = [part for body in sent for part in body.split("&") if part.startswith("once=")]
    assert len(once) == 2
    assert once[0] == once[1]


def test_changing_the_language_half_way_keeps_the_words_and_the_place(open_page: Opened) -> None:
    page = open_page()
    page.click("label:has(input[name=kind][value=complaint])")
    page.click("#next")
    page.fill("#f-words", "half a sentence")
    page.click("#langs summary")
    page.click("#langs button[value=ur]")
    page.wait_for_selector("html[lang=ur]")
    assert page.input_value("#f-words") == "half a sentence"
    assert step(page) == "say"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("typed", [True, False], ids=["only typed", "sent"])
def test_after_leave_back_shows_nothing(open_page: Opened, script: bool, typed: bool) -> None:
    page = open_page(java_script_enabled=script)
    page.route("https://*/**", lambda route: route.fulfill(body="<title>Weather</title><h1>Rain</h1>", content_type="text/html"))
    if script:
        page.click("label:has(input[name=kind][value=compliment])")
    page.fill("#f-words", "SECRETWORDS")
    if not typed:
        if script:
            page.click("#next")
            page.click("label:has(input[name=who][value=secret]):visible")
        page.click("#send")
        page.wait_for_url("**/sent")
    page.click("a.leave")
    page.wait_for_url("https://*/**")
    for _ in range(5):
        page.evaluate("setTimeout(() => history.back())") if script else page.go_back()
        page.wait_for_timeout(400)
        assert "SECRETWORDS" not in page.content()
        values = page.evaluate("[...document.querySelectorAll('textarea')].map(box => box.value)") if script else []
        assert "SECRETWORDS" not in values
        if 'id="code"' in page.content():
            pytest.fail("the code is shown after leaving")


def test_nothing_is_kept_in_the_browser(open_page: Opened) -> None:
    page = open_page()
    page.click("label:has(input[name=kind][value=compliment])")
    page.keyboard.type("x")
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,"
        " (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]"
    )
    assert kept == [0, 0, 0, 0, 0]


def test_no_request_goes_anywhere_else(open_page: Opened, site: Any) -> None:
    page = open_page("/help")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/answer", "/help", "/rights", "/privacy", "/accessibility", "/no-such-page"):
        page.goto(path)
    assert asked
    assert [url for url in asked if not url.startswith((site.url, "data:"))] == []


@pytest.mark.parametrize("lang", ["en", "ur"])
def test_the_journey_by_keyboard_alone(open_page: Opened, lang: str) -> None:
    page = open_page(f"/?lang={lang}", viewport=PHONE)
    press = page.keyboard.press
    page.focus("input[name=kind][value=compliment]")
    press("Space")
    tab_to(page, "#next")
    press("Enter")
    assert step(page) == "say"
    page.keyboard.type("By keyboard.")
    tab_to(page, "#next")
    press("Enter")
    assert step(page) == "who"
    tab_to(page, "input[name=who]")
    press("Space")
    tab_to(page, "#next")
    press("Enter")
    for _ in range(3):
        if step(page) == "look":
            break
        tab_to(page, "#next")
        press("Enter")
    tab_to(page, "#send")
    press("Enter")
    assert code_on(page)


def tab_to(page: Page, what: str) -> None:
    """Press Tab until something has the focus, and check that the focus can be seen."""
    for _ in range(60):
        if page.evaluate("what => document.activeElement.matches(what)", what):
            box = page.evaluate(
                "(() => { const r = document.activeElement.getBoundingClientRect(); return [r.top, r.bottom]; })()"
            )
            assert box[1] > 0
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never reaches {what}")


def test_at_400_percent_with_wide_spacing_nothing_scrolls_sideways(open_page: Opened) -> None:
    for path in ("/", "/answer", "/help", "/rights", "/privacy", "/accessibility"):
        page = open_page(path, viewport={"width": 320, "height": 256}, bypass_csp=True)
        page.add_style_tag(
            content="* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
        )
        assert not too_wide(page), path


@pytest.mark.parametrize("by", ["double click", "two taps"])
def test_a_double_tap_answers_one_question_and_not_the_next(open_page: Opened, by: str) -> None:
    page = open_page(viewport=NARROW)

    def twice(name: str, value: str) -> None:
        choice = page.locator(f"label:has(input[name={name}][value={value}]):visible")
        choice.evaluate("choice => choice.scrollIntoView({ block: 'center' })")
        box = choice.bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        if by == "double click":
            page.mouse.dblclick(x, y)
        else:
            page.mouse.click(x, y)
            page.wait_for_timeout(120)
            page.mouse.click(x, y)

    twice("kind", "complaint")
    assert step(page) == "about"
    assert page.locator("[name=about]:checked").count() == 0
    page.click("#next")
    page.keyboard.type("x")
    page.click("#next")
    page.click("label:has(input[name=safe][value=yes])")
    twice("advocate", "no")
    assert step(page) == "who"
    assert page.locator("#who :checked").count() == 0
    # Two quick choices in different places are two.
    page.click("label:has(input[name=helper][value=with_me])")
    page.click("label:has(input[name=helper][value=helping])")
    assert page.locator("[name=helper]:checked").count() == 2


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", [NARROW, PHONE])
def test_whoever_is_not_safe_sees_help_at_once(open_page: Opened, lang: str, size: Any) -> None:
    page = open_page(f"/?lang={lang}", viewport=size)
    page.click("label:has(input[name=kind][value=complaint])")
    page.click("#next")
    page.keyboard.type("x")
    page.click("#next")
    page.click("label:has(input[name=safe][value=no])")
    bar = page.locator("#moves").bounding_box()
    assert bar
    for number in page.locator("#side .now .tel").all():
        box = number.bounding_box()
        assert box
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= bar["y"] + 1


def test_who_wants_to_know_more_about_advocates_is_told_and_stays_to_choose(open_page: Opened) -> None:
    page = open_page(viewport=NARROW)
    page.click("label:has(input[name=kind][value=complaint])")
    page.click("#next")
    page.click("#next")
    page.click("label:has(input[name=safe][value=yes])")
    more = page.locator(".if-more")
    expect(more).to_be_hidden()
    page.click("label:has(input[name=advocate][value=tell_me_more])")
    expect(more).to_be_visible()
    told, bar = more.bounding_box(), page.locator("#moves").bounding_box()
    assert told
    assert bar
    assert told["y"] + told["height"] <= bar["y"] + 1
    assert step(page) == "side"
    page.click("label:has(input[name=advocate][value=yes])")
    assert step(page) == "who"
