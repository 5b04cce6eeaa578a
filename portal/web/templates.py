"""Templates stay compiled from one start to the next, since compiling the first page's takes longer than all else about it."""

import contextlib
import re
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket


class Compiled(jinja2.FileSystemBytecodeCache):
    """Compiled templates in a folder that only we may read, beside the keys. Without such a folder nothing is kept."""

    def __init__(self, folder: Path) -> None:
        # Kept by version as well: each source file is known by its digest, what compiled it is not.
        super().__init__(str(folder), f"{jinja2.__version__}-visible-%s.cache")

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one, if it can be kept."""
        with contextlib.suppress(OSError):
            Path(self.directory).mkdir(mode=0o700, exist_ok=True)
            super().dump_bytecode(bucket)


# What no HTML page may hold: controls, and the code points that are never a letter.
UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
PICTURES = 0x2400


def visible(value: Any) -> Any:
    """A value as a page shows it: a control character as its picture (a bell is U+2407), so that it is seen and harms nothing."""
    if not isinstance(value, str) or not UNSEEN.search(value):
        return value
    return value.translate({ord(sign): _picture(ord(sign)) for sign in set(UNSEEN.findall(value))})


def _picture(code: int) -> int:
    return PICTURES + code if code < 0x20 else 0xFFFD
