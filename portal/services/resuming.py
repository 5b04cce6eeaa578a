"""What somebody typed when their session slept: kept sealed for a while, for them alone, until they signed in again."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta

from portal.domain.frozen import frozen
from portal.store import passes
from portal.store.database import Session

KEPT_FOR = timedelta(minutes=30)


@frozen
class Typed:
    """A form on a case's page that could not be taken: whose, on which case, which form, and what was in it."""

    person_id: str
    reference: str
    form: str
    fields: dict[str, str]


def keep(session: Session, typed: Typed, *, now: datetime) -> str:
    """Keep it; the string returned is all that finds it."""
    return passes.give(session, passes.KEPT, json.dumps(asdict(typed)), until=now + KEPT_FOR)


def kept(session: Session, token: str, person_id: str, *, now: datetime) -> Typed | None:
    """What was kept for this person, and nobody else."""
    held = passes.look(session, passes.KEPT, token, now=now)
    values = json.loads(held) if held else {}
    # A child's refused form is held under the same purpose, in another shape.
    if values.get("person_id") != person_id:
        return None
    return Typed(**values)


def forget(session: Session, token: str) -> None:
    """It is on the page again."""
    passes.end(session, passes.KEPT, token)
