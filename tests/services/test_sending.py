"""Sending: stored once, sealed, with the same code whatever the network does."""

import threading
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from portal.domain import receipts
from portal.domain.facts import Plan, Received, Wrote
from portal.services import returning, sending
from portal.services.filing import Calendar, load
from portal.services.sending import send
from portal.services.storing import Database, Taken
from portal.store import bank_holidays, cases, queue
from portal.store.tables import events
from tests.viewers import ALL

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CALENDAR = Calendar(bank_holidays.load())
TOLD = Received("complaint", "I <3 Sam & Tom, but nobody told me.", better="Tell me first.", about=("communication",))


def test_a_complaint_gets_a_code_and_a_date(database: Database) -> None:
    with database.writing() as session:
        sent = send(session, TOLD, once="once-0000001", now=NOW, calendar=CALENDAR)
    assert receipts.is_whole(sent.code)
    assert sent.due_on == date(2026, 12, 7)
    with database.reading() as session:
        row = cases.with_code(session, sent.code)
        assert row is not None
        assert (row.status, row.open, row.acknowledge_by) == ("new", True, date(2026, 11, 25))
        assert load(session, row).state.received == TOLD


def test_a_compliment_has_nothing_due_but_a_thank_you(database: Database) -> None:
    with database.writing() as session:
        assert send(session, Received("compliment", "Sam is kind."), once="once-2345", now=NOW, calendar=CALENDAR).due_on is None


def test_a_retry_finds_the_same_case_and_the_same_code(database: Database) -> None:
    codes = set()
    for _ in range(3):
        with database.writing() as session:
            codes.add(send(session, TOLD, once="once-0000002", now=NOW, calendar=CALENDAR).code)
    with database.reading() as session:
        assert len(codes) == 1
        assert cases.count(session) == 1


def test_a_retry_with_other_words_keeps_both_and_makes_no_second_case(database: Database) -> None:
    with database.writing() as session:
        first = send(session, TOLD, once="once-0000003", now=NOW, calendar=CALENDAR)
    for _ in range(2):
        with database.writing() as session:
            again = send(session, Received("complaint", "And one more thing."), once="once-0000003", now=NOW, calendar=CALENDAR)
    with database.reading() as session:
        row = cases.with_code(session, first.code)
        assert row is not None
        facts = [event.fact for event in load(session, row).state.events]
        assert (again.code, cases.count(session)) == (first.code, 1)
    assert facts == [TOLD, Wrote("And one more thing.")]


def test_twenty_presses_at_once_make_one_case(database: Database) -> None:
    codes: list[str] = []

    def press() -> None:
        for _ in range(5):
            try:
                with database.writing() as session:
                    codes.append(send(session, TOLD, once="once-0000004", now=NOW, calendar=CALENDAR).code)
                    return
            except Taken:
                continue

    threads = [threading.Thread(target=press) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert cases.count(session) == 1
    assert len(codes) == 20
    assert len(set(codes)) == 1


def test_a_reference_that_is_taken_is_said_so_rather_than_shared(database: Database) -> None:
    with database.writing() as session:
        send(session, TOLD, once="once-0000005", now=NOW, calendar=CALENDAR, pick=lambda _most: 7)
    with pytest.raises(Taken), database.writing() as session:
        send(session, TOLD, once="once-0000006", now=NOW, calendar=CALENDAR, pick=lambda _most: 7)


def test_the_words_are_stored_sealed(database: Database) -> None:
    with database.writing() as session:
        send(session, TOLD, once="once-0000007", now=NOW, calendar=CALENDAR)
        stored = [bytes(row) for row in session.execute(select(events.c.data)).scalars()]
    assert len(stored) == 1
    assert b"Sam" not in stored[0]


def test_words_from_a_broken_phone_come_back_as_they_were(database: Database) -> None:
    odd = "lone \ud800 surrogate, \u202eright to left, nul \x00, \u200b, {{ 7*7 }}, 🙂"
    with database.writing() as session:
        sent = send(session, Received("comment", odd), once="once-0000008", now=NOW, calendar=CALENDAR)
    with database.reading() as session:
        row = cases.with_code(session, sent.code)
        assert row is not None
        assert load(session, row).state.received.words == odd


def test_a_child_who_is_not_safe_comes_first_and_somebody_is_told(database: Database) -> None:
    with database.writing() as session:
        send(session, TOLD, once="once-0000009", now=NOW, calendar=CALENDAR)
        sent = send(session, Received("compliment", "hi", safe="no"), once="once-0000010", now=NOW, calendar=CALENDAR)
    with database.reading() as session:
        assert sent.urgent
        assert queue.page(session, ALL)[0].reference == sent.reference


def test_a_code_given_anew_is_not_undone_by_a_late_retry(database: Database) -> None:
    with database.writing() as session:
        sent = send(session, TOLD, once="once-0000011", now=NOW, calendar=CALENDAR)
        row = cases.with_code(session, sent.code)
        assert row is not None
        cases.replace_code(session, row.id, receipts.make(5))
    with pytest.raises(sending.SentAndSettled), database.writing() as session:
        send(session, TOLD, once="once-0000011", now=NOW, calendar=CALENDAR)


def test_words_are_taken_even_when_the_bank_holidays_are_not_known(database: Database) -> None:
    far = datetime(2060, 1, 5, 9, 0, tzinfo=UTC)
    with database.writing() as session:
        assert send(session, TOLD, once="once-0000012", now=far, calendar=CALENDAR).due_on is None


def test_the_plan_is_stored_with_the_case(database: Database) -> None:
    told = Received("complaint", "x", plan=Plan("text", "07700 900123", "after school", "my carer"))
    with database.writing() as session:
        sent = send(session, told, once="once-0000013", now=NOW, calendar=CALENDAR)
        token = returning.open_with(session, sent.code, now=NOW)
        case = returning.with_pass(session, token, now=NOW)
    assert case is not None
    assert case.state.plan == told.plan
