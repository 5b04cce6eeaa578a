"""When the database is locked, full or gone, the child reads why, and every word is still there."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from portal.store import lite
from tests.web.journey import Child

WORDS = "I typed this for a long time & <3 it."


@pytest.fixture
def child(app: Flask) -> Child:
    return Child(app.test_client())


@contextmanager
def locked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Somebody else holds the database's lock."""
    portal = app.extensions["portal"]
    portal.database.engine.dispose()
    monkeypatch.setattr(lite, "BUSY_MILLISECONDS", 50)
    path = Path(portal.database.engine.url.database)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def full(app: Flask, _monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The disk has no room for another page."""
    engine = app.extensions["portal"].database.engine
    engine.dispose()

    def no_room(connection: Any, _record: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(engine, "connect", no_room)
    try:
        yield
    finally:
        event.remove(engine, "connect", no_room)
        engine.dispose()


@contextmanager
def gone(app: Flask, _monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The database cannot be opened at all."""
    portal = app.extensions["portal"]
    portal.database.engine.dispose()
    path = Path(portal.database.engine.url.database)
    away = path.with_name("away")
    path.rename(away)
    path.mkdir()
    try:
        yield
    finally:
        path.rmdir()
        away.rename(path)
        portal.database.engine.dispose()


FAULTS = pytest.mark.parametrize("fault", [locked, full, gone], ids=["locked", "full", "gone"])


@FAULTS
def test_the_script_is_told_and_sends_again_when_it_is_over(
    app: Flask, child: Child, monkeypatch: pytest.MonkeyPatch, fault: Any
) -> None:
    fields = child.form()
    # Words too long for what room is left on the pages that are there.
    words = WORDS + "x" * 19_000
    with fault(app, monkeypatch):
        refused = child.posts(fields=fields, words=words, json=True)
    assert refused.status_code == 503
    assert refused.json is not None
    assert "They are still here." in refused.json["error"]
    taken = child.posts(fields=fields | {"csrf_token": refused.json["token"]}, words=words, json=True)
    assert taken.json == {"to": "/sent"}
    assert WORDS.replace("&", "&amp;").replace("<", "&lt;") in child.opens(child.code_on(child.client.get("/sent")))


@FAULTS
def test_without_script_the_page_comes_back_with_every_word(
    app: Flask, child: Child, monkeypatch: pytest.MonkeyPatch, fault: Any
) -> None:
    fields = child.form()
    words = WORDS + "x" * 19_000
    with fault(app, monkeypatch):
        refused = child.posts(fields=fields, words=words, contact_not="my uncle")
    assert refused.status_code == 503
    assert "They are still here." in refused.text
    assert "my uncle" in refused.text
    assert words.replace("&", "&amp;").replace("<", "&lt;") in refused.text
    assert f'value="{fields["once"]}"' in refused.text


@FAULTS
def test_a_refused_form_keeps_its_words_even_when_nothing_can_be_kept(
    app: Flask, child: Child, monkeypatch: pytest.MonkeyPatch, fault: Any
) -> None:
    fields = child.form() | {"csrf_token": "old"}
    words = WORDS + "x" * 19_000
    with fault(app, monkeypatch):
        refused = child.posts(fields=fields, words=words)
    assert refused.status_code == 503
    assert WORDS.replace("&", "&amp;").replace("<", "&lt;") in refused.text


@FAULTS
def test_the_form_itself_needs_no_database(app: Flask, child: Child, monkeypatch: pytest.MonkeyPatch, fault: Any) -> None:
    with fault(app, monkeypatch):
        assert child.client.get("/").status_code == 200


@FAULTS
def test_leave_works_all_the_same(app: Flask, child: Child, monkeypatch: pytest.MonkeyPatch, fault: Any) -> None:
    child.opens(child.sends(words="x"))
    with fault(app, monkeypatch):
        response = child.client.get("/leave")
    assert response.status_code == 303
    assert "weather" in response.location
