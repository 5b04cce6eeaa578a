"""Bringing the tables up to date, or back, in one transaction on either database.

Alembic is imported only when something has to change: it would double the time that a start takes.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from portal.store import trail
from portal.store.database import Database, Session

FOLDER = Path(__file__).parent / "migrations"
STEP = re.compile(r"m(\d{4})_\w+\.py")
# One upgrade at a time on PostgreSQL: the number means nothing, it is only the same for every process.
LOCK = 7_264_031
TRAIL = "0005"


class UnknownStep(Exception):
    """The tables were made by a newer version of the portal than this one."""


def head() -> str:
    """The newest step that this version knows."""
    return max(steps())


def steps() -> list[str]:
    """Every step, oldest first, read from the names of the files."""
    names = (STEP.fullmatch(path.name) for path in (FOLDER / "versions").iterdir())
    return sorted(match.group(1) for match in names if match)


def current(session: Session) -> str:
    """The step that the tables are at; an empty string when there are none yet."""
    return _current(session.connection)


def upgrade(database: Database, to: str = "head") -> tuple[str, str]:
    """Take every step up to ``to``. Returns the steps before and after. Raises UnknownStep."""
    return _move(database, to, up=True)


def downgrade(database: Database, to: str) -> tuple[str, str]:
    """Take the steps back to ``to``; ``base`` drops everything. Returns the steps before and after."""
    return _move(database, to, up=False)


def _move(database: Database, to: str, *, up: bool) -> tuple[str, str]:
    with _alone(database) as connection:
        before = _current(connection)
        if before and before not in steps():
            raise UnknownStep(before)
        if up and before == (head() if to == "head" else to):
            return before, before
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
        config.attributes["connection"] = connection
        (command.upgrade if up else command.downgrade)(config, to)
        after = _current(connection)
        # That step copies older notes into the trail, and has no keys to mark them with.
        while before < TRAIL <= after and trail.adopt(database.session(connection)):
            pass
        return before, after


def _current(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """A transaction in which nobody else changes the tables."""
    with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # Making a table anew drops the old one, which would erase every row that points at it. The pragma works
            # outside a transaction only, so it goes to the driver before one begins.
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    yield connection
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                    if broken:
                        raise RuntimeError(f"rows of {broken[0][0]} would point at nothing")
            finally:
                driver.execute("PRAGMA foreign_keys=ON")
        else:
            with connection.begin():
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text("SET LOCAL lock_timeout = '60s'"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK})
                yield connection
