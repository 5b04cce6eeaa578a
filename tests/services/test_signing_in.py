"""Signing in, on both databases: a second factor that works once, waits that grow and end, sessions that sleep."""

import threading
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from argon2 import PasswordHasher, profiles

from portal.services import passwords, people, resuming
from portal.services import signing_in as entering
from portal.services.people import NewPerson
from portal.services.resuming import Typed
from portal.services.storing import Database
from portal.store import people as stored

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PASSWORD = "seven green umbrellas"


@pytest.fixture
def amira(database: Database, monkeypatch: pytest.MonkeyPatch) -> NewPerson:
    """Amira, and a colleague who has nothing to do with it; the real hashing at its cheapest setting."""
    hasher = PasswordHasher.from_parameters(profiles.CHEAPEST)
    monkeypatch.setattr(passwords, "hasher", lambda: hasher)
    passwords.nobodys_hash.cache_clear()
    with database.writing() as session:
        people.add(session, email="noise@example.org", name="Noise", role="voice", password=PASSWORD, now=NOW)
        return people.add(session, email="amira@example.org", name="Amira", role="voice", password=PASSWORD, now=NOW)


def half(database: Database, *, now: datetime = NOW) -> str:
    """The password was right."""
    with database.writing() as session:
        person = entering.look_up(session, "amira@example.org")
        assert person is not None
        assert entering.password_ok(person, PASSWORD)
        return entering.enter(session, person, now=now)


def gives(database: Database, token: str, code: str, *, now: datetime = NOW) -> str | None:
    with database.writing() as session:
        return entering.second_factor(session, token, code, now=now)


def right(amira: NewPerson, *, now: datetime = NOW) -> str:
    return pyotp.TOTP(amira.totp_secret).at(now)


def test_password_and_code_begin_a_session_with_a_token_of_its_own(database: Database, amira: NewPerson) -> None:
    token = half(database)
    whole = gives(database, token, right(amira))
    assert whole
    assert whole != token
    with database.reading() as session:
        who = entering.who(session, whole, now=NOW)
        assert who is not None
        assert who.person.name == "Amira"
        assert entering.who(session, token, now=NOW) is None


@pytest.mark.parametrize(("email", "password"), [("amira@example.org", "x" * 20), ("nobody@example.org", PASSWORD)])
def test_a_wrong_pair_is_wrong(database: Database, amira: NewPerson, email: str, password: str) -> None:
    with database.reading() as session:
        assert not entering.password_ok(entering.look_up(session, email), password)


@pytest.mark.parametrize(("seconds", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_may_be_one_step_early_or_late(database: Database, amira: NewPerson, seconds: int, taken: bool) -> None:
    code = right(amira, now=NOW + timedelta(seconds=seconds))
    assert bool(gives(database, half(database), code)) is taken


def test_a_code_works_once_even_when_two_processes_are_asked_together(database: Database, amira: NewPerson) -> None:
    tokens, code, let_in = [half(database), half(database)], right(amira), []

    def try_(token: str) -> None:
        let_in.append(gives(database, token, code))

    threads = [threading.Thread(target=try_, args=(token,)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(found is not None for found in let_in) == 1


def test_an_older_code_than_the_last_is_not_taken(database: Database, amira: NewPerson) -> None:
    older = right(amira, now=NOW - timedelta(seconds=30))
    assert gives(database, half(database), right(amira))
    assert gives(database, half(database), older) is None


def test_waits_grow_to_a_quarter_of_an_hour_and_no_further(database: Database, amira: NewPerson) -> None:
    now, waits = NOW, []
    for _ in range(16):
        assert gives(database, half(database, now=now), "000000", now=now) is None
        with database.reading() as session:
            person = stored.with_id(session, amira.id)
            assert person is not None
        waits.append(int((person.locked_until - now).total_seconds()) if person.locked_until else 0)
        now = max(now, person.locked_until or now)
    assert waits[:8] == [0, 0, 0, 0, 0, 30, 60, 120]
    assert max(waits) == 900
    assert gives(database, half(database, now=now), right(amira, now=now), now=now)


def test_trying_too_early_makes_no_wait_longer(database: Database, amira: NewPerson) -> None:
    for _ in range(6):
        gives(database, half(database), "000000")
    soon, later = NOW + timedelta(seconds=10), NOW + timedelta(seconds=30)
    for _ in range(20):
        assert gives(database, half(database, now=soon), right(amira, now=soon), now=soon) is None
    assert gives(database, half(database, now=later), right(amira, now=later), now=later)


def test_a_right_code_forgets_the_wrong_ones(database: Database, amira: NewPerson) -> None:
    for _ in range(5):
        gives(database, half(database), "000000")
    assert gives(database, half(database), right(amira))
    with database.reading() as session:
        person = stored.with_id(session, amira.id)
        assert person is not None
        assert (person.failed_tries, person.locked_until) == (0, None)


def test_a_whole_session_is_no_half_one(database: Database, amira: NewPerson) -> None:
    whole = gives(database, half(database), right(amira))
    assert whole
    later = NOW + timedelta(minutes=1)
    assert gives(database, whole, right(amira, now=later), now=later) is None


def test_the_second_factor_has_to_come_within_ten_minutes(database: Database, amira: NewPerson) -> None:
    token, late = half(database), NOW + timedelta(minutes=11)
    assert gives(database, token, right(amira, now=late), now=late) is None


def test_disabling_somebody_ends_what_they_had_open(database: Database, amira: NewPerson) -> None:
    whole, waiting = gives(database, half(database), right(amira)), half(database)
    assert whole
    with database.writing() as session:
        people.disable(session, "AMIRA@example.org ", now=NOW)
    with database.reading() as session:
        assert entering.who(session, whole, now=NOW) is None
        assert not entering.password_ok(entering.look_up(session, "amira@example.org"), PASSWORD)
    later = NOW + timedelta(minutes=1)
    assert gives(database, waiting, right(amira, now=later), now=later) is None


def test_a_reset_ends_sessions_and_changes_both_secrets(database: Database, amira: NewPerson) -> None:
    whole = gives(database, half(database), right(amira))
    assert whole
    with database.writing() as session:
        fresh = people.reset(session, "amira@example.org", "eight purple bicycles", now=NOW)
        assert entering.who(session, whole, now=NOW) is None
        assert not entering.password_ok(entering.look_up(session, "amira@example.org"), PASSWORD)
    assert fresh.totp_secret != amira.totp_secret


@pytest.mark.parametrize(
    "act", [people.disable, people.enable, lambda session, email, now: people.reset(session, email, PASSWORD, now=now)]
)
def test_nobody_there_is_said(database: Database, act: object) -> None:
    with database.writing() as session, pytest.raises(people.NobodyThere):
        act(session, "who@example.org", now=NOW)  # type: ignore[operator]


def test_secrets_are_not_in_the_database_as_they_are(database: Database, amira: NewPerson) -> None:
    whole = gives(database, half(database), right(amira))
    with database.reading() as session:
        rows = [tuple(row) for table in (stored.people, stored.sessions) for row in session.execute(table.select())]
    kept = repr(rows)
    assert whole not in kept
    assert PASSWORD not in kept
    assert amira.totp_secret not in kept


def test_what_was_typed_waits_half_an_hour_for_its_writer_only(database: Database) -> None:
    typed = Typed("me", "YV-7F3K-2", "reply", {"words": "I <3 you & all"})
    with database.writing() as session:
        token = resuming.keep(session, typed, now=NOW)
        assert resuming.kept(session, token, "me", now=NOW + timedelta(minutes=29)) == typed
        assert resuming.kept(session, token, "somebody else", now=NOW) is None
        assert resuming.kept(session, token, "me", now=NOW + timedelta(minutes=31)) is None
        assert resuming.kept(session, "", "me", now=NOW) is None
        resuming.forget(session, token)
        assert resuming.kept(session, token, "me", now=NOW) is None
