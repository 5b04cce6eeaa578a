"""Linking the trail's entries, as a step that the worker takes every second, and telling where the chain ends."""

from time import monotonic

from portal.domain.trail import end_text
from portal.logs import portal as log
from portal.store import chain
from portal.store.database import Database, Session

TELL_SECONDS = 60.0


def link_all(database: Database) -> int:
    """Link every entry that waits, a batch at a time. Returns how many."""
    with database.reading() as session:
        if not chain.anything_to_link(session):
            return 0
    total, done = 0, chain.BATCH
    while done == chain.BATCH:
        with database.writing() as session:
            done = chain.link(session)
        total += done
    return total


def end(session: Session) -> str:
    """Where the chain ends, as ``number:link``; nothing while it is empty. Kept elsewhere, it shows a cut later on."""
    last = chain.last(session)
    return end_text(last.number, last.link) if last.number else ""


class Linker:
    """Links as a worker goes along, and puts the chain's end into the log, which is kept elsewhere: once a minute at most."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.told = monotonic() - TELL_SECONDS
        self.untold = False

    def step(self) -> int:
        """Link what waits. Returns how many."""
        done = link_all(self.database)
        self.untold = self.untold or bool(done)
        if self.untold and monotonic() - self.told >= TELL_SECONDS:
            self.tell()
        return done

    def tell(self) -> None:
        """Put the chain's end into the log."""
        with self.database.reading() as session:
            log.info("the trail ends at this link", extra={"trail": end(session)})
        self.told, self.untold = monotonic(), False
