"""What happens around an urgent case, as plain values: who was told of it, who has it, and who read it a second time."""

from portal.domain.frozen import frozen


@frozen
class Alerted:
    """Somebody on duty was told that the case is urgent: a person's id and name, both empty for the list of calls (S5)."""

    to: str
    name: str
    step: int


@frozen
class AlertTaken:
    """Somebody says that they have it, so nobody else has to be told (S5)."""


@frozen
class SecondReader:
    """A second person read a case that was flagged and agrees, or not, that nothing more has to be done (S11)."""

    agrees: bool
    why: str


DutyFact = Alerted | AlertTaken | SecondReader
