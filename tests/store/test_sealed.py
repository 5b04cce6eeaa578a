"""Sealed values: they open in their own place, with their own key, and nowhere else."""

import base64
import uuid

import pytest
from sqlalchemy import insert, select

from portal.keyring import CannotOpen, Keyring, digest
from portal.store.database import Database
from portal.store.tables import passes

OLD, NEW = ("k1", b"1" * 32), ("k2", b"2" * 32)
ROW, OTHER = uuid.uuid4(), uuid.uuid4()


@pytest.mark.parametrize(
    "text",
    ["", "I <3 Sam & Tom", "ਮੈਨੂੰ ਡਰ ਲੱਗਦਾ ਹੈ", "مجھے مدد چاہیے", "a\0b\r\n\ttab", "👩‍👩‍👧", "lone \ud800 half", "x" * 20_000],
    ids=["empty", "signs", "punjabi", "urdu", "control", "emoji", "surrogate", "long"],
)
def test_words_come_back_as_they_were_written(text: str) -> None:
    ring = Keyring((OLD,))
    assert ring.open(ring.seal(text, "events.data:1"), "events.data:1") == text


def test_the_same_words_never_look_the_same_twice() -> None:
    ring = Keyring((OLD,))
    assert ring.seal("no", "p") != ring.seal("no", "p")


def test_a_sealed_value_does_not_show_its_words() -> None:
    assert b"secret" not in Keyring((OLD,)).seal("secret words", "p")


def test_a_value_moved_to_another_row_or_column_does_not_open(database: Database) -> None:
    with database.reading() as session:
        sealed = session.seal("events.data", ROW, "words")
        assert session.open("events.data", ROW, sealed) == "words"
        for column, row in (("events.data", OTHER), ("passes.data", ROW)):
            with pytest.raises(CannotOpen):
                session.open(column, row, sealed)


@pytest.mark.parametrize(
    "change", [lambda s: s[:-1], lambda s: s[:-1] + bytes([s[-1] ^ 1]), lambda s: b"\2" + s[1:], lambda _s: b""]
)
def test_a_value_that_was_changed_does_not_open(change: object) -> None:
    ring = Keyring((OLD,))
    assert callable(change)
    with pytest.raises(CannotOpen):
        ring.open(change(ring.seal("words", "p")), "p")


def test_after_a_new_key_old_values_open_and_new_ones_use_it() -> None:
    old = Keyring((OLD,)).seal("words", "p")
    both = Keyring((NEW, OLD))
    assert both.open(old, "p") == "words"
    assert Keyring.key_of(both.seal("words", "p")) == "k2"
    with pytest.raises(CannotOpen):
        Keyring((NEW,)).open(old, "p")


@pytest.mark.parametrize(
    "text",
    ["", "k1", "k1:short", f"k1:{base64.urlsafe_b64encode(b'1' * 31).decode()}", "k 1:" + "A" * 43 + "="],
    ids=["empty", "no key", "short", "31 bytes", "bad name"],
)
def test_a_keyring_that_is_not_whole_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - base64's own error is one too
        Keyring.parse(text)


def test_a_keyring_never_prints_its_keys() -> None:
    assert "1111" not in repr(Keyring((OLD,)))


def test_digests_differ_by_purpose_and_by_secret() -> None:
    assert digest(b"s", "receipt", "1") == digest(b"s", "receipt", "1")
    assert len({digest(b"s", "receipt", "1"), digest(b"s", "once", "1"), digest(b"t", "receipt", "1")}) == 3


def test_a_sealed_column_refuses_clear_text(database: Database) -> None:
    row = {"id": ROW, "token_digest": b"d", "purpose": "kept", "data": b"clear", "expires_at": None}
    with pytest.raises(Exception, match="takes sealed values only"), database.writing() as session:
        session.execute(insert(passes), row)
    with database.reading() as session:
        assert session.execute(select(passes.c.id)).all() == []
