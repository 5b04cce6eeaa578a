"""Passes: short-lived keys to something on the server. Only a digest of each is kept, and it ends by itself.

A reading pass opens one case for some minutes; a kept form holds a refused or half-written form over one redirect.
"""

import secrets
import uuid
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from portal.store.database import Session
from portal.store.tables import passes

READING, KEPT = "reading", "kept"


def give(session: Session, purpose: str, data: str, *, until: datetime) -> str:
    """A new pass for ``data``; the string returned is all that opens it."""
    token, pass_id = secrets.token_urlsafe(32), uuid.uuid4()
    row = {
        "id": pass_id,
        "token_digest": session.digest(purpose, token),
        "purpose": purpose,
        "data": session.seal("passes.data", pass_id, data),
        "expires_at": until,
    }
    session.execute(insert(passes), row)
    return token


def look(session: Session, purpose: str, token: str, *, now: datetime) -> str | None:
    """What the pass holds, unless it is over or was never given for this purpose."""
    query = select(passes).where(
        passes.c.token_digest == session.digest(purpose, token), passes.c.purpose == purpose, passes.c.expires_at > now
    )
    row = session.execute(query).first()
    return session.open("passes.data", row.id, row.data) if row else None


def take(session: Session, purpose: str, token: str, *, now: datetime) -> str | None:
    """What the pass holds, and its end: of several who ask at once, one gets it."""
    held = look(session, purpose, token, now=now)
    gone = session.execute(delete(passes).where(passes.c.token_digest == session.digest(purpose, token))).rowcount
    return held if gone == 1 else None


def extend(session: Session, purpose: str, token: str, *, until: datetime) -> None:
    """Let the pass live until then."""
    session.execute(update(passes).where(passes.c.token_digest == session.digest(purpose, token)).values(expires_at=until))


def end(session: Session, purpose: str, token: str) -> None:
    """The pass opens nothing any more."""
    session.execute(delete(passes).where(passes.c.token_digest == session.digest(purpose, token)))


def end_all(session: Session, purpose: str, data: str, *, now: datetime) -> None:
    """End every live pass of that purpose that holds just ``data``."""
    query = select(passes).where(passes.c.purpose == purpose, passes.c.expires_at > now)
    ended = [row.id for row in session.execute(query) if session.open("passes.data", row.id, row.data) == data]
    session.execute(delete(passes).where(passes.c.id.in_(ended)))


def sweep(session: Session, *, now: datetime) -> None:
    """Erase the passes that are over."""
    session.execute(delete(passes).where(passes.c.expires_at <= now))


def end_about(session: Session, *names: str) -> None:
    """End every pass whose data names one of ``names``."""
    query = select(passes.c.id, passes.c.data)
    ended = [row.id for row in session.execute(query) if _names(session.open("passes.data", row.id, row.data), names)]
    session.execute(delete(passes).where(passes.c.id.in_(ended)))


def _names(data: str, names: tuple[str, ...]) -> bool:
    return any(name in data for name in names)
