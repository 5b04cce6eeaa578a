"""Saved replies: words that the team uses again, sealed like all words."""

import uuid
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from portal.domain.frozen import frozen
from portal.store.database import Session
from portal.store.tables import saved_replies

PLACE = "saved_replies.words"


@frozen
class SavedReply:
    """A reply to use again: its title, whom it is for (a key of letters.AUDIENCES), and its words."""

    id: uuid.UUID
    title: str
    audience: str
    words: str


def everything(session: Session) -> list[SavedReply]:
    """All of them, by title."""
    query = select(saved_replies).order_by(saved_replies.c.title, saved_replies.c.id)
    return [_opened(session, row) for row in session.execute(query)]


def with_id(session: Session, reply_id: uuid.UUID) -> SavedReply | None:
    """The reply with that id, if there is one."""
    row = session.execute(select(saved_replies).where(saved_replies.c.id == reply_id)).first()
    return _opened(session, row) if row else None


def put(session: Session, reply: SavedReply) -> None:
    """Keep a reply: a new one, or new words for one that is there."""
    values = {"title": reply.title, "audience": reply.audience, "words": session.seal(PLACE, reply.id, reply.words)}
    changed = session.execute(update(saved_replies).where(saved_replies.c.id == reply.id).values(values))
    if not changed.rowcount:
        session.execute(insert(saved_replies), {"id": reply.id, **values})


def remove(session: Session, reply_id: uuid.UUID) -> None:
    """Forget a reply."""
    session.execute(delete(saved_replies).where(saved_replies.c.id == reply_id))


def _opened(session: Session, row: Row[Any]) -> SavedReply:
    return SavedReply(row.id, row.title, row.audience, session.open(PLACE, row.id, row.words))
