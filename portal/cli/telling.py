"""How commands speak: answers on standard output, progress and faults on standard error."""

import sys
from time import monotonic


class Refused(Exception):
    """The command was understood and cannot be done; the message says why in plain words."""


class Misused(Exception):
    """The command was not understood; the message says what was expected."""


def tell(text: str) -> None:
    """Say something on the side, where it does not mix with the answer."""
    print(text, file=sys.stderr, flush=True)


class Progress:
    """How far long work has come: one line that changes on a terminal, now and then a new line elsewhere."""

    def __init__(self, what: str, *, every: float = 5.0) -> None:
        self.what = what
        self.terminal = sys.stderr.isatty()
        self.every = 0.2 if self.terminal else every
        self.last = monotonic()
        self.said = False

    def __call__(self, done: int, total: int) -> None:
        """So many of so many are done."""
        if monotonic() - self.last < self.every:
            return
        self.last, self.said = monotonic(), True
        share = f" ({100 * done // total} %)" if total else ""
        line = f"{self.what}: {done:,} of {total:,}{share}"
        print(f"\r{line}" if self.terminal else line, end="" if self.terminal else "\n", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the changing line."""
        if self.terminal and self.said:
            print(file=sys.stderr, flush=True)
