"""Counts of requests, kept in this process as plain numbers and turned into metrics only when somebody asks.

Labels are endpoints, methods and classes of status: a closed set, so nobody can make the counts grow without end.
"""

import threading
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


@dataclass
class Tally:
    """Requests of one sort: how many took up to each bound, and the seconds of all together."""

    buckets: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0

    @property
    def requests(self) -> int:
        """How many there were."""
        return sum(self.buckets)


_tallies: dict[tuple[str, str, str], Tally] = {}
_lock = threading.Lock()


def count(endpoint: str, method: str, status: int, seconds: float) -> None:
    """One more request."""
    key = (endpoint, method if method in METHODS else "other", f"{status // 100}xx")
    with _lock:
        tally = _tallies.get(key)
        if tally is None:
            tally = _tallies[key] = Tally()
        tally.buckets[bisect_left(BOUNDS, seconds)] += 1
        tally.seconds += seconds


def tallies() -> Iterator[tuple[tuple[str, str, str], Tally]]:
    """What was counted, as it stands now."""
    with _lock:
        copies = [(key, Tally(list(tally.buckets), tally.seconds)) for key, tally in sorted(_tallies.items())]
    yield from copies
