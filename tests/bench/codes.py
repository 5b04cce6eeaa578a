"""How often simulated phones read a printed code, beside what the rule says of it: `python -m tests.bench.codes`.

A camera is so many pixels to a millimetre of the thing, with its blur and noise. A print spreads its ink. A round thing turns
the sides of the code away. Each code is looked at from several sides, in one picture each; a real phone takes many pictures,
so that one in three is enough.
"""

import math
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import zxingcpp
from PIL import Image, ImageChops, ImageFilter

from portal.domain.places import Item, verdict
from portal.services import places
from portal.starting import ITEMS

FRAMES = 20
# Pixels that the print is drawn in, for each millimetre: many for what is small, and not more than a picture of a poster needs.
FINEST, WIDEST = 40, 1600
INK_MM, BLUR_MM, PAPER, INK = 0.03, 0.05, 235, 25


@dataclass(frozen=True)
class Camera:
    """A phone: pixels to a millimetre at the distance from which it can see the code sharply, and how sharply that is."""

    name: str
    pixels: float
    blur: float
    noise: float


CAMERAS = (
    Camera("good", 15.0, 0.6, 4),
    Camera("cheap", 8.4, 0.9, 8),
    Camera("fixed focus", 5.0, 1.2, 10),
)
LINKS = {
    "short, capitals": "HTTPS://SANDWELLVOICE.CO.UK/Q/7F3KQ",
    "short, small letters": "https://sandwellvoice.co.uk/q/7F3KQ",
    "a page's address": "https://www.sandwellvoice.co.uk/have-your-say-contact-the-trust",
    "with tags": "https://www.sandwellvoice.co.uk/have-your-say-contact-the-trust?utm_source=pen&utm_medium=print&utm_campaign=autumn-2026",
}


def rate(address: str, size: float, item: Item, camera: Camera, *, frames: int = FRAMES, seed: int = 1) -> float:
    """The share of pictures in which the code is read as exactly ``address``, printed ``size`` mm wide on an item."""
    chosen, printed = random.Random(seed), _printed(address, size)
    return sum(_read(_photographed(printed, size, item, camera, chosen)) == address for _ in range(frames)) / frames


def _fine(size: float) -> float:
    return min(FINEST, WIDEST / size)


def _printed(address: str, size: float) -> Image.Image:
    fine = _fine(size)
    rows = places.squares(address)
    drawn = Image.new("L", (len(rows), len(rows)), PAPER)
    drawn.putdata([INK if dark else PAPER for row in rows for dark in row])
    side = round(size * fine)
    sharp = drawn.resize((side, side), Image.Resampling.NEAREST)
    spread = sharp.filter(ImageFilter.MinFilter(2 * max(1, round(INK_MM * fine)) + 1))
    return spread.filter(ImageFilter.GaussianBlur(BLUR_MM * fine))


def _photographed(printed: Image.Image, size: float, item: Item, camera: Camera, chosen: random.Random) -> Image.Image:
    wrapped = _wrapped(printed, size, item.diameter) if item.diameter else printed
    around = Image.new("L", (round(printed.width * 1.5), round(printed.width * 1.5)), 150)
    around.paste(wrapped, ((around.width - wrapped.width) // 2, (around.height - wrapped.height) // 2))
    tilted = _tilted(around, math.radians(chosen.uniform(0, 25)))
    turned = tilted.rotate(chosen.uniform(0, 360), Image.Resampling.BILINEAR, fillcolor=150)
    side = max(16, round(around.width / _fine(size) * camera.pixels))
    seen = turned.resize((side, side), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(camera.blur))
    light = Image.linear_gradient("L").resize(seen.size).rotate(chosen.choice((0, 90, 180, 270)))
    uneven = ImageChops.subtract(seen, light.point(lambda value: int(value * chosen.uniform(0.05, 0.25))))
    noise = Image.effect_noise(seen.size, 2 * camera.noise)
    return ImageChops.add(uneven, noise, 1, -128)


def _wrapped(printed: Image.Image, size: float, diameter: float) -> Image.Image:
    """The code around a cylinder, as the camera in front of it sees it: the sides are narrower, and end at the edge."""
    radius, half, fine = diameter / 2, size / 2, _fine(size)
    edge = min(half / radius, math.pi / 2 * 0.98)
    width = max(2, round(2 * radius * math.sin(edge) * fine))
    found = Image.new("L", (width, printed.height), 150)
    for x in range(width):
        across = (x - width / 2) / fine / radius
        along = math.asin(max(-1.0, min(1.0, across))) * radius
        column = min(printed.width - 1, max(0, round((along + half) * fine)))
        found.paste(printed.crop((column, 0, column + 1, printed.height)), (x, 0))
    return found


def _tilted(picture: Image.Image, angle: float) -> Image.Image:
    wide, high = picture.size
    far = wide * math.sin(angle) * 0.15
    corners = (-far, 0, 0, high, wide, high, wide + far, 0)
    return picture.transform(picture.size, Image.Transform.QUAD, corners, Image.Resampling.BILINEAR, fillcolor=150)


def _read(picture: Image.Image) -> str:
    found = zxingcpp.read_barcodes(picture)
    return found[0].text if found else ""


def lines() -> Iterator[str]:
    """A row for each item and link: the rule's verdict at the largest size that it has room for, and each phone's rate."""
    yield f"{'item':<22}{'link':<22}{'mm':>5}{'square':>8}{'curve':>7}  {'rule':<7}" + "".join(
        f"{each.name:>13}" for each in CAMERAS
    )
    for item in ITEMS:
        for name, address in LINKS.items() if item.room else ():
            size, modules = item.room, places.modules(address)
            found = verdict(modules, size, item, in_capitals=places.modules(LINKS["short, capitals"]))
            rates = "".join(f"{rate(address, size, item, camera):>12.0%} " for camera in CAMERAS)
            row = f"{item.key:<22}{name:<22}{size:>5g}{found.square_mm:>8.2f}{found.curve:>7.2f}  {found.light:<7}"
            yield row + rates


if __name__ == "__main__":
    for line in lines():
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
