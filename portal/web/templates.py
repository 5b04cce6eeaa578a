"""Templates stay compiled from one start to the next, since compiling the first page's takes longer than all else about it."""

import contextlib
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket


class Compiled(jinja2.FileSystemBytecodeCache):
    """Compiled templates in a folder that only we may read, beside the keys. Without such a folder nothing is kept."""

    def __init__(self, folder: Path) -> None:
        # Kept by version as well: each source file is known by its digest, what compiled it is not.
        super().__init__(str(folder), f"{jinja2.__version__}-%s.cache")

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one, if it can be kept."""
        with contextlib.suppress(OSError):
            Path(self.directory).mkdir(mode=0o700, exist_ok=True)
            super().dump_bytecode(bucket)
