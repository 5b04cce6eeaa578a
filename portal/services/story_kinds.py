"""What a made-up case is made of."""

from collections.abc import Callable
from datetime import date

from portal.domain.facts import Assigned, Fact, Received
from portal.domain.frozen import frozen

CHILD, FIRST, SECOND = "child", "first worker", "second worker"


@frozen
class Step:
    """Something that happened after: how many days before today, at which London hour, by whom.

    A fact that holds a day is made from the day on which it happens.
    """

    days_ago: int
    hour: int
    by: str
    fact: Fact | Callable[[date], Fact]


@frozen
class Story:
    """One case of the demonstration."""

    name: str
    days_ago: int
    hour: int
    received: Received
    then: tuple[Step, ...] = ()


TAKEN = Assigned("", "")
