"""Passes: one token opens one thing for a while, and the database alone opens nothing."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from portal.store import passes
from portal.store.database import Database
from portal.store.passes import KEPT, READING
from portal.store.tables import passes as table

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=15)


def test_a_pass_opens_what_it_was_given_for_until_it_ends(database: Database) -> None:
    with database.writing() as session:
        passes.give(session, READING, "another case", until=LATER)
        token = passes.give(session, READING, "case 7", until=LATER)
        assert passes.look(session, READING, token, now=NOW) == "case 7"
        assert passes.look(session, READING, token, now=LATER) is None


def test_a_pass_for_one_purpose_opens_nothing_for_another(database: Database) -> None:
    with database.writing() as session:
        token = passes.give(session, KEPT, "a form", until=LATER)
        assert passes.look(session, READING, token, now=NOW) is None
        assert passes.look(session, READING, "", now=NOW) is None


def test_reading_on_keeps_a_pass_alive(database: Database) -> None:
    with database.writing() as session:
        token = passes.give(session, READING, "case 7", until=LATER)
        passes.extend(session, READING, token, until=LATER + timedelta(minutes=5))
        assert passes.look(session, READING, token, now=LATER) == "case 7"


def test_a_pass_that_was_ended_opens_nothing(database: Database) -> None:
    with database.writing() as session:
        token, other = (passes.give(session, READING, "case 7", until=LATER) for _ in range(2))
        passes.end(session, READING, token)
        assert passes.look(session, READING, token, now=NOW) is None
        assert passes.look(session, READING, other, now=NOW) == "case 7"


def test_every_pass_to_one_case_ends_together_and_no_other(database: Database) -> None:
    with database.writing() as session:
        ended = [passes.give(session, READING, "case 7", until=LATER) for _ in range(2)]
        kept = passes.give(session, READING, "case 8", until=LATER)
        passes.end_all(session, READING, "case 7", now=NOW)
        assert [passes.look(session, READING, token, now=NOW) for token in (*ended, kept)] == [None, None, "case 8"]


def test_sweeping_erases_what_is_over_only(database: Database) -> None:
    with database.writing() as session:
        passes.give(session, KEPT, "old", until=NOW)
        token = passes.give(session, KEPT, "new", until=LATER)
        passes.sweep(session, now=NOW)
        assert len(session.execute(select(table.c.id)).all()) == 1
        assert passes.look(session, KEPT, token, now=NOW) == "new"


def test_neither_the_token_nor_the_data_is_stored_in_clear(database: Database) -> None:
    with database.writing() as session:
        token = passes.give(session, KEPT, "my words", until=LATER)
        row = session.execute(select(table)).one()
    assert token.encode() not in row.token_digest
    assert b"my words" not in row.data
