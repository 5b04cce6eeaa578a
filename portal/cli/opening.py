"""What most commands begin with: the settings, the database, the calendar."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from portal.cli.telling import Refused
from portal.config import Settings, load

if TYPE_CHECKING:
    from portal.services.filing import Calendar
    from portal.store.database import Database


def settings() -> Settings:
    """The settings of this process. Raises BadSetting."""
    return load(os.environ)


def now() -> datetime:
    """This moment (UTC)."""
    return datetime.now(UTC)


@contextmanager
def database(chosen: Settings, *, ready: bool = True) -> "Iterator[Database]":
    """The database, closed at the end. Unless ``ready`` is false its tables must be the ones this version knows."""
    from portal.store.database import Database

    opened = Database(chosen.database_url, keyring=chosen.keyring, secret=chosen.secret_key)
    try:
        if ready:
            _check_tables(opened)
        yield opened
    finally:
        opened.close()


def _check_tables(opened: "Database") -> None:
    from portal.store import migrating

    with opened.reading() as session:
        step = migrating.current(session)
    if step != migrating.head():
        newer = bool(step) and step not in migrating.steps()
        raise Refused("the database was made by a newer version of the portal." if newer else "run 'portal upgrade' first.")


def calendar(chosen: Settings) -> "Calendar":
    """England's working days, and this trust's promises."""
    from portal.services import filing

    return filing.calendar(chosen)
