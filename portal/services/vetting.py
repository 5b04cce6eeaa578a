"""What a file is, told by what is in it and never by its name; and pictures made anew without what a camera adds.

A file must be one thing only: what is a PDF to one program and an archive to another is refused. Nothing is unpacked to
disk, and no picture is decoded that would need more memory than MOST_PIXELS.
"""

import struct
import threading
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from portal.domain.frozen import frozen
from portal.domain.papers import MOST_BYTES

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 60_000_000
MOST_PARTS, MOST_UNPACKED, MOST_TIMES = 5000, 300_000_000, 200
DOCX = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ODT = b"application/vnd.oasis.opendocument.text"
PICTURES = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
ZIP, OLD_OFFICE, END_OF_ZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PK\x05\x06"
HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif"})
SAME = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg"}
# A large picture takes a few hundred megabytes while it is made anew, so a process makes one at a time.
_ONE_PICTURE = threading.Lock()
GREYS_AND_COLOURS = ("1", "L", "LA", "I;16", "RGB", "RGBA")


class Refused(Exception):
    """The file cannot be taken; ``why`` is one of the keys that the page has a sentence for."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@frozen
class Vetted:
    """A file that may be kept: its kind (a key of papers.KINDS) and its bytes, for a picture new ones."""

    kind: str
    data: bytes


def vet(data: bytes, name: str) -> Vetted:
    """The file as it may be kept. ``name`` is what its sender calls it, which must not lie. Raises Refused."""
    if not data:
        raise Refused("empty")
    if len(data) > MOST_BYTES:
        raise Refused("too_big")
    picture = next((kind for start, kind in PICTURES.items() if data.startswith(start)), "")
    if picture:
        vetted = Vetted(picture, _made_anew(data, picture))
    elif data.startswith(b"%PDF-"):
        _check_pdf(data)
        vetted = Vetted("pdf", data)
    elif data.startswith(ZIP):
        vetted = Vetted(_kind_of_archive(data), data)
    else:
        raise Refused(_unknown(data))
    _check_name(name, vetted.kind)
    return vetted


def _unknown(data: bytes) -> str:
    if data[4:8] == b"ftyp" and data[8:12] in HEIC:
        return "heic"
    return "old_word" if data.startswith(OLD_OFFICE) else "unknown"


def _check_name(name: str, kind: str) -> None:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    told = SAME.get(ending, ending)
    # Chat programs mix the names of pictures up, and a picture is made anew anyway.
    if told and told != kind and not {told, kind} <= {"jpg", "png"}:
        raise Refused("name")


def _check_pdf(data: bytes) -> None:
    end = data[-2048:].rstrip(b"\0\t\r\n\f ")
    if b"%%EOF" not in end:
        raise Refused("damaged")
    if not end.endswith(b"%%EOF") or zipfile.is_zipfile(BytesIO(data)):
        raise Refused("two_in_one")


def _kind_of_archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_parts(data, parts)
            return _kind_of_parts(archive, {part.filename for part in parts}, parts[0])
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError, ValueError, struct.error, zlib.error):
        raise Refused("damaged") from None


def _check_parts(data: bytes, parts: list[zipfile.ZipInfo]) -> None:
    # The list of parts ends the file, and the first part begins it: nothing stands before, between the lines or after.
    alone = data[-22:-18] == END_OF_ZIP and parts and min(part.header_offset for part in parts) == 0
    if not alone or len({part.filename for part in parts}) != len(parts):
        raise Refused("two_in_one")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("locked")
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > min(MOST_UNPACKED, MOST_TIMES * len(data)):
        raise Refused("packed")


def _kind_of_parts(archive: zipfile.ZipFile, names: set[str], first: zipfile.ZipInfo) -> str:
    if {"[Content_Types].xml", "word/document.xml"} <= names:
        types = _start_of(archive, "[Content_Types].xml")
        if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
            raise Refused("macros")
        if DOCX in types:
            return "docx"
    elif first.filename == "mimetype" and "content.xml" in names and _start_of(archive, "mimetype") == ODT:
        if any(name.startswith(("Basic/", "Scripts/")) for name in names):
            raise Refused("macros")
        return "odt"
    raise Refused("unknown")


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(1_000_000)


def _made_anew(data: bytes, kind: str) -> bytes:
    from PIL import Image, ImageOps

    file = BytesIO()
    try:
        with _ONE_PICTURE, Image.open(BytesIO(data), formats=["JPEG" if kind == "jpg" else "PNG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused("too_many_pixels")
            ImageOps.exif_transpose(picture, in_place=True)
            _save(picture, file, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("too_many_pixels") from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error, zlib.error):
        raise Refused("damaged") from None
    if file.tell() > MOST_BYTES:
        raise Refused("too_big")
    return file.getvalue()


def _save(picture: "Image.Image", file: BytesIO, kind: str) -> None:
    if kind == "jpg":
        picture = picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
    elif picture.mode not in GREYS_AND_COLOURS:
        picture = picture.convert("RGBA")
    # Where it was taken, with what, by whom, and anything hung on behind stays with the old file.
    picture.info = {}
    picture.save(file, "JPEG" if kind == "jpg" else "PNG", quality=90)
