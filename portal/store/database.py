"""One transaction at a time: the engine, how SQLite is kept safe, and what a session can do.

SQLite runs in WAL with ``synchronous=FULL``: with NORMAL, acknowledged rows were lost in 5 of 30 power cuts, with FULL in
0 of 90. Writers queue on a lock in the process rather than poll the file's, which made the slowest answers seconds long.
"""

import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable, Insert, Table, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError

from portal.keyring import Keyring, digest
from portal.store.gathering import Gathering, Rows
from portal.store.prepared import Prepared, prepare

BUSY_MILLISECONDS = 4000
LOOK_AGAIN = 0.0005


class Unavailable(Exception):
    """The database cannot take or give anything just now: locked, full, or gone. Trying again later may work."""


class Taken(Exception):
    """A value that was picked, and nobody else may have, belongs to another row; pick again."""


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
        self._one_writer = threading.Lock() if self.engine.dialect.name == "sqlite" else None
        self._gathering = Gathering(self._add, hopeless=Unavailable)
        self._prepared: dict[tuple[Any, tuple[str, ...]], Prepared] = {}

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
        self._gathering.add(session.rows)

    def _add(self, rows: Rows) -> None:
        # Rows of one kind go in one statement: rows of a case's own tables come after the case, whoever's they are.
        kinds: dict[tuple[Insert, tuple[str, ...]], list[Mapping[str, Any]]] = {}
        for statement, row in rows:
            kinds.setdefault((statement, tuple(row)), []).append(row)
        try:
            with self.writing() as session:
                # The driver begins nothing by itself: each row would be kept alone.
                session.connection.begin()
                for (statement, columns), alike in kinds.items():
                    if session.is_postgresql:
                        session.execute(statement, alike)
                    else:
                        self._insert(statement, columns).run(session.connection, alike)
        except (IntegrityError, sqlite3.IntegrityError) as error:
            raise Taken from error
        except sqlite3.OperationalError as error:
            if _is_lasting(error):
                raise
            raise Unavailable(type(error).__name__) from error

    def _insert(self, statement: Insert, columns: tuple[str, ...]) -> Prepared:
        if (statement.table, columns) not in self._prepared:
            self._prepared[statement.table, columns] = prepare(statement, columns, self.engine.dialect)
        return self._prepared[statement.table, columns]

    def _wait(self, turn: ExitStack) -> None:
        if self._one_writer is None:
            return
        if not self._one_writer.acquire(timeout=BUSY_MILLISECONDS / 1000):
            raise Unavailable("another writer has held the database for too long")
        turn.callback(self._one_writer.release)

    @contextmanager
    def _transaction(self, *, write: bool, begin: Callable[[], None] | None) -> Iterator[Session]:
        try:
            with self.engine.connect() as connection:
                connection.info["write"] = write
                yield Session(connection, self._keyring, self._secret, begin=begin)
                connection.commit()
        except DBAPIError as error:
            if is_passing(error):
                raise Unavailable(type(error.orig).__name__) from error
            raise

    def beside(self, url: str) -> "Database":
        """Another database that is sealed with the same keys."""
        return Database(url, keyring=self._keyring, secret=self._secret)

    def close(self) -> None:
        """Let every connection go."""
        self.engine.dispose()


def is_passing(error: DBAPIError) -> bool:
    """Whether a database error is about the moment (locked, full, gone) rather than about the statement."""
    if error.connection_invalidated:
        return True
    # Both drivers name such faults OperationalError: "database is locked", "disk is full", "connection refused", and
    # on PostgreSQL its subclasses for a server that is shutting down or out of room.
    kinds = [kind.__name__ for kind in type(error.orig).__mro__]
    return "OperationalError" in kinds and not _is_lasting(error.orig)


def _is_lasting(fault: object) -> bool:
    return "no such table" in str(fault)


def _engine(url: str, pool_size: int) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(
            parsed,
            isolation_level=None,
            # An error's message would otherwise quote the values of the row.
            hide_parameters=True,
            pool_size=pool_size,
            # The connection that was used last is used next: each keeps two megabytes of pages, and one is enough for most.
            pool_use_lifo=True,
            connect_args={"timeout": BUSY_MILLISECONDS / 1000, "check_same_thread": False},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_size=pool_size,
        pool_pre_ping=True,
        pool_timeout=4,
        connect_args={"connect_timeout": 4, "options": "-c statement_timeout=20000 -c lock_timeout=4000"},
    )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        # Pages that are written often are copied back once in a while and not every few forms; up to 16 MB wait for it.
        "wal_autocheckpoint=4000",
        "secure_delete=ON",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock as it begins: one that reads first and writes later could be refused half-way.
    write = connection.info.get("write", True)
    cursor = connection.connection.cursor()
    # SQLite itself waits for another process in steps of up to a tenth of a second, which makes most of a busy second
    # idle; we look again every half millisecond. Only one thread of this process ever waits here.
    patience = 0 if write else BUSY_MILLISECONDS
    if connection.info.get("patience") != patience:
        cursor.execute(f"PRAGMA busy_timeout={patience}")
        connection.info["patience"] = patience
    if write:
        _take_lock(cursor)
    else:
        cursor.execute("BEGIN")
    cursor.close()


def _take_lock(cursor: Any) -> None:
    end = monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            cursor.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > end:
                raise Unavailable("the database is locked") from fault
            sleep(LOOK_AGAIN)
        else:
            return
