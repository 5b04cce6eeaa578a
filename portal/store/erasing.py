"""Erasing a case from every table, and afterwards from the database's own files.

A deleted row is not gone from a file: SQLite leaves copies behind where it moved rows from page to page, and PostgreSQL
leaves the row itself. So the files are written anew, which takes a while and is done in a quiet hour.
"""

import sqlite3
import uuid
from time import monotonic, sleep

from sqlalchemy import Connection, delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from portal.domain.remains import Figures
from portal.store import passes
from portal.store.database import Database, Session
from portal.store.faults import Unavailable, is_passing
from portal.store.tables import cases, figures, metadata

# An area that fewer cases share may point at one of them (P15).
LEAST = 5
# How long the rewriting waits for those who began before it.
QUIET_SECONDS = 60.0
# Tables whose case_id is meant to outlive the case; a test refuses any other that does not go with it.
# The trail holds ids and times and nobody's words, and has to stay whole.
KEPT = frozenset({"trail"})


def erase(session: Session, case_id: uuid.UUID, reference: str) -> None:
    """Everything about a case goes: its row, and with it by the database's own rule every row that points at it."""
    passes.end_about(session, str(case_id), reference)
    session.execute(delete(cases).where(cases.c.id == case_id))


def keep_figures(session: Session, kept: Figures) -> None:
    """Add the line that stays. An area is typed by hand, so one that few cases share is left out."""
    columns = {column.name for column in figures.c}
    row = {name: getattr(kept, name) for name in Figures.__dataclass_fields__ if name in columns}
    met = dict(zip(("met_1", "met_2", "met_3"), kept.met, strict=True))
    shown = kept.area if _shared(session, kept.area) else ""
    session.execute(insert(figures), row | met | {"id": uuid.uuid4(), "themes": ",".join(kept.themes), "area": shown})


def _shared(session: Session, area: str) -> bool:
    if not area:
        return False
    found = 0
    for table in (cases, figures):
        some = select(table.c.id).where(table.c.area == area).limit(LEAST).subquery()
        found += int(session.execute(select(func.count()).select_from(some)).scalar_one())
    return found >= LEAST


def tables_of_cases() -> tuple[str, ...]:
    """The tables from which rows go when a case does, found by what points where."""
    found = {"cases"}
    while True:
        more = {table.name for table in metadata.tables.values() for key in table.foreign_keys if key.column.table.name in found}
        if more <= found:
            return tuple(sorted(found | {"passes"}))
        found |= more


def rewrite(database: Database) -> None:
    """Write the database's files anew, without what was erased. Raises Unavailable while somebody else is using them."""
    if database.engine.dialect.name == "sqlite":
        _rewrite_sqlite(database)
    else:
        _rewrite_postgresql(database)


def _rewrite_sqlite(database: Database) -> None:
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        if driver is None:
            raise Unavailable("no connection")
        try:
            driver.execute("VACUUM")
        except sqlite3.OperationalError as fault:
            raise Unavailable("the database is in use") from fault
    empty_log(database)


def empty_log(database: Database) -> None:
    """Take what SQLite's log holds into the file and cut the log to nothing. Raises Unavailable while somebody reads."""
    if database.engine.dialect.name != "sqlite":
        return
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        if driver is None or driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise Unavailable("somebody is reading")


def _rewrite_postgresql(database: Database) -> None:
    try:
        with database.engine.connect() as plain:
            connection = plain.execution_options(isolation_level="AUTOCOMMIT")
            # What is set here is nobody else's: the connection ends with this.
            connection.detach()
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("SET lock_timeout = '60s'"))
            _wait_for_older(connection)
            for name in tables_of_cases():
                connection.execute(text(f"VACUUM (FULL, ANALYZE) {name}"))
    except DBAPIError as fault:
        if is_passing(fault):
            raise Unavailable(type(fault.orig).__name__) from fault
        raise


def _wait_for_older(connection: Connection) -> None:
    # A row that somebody may still see outlasts the rewriting: while a copy is being made, or while PostgreSQL looks at a
    # table by itself. A change that began earlier counts wherever it is made, since whoever begins now looks back as far as it.
    mine = connection.execute(text("SELECT CAST(pg_current_xact_id() AS text)")).scalar_one()
    older = text(
        "SELECT count(*) FROM pg_stat_activity, (SELECT age(CAST(CAST(CAST(:mine AS text) AS xid8) AS xid)) AS mine) AS began "
        "WHERE pid <> pg_backend_pid() "
        "AND (age(backend_xid) >= mine OR (datname = current_database() AND age(backend_xmin) >= mine))"
    )
    end = monotonic() + QUIET_SECONDS
    while connection.execute(older, {"mine": mine}).scalar():
        if monotonic() > end:
            raise Unavailable("somebody is reading")
        sleep(0.1)
