"""Documents of a case, on both databases: sealed, sealed anew, checked, restored, and gone when they are removed."""

import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.domain.cases import NotAllowed
from portal.domain.facts import DocumentRemoved, Received
from portal.domain.papers import listed
from portal.keyring import Keyring
from portal.services import backing_up, checking, papers, people, sending, triage
from portal.services.filing import Calendar, Case
from portal.services.resealing import keys_in_use, reseal
from portal.services.vetting import Vetted
from portal.store import bank_holidays, migrating
from portal.store.database import Database, Session
from portal.store.tables import documents, metadata, trail
from tests.conftest import KEYRING
from tests.viewers import ALL

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CALENDAR = Calendar(bank_holidays.load())
# Not text in any encoding.
FILE = Vetted("pdf", b"%PDF-1.7\xff\xfe\xed\xa0\x80 secret %%EOF")


def quiet(_done: int, _total: int) -> None:
    """Say nothing."""


def begin(session: Session) -> tuple[str, str]:
    sent = sending.send(session, Received("complaint", "x"), once=uuid.uuid4().hex, now=NOW, calendar=CALENDAR)
    person = people.add(
        session, email=f"{uuid.uuid4().hex}@example.org", name="Amira", role="voice", password="seven green umbrellas", now=NOW
    )
    return sent.reference, str(person.id)


def put(session: Session, case: Case, by: str, key: uuid.UUID, *, title: str = "School report", file: Vetted = FILE) -> Case:
    return papers.add(session, case, file, document_id=key, title=title, for_child=True, by=by, now=NOW, calendar=CALENDAR)


def test_a_document_is_kept_sealed_opened_noted_and_removed(database: Database) -> None:
    key = uuid.uuid4()
    with database.writing() as session:
        reference, me = begin(session)
        put(session, triage.find(session, reference, ALL), me, key)
    with database.writing() as session:
        case = triage.find(session, reference, ALL)
        (paper,) = listed(case.state.events)
        assert (paper.title, paper.kind, paper.for_child, paper.size, paper.by) == (
            "School report",
            "pdf",
            True,
            len(FILE.data),
            me,
        )
        sealed = session.execute(select(documents.c.data)).scalar_one()
        assert b"secret" not in sealed
        before = len(session.execute(select(trail).where(trail.c.deed == "read")).all())
        assert papers.open_one(session, case, str(key), by=me, now=NOW) == (paper, FILE.data)
        assert len(session.execute(select(trail).where(trail.c.deed == "read")).all()) == before + 1
        papers.remove(session, case, str(key), "Another child's.", by=me, now=NOW, calendar=CALENDAR)
    with database.writing() as session:
        case = triage.find(session, reference, ALL)
        assert listed(case.state.events) == ()
        assert session.execute(select(documents)).all() == []
        assert case.state.events[-1].fact == DocumentRemoved(str(key), "School report", "Another child's.")
        for gone in (str(key), str(uuid.uuid4()), "x"):
            with pytest.raises(papers.NoSuchDocument):
                papers.open_one(session, case, gone, by=me, now=NOW)
            with pytest.raises(papers.NoSuchDocument):
                papers.remove(session, case, gone, "x", by=me, now=NOW, calendar=CALENDAR)


def test_the_same_press_twice_adds_one_and_never_reaches_into_another_case(database: Database) -> None:
    key = uuid.uuid4()
    with database.writing() as session:
        (mine, me), (other, _you) = begin(session), begin(session)
        put(session, triage.find(session, mine, ALL), me, key)
    with database.writing() as session:
        again = put(session, triage.find(session, mine, ALL), me, key, title="Second press")
        assert [paper.title for paper in listed(again.state.events)] == ["School report"]
        with pytest.raises(NotAllowed):
            put(session, triage.find(session, other, ALL), me, key)
        with pytest.raises(papers.NoSuchDocument):
            papers.open_one(session, triage.find(session, other, ALL), str(key), by=me, now=NOW)


def test_twenty_megabytes_come_back_as_they_were_and_are_sealed_anew_and_checked(database: Database) -> None:
    big = Vetted("pdf", bytes(range(256)) * 78_125)
    keys = [uuid.uuid4() for _each in range(6)]
    with database.writing() as session:
        reference, me = begin(session)
        case = triage.find(session, reference, ALL)
        for number, key in enumerate(keys):
            case = put(session, case, me, key, file=big if number == 0 else FILE)
    ring = Keyring((("k2", b"2" * 32), *KEYRING.keys))
    both = Database(database.engine.url.render_as_string(hide_password=False), keyring=ring, secret=b"s" * 40)
    reseal(both, ring, quiet)
    assert keys_in_use(both).keys() == {"k2"}
    assert checking.unopened(both, quiet) == 0
    assert list(checking.findings(both, now=NOW, calendar=CALENDAR, progress=quiet)) == []
    with both.writing() as session:
        assert papers.open_one(session, triage.find(session, reference, ALL), str(keys[0]), by=me, now=NOW)[1] == big.data
        first, second = session.execute(select(documents).order_by(documents.c.id)).all()[:2]
        session.execute(documents.update().where(documents.c.id == second.id).values(data=first.data))
    found = list(checking.findings(both, now=NOW, calendar=CALENDAR, progress=quiet))
    assert found == [f"documents.data: row {second.id} does not open with these keys, or was changed."]
    both.close()


def test_a_backup_holds_the_documents(database_url: str, tmp_path: Path) -> None:
    made = Database(database_url, keyring=KEYRING, secret=b"s" * 40)
    migrating.upgrade(made)
    key = uuid.uuid4()
    with made.writing() as session:
        reference, me = begin(session)
        put(session, triage.find(session, reference, ALL), me, key)
    backing_up.back_up(database_url, tmp_path / "copy", quiet)
    with made.writing() as session:
        for table in reversed(metadata.sorted_tables):
            session.execute(table.delete())
    backing_up.restore(made, database_url, tmp_path / "copy", KEYRING, quiet, replace=True)
    with made.writing() as session:
        assert papers.open_one(session, triage.find(session, reference, ALL), str(key), by=me, now=NOW)[1] == FILE.data
    made.close()
