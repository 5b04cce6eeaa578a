"""What a made-up case is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from portal.domain.facts import Assigned, Fact, Received

CHILD, FIRST, SECOND = "child", "first worker", "second worker"


@dataclass(frozen=True)
class Step:
    """Something that happened after: how many days before today, at which London hour, by whom.

    A fact that holds a day is made from the day on which it happens.
    """

    days_ago: int
    hour: int
    by: str
    fact: Fact | Callable[[date], Fact]


@dataclass(frozen=True)
class Story:
    """One case of the demonstration."""

    name: str
    days_ago: int
    hour: int
    received: Received
    then: tuple[Step, ...] = ()


TAKEN = Assigned("", "")
