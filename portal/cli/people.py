"""``portal person``."""

from typing import Any


def add(commands: Any) -> None:
    """The command of this file."""
