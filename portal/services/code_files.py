"""A place's code as files for a printer: one at its exact size, or a sheet of sizes to try with a phone."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from portal.services import places, typesetting

# What a test sheet shows, in millimetres: from what no cheap phone reads to what every phone does.
SHEET = (8.0, 10.0, 12.0, 14.0, 17.0, 20.0, 25.0, 30.0, 40.0)


def pdf(address: str, words: str, *, size: float, organisation: str, now: datetime) -> bytes:
    """The code alone on a page of its own size in millimetres, with ``words`` beneath it when there are any."""
    return _set(address, words, organisation, now=now, size=size)


def sheet(address: str, words: str, labels: Mapping[float, str], *, organisation: str, now: datetime) -> bytes:
    """An A4 sheet with the code in several sizes; ``labels`` says of each size in millimetres what it is worth."""
    sizes = [{"size": size, "label": label} for size, label in labels.items()]
    return _set(address, words, organisation, now=now, sizes=sizes)


def _set(
    address: str,
    words: str,
    organisation: str,
    *,
    now: datetime,
    size: float = 0,
    sizes: Sequence[dict[str, object]] = (),
) -> bytes:
    explained = (
        "Print this sheet at its actual size (100 %), on the paper and with the ink of the order if you can. Scan each code with "
        "the cheapest phone you have. Order nothing smaller than what that phone read at once."
    )
    told = {
        "title": "Test sheet" if sizes else "Code",
        "organisation": organisation,
        "svg": places.svg(address, "", size=100),
        "alt": f"QR code of {words or address}",
        "words": words,
        "size": size,
        "sizes": list(sizes),
        "explained": explained,
        "ruler": "This line is 100 mm long. If yours is not, the printer changed the size.",
    }
    return typesetting.pdf("code.typ", told, now=now)
