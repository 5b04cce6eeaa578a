"""Backups: whole, from one moment, for the owner only; and put back only when they can be read."""

import shutil
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.domain.facts import Received
from portal.keyring import Keyring
from portal.services import sending
from portal.services.backing_up import Damaged, NotOurs, NotSealedWithThese, Occupied, ToolFailed, back_up, restore
from portal.services.filing import Calendar
from portal.store import bank_holidays, cases, migrating, passes
from portal.store.database import Database
from portal.store.faults import Taken
from tests.conftest import KEYRING

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CALENDAR = Calendar(bank_holidays.load())
SECRET = b"s" * 40


def quiet(_done: int, _total: int) -> None:
    """Progress for nobody."""


@pytest.fixture
def database(database_url: str) -> Database:
    if database_url.startswith("postgresql") and not shutil.which("pg_dump"):
        pytest.fail("install PostgreSQL's client programs: pg_dump is missing")
    made = Database(database_url, keyring=KEYRING, secret=SECRET)
    migrating.upgrade(made)
    return made


@pytest.fixture(autouse=True)
def _close(database: Database) -> object:
    yield
    database.close()


def tell(database: Database, once: str = "once-1") -> str:
    with database.writing() as session:
        return sending.send(session, Received("complaint", "Nobody rang me."), once=once, now=NOW, calendar=CALENDAR).code


def opens(database: Database, code: str) -> bool:
    with database.reading() as session:
        return cases.with_code(session, code) is not None


def put_back(database: Database, url: str, file: Path, *, replace: bool = True, ring: Keyring = KEYRING) -> None:
    restore(database, url, file, ring, quiet, replace=replace)


def test_what_was_there_comes_back_and_what_came_later_does_not(database: Database, database_url: str, tmp_path: Path) -> None:
    first = tell(database)
    file = tmp_path / "one.backup"
    back_up(database_url, file, quiet)
    second = tell(database, "once-2")
    put_back(database, database_url, file)
    assert (opens(database, first), opens(database, second)) == (True, False)
    assert opens(database, tell(database, "once-3"))


def test_a_backup_is_for_its_owner_only_and_leaves_nothing_beside_it(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    tell(database)
    folder = tmp_path / "backups"
    folder.mkdir()
    file = folder / "one.backup"
    back_up(database_url, file, quiet)
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(folder.iterdir()) == [file]
    assert b"Nobody rang me" not in file.read_bytes()


def test_a_backup_never_takes_the_place_of_a_file(database: Database, database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "one.backup"
    file.write_text("mine")
    with pytest.raises(Occupied):
        back_up(database_url, file, quiet)
    assert file.read_text() == "mine"


def test_a_backup_made_while_children_send_is_whole(database: Database, database_url: str, tmp_path: Path) -> None:
    stop, sent = threading.Event(), [tell(database)]

    def send_on() -> None:
        while not stop.is_set():
            # Among so many, two may pick one reference; the page tries again with another.
            with suppress(Taken):
                sent.append(tell(database, f"more-{len(sent)}"))

    child = threading.Thread(target=send_on)
    child.start()
    try:
        before = list(sent)
        file = tmp_path / "one.backup"
        back_up(database_url, file, quiet)
    finally:
        stop.set()
        child.join()
    put_back(database, database_url, file)
    assert all(opens(database, code) for code in before)


def test_a_database_that_holds_something_is_replaced_only_when_told_to(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "one.backup"
    back_up(database_url, file, quiet)
    put_back(database, database_url, file, replace=False)
    code = tell(database)
    with pytest.raises(Occupied):
        put_back(database, database_url, file, replace=False)
    assert opens(database, code)


def test_a_backup_that_the_keys_do_not_open_is_refused(database: Database, database_url: str, tmp_path: Path) -> None:
    tell(database)
    file = tmp_path / "one.backup"
    back_up(database_url, file, quiet)
    other = Keyring((("k1", b"x" * 32),))
    stranger = Database(database_url, keyring=other, secret=SECRET)
    with pytest.raises(NotSealedWithThese, match="1"):
        put_back(stranger, database_url, file, ring=other)
    stranger.close()
    assert opens(database, tell(database))


def test_nobody_is_signed_in_after_a_restore(database: Database, database_url: str, tmp_path: Path) -> None:
    with database.writing() as session:
        token = passes.give(session, passes.READING, "case", until=NOW + timedelta(hours=1))
    file = tmp_path / "one.backup"
    back_up(database_url, file, quiet)
    put_back(database, database_url, file)
    with database.reading() as session:
        assert passes.look(session, passes.READING, token, now=NOW) is None


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"x" * 5000, b"PGDMP nonsense"])
def test_a_file_that_is_no_backup_is_refused(database: Database, database_url: str, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other"
    file.write_bytes(content)
    with pytest.raises((NotOurs, Damaged, ToolFailed)):
        put_back(database, database_url, file)
    assert opens(database, tell(database))


def test_a_backup_of_a_newer_version_is_refused(database: Database, database_url: str, tmp_path: Path) -> None:
    from sqlalchemy import text

    def step(number: str) -> None:
        with database.writing() as session:
            session.execute(text("UPDATE alembic_version SET version_num = :number"), {"number": number})

    step("9999")
    file = tmp_path / "one.backup"
    back_up(database_url, file, quiet)
    step(migrating.head())
    with pytest.raises(NotOurs, match="newer"):
        put_back(database, database_url, file)
