"""A SQLite database copied whole, from one moment, while others go on using it."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

Progress = Callable[[int, int], None]
PAGES_AT_ONCE = 2000
BEGINS_WITH = b"SQLite format 3\0"


class Damaged(Exception):
    """The file is not a sound SQLite database."""


def path_of(url: str) -> Path | None:
    """The file of an SQLite database, or nothing when the address is of another kind."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def copy_out(source: Path, target: Path, progress: Progress) -> None:
    """Copy the database into a new file that holds it alone, check it, and see it safely on the disk. Raises Damaged."""
    try:
        with closing(_open(source)) as live, closing(_open(target)) as copy:
            # A reader that stays in one transaction sees one moment, so the copy is never begun again for a new write.
            live.execute("BEGIN")
            live.execute("SELECT count(*) FROM sqlite_master").fetchone()
            live.backup(copy, pages=PAGES_AT_ONCE, progress=_telling(progress))
            live.execute("ROLLBACK")
            copy.execute("PRAGMA journal_mode=DELETE")
            check(copy)
    except sqlite3.OperationalError:
        # The disk is full, or somebody holds the lock: that says nothing about the file.
        raise
    except sqlite3.DatabaseError as fault:
        raise Damaged(type(fault).__name__) from None
    put_on_disk(target)


def copy_in(source: Path, target: Path, progress: Progress) -> None:
    """Put a copy in the place of the database: all of it or nothing."""
    with closing(_open(source)) as copy, closing(_open(target)) as live:
        live.execute("PRAGMA journal_mode=WAL")
        live.execute("PRAGMA synchronous=FULL")
        copy.backup(live, pages=-1, progress=_telling(progress))
        live.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def check(database: sqlite3.Connection) -> None:
    """Whether every page of it holds together. Raises Damaged."""
    found = database.execute("PRAGMA integrity_check").fetchone()
    if found != ("ok",):
        raise Damaged


def put_on_disk(path: Path) -> None:
    """Wait until the file, and its name in the folder, are on the disk."""
    for name, flags in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY | os.O_DIRECTORY)):
        handle = os.open(name, flags)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=30, isolation_level=None)


def _telling(progress: Progress) -> Callable[[int, int, int], None]:
    return lambda _status, remaining, total: progress(total - remaining, total)
