"""Taking in what children have sent: the worker's first step, so that sending is as quick as it can be."""

from datetime import datetime

from portal.services.sending import LOOK
from portal.store import intake, outbox
from portal.store.database import Session

MOST = 100


def take_in(session: Session, *, now: datetime) -> int:
    """Take in the cases that wait for it, oldest first, MOST at a time. Returns how many."""
    rows = intake.fresh(session, most=MOST)
    for began in rows:
        outbox.add(session, LOOK, case_id=intake.take_in(session, began), at=now)
    return len(rows)
