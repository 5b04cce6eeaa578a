"""A new key: everything is sealed with it in the end, and nothing is lost on the way."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from portal.domain.facts import Received
from portal.keyring import CannotOpen, Keyring
from portal.services import checking, sending
from portal.services.filing import Calendar, load
from portal.services.resealing import keys_in_use, reseal
from portal.store import bank_holidays, cases, everything, passes
from portal.store.database import Database
from portal.store.tables import events, people
from tests.conftest import KEYRING

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CALENDAR = Calendar(bank_holidays.load())
RING = Keyring((("k2", b"n" * 32), *KEYRING.keys))
TOLD = Received("complaint", "Nobody rang me.", "Ring me.")


def quiet(_done: int, _total: int) -> None:
    """Progress for nobody."""


def fill(database: Database, number: int = 3) -> tuple[list[str], str]:
    """Some cases, a pass, and a person with a second factor. Returns the codes and the pass."""
    from uuid import UUID

    with database.writing() as session:
        codes = [sending.send(session, TOLD, once=f"once-{n}", now=NOW, calendar=CALENDAR).code for n in range(number)]
        token = passes.give(session, passes.KEPT, "a form", until=NOW + timedelta(minutes=5))
        person = UUID(int=7)
        row = {"id": person, "email": "a@b", "name": "A", "role": "voice", "password_hash": "x", "active": True, "made_at": NOW}
        secret = session.seal("people.totp_secret", person, "BASE32")
        session.execute(insert(people), row | {"totp_secret": secret})
    return codes, token


def with_ring(database: Database, ring: Keyring) -> Database:
    """The same database as a process with other keys sees it."""
    return Database(
        database.engine.url.render_as_string(hide_password=False).replace("postgresql+psycopg", "postgresql"),
        keyring=ring,
        secret=b"s" * 40,
    )


def test_everything_is_sealed_with_the_new_key_and_opens_without_the_old(database: Database) -> None:
    codes, token = fill(database)
    assert keys_in_use(database) == {"k1": 5}
    both = with_ring(database, RING)
    assert reseal(both, RING, quiet) == 5
    assert keys_in_use(both) == {"k2": 5}
    both.close()
    only = with_ring(database, Keyring(RING.keys[:1]))
    with only.reading() as session:
        assert passes.look(session, passes.KEPT, token, now=NOW) == "a form"
        for code in codes:
            row = cases.with_code(session, code)
            assert row is not None
            assert load(session, row).state.received == TOLD
    assert checking.unopened(only, quiet) == 0
    only.close()
    assert checking.unopened(database, quiet) == 5


def test_it_can_be_stopped_and_begun_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(database, 10)
    both = with_ring(database, RING)
    monkeypatch.setattr(everything, "BATCH", 2)

    def stop(done: int, _total: int) -> None:
        if done >= 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reseal(both, RING, stop)
    begun = keys_in_use(both)
    assert set(begun) == {"k1", "k2"}
    assert reseal(both, RING, quiet) == begun["k1"]
    assert reseal(both, RING, quiet) == 0
    both.close()


def test_what_is_written_meanwhile_is_kept(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    codes, _token = fill(database, 20)
    both = with_ring(database, RING)
    monkeypatch.setattr(everything, "BATCH", 3)
    stop = threading.Event()
    sent: list[str] = []

    def send_on() -> None:
        while not stop.is_set():
            with both.writing() as session:
                once = f"more-{len(sent)}"
                sent.append(sending.send(session, TOLD, once=once, now=NOW, calendar=CALENDAR).code)
            stop.wait(0.005)

    child = threading.Thread(target=send_on)
    child.start()
    try:
        reseal(both, RING, quiet)
    finally:
        stop.set()
        child.join()
    assert keys_in_use(both).keys() == {"k2"}
    with both.reading() as session:
        assert all(cases.with_code(session, code) for code in codes + sent)
    assert checking.unopened(both, quiet) == 0
    both.close()


def test_a_value_changed_after_it_was_read_is_not_overwritten(database: Database) -> None:
    fill(database, 1)
    place = everything.PLACES[-1]
    with database.writing() as session:
        row = session.execute(select(events.c.id, events.c.data)).one()
        newer = session.seal(place.name, row.id, "newer")
        assert everything.replace(session, place, row.id, row.data, newer)
        assert not everything.replace(session, place, row.id, row.data, row.data)
        assert session.execute(select(events.c.data)).scalar_one() == newer


def test_without_the_old_key_nothing_is_changed(database: Database) -> None:
    fill(database)
    stranger = with_ring(database, Keyring(RING.keys[:1]))
    with pytest.raises(CannotOpen):
        reseal(stranger, Keyring(RING.keys[:1]), quiet)
    stranger.close()
    assert keys_in_use(database) == {"k1": 5}
