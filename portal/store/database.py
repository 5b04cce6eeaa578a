"""One transaction at a time: the engine, and what a session can do.

Writers queue on a lock in the process rather than poll SQLite's file, which made the slowest answers seconds long.
"""

import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable, Insert, Table, create_engine, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from portal.keyring import Keyring, digest
from portal.store import lite
from portal.store.faults import Taken, Unavailable, is_passing
from portal.store.gathering import Gathering, Rows


class Session:
    """One transaction: the connection, and the keys that seal what it stores."""

    def __init__(
        self, connection: Connection, keyring: Keyring, secret: bytes, *, begin: Callable[[], None] | None = None
    ) -> None:
        self._connection = connection
        self._begin: Callable[[], None] | None = begin
        self._keyring = keyring
        self._secret = secret

    def execute(
        self, statement: Executable, rows: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Run one statement in this transaction; the first takes the lock, so that work before it holds up nobody."""
        return self.connection.execute(statement, rows)

    def add(self, statement: Insert, row: Mapping[str, Any]) -> None:
        """Add one row of which nothing needs to be known at once. Raises Taken, perhaps only when the block ends."""
        try:
            self.execute(statement, row)
        except IntegrityError as error:
            raise Taken from error

    @property
    def connection(self) -> Connection:
        """The connection, in its transaction."""
        if self._begin is not None:
            begin, self._begin = self._begin, None
            begin()
        return self._connection

    def seal(self, column: str, row: uuid.UUID, text: str) -> bytes:
        """``text`` sealed for ``column`` ("events.data") of the row with that id."""
        return self._keyring.seal(text, f"{column}:{row}")

    def open(self, column: str, row: uuid.UUID, sealed: bytes) -> str:
        """The text sealed for that column and row. Raises sealed.CannotOpen."""
        return self._keyring.open(sealed, f"{column}:{row}")

    def seal_bytes(self, column: str, row: uuid.UUID, clear: bytes) -> bytes:
        """Bytes, such as a file, sealed for that column and row."""
        return self._keyring.seal_bytes(clear, f"{column}:{row}")

    def open_bytes(self, column: str, row: uuid.UUID, sealed: bytes) -> bytes:
        """The bytes sealed for that column and row. Raises sealed.CannotOpen."""
        return self._keyring.open_bytes(sealed, f"{column}:{row}")

    def digest(self, purpose: str, value: str) -> bytes:
        """A keyed digest by which a secret (a code, a word) is found without being stored."""
        return digest(self._secret, purpose, value)

    @property
    def sealing_key(self) -> str:
        """The name of the key that seals now."""
        return self._keyring.current

    @property
    def is_postgresql(self) -> bool:
        """Whether rows can be locked one by one."""
        return self._connection.dialect.name == "postgresql"

    def insert(self, table: Table) -> Any:
        """An insert that can say what to do about a row that is there already: each database has its own."""
        # Each dialect costs some hundredths of a second at the start of every process; only one is ever needed.
        if self.is_postgresql:
            from sqlalchemy.dialects import postgresql

            return postgresql.insert(table)
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)


class Additions(Session):
    """A session that only adds: it keeps its rows until the block ends and asks the database nothing."""

    def __init__(self, keyring: Keyring, secret: bytes) -> None:
        self._keyring = keyring
        self._secret = secret
        self.rows: list[tuple[Insert, Mapping[str, Any]]] = []

    def add(self, statement: Insert, row: Mapping[str, Any]) -> None:
        """Keep one row for the end of the block."""
        self.rows.append((statement, row))

    @property
    def connection(self) -> Connection:
        """None."""
        raise RuntimeError("this session only adds rows")


class Database:
    """Where everything is kept. ``writing()`` and ``reading()`` each give one transaction."""

    def __init__(self, url: str, *, keyring: Keyring, secret: bytes, pool_size: int = 8) -> None:
        self.engine = _engine(url, pool_size)
        self._keyring = keyring
        self._secret = secret
        on_sqlite = self.engine.dialect.name == "sqlite"
        self._one_writer = threading.Lock() if on_sqlite else None
        self._adder = lite.Adder(self.engine) if on_sqlite else None
        self._gathering = Gathering(self._add, hopeless=Unavailable)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that commits when the block ends and rolls back when it raises. Raises Unavailable.

        It begins, and waits its turn, with the first statement.
        """
        with ExitStack() as turn, self._transaction(write=True, begin=lambda: self._wait(turn)) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one moment and changes nothing. Raises Unavailable."""
        with self._transaction(write=False, begin=None) as session:
            yield session

    def session(self, connection: Connection) -> Session:
        """A session in a transaction that somebody else began and will end."""
        return Session(connection, self._keyring, self._secret)

    @contextmanager
    def adding(self) -> Iterator[Session]:
        """A session for ``add`` alone: its rows are stored when the block ends, together with those of others who add at
        the same moment, and not at all when it raises. Raises Unavailable and Taken.
        """
        session = Additions(self._keyring, self._secret)
        yield session
        ready = self._adder.ready if self._adder else _ready
        self._gathering.add([ready(*row) for row in session.rows])

    def _add(self, rows: Callable[[], Rows]) -> None:
        if self._adder is not None:
            self._adder.open()
            with ExitStack() as turn:
                self._wait(turn)
                self._adder.add(lambda: _by_kind(rows()))
            return
        try:
            with self.writing() as session:
                for (statement, _columns), alike in _by_kind(rows()).items():
                    session.execute(statement, alike)
        except IntegrityError as error:
            raise Taken from error

    def _wait(self, turn: ExitStack) -> None:
        if self._one_writer is None:
            return
        if not self._one_writer.acquire(timeout=lite.BUSY_MILLISECONDS / 1000):
            raise Unavailable("another writer has held the database for too long")
        turn.callback(self._one_writer.release)

    @contextmanager
    def _transaction(self, *, write: bool, begin: Callable[[], None] | None) -> Iterator[Session]:
        try:
            with self.engine.connect() as connection:
                connection.info["write"] = write
                yield Session(connection, self._keyring, self._secret, begin=begin)
                connection.commit()
        except PoolTimeout as error:
            raise Unavailable("every connection is in use") from error
        except DBAPIError as error:
            if is_passing(error):
                raise Unavailable(type(error.orig).__name__) from error
            raise

    def beside(self, url: str) -> "Database":
        """Another database that is sealed with the same keys."""
        return Database(url, keyring=self._keyring, secret=self._secret)

    def close(self) -> None:
        """Let every connection go."""
        if self._adder is not None:
            self._adder.close()
        self.engine.dispose()


def _ready(statement: Insert, row: Mapping[str, Any]) -> tuple[Any, Any]:
    return (statement, tuple(row)), row


def _by_kind(rows: Rows) -> dict[Any, list[Any]]:
    """Rows of one kind go in one statement: rows of a case's own tables come after the case, whoever's they are."""
    kinds: dict[Any, list[Any]] = {}
    for kind, row in rows:
        kinds.setdefault(kind, []).append(row)
    return kinds


def _engine(url: str, pool_size: int) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return lite.engine(parsed, pool_size)
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_size=pool_size,
        pool_pre_ping=True,
        pool_timeout=4,
        connect_args={"connect_timeout": 4, "options": "-c statement_timeout=20000 -c lock_timeout=4000"},
    )
