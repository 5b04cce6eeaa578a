"""Rows of several senders stored in one transaction, so that a busy minute waits for the disk once and not for each.

The first to come waits for its turn at the database and then stores the rows of all who came meanwhile. Who comes while
it does so waits; then one of those who wait does the same. Nobody goes on before the rows are on the disk, and no
sender's fault is another's: when what was gathered cannot be stored together, each is stored alone.
"""

import threading
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import partial
from typing import Any

# What sort of row each is, and the row, in whatever form they are stored.
Rows = Sequence[tuple[Any, Any]]


class NotStored(Exception):
    """The rows were not stored, and nobody can say why."""


@dataclass(eq=False)
class Part:
    """What one sender adds, and what became of it."""

    rows: Rows
    fault: Exception | None = field(default_factory=NotStored)
    finished: bool = False
    turn: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.turn.acquire()


class Gathering:
    """``store`` asks for the rows, of any number of senders, and keeps all of them or raises having kept none.

    It asks when its turn at the database has come, so that who comes while it waits for that goes along.
    """

    def __init__(self, store: Callable[[Callable[[], Rows]], None], *, hopeless: type[Exception]) -> None:
        self._store = store
        self._hopeless = hopeless
        self._lock = threading.Lock()
        self._waiting: list[Part] = []
        self._led = False

    def add(self, rows: Rows) -> None:
        """Store the rows and return when they are safe. Raises what ``store`` raises for these rows alone."""
        part = Part(rows)
        with self._lock:
            self._waiting.append(part)
            leads, self._led = not self._led, True
        if not leads:
            part.turn.acquire()
        if not part.finished:
            self._lead()
        if part.fault is not None:
            raise part.fault

    def _lead(self) -> None:
        parts: list[Part] = []
        with self._lock:
            before = len(self._waiting)

        def take(most: int | None = None) -> Rows:
            with self._lock:
                parts.extend(self._waiting[:most])
                del self._waiting[:most]
            return [row for part in parts for row in part.rows]

        try:
            fault = self._fault(take)
            if not parts:
                # The turn never came. Who came meanwhile has not waited as long, and has a turn of their own.
                take(before)
            self._tell(parts, fault)
        finally:
            if not parts:
                take(before)
            with self._lock:
                next_parts = self._waiting[:1]
                self._led = bool(next_parts)
            for part in parts:
                part.finished = True
            for part in next_parts + parts:
                part.turn.release()

    def _tell(self, parts: Sequence[Part], fault: Exception | None) -> None:
        if len(parts) == 1:
            parts[0].fault = fault
            return
        alone = fault is not None and not isinstance(fault, self._hopeless)
        for part in parts:
            part.fault = self._fault(partial(_rows, part)) if alone else copy(fault)

    def _fault(self, rows: Callable[[], Rows]) -> Exception | None:
        try:
            self._store(rows)
        except Exception as fault:
            return fault
        return None


def _rows(part: Part) -> Rows:
    return part.rows
