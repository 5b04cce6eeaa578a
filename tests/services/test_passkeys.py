"""Passkeys on both databases: each challenge works once, for what it was made for, and only at this site."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.domain.trail import Deed
from portal.services import passkeys, people, signing_in
from portal.services.passkeys import Begun, Site
from portal.services.storing import Database
from portal.store import people as stored
from portal.store import trail
from tests.services.device import Device

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SITE = Site("voice.example.org", "https://voice.example.org")


def somebody(database: Database, name: str) -> str:
    with database.writing() as session:
        made = stored.add(session, email=name, name=name, role="voice", password_hash="x", totp="ABCDEFGH", now=NOW)
    return str(made)


def adds(database: Database, person: str, device: Device, *, now: datetime = NOW, by: str = "") -> bool:
    with database.writing() as session:
        begun = passkeys.begin_adding(session, person, "Laptop", SITE, now=NOW)
    with database.writing() as session:
        return passkeys.add(session, by or person, begun.token, device.makes(begun.options), SITE, now=now)


def half(database: Database, person: str) -> str:
    with database.writing() as session:
        return stored.open_session(session, uuid.UUID(person), second_factor=False, now=NOW)


def asks(database: Database, *, half: str = "", whole: bool = True) -> Begun:
    with database.writing() as session:
        begun = passkeys.begin(session, half, SITE, whole=whole, now=NOW)
    assert begun
    return begun


def enters(database: Database, begun: Begun, said: str, *, half: str = "", whole: bool = True, now: datetime = NOW) -> Any:
    with database.writing() as session:
        return passkeys.sign_in(session, half, begun.token, said, SITE, whole=whole, now=now)


@pytest.fixture
def amira(database: Database) -> str:
    return somebody(database, "amira")


@pytest.fixture
def device(database: Database, amira: str) -> Device:
    """Amira's device, which is known."""
    made = Device()
    assert adds(database, amira, made)
    return made


def test_a_passkey_signs_in_alone_and_after_the_password(database: Database, amira: str, device: Device) -> None:
    begun = asks(database)
    token = enters(database, begun, device.signs(begun.options))
    password = half(database, amira)
    second = asks(database, half=password, whole=False)
    device.verifies = False
    other = enters(database, second, device.signs(second.options), half=password, whole=False)
    with database.reading() as session:
        for each in (token, other):
            found = signing_in.who(session, each, now=NOW)
            assert found
            assert str(found.person.id) == amira
        assert signing_in.who(session, password, now=NOW) is None
        entered = sorted(entry.detail for entry in trail.page(session, deed=Deed.SIGNED_IN))
    assert entered == ["passkey", "passkey alone"]


def test_alone_it_has_to_make_sure_who_holds_it(database: Database, device: Device) -> None:
    device.verifies = False
    begun = asks(database)
    assert enters(database, begun, device.signs(begun.options)) is None
    with database.reading() as session:
        assert [entry.detail for entry in trail.page(session, deed=Deed.SIGN_IN_REFUSED)] == ["passkey"]


def test_what_was_signed_works_once_even_when_it_is_sent_twice_at_once(database: Database, device: Device) -> None:
    begun = asks(database)
    said = device.signs(begun.options)
    with ThreadPoolExecutor(3) as pool:
        let_in = list(pool.map(lambda _: enters(database, begun, said), range(3)))
    assert sum(token is not None for token in let_in) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://voice.example.com"},
        {"host": "example.com"},
        {"id": b"x" * 16},
        {"uses": 0},
        {"key": Device().key},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_another_site_key_or_copy_is_refused(database: Database, device: Device, wrong: dict[str, Any]) -> None:
    begun = asks(database)
    assert enters(database, begun, device.signs(begun.options))
    for name, value in wrong.items():
        setattr(device, name, value)
    begun = asks(database)
    assert enters(database, begun, device.signs(begun.options)) is None


def test_a_challenge_is_for_one_purpose_one_person_and_five_minutes(database: Database, amira: str, device: Device) -> None:
    late = asks(database)
    assert enters(database, late, device.signs(late.options), now=NOW + timedelta(minutes=6)) is None
    password = half(database, amira)
    second = asks(database, half=password, whole=False)
    assert enters(database, second, device.signs(second.options)) is None
    whole = asks(database)
    assert enters(database, whole, device.signs(whole.options), half=password, whole=False) is None
    ben = half(database, somebody(database, "ben"))
    for begun in (asks(database, half=ben, whole=False), asks(database, half=password, whole=False)):
        assert enters(database, begun, device.signs(begun.options), half=ben, whole=False) is None


def test_adding_is_for_whoever_asked_in_time_and_once(database: Database, amira: str, device: Device) -> None:
    ben = somebody(database, "ben")
    assert not adds(database, amira, Device(), by=ben)
    assert not adds(database, amira, Device(), now=NOW + timedelta(minutes=6))
    assert not adds(database, amira, Device(verifies=False))
    assert not adds(database, ben, device)
    assert adds(database, amira, Device())


def test_somebody_kept_out_or_reset_has_no_passkey(database: Database, device: Device) -> None:
    with database.writing() as session:
        people.disable(session, "amira", now=NOW)
    begun = asks(database)
    assert enters(database, begun, device.signs(begun.options)) is None
    with database.writing() as session:
        people.enable(session, "amira", now=NOW)
        people.reset(session, "amira", "eight purple bicycles", now=NOW)
    begun = asks(database)
    assert enters(database, begun, device.signs(begun.options)) is None


JUNK = ["", "{}", "[]", "null", "x", "1", '{"rawId": 5}', '{"rawId": "!!!"}', '{"rawId": "AA"}', "[" * 20_000, "\ud800"]


@pytest.mark.parametrize("said", JUNK, ids=range(len(JUNK)))
def test_whatever_a_browser_sends_is_only_wrong(database: Database, amira: str, device: Device, said: str) -> None:
    assert enters(database, asks(database), said) is None
    with database.writing() as session:
        begun = passkeys.begin_adding(session, amira, "Laptop", SITE, now=NOW)
        assert not passkeys.add(session, amira, begun.token, said, SITE, now=NOW)


def test_every_part_of_an_answer_may_be_broken(database: Database, amira: str, device: Device) -> None:
    for part in ("clientDataJSON", "authenticatorData", "signature"):
        for broken in ("", "AAAA", "!", 5, None, [], {}):
            begun = asks(database)
            said = json.loads(device.signs(begun.options))
            said["response"][part] = broken
            assert enters(database, begun, json.dumps(said)) is None, (part, broken)
    for part in ("clientDataJSON", "attestationObject"):
        for broken in ("", "AAAA", "oA", "gA", "!", 5, None, [], {}):
            with database.writing() as session:
                begun = passkeys.begin_adding(session, amira, "Laptop", SITE, now=NOW)
                said = json.loads(Device().makes(begun.options))
                said["response"][part] = broken
                assert not passkeys.add(session, amira, begun.token, json.dumps(said), SITE, now=NOW), (part, broken)
