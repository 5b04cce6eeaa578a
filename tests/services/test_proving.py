"""The trail: whatever is changed, taken away, put in or moved is found and named, and honest work never is."""

import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, event, func, insert, select, update

from portal.domain.facts import Noted, Received
from portal.domain.trail import Deed, Entry, end_text
from portal.keyring import Keyring
from portal.services import filing, linking, proving, resealing, sending, triage
from portal.services.filing import Calendar
from portal.services.linking import Linker, link_all
from portal.store import bank_holidays, chain
from portal.store import trail as trails
from portal.store.database import Database, Session
from portal.store.tables import cases, events, trail, trail_end
from tests.conftest import ENGINES
from tests.viewers import ALL, seen_by

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CALENDAR = Calendar(bank_holidays.load())
AMIRA = uuid.uuid4()
WORDS = "Nobody rang me."


def found(database: Database, *, now: datetime = NOW, kept_end: str = "") -> list[str]:
    return list(proving.findings(database, now=now, kept_end=kept_end))


def end(database: Database) -> str:
    with database.reading() as session:
        return linking.end(session)


def tell(database: Database, once: str = "") -> str:
    with database.writing() as session:
        received = Received("complaint", WORDS)
        return sending.send(session, received, once=once or uuid.uuid4().hex, now=NOW, calendar=CALENDAR).reference


def note(database: Database, reference: str) -> None:
    with database.writing() as session:
        case = triage.find(session, reference, ALL)
        filing.append(session, case, Noted("We rang."), by=None, now=NOW, calendar=CALENDAR)


def sign_in(database: Database, times: int = 1) -> None:
    with database.writing() as session:
        for minute in range(times):
            trails.note(session, Deed.SIGNED_IN, at=NOW + timedelta(seconds=minute), person=AMIRA)


@pytest.fixture
def lived(database: Database) -> Database:
    """Entries 1 and 2 are a case's two facts, 3 a read, 4 to 8 sign-ins; all are linked."""
    reference = tell(database)
    link_all(database)
    note(database, reference)
    link_all(database)
    with database.writing() as session:
        triage.read(session, reference, seen_by(str(AMIRA)), now=NOW)
    link_all(database)
    sign_in(database, 5)
    link_all(database)
    return database


def set_(number: int, /, **values: object) -> Callable[[Session], object]:
    return lambda session: session.execute(update(trail).where(trail.c.number == number).values(**values))


def swap(session: Session, *, links: bool = False) -> None:
    """Entries 5 and 6 change places; their links go with them or stay where they were."""
    rows = {row.number: row for row in session.execute(select(trail).where(trail.c.number.in_([5, 6])))}
    session.execute(update(trail).where(trail.c.number.in_([5, 6])).values(number=None))
    for old, new in ((5, 6), (6, 5)):
        link = rows[old if links else new].link
        session.execute(update(trail).where(trail.c.id == rows[old].id).values(number=new, link=link))


def cut(session: Session) -> None:
    session.execute(delete(trail).where(trail.c.number > 6))


def cut_with_an_old_note(session: Session) -> None:
    """Whoever cuts the tail also puts back the note of the end that once stood there."""
    row = session.execute(select(trail.c.link).where(trail.c.number == 3)).one()
    session.execute(delete(trail).where(trail.c.number > 3))
    at = chain.End(3, row.link)
    session.execute(update(trail_end).values(number=3, link=row.link, mark=chain._end_mark(session, at)))


def forge(session: Session, *, number: int | None = None) -> None:
    values = {"id": uuid.uuid4(), "at": NOW, "deed": "read", "detail": "", "mark": b"m" * 32, "link": b"l" * 32}
    session.execute(insert(trail), values | {"number": number})


TAMPERINGS: list[tuple[str, Callable[[Session], object], str]] = [
    ("who", set_(4, person_id=uuid.uuid4()), "entry 4 was changed."),
    ("nobody", set_(3, person_id=None), "entry 3 was changed."),
    ("when", set_(5, at=NOW - timedelta(days=9)), "entry 5 was changed."),
    ("what", set_(3, deed="searched"), "entry 3 was changed."),
    ("the case", set_(3, case_id=uuid.uuid4()), "entry 3 was changed."),
    ("what about", set_(4, about_id=uuid.uuid4()), "entry 4 was changed."),
    ("the detail", set_(4, detail="ours"), "entry 4 was changed."),
    ("the detail, with words", set_(4, detail="<b>words!</b>"), "entry 4 was changed."),
    ("a fact's digest", set_(1, digest=b"x" * 32), "entry 1 was changed."),
    ("the mark", set_(4, mark=b"x" * 32), "entry 4 was changed."),
    ("a link", set_(5, link=b"x" * 32), "entries 5 to 6 do not follow"),
    ("a removed row", lambda s: s.execute(delete(trail).where(trail.c.number == 5)), "entry 5 was removed."),
    ("removed rows", lambda s: s.execute(delete(trail).where(trail.c.number.in_([1, 2, 3]))), "entries 1 to 3 were removed."),
    ("an entry taken out of the chain", set_(4, number=None, link=None), "entry 4 was removed."),
    ("two rows swapped", swap, "entries 5 to 6 do not follow"),
    ("two rows swapped with their links", lambda s: swap(s, links=True), "entries 5 to 7 do not follow"),
    ("a number far away", set_(8, number=80), "entries 8 to 79 were removed."),
    ("the tail", cut, "its end was cut off: entries 7 to 8 were removed."),
    ("the note of the end", lambda s: s.execute(update(trail_end).values(number=9)), "the note of where it ends was changed."),
    ("no note of the end", lambda s: s.execute(delete(trail_end)), "the note of where it ends was removed."),
    ("everything", lambda s: s.execute(delete(trail)), "its end was cut off: entries 1 to 8 were removed."),
    ("an entry put in", forge, "that has no link yet was changed or put in."),
    ("an entry put in with a number", lambda s: forge(s, number=9), "entry 9 was changed."),
    (
        "a fact's kind",
        lambda s: s.execute(update(events).where(events.c.number == 2).values(kind="Wrote")),
        "not what was written",
    ),
    ("a fact's time", lambda s: s.execute(update(events).where(events.c.number == 1).values(at=NOW.replace(hour=1))), "not what"),
    ("a fact's number", lambda s: s.execute(update(events).where(events.c.number == 2).values(number=3)), "not what was written"),
    ("a fact gone", lambda s: s.execute(delete(events).where(events.c.number == 2)), "is gone (Noted, 2026-11-23)"),
    ("a case gone", lambda s: s.execute(delete(cases)), "which was never erased, is gone"),
    (
        "a fact's entry gone",
        lambda s: s.execute(delete(trail).where(trail.c.number == 2)),
        "has no entry: its entry was removed, or the fact was put in.",
    ),
]


def test_nothing_is_found_in_an_honest_trail(lived: Database) -> None:
    assert found(lived) == []
    assert found(lived, kept_end=end(lived)) == []
    with lived.reading() as session:
        assert list(session.execute(select(trail.c.number).order_by(trail.c.number)).scalars()) == list(range(1, 9))


@pytest.mark.parametrize("name, tamper, said", TAMPERINGS, ids=[row[0] for row in TAMPERINGS])
def test_tampering_is_found_and_named(lived: Database, name: str, tamper: Callable[[Session], object], said: str) -> None:
    with lived.writing() as session:
        tamper(session)
    lines = found(lived)
    assert any(said in line for line in lines), (name, lines)
    assert all(line.startswith("trail: ") for line in lines)
    assert WORDS not in "".join(lines)
    # Linking on covers nothing up.
    sign_in(lived)
    link_all(lived)
    assert found(lived), name


def test_words_resealed_with_other_words_are_found(lived: Database) -> None:
    with lived.writing() as session:
        row = session.execute(select(events).where(events.c.number == 1)).one()
        words = session.open("events.data", row.id, row.data).replace("Nobody rang me.", "All is well.")
        session.execute(update(events).where(events.c.id == row.id).values(data=session.seal("events.data", row.id, words)))
    (line,) = found(lived)
    assert "is not what was written (Received" in line


def test_a_cut_that_also_puts_an_old_note_back_is_found_by_an_end_kept_elsewhere(lived: Database) -> None:
    kept = end(lived)
    with lived.writing() as session:
        cut_with_an_old_note(session)
    assert found(lived) == []
    assert found(lived, kept_end=kept) == [
        "trail: it does not pass through the end that was kept: cut off, linked anew, or older than that end."
    ]


def test_after_a_cut_the_gap_stays_for_good(lived: Database) -> None:
    with lived.writing() as session:
        cut(session)
    sign_in(lived)
    link_all(lived)
    assert found(lived) == ["trail: entries 7 to 8 were removed."]


def test_entries_without_a_link_are_reported_after_a_minute(lived: Database) -> None:
    sign_in(lived)
    assert found(lived, now=NOW + timedelta(seconds=59)) == []
    (line,) = found(lived, now=NOW + timedelta(seconds=61))
    assert line == "trail: 1 without a link since 2026-11-23 10:00 UTC: 'portal work' is not running."


def test_an_erased_case_leaves_the_trail_whole(lived: Database) -> None:
    with lived.writing() as session:
        case_id = session.execute(select(cases.c.id)).scalar_one()
        trails.note(session, Deed.ERASED, at=NOW, case=case_id)
        session.execute(delete(cases))
    link_all(lived)
    assert found(lived) == []
    with lived.reading() as session:
        assert session.execute(select(func.count()).select_from(events)).scalar() == 0


def test_new_keys_leave_the_trail_whole(lived: Database, database_url: str) -> None:
    ring = Keyring((("k2", b"2" * 32), ("k1", b"k" * 32)))
    renewed = Database(database_url, keyring=ring, secret=b"s" * 40)
    assert resealing.reseal(renewed, ring, lambda _done, _total: None) == 2
    assert found(renewed) == []
    alone = Database(database_url, keyring=Keyring((("k2", b"2" * 32),)), secret=b"s" * 40)
    assert found(alone) == []
    renewed.close()
    alone.close()


def test_ten_thousand_entries_need_few_queries(database: Database) -> None:
    reference = tell(database)
    for _ in range(3):
        note(database, reference)
    sign_in(database, 9_996)
    assert link_all(database) == 10_000
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda _c, _cu, statement, *_: asked.append(statement))
    assert found(database) == []
    # One for each batch of 500 and one that finds no more; two for the facts; the rest is asked once.
    assert len([each for each in asked if each.startswith("SELECT")]) <= 10_000 // chain.BATCH + 12


def test_many_who_write_and_link_at_once_leave_one_unbroken_chain(database: Database) -> None:
    stop = threading.Event()
    faults: list[BaseException] = []

    def guarded(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as fault:
            faults.append(fault)

    def write() -> None:
        for number in range(25):
            tell(database)
            if number % 5 == 0:
                sign_in(database)

    def links() -> None:
        while not stop.is_set():
            link_all(database)

    writers = [threading.Thread(target=guarded, args=(write,)) for _ in range(4)]
    linkers = [threading.Thread(target=guarded, args=(links,)) for _ in range(2)]
    for thread in (*writers, *linkers):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in linkers:
        thread.join()
    link_all(database)
    assert faults == []
    assert found(database, now=NOW + timedelta(hours=1)) == []
    with database.reading() as session:
        assert list(session.execute(select(trail.c.number).order_by(trail.c.number)).scalars()) == list(range(1, 121))


@pytest.mark.parametrize("database_url", ENGINES[1:], indirect=True)
def test_nobody_who_writes_waits_for_a_linker(database: Database) -> None:
    tell(database)
    with database.writing() as linking_now:
        assert chain.link(linking_now) == 1
        tell(database)
        with database.writing() as second:
            assert chain.link(second) == 0, "somebody else is linking"
    assert link_all(database) == 1
    assert found(database) == []


def test_the_end_goes_to_the_log_once_a_minute_at_most(lived: Database, caplog: pytest.LogCaptureFixture) -> None:
    linker = Linker(lived)
    with caplog.at_level("INFO", logger="portal"):
        assert linker.step() == 0
        assert caplog.records == []
        for _ in range(3):
            sign_in(lived)
            assert linker.step() == 1
    (record,) = caplog.records
    assert record.__dict__["trail"].startswith("9:")
    assert found(lived, kept_end=record.__dict__["trail"]) == []


def test_an_entry_refuses_a_detail_that_is_not_one_of_ours() -> None:
    for words in ("He hits me!", "x" * 65, "a\nb", "ਮੈਨੂੰ"):
        with pytest.raises(ValueError, match="short names"):
            Entry(uuid.uuid4(), NOW, Deed.READ, None, None, None, words, None)


def test_no_two_entries_are_spelt_alike() -> None:
    one, two = uuid.uuid4(), uuid.uuid4()
    spelt = {
        Entry(one, NOW, Deed.READ, *ids, "", None).text
        for ids in ((two, None, None), (None, two, None), (None, None, two), (None, None, None))
    }
    assert len(spelt) == 4
    assert end_text(1, b"\x01") != end_text(11, b"\x01")
