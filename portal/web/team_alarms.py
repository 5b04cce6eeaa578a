"""The alarm that stands on top of every page of the team while an urgent case waits for somebody."""

from datetime import datetime

from portal.domain.frozen import frozen
from portal.domain.working_days import LONDON, london_date
from portal.services import alarms, rota
from portal.services.alarms import Raised
from portal.services.storing import Unavailable
from portal.web.wiring import now, reading, viewer

SHOWN = 3


@frozen
class Alarms:
    """The alerts that nobody has taken, how many more there are than are shown, and whom to ring once it is time to."""

    shown: tuple[Raised, ...]
    more: int
    calls: tuple[str, ...]

    @property
    def ring(self) -> bool:
        """Whether nobody is left to be told."""
        return any(one.time_to_ring for one in self.shown)


def waiting(*, here: str = "") -> Alarms | None:
    """What waits for somebody, if anything does; the case whose page this is (``here``) stands first.

    A database that is not there is told by the page itself.
    """
    try:
        with reading() as session:
            found = alarms.raised(session, viewer())
            if not found:
                return None
            # Then what nobody is left for.
            found.sort(key=lambda one: (one.reference != here, not one.time_to_ring))
            calls = rota.calls(session) if any(one.time_to_ring for one in found) else ()
    except Unavailable:
        return None
    return Alarms(tuple(found[:SHOWN]), len(found[SHOWN:]), calls)


def clock_time(at: datetime) -> str:
    """The London time of an instant, with its day unless that is today."""
    there = at.astimezone(LONDON)
    return f"{there:%H:%M}" if there.date() == london_date(now()) else f"{there:%a} {there.day} {there:%b %H:%M}"
