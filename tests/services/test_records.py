"""Records that are let go, on both databases: who may, when, what goes, what stays, and that no trace is left."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, delete, func, insert, select, text, update

from portal.domain import stages
from portal.domain.access import Role
from portal.domain.facts import Received
from portal.domain.trail import Deed
from portal.domain.working_days import london_date
from portal.services import casework, filing, records, returning, triage
from portal.services.filing import Calendar, Case
from portal.services.looking import look, note
from portal.services.sending import send
from portal.store import bank_holidays, cases, erasing, passes, people, queue
from portal.store.database import Database, Session
from portal.store.faults import Unavailable
from portal.store.tables import disposals, figures, metadata
from portal.store.tables import trail as entries
from tests.viewers import ALL, seen_by

BEGAN = datetime(2023, 11, 23, 10, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
CALENDAR = Calendar(bank_holidays.load())
WORDS = "The zebra in the kitchen said that nobody may know. " * 40


def person(session: Session, name: str) -> str:
    values = {"email": f"{name}@example.org", "name": name.title(), "role": Role.DPO, "password_hash": "x", "totp": "x"}
    return str(people.add(session, **values, now=BEGAN))


@pytest.fixture
def two(database: Database) -> tuple[str, str]:
    with database.writing() as session:
        return person(session, "dina"), person(session, "omar")


def tell(session: Session, kind: str = "comment", words: str = WORDS, *, at: datetime = BEGAN) -> Case:
    code = send(session, Received(kind, words, name="Zed"), once=uuid.uuid4().hex, now=at, calendar=CALENDAR).code
    row = cases.with_code(session, code)
    assert row is not None
    note(session, row.id, look(session, row.id), now=at, calendar=CALENDAR)
    return triage.find(session, row.reference, ALL)


def closed(session: Session, by: str, kind: str = "comment", *, at: datetime = BEGAN) -> Case:
    case = triage.read(session, tell(session, kind, at=at).row.reference, seen_by(by), now=at)
    case = triage.note(session, case, "A note about the zebra.", by=by, now=at, calendar=CALENDAR)
    return triage.close(session, case, "thanked", "Thank you, Zed.", by=by, now=at, calendar=CALENDAR)


def propose(session: Session, case: Case, by: str, *, copied: bool = False, now: datetime = NOW) -> None:
    today = london_date(now)
    records.propose(session, case.row.reference, seen_by(by, today=today), copied=copied, now=now, calendar=CALENDAR)


def approve(session: Session, case: Case, by: str, *, now: datetime = NOW) -> None:
    records.approve(session, case.row.reference, seen_by(by, today=london_date(now)), now=now, calendar=CALENDAR)


def due(session: Session, today: date, after: str = "") -> list[str]:
    return [row.reference for row in records.overview(session, replace(ALL, today=today), after=after).due]


def test_the_list_begins_on_the_day_and_longest_due_comes_first(database: Database, two: tuple[str, str]) -> None:
    with database.writing() as session:
        later = closed(session, two[0], at=BEGAN + timedelta(days=2))
        first = closed(session, two[0])
        tell(session)
        assert (first.row.retention, str(first.row.closed_on), str(first.row.erase_on)) == (
            "feedback",
            "2023-11-23",
            "2026-11-23",
        )
        assert due(session, date(2026, 11, 22)) == []
        assert due(session, date(2026, 11, 23)) == [first.row.reference]
        assert due(session, date(2026, 11, 25)) == [first.row.reference, later.row.reference]
        records.hold(session, first.row.reference, "A court asks for it.", seen_by(two[0]), now=NOW)
        propose(session, later, two[0], now=NOW + timedelta(days=1))
        assert due(session, date(2026, 11, 25)) == []
        shown = records.overview(session, replace(ALL, today=date(2026, 11, 25)))
        assert [one.reference for one in shown.waiting] == [later.row.reference]
        assert [(one.reference, one.why) for one in shown.held] == [(first.row.reference, "A court asks for it.")]


def test_the_list_is_read_page_by_page_from_the_index(
    database: Database, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "PAGE", 2)
    with database.writing() as session:
        made = {closed(session, two[0], at=BEGAN - timedelta(days=day // 2)).row.reference for day in range(5)}
        seen, after = [], ""
        while True:
            page = records.overview(session, replace(ALL, today=date(2026, 11, 23)), after=after)
            seen += [row.reference for row in page.due]
            after = page.after
            if not after:
                break
        assert (len(seen), set(seen)) == (5, made)
        assert due(session, date(2026, 11, 23), "nonsense") == seen[:2]
        if not session.is_postgresql:
            query = "EXPLAIN QUERY PLAN SELECT id FROM cases WHERE erase_on <= '2026-11-23' AND erase_on >= '2026-01-01'"
            plan = [row[-1] for row in session.execute(text(query + " ORDER BY erase_on, id LIMIT 51"))]
            assert [line for line in plan if "ix_cases_erase" in line] == plan


REFUSED: list[tuple[str, Callable[[Session, Case, str, str], object], type[Exception]]] = [
    ("nobody proposed it", lambda session, case, one, two: approve(session, case, two), records.NotProposed),
    (
        "the same person",
        lambda session, case, one, two: (propose(session, case, one), approve(session, case, one)),
        records.SamePerson,
    ),
    (
        "proposed twice",
        lambda session, case, one, two: (propose(session, case, one), propose(session, case, two)),
        records.Already,
    ),
    (
        "dropped since",
        lambda session, case, one, two: (
            propose(session, case, one),
            records.drop(session, case.row.reference, seen_by(two), now=NOW),
            approve(session, case, two),
        ),
        records.NotProposed,
    ),
    (
        "on hold before",
        lambda session, case, one, two: (
            records.hold(session, case.row.reference, "x", seen_by(one), now=NOW),
            propose(session, case, one),
        ),
        records.OnHold,
    ),
    (
        "on hold since",
        lambda session, case, one, two: (
            propose(session, case, one),
            records.hold(session, case.row.reference, "x", seen_by(one), now=NOW),
            approve(session, case, two),
        ),
        records.OnHold,
    ),
    (
        "held twice",
        lambda session, case, one, two: [records.hold(session, case.row.reference, "x", seen_by(one), now=NOW) for _ in range(2)],
        records.Already,
    ),
    (
        "the child wrote since",
        lambda session, case, one, two: (
            propose(session, case, one),
            returning.write(session, case, "Hello?", now=NOW, calendar=CALENDAR),
            approve(session, case, two),
        ),
        records.NotDue,
    ),
    (
        "too early",
        lambda session, case, one, two: propose(session, case, one, now=NOW - timedelta(days=2)),
        records.NotDue,
    ),
    (
        "dropped twice",
        lambda session, case, one, two: records.drop(session, case.row.reference, seen_by(one), now=NOW),
        records.NotProposed,
    ),
    (
        "erased already",
        lambda session, case, one, two: (propose(session, case, one), [approve(session, case, two) for _ in range(2)]),
        records.NoSuchCase,
    ),
]


@pytest.mark.parametrize(("what", "act", "refusal"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_refused(
    database: Database,
    two: tuple[str, str],
    what: str,
    act: Callable[[Session, Case, str, str], object],
    refusal: type[Exception],
) -> None:
    with database.writing() as session:
        case = closed(session, two[0])
        with pytest.raises(refusal):
            act(session, case, *two)


def test_a_hold_that_is_lifted_holds_no_more(database: Database, two: tuple[str, str]) -> None:
    with database.writing() as session:
        case = closed(session, two[0])
        records.hold(session, case.row.reference, "x", seen_by(two[0]), now=NOW)
        live = records.overview(session, replace(ALL, today=london_date(NOW))).held[0]
        for _ in range(2):
            records.lift(session, str(live.id), seen_by(two[1]), now=NOW)
        records.lift(session, "nonsense", seen_by(two[1]), now=NOW)
        propose(session, case, two[0])
        assert records.overview(session, replace(ALL, today=london_date(NOW))).held == ()


def test_a_looked_after_childs_outcome_is_copied_before_anything_is_proposed(database: Database, two: tuple[str, str]) -> None:
    late = NOW + timedelta(days=365 * 11)
    with database.writing() as session:
        case = tell(session, "complaint")
        fact = stages.Described(capacity="looked_after_child")
        case = casework.record(session, case, fact, seen_by(two[0]), now=BEGAN, calendar=CALENDAR)
        case = triage.close(session, case, "answered", "Bye.", by=two[0], now=BEGAN, calendar=CALENDAR)
        found = records.proposal(session, case.row.reference, replace(ALL, today=london_date(late)), calendar=CALENDAR)
        assert (found.outcome_to_copy, found.age_unknown) == (True, True)
        with pytest.raises(records.NotCopied):
            propose(session, case, two[0], now=late)
        propose(session, case, two[0], copied=True, now=late)
        approve(session, case, two[1], now=late)


def everything(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {
            name: int(session.execute(select(func.count()).select_from(table)).scalar_one())
            for name, table in metadata.tables.items()
        }


def test_erasure_takes_every_row_and_leaves_a_certificate_and_the_figures(database: Database, two: tuple[str, str]) -> None:
    with database.writing() as session:
        other = closed(session, two[0])
    before = everything(database)
    with database.writing() as session:
        case = closed(session, two[0])
        records.hold(session, case.row.reference, "x", seen_by(two[0]), now=NOW)
        (held,) = records.overview(session, replace(ALL, today=london_date(NOW))).held
        records.lift(session, str(held.id), seen_by(two[0]), now=NOW)
        passes.give(session, passes.KEPT, f'{{"reference":"{case.row.reference}"}}', until=NOW)
    with database.writing() as session:
        propose(session, case, two[0])
        approve(session, case, two[1])
    after = everything(database)
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        **{"disposals": 1, "figures": 1},
        # What was done to it is told by the trail for good, and the erasure too.
        "trail": 5,
    }
    with database.reading() as session:
        assert filing.load(session, other.row).state.received.words == WORDS
        certificate = records.overview(session, replace(ALL, today=london_date(NOW))).certificates[0]
        assert (certificate.reference, certificate.proposed_by, certificate.approved_by, certificate.done_at) == (
            case.row.reference,
            uuid.UUID(two[0]),
            uuid.UUID(two[1]),
            NOW,
        )
        kept = session.execute(select(figures)).one()
        assert tuple(kept)[1:] == (2023, 3, "comment", "feedback", "", "", 0, "thanked", "", None, None, None, True)


def test_an_area_stays_in_the_figures_only_where_others_share_it(database: Database, two: tuple[str, str]) -> None:
    def described(session: Session, area: str) -> Case:
        case = tell(session)
        case = casework.record(session, case, stages.Described(area=area), seen_by(two[0]), now=BEGAN, calendar=CALENDAR)
        return triage.close(session, case, "thanked", "Bye.", by=two[0], now=BEGAN, calendar=CALENDAR)

    with database.writing() as session:
        rare = described(session, "Zed's own worker")
        shared, *_others = [described(session, "Fostering") for _ in range(5)]
        for case in (rare, shared):
            propose(session, case, two[0])
            approve(session, case, two[1])
        assert sorted(session.execute(select(figures.c.area)).scalars()) == ["", "Fostering"]


def test_every_table_that_names_a_case_goes_with_it() -> None:
    gone = erasing.tables_of_cases()
    assert {"events", "exclusions", "outbox", "words", "holds"} <= set(gone)
    for table in metadata.tables.values():
        pointing = [key for key in table.foreign_keys if key.column.table.name in gone]
        assert [key.ondelete for key in pointing] == ["CASCADE"] * len(pointing), (
            f"{table.name}: what points at a case goes with it"
        )
        if "case_id" in table.c and not pointing:
            assert table.name in erasing.KEPT, f"{table.name} would keep something about a case that was erased"


def traces(database: Database) -> list[bytes]:
    """What a search of the files would find: digests, the word index, pieces of sealed words. The trail keeps a case's id."""
    with database.reading() as session:
        found: list[bytes] = []
        for name, column in (("events", "data"), ("words", "token"), ("holds", "why")):
            rows = session.execute(text(f"SELECT {column} FROM {name}")).scalars()
            found += [bytes(value)[step : step + 16] for value in rows for step in range(0, len(value) - 15, 16)]
        found += [bytes(v) for v in session.execute(text("SELECT receipt_digest FROM cases")).scalars()]
        found += [bytes(v) for v in session.execute(text("SELECT words_digest FROM cases")).scalars()]
    return found


def on_disk(database: Database, tmp_path: Path) -> bytes:
    if database.engine.dialect.name == "sqlite":
        return b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    admin = create_engine(database.engine.url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CHECKPOINT"))
        names = "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 'i', 't') AND relfilenode <> 0"
        read = text("SELECT pg_read_binary_file(:path, 0, 100000000, true)")
        paths = [path for path in connection.execute(text(names)).scalars() if path]
        found = b"".join(bytes(connection.execute(read, {"path": path}).scalar() or b"") for path in paths)
    admin.dispose()
    return found


@pytest.mark.parametrize("begun", ["SELECT pg_current_xact_id()", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT 1"])
@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_the_files_are_not_written_anew_while_somebody_sees_what_was_erased(
    database: Database, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch, begun: str
) -> None:
    with database.writing() as session:
        case = closed(session, two[0])
        propose(session, case, two[0])
        approve(session, case, two[1])
    monkeypatch.setattr(erasing, "QUIET_SECONDS", 0.3)
    with database.engine.connect() as reader:
        for statement in begun.split("; "):
            reader.execute(text(statement))
        with pytest.raises(Unavailable):
            erasing.rewrite(database)
    monkeypatch.setattr(erasing, "QUIET_SECONDS", 60)
    erasing.rewrite(database)


def test_what_is_erased_before_a_worker_took_it_in_leaves_its_entry(database: Database, two: tuple[str, str]) -> None:
    with database.writing() as session:
        case = closed(session, two[0])
        session.execute(update(metadata.tables["cases"]).values(fresh=b"digest"))
        session.execute(delete(entries).where(entries.c.deed == Deed.RECEIVED))
        propose(session, case, two[0])
        approve(session, case, two[1])
        told = session.execute(select(entries.c.deed).where(entries.c.case_id == case.row.id)).scalars().all()
    assert Deed.RECEIVED in told
    assert Deed.ERASED in told


def test_after_the_files_are_written_anew_no_trace_of_an_erased_case_is_in_them(
    database: Database, two: tuple[str, str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(12):
        with database.writing() as session:
            case = closed(session, two[0])
            records.hold(session, case.row.reference, "The zebra case.", seen_by(two[0]), now=NOW)
            (held,) = records.overview(session, replace(ALL, today=london_date(NOW))).held
            records.lift(session, str(held.id), seen_by(two[0]), now=NOW)
    with database.reading() as session:
        made = [filing.Case(row, filing.load(session, row).state) for row in queue.page(session, ALL, is_open=False)]
    if database.engine.dialect.name == "postgresql":
        # As it does by itself from time to time: what is in the columns is then in the statistics too.
        with database.engine.connect() as plain:
            plain.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    gone = traces(database)
    there = on_disk(database, tmp_path)
    assert sum(piece in there for piece in gone) > len(gone) * 0.9, "the search would find nothing anyway"
    for case in made:
        with database.writing() as session:
            propose(session, case, two[0])
        with database.writing() as session:
            approve(session, case, two[1])
    assert records.empty_log(database)
    with database.reading() as session:
        assert records.overview(session, replace(ALL, today=london_date(NOW))).to_rewrite
    records.rewrite(database, now=NOW + timedelta(minutes=1))
    left = on_disk(database, tmp_path)
    assert [piece for piece in gone if piece in left] == []
    assert b"zebra" not in left
    assert "zebra" not in caplog.text.casefold()
    with database.reading() as session:
        assert not records.overview(session, replace(ALL, today=london_date(NOW))).to_rewrite
        assert len(session.execute(select(disposals)).all()) == 12


def test_a_reference_that_was_erased_may_be_drawn_again(database: Database, two: tuple[str, str]) -> None:
    with database.writing() as session:
        case = closed(session, two[0])
        row = {
            "reference": case.row.reference,
            "retention": "feedback",
            "closed_on": date(2020, 1, 1),
            "erase_on": date(2023, 1, 1),
        }
        people_ = {"proposed_by": uuid.UUID(two[0]), "approved_by": uuid.UUID(two[1])}
        instants = {"proposed_at": BEGAN, "approved_at": BEGAN, "done_at": BEGAN}
        session.execute(insert(disposals), row | people_ | instants | {"id": uuid.uuid4()})
        propose(session, case, two[0])
        approve(session, case, two[1])
        assert len(records.overview(session, replace(ALL, today=london_date(NOW))).certificates) == 2
