"""Taking in what children have sent: the worker's first step, so that sending is as quick as it can be."""

from datetime import datetime

from portal.keyring import CannotOpen
from portal.logs import portal as log
from portal.services.sending import LOOK
from portal.store import intake, outbox
from portal.store.database import Session

MOST = 100


def take_in(session: Session, *, now: datetime) -> int:
    """Take in the cases that wait for it, oldest first. Returns how many.

    One whose words do not open with the keys at hand is left to wait: readiness and ``portal check`` tell of it.
    """
    taken = 0
    for began in intake.fresh(session, most=MOST):
        try:
            case_id = intake.take_in(session, began)
        except CannotOpen:
            log.error("a case cannot be taken in: its words do not open with these keys")
            continue
        outbox.add(session, LOOK, case_id=case_id, at=now)
        taken += 1
    return taken
