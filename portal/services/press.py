"""What typst cannot do to a PDF: the boxes a printing house looks for, plain black, and the words of right-to-left lines."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

MILLIMETRE = 72 / 25.4
# What is inside a paragraph; the number before a line of a list; and what has a text of its own already.
_INLINE, _APART = ("/Span", "/Strong", "/Em", "/Link"), ("/Lbl", "/Figure")


class WordsLost(Exception):
    """The paragraphs in the file are not those that were set, so what is read aloud would be wrong."""


def finish(made: bytes, *, room: float, bleed: float, heard: list[str]) -> bytes:
    """``made`` with its trim and bleed boxes, in black alone, and for each paragraph the words ``heard``, if any are given.

    ``room`` is what lies around the trimmed piece, ``bleed`` how much of that is printed on, both in millimetres.
    Tags and metadata stay as they are. Raises WordsLost.
    """
    import pikepdf

    with pikepdf.open(BytesIO(made)) as pdf:
        for page in pdf.pages:
            left, bottom, right, top = (float(edge) for edge in page.mediabox)
            for box, inset in (("/TrimBox", room), ("/BleedBox", max(room - bleed, 0.0))):
                by = inset * MILLIMETRE
                page.obj[box] = pikepdf.Array([left + by, bottom + by, right - by, top - by])
            _plain_black(page.obj.get("/Resources", {}), pikepdf.Name.DeviceGray)
        if heard:
            paragraphs = list(_paragraphs(pdf.Root.StructTreeRoot))
            if len(paragraphs) != len(heard):
                raise WordsLost(f"{len(paragraphs)} paragraphs, {len(heard)} texts")
            for paragraph, words in zip(paragraphs, heard, strict=True):
                paragraph.ActualText = pikepdf.String(words)
        file = BytesIO()
        pdf.save(file, deterministic_id=True)
    return file.getvalue()


def _plain_black(resources: Any, grey: Any) -> None:
    """Printing houses put device grey on the black plate; a grey with a profile may come out in four colours."""
    spaces = resources.get("/ColorSpace", {})
    for name in list(spaces.keys()):
        if spaces[name][0] == "/ICCBased" and spaces[name][1].N == 1:
            spaces[name] = grey
    for thing in resources.get("/XObject", {}).values():
        _plain_black(thing.get("/Resources", {}), grey)


def _paragraphs(node: Any) -> Iterator[Any]:
    """The tags that hold text themselves, in reading order."""
    kids = node.get("/K", [])
    kids = list(kids) if _is_array(kids) else [kids]
    tags = [kid for kid in kids if _is_tag(kid)]
    if any(not _is_tag(kid) or kid.S in _INLINE for kid in kids) and node.get("/S") not in _APART:
        yield node
    else:
        for tag in tags:
            if tag.S not in _APART:
                yield from _paragraphs(tag)


def _is_array(thing: Any) -> bool:
    import pikepdf

    return isinstance(thing, pikepdf.Array | list)


def _is_tag(thing: Any) -> bool:
    import pikepdf

    return isinstance(thing, pikepdf.Dictionary) and "/S" in thing
