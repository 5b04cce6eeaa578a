"""What the worker tried and could not do, for whoever keeps the portal running. It names no case and nobody's words."""

from portal.store import outbox
from portal.store.database import Session
from portal.store.outbox import Failed

__all__ = ["Failed", "listed"]


def listed(session: Session) -> tuple[Failed, ...]:
    """The jobs that did not work, the oldest first."""
    return tuple(outbox.faults(session))
