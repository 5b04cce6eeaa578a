"""What staff type for a letter, as blocks: a blank line parts paragraphs, lines that begin with a dash are a list, ** is bold."""

import re
import unicodedata
from itertools import groupby

from portal.domain.frozen import frozen

_BOLD = re.compile(r"\*\*(?=\S)([^*\n]{1,300}?)(?<=\S)\*\*")
_ITEM = re.compile(r"[-•*] +(?=\S)")


@frozen
class Run:
    """Words that look alike."""

    text: str
    bold: bool = False


@frozen
class Block:
    """A paragraph, or a list, as lines of runs."""

    kind: str
    lines: tuple[tuple[Run, ...], ...]


def blocks(text: str) -> tuple[Block, ...]:
    """The paragraphs and lists of ``text``."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", printable(text)):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        for is_item, group in groupby(lines, key=lambda line: bool(_ITEM.match(line))):
            shown = tuple(_runs(_ITEM.sub("", line, count=1) if is_item else line) for line in group)
            found.append(Block("list" if is_item else "paragraph", shown))
    return tuple(found)


def plain(all_blocks: tuple[Block, ...]) -> str:
    """The same as text, with a dash before each line of a list."""
    return "\n\n".join(
        "\n".join(("- " if block.kind == "list" else "") + "".join(run.text for run in line) for line in block.lines)
        for block in all_blocks
    )


def printable(text: str) -> str:
    """``text`` without what no printer shows: control characters, direction marks, halves of characters."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    # Zero-width joiners shape words in Urdu and Punjabi, so they stay.
    return "".join(
        sign for sign in composed if sign in "\n\u200c\u200d" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co")
    )


def _runs(line: str) -> tuple[Run, ...]:
    # Splitting by a pattern with one group gives what is between matches, and every second time the group.
    return tuple(Run(text, bold=number % 2 == 1) for number, text in enumerate(_BOLD.split(line)) if text)
