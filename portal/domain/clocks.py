"""The clocks that the law and the trust's promises set, as rows with their basis.

Days are working days in England; the day something arrives is day zero (W6), and a reply is on time at any moment of its
due date (W9). A basis that ends in "(memory)" could not be read in the Regulations themselves: have it checked by the
trust's legal team before it is printed anywhere.
"""

from datetime import date, timedelta
from enum import StrEnum

from portal.domain.frozen import frozen
from portal.domain.working_days import WorkingDays

SOON = 3


@frozen
class Rule:
    """One clock: how many working days from its start, and why. Negative days count back (W12)."""

    name: str
    days: int
    runs_from: str
    basis: str

    @property
    def ours(self) -> bool:
        """Whether the trust may set the days: its own promise, or a rule that its legal team has to confirm."""
        return self.basis.endswith("(memory)") or "the trust's own" in self.basis


RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("ack", 2, "receipt", "R1.6.3: the trust's own promise; councils publish 2, 3 or 5"),
        Rule("stage1", 10, "receipt", "R1.8.2: regulation 14"),
        Rule("stage1-extended", 20, "receipt", "R1.8.3: regulation 14, for complexity or an advocate, with a notice"),
        Rule("stage2-request", 20, "receipt of the Stage 1 answer", "R1.10.2: regulation 15"),
        Rule("stage2-statement", 10, "the request", "R1.10.4: the trust's own alarm while the statement is not agreed"),
        Rule("stage2", 25, "the start of Stage 2", "R1.10.5: regulation 17"),
        Rule("stage2-extended", 65, "the start of Stage 2", "R1.10.5: regulation 17, 65 in all"),
        Rule("stage3-request", 20, "receipt of the Stage 2 answer", "R1.11.1: regulation 18"),
        Rule("stage3-ack", 2, "receipt of the request", "R1.11.2: statutory guidance (memory)"),
        Rule("stage3-chair", 10, "receipt of the request", "R1.11.3: statutory guidance (memory)"),
        Rule("stage3-panel", 30, "receipt of the request", "R1.11.4: regulation 19(4)"),
        Rule("stage3-papers", -10, "the day of the panel", "R1.11.5: statutory guidance (memory)"),
        Rule("stage3-report", 5, "the day of the panel", "R1.11.9: regulation 20"),
        Rule("stage3-response", 15, "receipt of the panel's report", "R1.11.10: regulation 20"),
        Rule("lado", 1, "receipt", "S7: an allegation against a worker goes to the designated officer"),
        Rule("corporate1-ack", 5, "receipt", "C4: Complaint Handling Code"),
        Rule("corporate1", 10, "acknowledgement", "C4: Complaint Handling Code"),
        Rule("corporate1-extended", 20, "acknowledgement", "C4: Complaint Handling Code, 10 more with reasons"),
        Rule("corporate2-ack", 5, "receipt of the request", "C4: Complaint Handling Code"),
        Rule("corporate2", 20, "acknowledgement", "C4: Complaint Handling Code"),
        Rule("corporate2-extended", 40, "acknowledgement", "C4: Complaint Handling Code, 20 more (memory)"),
    )
}


def due(rule: str, start: date, days: WorkingDays, count: int | None = None) -> date:
    """The due date of a rule, by its own number of working days unless ``count`` is the trust's.

    Raises KeyError for a rule that is not, CalendarGap beyond the known bank holidays.
    """
    count = RULES[rule].days if count is None else count
    return days.due(start, count) if count >= 0 else days.before(start, -count)


def last_day_to_ask(received_on: date, days: WorkingDays) -> date:
    """The last day to ask for the next stage without explaining: 20 working days, or 28 days where that is later (2.5)."""
    return max(days.due(received_on, RULES["stage2-request"].days), received_on + timedelta(days=28))


def one_year_after(grounds: date) -> date:
    """The last day within the one-year limit (R1.6.5, 2.8); 29 February becomes the 28th. Later never bars by itself."""
    try:
        return grounds.replace(year=grounds.year + 1)
    except ValueError:
        return date(grounds.year + 1, 2, 28)


@frozen
class Pause:
    """Stage 1 while an advocate is found (R1.8.4): the first day of the pause and the day the advocate was appointed.

    Until somebody is appointed ``ends`` is None. Raises ValueError for a pause that ends before it begins.
    """

    begins: date
    ends: date | None = None

    def __post_init__(self) -> None:
        if self.ends is not None and self.ends < self.begins:
            raise ValueError("a pause cannot end before it begins")


@frozen
class Stage1:
    """Stage 1 with a pause: the date that counting gives, and the outer limit that the pause does not move.

    ``counted`` is None while the pause lasts, because nobody knows yet when counting goes on.
    """

    counted: date | None
    outer: date

    @property
    def in_force(self) -> date:
        """The date by which the answer must be sent: the earlier of the two (R1.8.4)."""
        return self.outer if self.counted is None else min(self.counted, self.outer)


def stage1(
    received_on: date, days: WorkingDays, *, extended: bool = False, pause: Pause | None = None, moves_outer: bool = False
) -> Stage1:
    """When Stage 1 is due. The appointment of the advocate is day zero of what is left (R1.8.4). Raises CalendarGap.

    ``moves_outer`` is for a complainant who agreed in writing that the pause moves the outer limit too, where the trust's
    settings allow that (CONFIG advocate_pause_moves_outer_limit, by default they do not).
    """
    allowed, most = RULES["stage1-extended" if extended else "stage1"].days, RULES["stage1-extended"].days
    outer = days.due(received_on, most)
    counted = _paused(received_on, allowed, pause, days)
    return Stage1(counted, (_paused(received_on, most, pause, days) or outer) if moves_outer else outer)


def _paused(received_on: date, allowed: int, pause: Pause | None, days: WorkingDays) -> date | None:
    used = days.elapsed(days.day_zero(received_on), pause.begins) if pause else 0
    # A pause that begins when the days are used up gives none of them back.
    if pause is None or used >= allowed:
        return days.due(received_on, allowed)
    return days.due(max(pause.ends, received_on), allowed - used) if pause.ends else None


def stage2_start(requested_on: date, *, statement_on: date | None, was_oral: bool, amended: bool) -> date:
    """The day from which Stage 2 counts (R1.10.4): the request, or the agreed statement where words had to be settled.

    The Ombudsman has counted from the request, so show the clocks of ``requested_on`` beside these, always.
    """
    return statement_on if statement_on and (was_oral or amended) else requested_on


class Light(StrEnum):
    """How a clock stands; being due is its resting state."""

    RESTING = "resting"
    SOON = "soon"
    TODAY = "today"
    LATE = "late"
    PAUSED = "paused"


@frozen
class Standing:
    """A clock on one day: its light, and the working days that are left or, when late, over."""

    light: Light
    days: int


def light(due_on: date, today: date, days: WorkingDays, *, paused: bool = False) -> Standing:
    """How a clock stands today. Raises CalendarGap."""
    if paused:
        return Standing(Light.PAUSED, 0)
    if today > due_on:
        return Standing(Light.LATE, days.elapsed(due_on, today))
    left = days.elapsed(today, due_on)
    if today == due_on:
        return Standing(Light.TODAY, 0)
    return Standing(Light.SOON if left <= SOON else Light.RESTING, left)
