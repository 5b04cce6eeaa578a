"""Who is told about an urgent case, in which order, until somebody has it (S5). Days are London dates."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from portal.domain.frozen import frozen
from portal.domain.working_days import london_date

DUTY, DEPUTY, CALL = "duty", "deputy", "call"
PARTS = (DUTY, DEPUTY, CALL)


@frozen
class Turn:
    """A line of the rota: a part, who has it (a person's id, none for somebody to ring), and from which day to which."""

    part: str
    person: str = ""
    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the line holds on that day; both its days are part of it, and one that is left out sets no bound."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@frozen
class Told:
    """That somebody was told: their id, or nothing for the list of calls, and when (UTC)."""

    person: str
    at: datetime


@frozen
class Step:
    """What has to happen now: the how manieth step it is, from 1, and who is told; nobody when it is time to ring."""

    number: int
    person: str


def line(rota: Sequence[Turn], day: date, may_be_told: Collection[str]) -> tuple[str, ...]:
    """Who is told on a day, in order: the first on duty, the next, and the first deputy; each once.

    Whoever may not be told stands in no line, so the one behind them moves up.
    """
    there = [turn for turn in rota if turn.covers(day) and turn.person in may_be_told]
    duty = list(dict.fromkeys(turn.person for turn in there if turn.part == DUTY))[:2]
    deputy = [turn.person for turn in there if turn.part == DEPUTY and turn.person not in duty][:1]
    return (*duty, *deputy)


def due(
    rota: Sequence[Turn],
    told: Sequence[Told],
    *,
    now: datetime,
    every: timedelta,
    may_be_told: Collection[str],
    taken: bool = False,
) -> Step | None:
    """The step that is due now, if one is. ``told`` is who was told so far, oldest first.

    The rota is read as it is on the day of the step, so whoever comes on duty at midnight is told too. When nobody in the
    line is left it is time to ring, which is said once and stays so.
    """
    if taken or (told and now < told[-1].at + every):
        return None
    heard = {one.person for one in told}
    left = [person for person in line(rota, london_date(now), may_be_told) if person not in heard]
    if left:
        return Step(len(told) + 1, left[0])
    return None if "" in heard else Step(len(told) + 1, "")
