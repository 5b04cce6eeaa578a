"""Migrations: they make just the tables that the code knows, and go up and down with data in them."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text

from portal.domain.facts import Received
from portal.domain.trail import Deed
from portal.keyring import Keyring
from portal.services import linking, proving, sending
from portal.services.filing import Calendar, load
from portal.store import bank_holidays, cases, intake, migrating, trail
from portal.store.database import Database
from portal.store.migrating import UnknownStep
from portal.store.partial import metadata
from portal.store.tables import events, people

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TOLD = Received("complaint", "Nobody rang me.")


@pytest.fixture
def empty(database_url: str) -> Iterator[Database]:
    made = Database(database_url, keyring=Keyring((("k1", b"k" * 32),)), secret=b"s" * 40)
    yield made
    made.close()


def step(database: Database) -> str:
    with database.reading() as session:
        return migrating.current(session)


def tell(database: Database) -> str:
    with database.writing() as session:
        return sending.send(session, TOLD, once=uuid.uuid4().hex, now=NOW, calendar=Calendar(bank_holidays.load())).code


def test_the_migrations_make_just_the_tables_that_the_code_knows(empty: Database) -> None:
    assert migrating.upgrade(empty) == ("", migrating.head())
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
@pytest.mark.parametrize("make", [migrating.upgrade, lambda empty: metadata.create_all(empty.engine)], ids=["steps", "tables"])
def test_postgresql_samples_nothing_that_is_sealed(empty: Database, make: Callable[[Database], object]) -> None:
    make(empty)
    bytea = (
        "SELECT relname, attname, attstattarget FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
        "WHERE atttypid = 'bytea'::regtype AND relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0"
    )
    with empty.engine.connect() as connection:
        columns = connection.execute(text(bytea)).all()
    assert ("events", "data", 0) in columns
    assert [column for column in columns if column[2] != 0] == []


def test_the_file_names_and_alembic_agree_on_the_steps() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrating.FOLDER))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [migrating.head()]
    assert [script.revision for script in scripts.walk_revisions()] == list(reversed(migrating.steps()))


def test_upgrading_twice_changes_nothing(empty: Database) -> None:
    migrating.upgrade(empty)
    code = tell(empty)
    assert migrating.upgrade(empty) == (migrating.head(), migrating.head())
    with empty.reading() as session:
        assert cases.with_code(session, code) is not None


def test_every_step_goes_down_and_up_again_with_data_in_it(empty: Database) -> None:
    known = migrating.steps()
    for before, after in pairwise(known):
        migrating.upgrade(empty, after)
        migrating.downgrade(empty, before)
        migrating.upgrade(empty, after)
    migrating.upgrade(empty)
    code = tell(empty)
    if len(known) > 1:
        migrating.downgrade(empty, known[-2])
        migrating.upgrade(empty)
    with empty.reading() as session:
        row = cases.with_code(session, code)
        assert row is not None
        assert load(session, row).state.received == TOLD
    assert migrating.downgrade(empty, "base") == (migrating.head(), "")
    with empty.engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    migrating.upgrade(empty)
    tell(empty)


def test_what_was_not_taken_in_is_looked_at_by_the_version_before_too(empty: Database) -> None:
    steps = migrating.steps()
    migrating.upgrade(empty)
    with empty.adding() as session:
        sending.send(session, TOLD, once="once-adding", now=NOW, calendar=Calendar(bank_holidays.load()), first_try=True)
    migrating.downgrade(empty, steps[steps.index("0020") - 1])
    with empty.engine.connect() as connection:
        jobs = connection.execute(
            text("SELECT outbox.kind, outbox.tries FROM outbox JOIN cases ON cases.id = outbox.case_id")
        ).all()
    assert [tuple(job) for job in jobs] == [(sending.LOOK, 0)]
    migrating.upgrade(empty)
    with empty.reading() as session:
        assert intake.waiting(session) == (0, None)


def test_a_database_of_a_newer_version_is_left_alone(empty: Database) -> None:
    migrating.upgrade(empty)
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnknownStep):
        migrating.upgrade(empty)
    assert step(empty) == "9999"


def test_a_step_that_fails_leaves_everything_as_it_was(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import op

    def fail(*_arguments: object, **_named: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(op, "create_index", fail)
    with pytest.raises(OSError, match="disk"):
        migrating.upgrade(empty)
    assert step(empty) == ""
    with empty.engine.connect() as connection:
        assert inspect(connection).get_table_names() == []


def test_foreign_keys_are_kept_after_an_upgrade(empty: Database) -> None:
    migrating.upgrade(empty)
    if empty.engine.dialect.name == "sqlite":
        with empty.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_the_step_that_makes_the_trail_takes_over_what_was_there(empty: Database) -> None:
    steps = migrating.steps()
    made = steps.index(migrating.TRAIL)
    migrating.upgrade(empty)
    tell(empty)
    amira = uuid.uuid4()
    with empty.writing() as session:
        session.execute(
            people.insert(),
            {"id": amira, "email": "a@b", "name": "Amira", "role": "voice", "password_hash": "", "active": True, "made_at": NOW},
        )
        case_id = session.execute(select(events.c.case_id)).scalar_one()
        trail.note(session, Deed.READ, at=NOW, person=amira, case=case_id)
        trail.note(session, Deed.SIGNED_IN, at=NOW, person=amira)
    linking.link_all(empty)
    migrating.downgrade(empty, steps[made - 1])
    with empty.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM reads")).scalar() == 1
    migrating.upgrade(empty)
    with empty.reading() as session:
        assert {entry.deed for entry in trail.page(session)} == {"read", "received"}
    linking.link_all(empty)
    assert list(proving.findings(empty, now=NOW)) == []
    with empty.reading() as session:
        assert trail.read_by(session, case_id) == [(amira, NOW)]
