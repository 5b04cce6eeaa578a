"""Saved replies: kept by the team, put into the box of a reply, and never sent alone: a child is owed a word of their own."""

import re
import uuid

from portal.store import saved_replies
from portal.store.database import Session
from portal.store.saved_replies import SavedReply

__all__ = ["SavedReply", "everything", "forget", "keep", "lacks_own_words", "one"]
# An own sentence says something: "Thanks" or a name alone is none.
LEAST_WORDS = 3
_ENDS = re.compile(r"(?<=[.!?…])\s+|\n+")
_WORD = re.compile(r"\w+")


def everything(session: Session) -> list[SavedReply]:
    """All of them, by title."""
    return saved_replies.everything(session)


def one(session: Session, reply_id: str) -> SavedReply | None:
    """The reply with that id, if there is one."""
    try:
        return saved_replies.with_id(session, uuid.UUID(reply_id))
    except ValueError:
        return None


def keep(session: Session, reply_id: str, *, title: str, audience: str, words: str) -> None:
    """Keep a new reply, or new words for the one with that id. Raises ValueError for an id that is none."""
    saved_replies.put(session, SavedReply(uuid.UUID(reply_id), title, audience, words))


def forget(session: Session, reply_id: str) -> None:
    """Take a reply off the list. Replies that were sent with its words stay as they were sent."""
    found = one(session, reply_id)
    if found:
        saved_replies.remove(session, found.id)


def lacks_own_words(session: Session, words: str) -> bool:
    """Whether a message is made of saved replies alone: it holds sentences of theirs and none of three words of its own."""
    said = _sentences(words)
    saved = {sentence for reply in saved_replies.everything(session) for sentence in _sentences(reply.words)}
    own = [sentence for sentence in said if sentence not in saved and len(sentence) >= LEAST_WORDS]
    return not own and any(sentence in saved for sentence in said)


def _sentences(text: str) -> list[tuple[str, ...]]:
    """Each sentence as its words alone, so that neither stars nor spaces nor a full stop make one new."""
    found = (tuple(_WORD.findall(part.casefold())) for part in _ENDS.split(text.replace("\r\n", "\n")))
    return [sentence for sentence in found if sentence]
