"""Saved replies: kept sealed, changed, forgotten; and a message made of nothing else is found out."""

import uuid

import pytest
from sqlalchemy import select

from portal.services import saved_replies as saving
from portal.services.saved_replies import SavedReply
from portal.store.database import Database
from portal.store.tables import saved_replies

THANKS = "Thank you for telling us. We have read it and will look into it.\n\n- You can write more here.\n- You can ring us."
HOURS = "We are here Monday to Friday!"


@pytest.fixture
def ids(database: Database) -> list[str]:
    made = [str(uuid.uuid4()) for _each in range(2)]
    with database.writing() as session:
        saving.keep(session, made[0], title="Thanks", audience="child", words=THANKS)
        saving.keep(session, made[1], title="Hours", audience="adult", words=HOURS)
    return made


def test_replies_are_kept_sealed_by_title_changed_and_forgotten(database: Database, ids: list[str]) -> None:
    with database.writing() as session:
        assert [reply.title for reply in saving.everything(session)] == ["Hours", "Thanks"]
        assert saving.one(session, ids[0]) == SavedReply(uuid.UUID(ids[0]), "Thanks", "child", THANKS)
        assert all(b"Monday" not in row.words for row in session.execute(select(saved_replies)))
        saving.keep(session, ids[0], title="Many thanks", audience="adult", words="New.")
        assert saving.one(session, ids[0]) == SavedReply(uuid.UUID(ids[0]), "Many thanks", "adult", "New.")
        for gone in (ids[0], ids[0], str(uuid.uuid4()), "x"):
            saving.forget(session, gone)
        assert [reply.title for reply in saving.everything(session)] == ["Hours"]
        assert saving.one(session, ids[0]) is None
        assert saving.one(session, "' OR 1=1") is None


@pytest.mark.parametrize(
    "words, lacks",
    [
        (THANKS, True),
        (THANKS.upper().replace("\n", "\r\n"), True),
        (f"**{HOURS[:-1]}**", True),
        (f"{THANKS}\n{HOURS}", True),
        ("Thank you for telling us.", True),
        (f"Hello Sam,\n\n{THANKS}\n\nAmira", True),
        (f"{THANKS} I spoke to your school.", False),
        (THANKS.replace("will look", "will also look"), False),
        ("I spoke to your school.", False),
        ("Yes.", False),
        ("Hello Sam", False),
    ],
)
def test_a_message_needs_a_sentence_of_its_own_where_it_uses_a_saved_one(
    database: Database, ids: list[str], words: str, lacks: bool
) -> None:
    assert len(ids) == 2
    with database.reading() as session:
        assert saving.lacks_own_words(session, words) is lacks


def test_without_saved_replies_every_message_is_ones_own(database: Database) -> None:
    with database.reading() as session:
        assert not saving.lacks_own_words(session, THANKS)
