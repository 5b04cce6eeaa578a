"""Places: whether a code can be read on an item, short codes, which days a place works, and what counts as a scan."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.places import Item, Light, NotAShortCode, Place, Seen, make, most_mm, normalise, seen, verdict

CLIP, BARREL = Item("clip", "Clip", 8, 8), Item("barrel", "Barrel", 40, 12, 11)
HIGHLIGHTER, KEY_RING = Item("highlighter", "Highlighter", 60, 15, 18), Item("ring", "Key ring", 25, 25)
BALL, POSTER = Item("ball", "Ball", 30, 30, 66), Item("poster", "Poster", 100, 100)
CAPITALS, LOWER, PAGE, UTM = 25, 29, 33, 49


@pytest.mark.parametrize(
    ("modules", "size", "item", "light", "reasons", "advice"),
    [
        pytest.param(CAPITALS, 8, CLIP, "stop", ("too_small",), ("no_code",), id="clip, short link"),
        pytest.param(UTM, 8, CLIP, "stop", ("too_small",), ("capitals",), id="clip, a link with tags"),
        pytest.param(CAPITALS, 12, BARREL, "stop", ("small", "too_curved"), ("no_code",), id="barrel"),
        pytest.param(LOWER, 12, BARREL, "stop", ("too_small", "too_curved"), ("capitals",), id="barrel, small letters"),
        pytest.param(CAPITALS, 15, HIGHLIGHTER, "risky", ("small", "curved"), ("largest", "proof", "words"), id="highlighter"),
        pytest.param(CAPITALS, 10, HIGHLIGHTER, "stop", ("too_small",), ("largest", "proof", "words"), id="highlighter, tiny"),
        pytest.param(CAPITALS, 25, KEY_RING, "great", (), (), id="key ring"),
        pytest.param(CAPITALS, 20, KEY_RING, "good", (), (), id="key ring, with room around"),
        pytest.param(CAPITALS, 14, KEY_RING, "risky", ("small",), ("larger", "proof"), id="key ring, small"),
        pytest.param(CAPITALS, 10, KEY_RING, "stop", ("too_small",), ("larger",), id="key ring, tiny"),
        pytest.param(CAPITALS, 26, KEY_RING, "stop", ("no_room",), ("smaller",), id="larger than the key ring"),
        pytest.param(PAGE, 25, KEY_RING, "good", (), (), id="key ring, today's page"),
        pytest.param(PAGE, 20, KEY_RING, "risky", ("small",), ("capitals", "proof"), id="key ring, today's page, smaller"),
        pytest.param(CAPITALS, 30, BALL, "great", (), (), id="stress ball"),
        pytest.param(61, 25, KEY_RING, "risky", ("small",), ("capitals", "proof"), id="key ring, tags and high correction"),
        pytest.param(CAPITALS, 100, POSTER, "great", (), (), id="poster"),
    ],
)
def test_whether_a_code_can_be_read(
    modules: int, size: float, item: Item, light: str, reasons: tuple[str, ...], advice: tuple[str, ...]
) -> None:
    found = verdict(modules, size, item, in_capitals=CAPITALS)
    assert (found.light, found.reasons, found.advice) == (Light(light), reasons, advice)


@pytest.mark.parametrize(("modules", "least"), [(CAPITALS, 17), (LOWER, 19), (PAGE, 21), (UTM, 29)])
def test_the_least_width_that_cheap_phones_read_well(modules: int, least: int) -> None:
    assert verdict(modules, 10, POSTER).least_mm == least
    assert verdict(modules, least, POSTER).light in (Light.GOOD, Light.GREAT)
    assert verdict(modules, least - 1, POSTER).light is not Light.GOOD


@given(st.integers(1, 40), st.floats(1, 400), st.floats(5, 400))
def test_a_wider_code_on_a_flat_item_is_never_worse_until_it_has_no_room(version: int, size: float, room: float) -> None:
    order = list(Light)
    item, modules = Item("x", "X", room, room), 17 + 4 * version
    narrow, wide = verdict(modules, size, item), verdict(modules, size + 1, item)
    if "no_room" not in wide.reasons:
        assert order.index(wide.light) >= order.index(narrow.light)


def test_the_widest_code_that_an_item_takes_is_its_room_or_its_curve() -> None:
    assert most_mm(CAPITALS, KEY_RING) == 25
    assert most_mm(CAPITALS, BARREL) == pytest.approx(10.164)
    assert verdict(CAPITALS, 10.16, BARREL).light is Light.STOP


@pytest.mark.parametrize("typed", ["7F3KQ", "7f3kq", " 7f-3k q ", "７Ｆ３ＫＱ"])
def test_a_short_code_in_any_case_with_anything_between(typed: str) -> None:
    assert normalise(typed) == "7F3KQ"


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert normalise("oil1") == "0111"


@pytest.mark.parametrize("typed", ["", "  ", "7F3KU", "123456789", "a/b", "é", "\0", "<b>"])
def test_what_cannot_be_a_short_code(typed: str) -> None:
    with pytest.raises(NotAShortCode):
        normalise(typed)


@given(st.integers(0, 32**5 - 1))
def test_a_short_code_is_its_own_normal_form(pick: int) -> None:
    made = make(pick)
    assert normalise(made.lower()) == made
    assert len(made) == 5


def test_a_number_outside_the_range_makes_no_short_code() -> None:
    for pick in (-1, 32**5):
        with pytest.raises(ValueError, match="range"):
            make(pick)


DAY = date(2026, 11, 23)
PENS = Place("7F3KQ", "Pens", "pen", "Autumn", 100, "Voice Team", "", "", DAY)


@pytest.mark.parametrize(
    ("more", "days", "works"),
    [
        pytest.param({}, -1, False, id="before it begins"),
        pytest.param({}, 0, True, id="on its first day"),
        pytest.param({}, 5000, True, id="without an end"),
        pytest.param({"valid_until": DAY + timedelta(days=3)}, 3, True, id="on its last day"),
        pytest.param({"valid_until": DAY + timedelta(days=3)}, 4, False, id="after its last day"),
        pytest.param({"retired_on": DAY + timedelta(days=2)}, 1, True, id="before it is ended"),
        pytest.param({"retired_on": DAY + timedelta(days=2)}, 2, False, id="on the day it is ended"),
    ],
)
def test_the_days_on_which_a_place_works(more: dict[str, date], days: int, works: bool) -> None:
    place = Place(**{**PENS.__dict__, **more})
    assert place.works(DAY + timedelta(days=days)) is works


PHONE = "Mozilla/5.0 (Linux; Android 9; SM-A105FN) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 Version/17.2 Mobile/15E148 Safari/604.1"
VISITS = [
    pytest.param("GET", {"User-Agent": PHONE}, Seen.SCAN, id="an old Android"),
    pytest.param("GET", {"User-Agent": IPHONE, "Sec-Fetch-Dest": "document"}, Seen.SCAN, id="an iPhone"),
    pytest.param("GET", {"User-Agent": IPHONE.replace("Safari/604.1", "Instagram 312.0")}, Seen.SCAN, id="inside another app"),
    pytest.param("HEAD", {"User-Agent": PHONE}, Seen.HEAD, id="only the head"),
    pytest.param("GET", {"User-Agent": PHONE, "Sec-Purpose": "prefetch;prerender"}, Seen.PREFETCH, id="Chrome ahead of a tap"),
    pytest.param("GET", {"User-Agent": PHONE, "Purpose": "prefetch"}, Seen.PREFETCH, id="an older Chrome ahead of a tap"),
    pytest.param("GET", {"User-Agent": IPHONE, "X-Purpose": "preview"}, Seen.PREFETCH, id="Safari's top sites"),
    pytest.param("GET", {"User-Agent": PHONE, "X-Moz": "prefetch"}, Seen.PREFETCH, id="Firefox ahead of a tap"),
    pytest.param("GET", {"User-Agent": "WhatsApp/2.23.20.0"}, Seen.PREVIEW, id="WhatsApp"),
    pytest.param("GET", {"User-Agent": "facebookexternalhit/1.1"}, Seen.PREVIEW, id="Facebook"),
    pytest.param("GET", {"User-Agent": "Slackbot-LinkExpanding 1.0"}, Seen.PREVIEW, id="Slack"),
    pytest.param("GET", {"User-Agent": "TelegramBot (like TwitterBot)"}, Seen.PREVIEW, id="Telegram"),
    pytest.param("GET", {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, Seen.ROBOT, id="Google"),
    pytest.param("GET", {"User-Agent": "curl/8.5.0"}, Seen.ROBOT, id="curl"),
    pytest.param("GET", {"User-Agent": "python-requests/2.34"}, Seen.ROBOT, id="a script"),
    pytest.param("GET", {"User-Agent": ""}, Seen.NOBODY, id="says nothing"),
    pytest.param("GET", {}, Seen.NOBODY, id="no word at all"),
    pytest.param("GET", {"User-Agent": PHONE.replace("SM-A105FN", "CUBOT NOTE 20")}, Seen.SCAN, id="a telephone called Cubot"),
    pytest.param("GET", {"User-Agent": f"{PHONE} QRScanner/3.1"}, Seen.SCAN, id="inside a reader of codes"),
    pytest.param("GET", {"User-Agent": PHONE, "Cache-Control": "max-age=0"}, Seen.AGAIN, id="loaded again"),
    pytest.param("GET", {"User-Agent": PHONE, "Sec-Fetch-Site": "same-origin"}, Seen.AGAIN, id="another language of the page"),
    pytest.param("GET", {"User-Agent": PHONE, "Sec-Fetch-Site": "cross-site"}, Seen.SCAN, id="from a link elsewhere"),
    pytest.param("GET", {"User-Agent": PHONE, "Sec-Fetch-Dest": "image"}, Seen.PART, id="as a picture in a page"),
]


@pytest.mark.parametrize(("method", "headers", "expected"), VISITS)
def test_what_counts_as_a_scan(method: str, headers: dict[str, str], expected: Seen) -> None:
    assert seen(method, headers) is expected
