"""Copying everything to one file, and putting such a file back. The keys are never in it.

A backup is good only together with the keys that seal what is in it: a restore tries every sealed value first, and
refuses a file that these keys do not open.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from portal.keyring import CannotOpen, Keyring
from portal.services import checking
from portal.store import copying, dumping, everything, migrating
from portal.store.copying import Damaged
from portal.store.database import Database
from portal.store.dumping import NoTool, ToolFailed

Progress = Callable[[int, int], None]
__all__ = ["Damaged", "NoTool", "NotOurs", "NotSealedWithThese", "Occupied", "ToolFailed", "back_up", "restore"]


class Occupied(Exception):
    """There is something already where this would be put."""


class NotOurs(Exception):
    """The file is no backup of this kind of database, or of a newer version of the portal; the message says which."""


class NotSealedWithThese(Exception):
    """Values in the backup do not open with the keys at hand; the message counts them."""


def back_up(url: str, target: Path, progress: Progress) -> None:
    """Copy the database into ``target``, which must not exist. Raises Occupied, Damaged, NoTool or ToolFailed."""
    if target.exists():
        raise Occupied
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        # Made first and for its owner only, so that there is no moment in which others could read it.
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        path = copying.path_of(url)
        if path:
            copying.copy_out(path, draft, progress)
        else:
            dumping.dump(url, draft)
            copying.put_on_disk(draft)
        # A link refuses to take the place of a file that appeared meanwhile; a half-written backup never has the name.
        os.link(draft, target)
    except FileExistsError:
        raise Occupied from None
    finally:
        draft.unlink(missing_ok=True)


def restore(database: Database, url: str, source: Path, keyring: Keyring, progress: Progress, *, replace: bool) -> None:
    """Put a backup in the place of the database, bring its tables up to date, and end every visit.

    Raises Occupied when there is something already and ``replace`` was not said; NotOurs, NotSealedWithThese, Damaged,
    NoTool or ToolFailed when the file is not good. Until the file has been found good nothing changes.
    """
    if not replace and not _is_empty(database):
        raise Occupied
    path = copying.path_of(url)
    if path:
        _restore_sqlite(database, path, source, progress)
    else:
        _restore_postgresql(url, source, keyring, progress)
    migrating.upgrade(database)
    with database.writing() as session:
        # A session that was ended after the backup was made must not come back to life.
        everything.end_all_visits(session)


def _is_empty(database: Database) -> bool:
    with database.reading() as session:
        return not migrating.current(session) or everything.is_empty(session)


def _restore_sqlite(database: Database, path: Path, source: Path, progress: Progress) -> None:
    _begins(source, copying.BEGINS_WITH, "a backup of an SQLite database")
    # The file itself stays untouched: opening a database writes beside it.
    draft = path.with_name(f".restoring.{secrets.token_hex(4)}")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        copying.copy_out(source, draft, progress)
        copy = database.beside(f"sqlite:///{draft}")
        try:
            with copy.reading() as session:
                _known(migrating.current(session))
            _all_open(checking.unopened(copy, progress))
        finally:
            copy.close()
        database.close()
        copying.copy_in(draft, path, progress)
    finally:
        for name in (draft, Path(f"{draft}-wal"), Path(f"{draft}-shm")):
            name.unlink(missing_ok=True)


def _restore_postgresql(url: str, source: Path, keyring: Keyring, progress: Progress) -> None:
    _begins(source, dumping.BEGINS_WITH, "a backup of a PostgreSQL database")
    _known(dumping.step(source))
    closed = seen = 0
    for place in everything.PLACES:
        for row, value in dumping.rows(source, place.table.name, place.column.name):
            closed += not _opens(keyring, f"{place.name}:{row}", value)
            seen += 1
            progress(seen, seen)
    _all_open(closed)
    dumping.load(url, source)


def _opens(keyring: Keyring, place: str, value: bytes) -> bool:
    try:
        keyring.open_bytes(value, place)
    except CannotOpen:
        return False
    return True


def _begins(source: Path, start: bytes, what: str) -> None:
    with source.open("rb") as file:
        if file.read(len(start)) != start:
            raise NotOurs(f"it is not {what}")


def _known(step: str) -> None:
    if not step:
        raise NotOurs("it holds no tables of the portal")
    if step not in migrating.steps():
        raise NotOurs("it was made by a newer version of the portal")


def _all_open(closed: int) -> None:
    if closed:
        raise NotSealedWithThese(f"{closed:,}")
