"""Places: the things that carry a QR code, whether a phone can read the code there, and what counts as a scan.

The figures of the rule were measured with simulated cameras and printed squares: a cheap phone begins to read at 0.33 mm for
each square of the code, reads well from 0.50 mm, and one that cannot focus needs 0.75 mm.
"""

import math
import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from portal.domain.frozen import frozen
from portal.domain.receipts import SYMBOLS

# Squares on each side that stay white.
QUIET: Final = 4
LEAST_SQUARE_MM, GOOD_SQUARE_MM, GREAT_SQUARE_MM = 0.33, 0.50, 0.75
# How much of the diameter the symbol may cover before its sides turn away from the camera.
MOST_CURVE, GOOD_CURVE = 0.70, 0.50
SHORT_LETTERS = 5
MOST_LETTERS = 8
SURFACES = ("paper", "plastic", "foam", "fabric", "screen")
_MISREAD = str.maketrans("OIL", "011")


class NotAShortCode(Exception):
    """What was typed or scanned cannot be a place's short code."""


@frozen
class Item:
    """A kind of thing: the room it has for a code in millimetres, its diameter where it is round, and what it is made of.

    Nothing is printed on a page on a screen: its room is 0.
    """

    key: str
    name: str
    width: float
    height: float
    diameter: float = 0
    surface: str = "paper"

    @property
    def room(self) -> float:
        """The side of the largest square that fits, in millimetres."""
        return min(self.width, self.height)


class Light(StrEnum):
    """Whether to print it so."""

    STOP = "stop"
    RISKY = "risky"
    GOOD = "good"
    GREAT = "great"


@frozen
class Verdict:
    """Whether phones can read a code printed so; ``square_mm`` is one of its squares, ``curve`` its share of the diameter.

    ``reasons`` and ``advice`` are keys. ``least_mm`` is the smallest side, white margin included, from which cheap phones
    read it well.
    """

    light: Light
    square_mm: float
    curve: float
    reasons: tuple[str, ...]
    advice: tuple[str, ...]
    least_mm: int


def verdict(modules: int, size: float, item: Item, *, in_capitals: int = 0) -> Verdict:
    """Whether a code of ``modules`` squares a side can be read, printed ``size`` mm wide (white margin included) on an item.

    ``in_capitals`` is how many squares the same address needs in capitals. The rule is ux.md's, section 5.6.
    """
    square = size / (modules + 2 * QUIET)
    curve = modules * square / item.diameter if item.diameter else 0.0
    reasons = []
    if square < LEAST_SQUARE_MM:
        reasons.append("too_small")
    elif square < GOOD_SQUARE_MM:
        reasons.append("small")
    if curve > MOST_CURVE:
        reasons.append("too_curved")
    elif curve > GOOD_CURVE:
        reasons.append("curved")
    if size > item.room:
        reasons.append("no_room")
    light = _light(reasons, square)
    return Verdict(light, square, curve, tuple(reasons), _advice(light, modules, size, item, in_capitals), _least(modules))


def _light(reasons: list[str], square: float) -> Light:
    if {"too_small", "too_curved", "no_room"} & set(reasons):
        return Light.STOP
    if reasons:
        return Light.RISKY
    return Light.GREAT if square >= GREAT_SQUARE_MM else Light.GOOD


def _least(modules: int) -> int:
    return math.ceil(GOOD_SQUARE_MM * (modules + 2 * QUIET))


def _advice(light: Light, modules: int, size: float, item: Item, in_capitals: int) -> tuple[str, ...]:
    if light in (Light.GOOD, Light.GREAT):
        return ()
    most = most_mm(modules, item)
    shorter = bool(in_capitals) and in_capitals < modules
    if shorter:
        return ("capitals", *(("proof",) if light is Light.RISKY else ()))
    if most < LEAST_SQUARE_MM * (modules + 2 * QUIET):
        return ("no_code",)
    if most < _least(modules):
        return ("largest", "proof", "words")
    if size < _least(modules):
        return ("larger", *(("proof",) if light is Light.RISKY else ()))
    return ("smaller", *(("proof",) if light is Light.RISKY else ()))


def most_mm(modules: int, item: Item) -> float:
    """The largest side, white margin included, that the item has room for and its curve allows."""
    if not item.diameter:
        return item.room
    return min(item.room, MOST_CURVE * item.diameter / modules * (modules + 2 * QUIET))


def normalise(typed: str) -> str:
    """The short code as it is kept, however it was typed. Raises NotAShortCode."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKC", typed).upper() if letter not in " -.")
    short = plain.translate(_MISREAD)
    if not 1 <= len(short) <= MOST_LETTERS or any(letter not in SYMBOLS for letter in short):
        raise NotAShortCode
    return short


def make(pick: int) -> str:
    """The short code for a number picked from range(32 ** SHORT_LETTERS). Raises ValueError outside it."""
    if not 0 <= pick < len(SYMBOLS) ** SHORT_LETTERS:
        raise ValueError("a short code is made from a number in its range")
    letters = []
    for _ in range(SHORT_LETTERS):
        pick, letter = divmod(pick, len(SYMBOLS))
        letters.append(SYMBOLS[letter])
    return "".join(reversed(letters))


@frozen
class Place:
    """One batch of things with one code. ``pieces`` is how many there are; cost in pence for one, if it is known.

    Days are London days and are in the time. ``language`` and ``kind`` are what the form opens with, "" for the usual.
    """

    short: str
    name: str
    item: str
    batch: str
    pieces: int
    handed_out_by: str
    language: str
    kind: str
    valid_from: date
    valid_until: date | None = None
    retired_on: date | None = None
    pence: int | None = None

    def works(self, today: date) -> bool:
        """Whether the code opens the form as this place on the London day ``today``, and is counted."""
        over = self.valid_until is not None and today > self.valid_until
        retired = self.retired_on is not None and today >= self.retired_on
        return self.valid_from <= today and not over and not retired


class Asked(Protocol):
    """What a browser says of its visit, by the names of headers."""

    def get(self, name: str, usual: str, /) -> str:
        """What it says under that name, or ``usual``."""


class Seen(StrEnum):
    """What a visit to a place's address was."""

    SCAN = "scan"
    HEAD = "head"
    PREFETCH = "prefetch"
    PREVIEW = "preview"
    ROBOT = "robot"
    NOBODY = "nobody"
    PART = "part"
    AGAIN = "again"


# In the order in which they are looked for; each stands for the apps that look at a link before anybody opens it.
PREVIEWS = (
    *("whatsapp", "facebookexternalhit", "facebot", "slackbot", "slack-imgproxy", "telegrambot", "twitterbot", "discordbot"),
    *("skypeuripreview", "linkedinbot", "pinterest", "viber", "snapchat", "redditbot", "embedly", "iframely", "mastodon"),
    *("applebot", "bitlybot", "outlook", "safelinks", "microsoft office", "bingpreview", "google-safety", "googleimageproxy"),
)
ROBOTS = re.compile(
    # "Cubot" makes telephones, and a telephone's reader of codes may call itself a scanner.
    r"(?<!cu)bot\b|crawl|spider|slurp|headless|phantomjs|lighthouse|monitor|uptime|curl/|wget/|python-|httpx|go-http-client|java/|"
    r"okhttp|libwww|node-fetch|axios/|postman|ruby|perl|php/"
)


def seen(method: str, headers: Asked) -> Seen:
    """Whether a visit counts as a scan, by what the browser says of it; nothing of that is kept.

    ``headers`` are asked for by their usual names.
    """
    agent = headers.get("User-Agent", "").casefold()
    purposes = " ".join(headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")).casefold()
    if method != "GET":
        return Seen.HEAD
    if "prefetch" in purposes or "prerender" in purposes or "preview" in purposes:
        return Seen.PREFETCH
    if not agent.strip():
        return Seen.NOBODY
    if any(name in agent for name in PREVIEWS):
        return Seen.PREVIEW
    if ROBOTS.search(agent):
        return Seen.ROBOT
    if headers.get("Sec-Fetch-Dest", "document") not in ("document", "empty"):
        return Seen.PART
    # A page that is loaded again says so, and so does one to which our own page led.
    if headers.get("Sec-Fetch-Site", "none") == "same-origin" or "max-age=0" in headers.get("Cache-Control", ""):
        return Seen.AGAIN
    return Seen.SCAN
