"""Places on both databases: made with a code of their own, counted without a device, and what came of them."""

import random
import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.domain.access import Role, Viewer
from portal.domain.facts import Received
from portal.domain.places import Item, NotAShortCode, Place, Seen, seen
from portal.domain.stages import ShutOut
from portal.services import casework, filing, handing_out, sending
from portal.services.filing import Calendar
from portal.services.handing_out import NoSuchPlace
from portal.services.storing import Database, Session, Taken
from portal.store import bank_holidays, cases, places
from portal.store import people as stored
from portal.store.tables import metadata, scans
from tests.domain.test_places import VISITS
from tests.viewers import ALL

CALENDAR = Calendar(bank_holidays.load())
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
AT: dict[str, Any] = {"now": NOW, "calendar": CALENDAR}
BY = str(uuid.uuid4())
PENS = Place("", "Pens", "pen", "Autumn", 100, "Voice Team", "", "", TODAY, pence=50)
ITEMS = (Item("pen", "Pen", 40, 12, 11), Item("poster", "Poster", 100, 100))
YEAR = {"first": date(2026, 4, 1), "last": date(2027, 3, 31)}


def made(session: Session, **more: Any) -> Place:
    return handing_out.keep(session, Place(**{**PENS.__dict__, **more}), by=BY, now=NOW)


def sent(session: Session, place: str, kind: str = "complaint", at: datetime = NOW) -> str:
    received = Received(kind, "x")
    return sending.send(session, received, once=uuid.uuid4().hex, now=at, calendar=CALENDAR, place=place).reference


def test_a_place_gets_a_short_code_that_is_nobody_elses(database: Database) -> None:
    picks = iter([7, 7, 8])
    with database.writing() as session:
        first = handing_out.keep(session, PENS, by=BY, now=NOW, pick=lambda _most: next(picks))
        second = handing_out.keep(session, PENS, by=BY, now=NOW, pick=lambda _most: next(picks))
        assert (first.short, second.short) == ("00007", "00008")
        assert handing_out.one(session, " 0oo-07 ") == first
        assert [place.short for place in handing_out.everything(session)] == ["00007", "00008"]
        with pytest.raises(Taken):
            handing_out.keep(session, PENS, by=BY, now=NOW, pick=lambda _most: 7)


def test_what_is_no_place(database: Database) -> None:
    with database.writing() as session:
        made(session)
        with pytest.raises(NoSuchPlace):
            handing_out.one(session, "ZZZZZ")
        with pytest.raises(NotAShortCode):
            handing_out.one(session, "<>")
        with pytest.raises(NoSuchPlace):
            handing_out.retire(session, "ZZZZZ", by=BY, now=NOW)


def test_an_ended_place_keeps_its_day_and_its_numbers(database: Database) -> None:
    with database.writing() as session:
        place = made(session)
        handing_out.note_visit(session, place.short, Seen.SCAN, today=TODAY)
        handing_out.retire(session, place.short, by=BY, now=NOW)
        handing_out.retire(session, place.short, by=BY, now=NOW + timedelta(days=9))
        assert handing_out.one(session, place.short).retired_on == TODAY
        assert handing_out.numbers(session, ALL, ITEMS, **YEAR).by_place[0].scans == 1


def test_what_came_of_places_adds_up_by_place_item_batch_and_month(database: Database) -> None:
    with database.writing() as session:
        pens, more = made(session), made(session, name="More pens", batch="Winter", pence=None)
        posters = made(session, name="Posters", item="poster", pieces=40, pence=200)
        unused = made(session, name="Nobody's", item="mug")
        for place, month, times in ((pens, 11, 3), (pens, 10, 2), (more, 11, 1), (posters, 11, 5)):
            for _ in range(times):
                handing_out.note_visit(session, place.short, Seen.SCAN, today=date(2026, month, 9))
        handing_out.note_visit(session, pens.short, Seen.PREVIEW, today=TODAY)
        handing_out.note_visit(session, pens.short, Seen.SCAN, today=date(2026, 3, 31))
        for place, kind in (
            (pens, "complaint"),
            (pens, "compliment"),
            (pens, "compliment"),
            (more, "comment"),
            (posters, "unsure"),
        ):
            sent(session, place.short, kind)
        sent(session, "", "complaint")
        sent(session, "ZZZZZ", "complaint")
        sent(session, pens.short, "complaint", at=NOW.replace(year=2025))
        found = handing_out.numbers(session, ALL, ITEMS, **YEAR)
    by_place = {line.key: (line.scans, line.others, dict(line.cases), line.pence_a_case) for line in found.by_place}
    assert by_place == {
        pens.short: (5, 1, {"complaint": 1, "compliment": 2}, 1667),
        more.short: (1, 0, {"comment": 1}, None),
        posters.short: (5, 0, {"unsure": 1}, 8000),
        unused.short: (0, 0, {}, None),
    }
    assert {line.name: (line.scans, line.sent, line.pence_a_case) for line in found.by_item} == {
        "Pen": (6, 4, None),
        "Poster": (5, 1, 8000),
        "mug": (0, 0, None),
    }
    assert {line.name: (line.scans, line.sent) for line in found.by_batch} == {"Autumn": (10, 4), "Winter": (1, 1)}
    assert {line.name: (line.scans, line.sent) for line in found.by_month} == {"2026-10-01": (2, 0), "2026-11-01": (9, 5)}
    assert found.not_counted == {"preview": 1}
    for lines in (found.by_place, found.by_item, found.by_batch, found.by_month):
        assert (sum(line.scans for line in lines), sum(line.sent for line in lines)) == (11, 5)


def test_a_case_that_somebody_may_not_see_is_in_no_number_of_theirs(database: Database) -> None:
    with database.writing() as session:
        rest: dict[str, Any] = {"password_hash": "x", "totp": "x", "now": NOW}
        ben = stored.add(session, email="ben", name="Ben", role=Role.VOICE, **rest)
        cora = Viewer(stored.add(session, email="cora", name="Cora", role=Role.COMPLAINTS, **rest), Role.COMPLAINTS, TODAY)
        place = made(session)
        ref = sent(session, place.short)
        row = cases.with_reference(session, ref)
        assert row is not None
        case = filing.load(session, row)
        casework.record(session, case, ShutOut(str(ben), "Ben", "It is about him."), cora, **AT)
        mine = handing_out.numbers(session, Viewer(ben, Role.VOICE, TODAY), ITEMS, **YEAR)
        everything = handing_out.numbers(session, ALL, ITEMS, **YEAR)
    assert (mine.by_place[0].sent, everything.by_place[0].sent) == (0, 1)


def test_ten_thousand_visits_are_counted_or_not_and_why_and_no_device_is_kept(database: Database) -> None:
    chosen, visits = random.Random(5), [case.values for case in VISITS]
    expected: Counter[str] = Counter()
    with database.writing() as session:
        place = made(session)
    for _batch in range(10):
        with database.writing() as session:
            for _ in range(1000):
                method, headers, what = chosen.choice(visits)
                assert seen(method, headers) is what
                handing_out.note_visit(session, place.short, seen(method, headers), today=TODAY)
                expected[what.value] += 1
    with database.reading() as session:
        counted = {row.seen: row.times for row in places.opened(session, **YEAR)}
        columns = {column.name for column in scans.columns}
        kept = " ".join(
            str(value) for table in metadata.sorted_tables for row in session.execute(table.select()) for value in row
        )
    assert counted == dict(expected)
    assert sum(counted.values()) == 10_000
    assert columns == {"short", "month", "seen", "times"}
    assert [name for name in ("Mozilla", "Android", "iPhone", "curl", "WhatsApp") if name in kept] == []
