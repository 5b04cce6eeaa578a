"""What the team does with a case, on both databases: every act in every status, and the queue in its order."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.domain.access import Role
from portal.domain.cases import NotAllowed
from portal.domain.duty_facts import SecondReader
from portal.domain.facts import CLOSE_REASONS, Acknowledged, Assigned, Closed, Noted, Received, Replied, Settled
from portal.domain.procedure import Procedure, Status, row
from portal.services import filing, returning, triage
from portal.services.filing import Calendar, Case
from portal.services.sending import send
from portal.services.storing import Database, Session, Stale
from portal.store import bank_holidays, cases, people
from tests.viewers import ALL, seen_by

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
CALENDAR = Calendar(bank_holidays.load())


@pytest.fixture
def me(database: Database) -> str:
    """Somebody of the Voice Team."""
    with database.writing() as session:
        values = {"email": "amira@example.org", "name": "Amira", "role": Role.VOICE, "password_hash": "x", "totp": "x"}
        return str(people.add(session, **values, now=NOW))


def tell(session: Session, words: str, *, at: datetime = NOW, kind: str = "complaint", safe: str = "") -> str:
    """A child sends; the code."""
    received = Received(kind, words, safe=safe)
    return send(session, received, once=f"once-{uuid.uuid4()}", now=at, calendar=CALENDAR).code


def of(session: Session, code: str) -> Case:
    row = cases.with_code(session, code)
    assert row is not None
    return filing.load(session, row)


def read_twice(session: Session, case: Case) -> Case:
    """Somebody else read it and agrees."""
    return filing.append(session, case, SecondReader(True, "Read it."), by=None, now=NOW, calendar=CALENDAR)


def unhappy(session: Session, case: Case, by: str) -> None:
    answered = triage.reply(session, case, "Sorry.", answer=True, name="Amira", by=by, now=NOW, calendar=CALENDAR)
    answered = triage.reply(session, answered, "Sorry.", answer=True, name="Amira", by=by, now=NOW, calendar=CALENDAR)
    returning.unhappy(session, answered, "", now=NOW, today=TODAY, calendar=CALENDAR)


REACH: dict[Status, Callable[[Session, Case, str], object]] = {
    Status.NEW: lambda session, case, by: None,
    Status.ACKNOWLEDGED: lambda session, case, by: triage.acknowledge(session, case, "Read.", by=by, now=NOW, calendar=CALENDAR),
    Status.ANSWERED: lambda session, case, by: triage.reply(
        session,
        triage.acknowledge(session, case, "Read.", by=by, now=NOW, calendar=CALENDAR),
        "Here.",
        answer=True,
        name="Amira",
        by=by,
        now=NOW,
        calendar=CALENDAR,
    ),
    Status.STAGE2_ASKED: unhappy,
    Status.CLOSED: lambda session, case, by: triage.close(
        session, read_twice(session, case), "thanked", "Bye.", by=by, now=NOW, calendar=CALENDAR
    ),
    Status.WITHDRAWN: lambda session, case, by: returning.withdraw(session, case, now=NOW, calendar=CALENDAR),
}
ACTS: dict[type, Callable[[Session, Case, str], object]] = {
    Acknowledged: lambda session, case, by: triage.acknowledge(session, case, "Read.", by=by, now=NOW, calendar=CALENDAR),
    Assigned: lambda session, case, by: triage.assign(session, case, to=by, name="A", by=by, now=NOW, calendar=CALENDAR),
    Noted: lambda session, case, by: triage.note(session, case, "Hm.", by=by, now=NOW, calendar=CALENDAR),
    Replied: lambda session, case, by: triage.reply(
        session, case, "Yes.", answer=False, name="A", by=by, now=NOW, calendar=CALENDAR
    ),
    Settled: lambda session, case, by: triage.settle(
        session, read_twice(session, case), "Rang.", by=by, now=NOW, calendar=CALENDAR
    ),
    Closed: lambda session, case, by: triage.close(
        session, read_twice(session, case), "answered", "Bye.", by=by, now=NOW, calendar=CALENDAR
    ),
}


@pytest.mark.parametrize("status", REACH)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_is_allowed_or_refused_as_the_table_says(database: Database, me: str, status: Status, act: type) -> None:
    with database.writing() as session:
        code = tell(session, "x", safe="no")
        REACH[status](session, of(session, code), me)
        case = of(session, code)
        assert case.state.status is status
        if row(act, status, Procedure.STATUTORY):
            ACTS[act](session, case, me)
            last = of(session, code).state.events[-1]
            assert (type(last.fact), last.by) == (act, me)
        else:
            with pytest.raises(NotAllowed):
                ACTS[act](session, case, me)


def test_what_is_not_urgent_cannot_be_settled(database: Database, me: str) -> None:
    with database.writing() as session:
        case = of(session, tell(session, "x"))
        with pytest.raises(NotAllowed):
            triage.settle(session, case, "why", by=me, now=NOW, calendar=CALENDAR)


def test_no_code_opens_what_was_taken_back(database: Database, me: str) -> None:
    with database.writing() as session:
        code = tell(session, "x")
        returning.withdraw(session, of(session, code), now=NOW, calendar=CALENDAR)
        with pytest.raises(NotAllowed):
            triage.give_new_code(session, of(session, code), "dog", by=me, now=NOW, calendar=CALENDAR, pick=lambda _: 7)


def test_a_new_code_ends_the_old_one_and_every_open_page(database: Database, me: str) -> None:
    with database.writing() as session:
        old = tell(session, "x")
        token = returning.open_with(session, old, now=NOW)
        new = triage.give_new_code(session, of(session, old), "dog", by=me, now=NOW, calendar=CALENDAR, pick=lambda _: 7)
        assert cases.with_code(session, old) is None
        assert returning.with_pass(session, token, now=NOW) is None
        assert of(session, new).state.received.words == "x"


def test_of_two_people_at_once_the_second_is_told(database: Database, me: str) -> None:
    with database.writing() as session:
        case = of(session, tell(session, "x"))
        triage.note(session, case, "first", by=me, now=NOW, calendar=CALENDAR)
        with pytest.raises(Stale):
            triage.note(session, case, "second", by=me, now=NOW, calendar=CALENDAR)


def test_opening_a_case_is_noted_with_who_and_when(database: Database, me: str) -> None:
    with database.writing() as session:
        tell(session, "noise")
        reference = of(session, tell(session, "x")).row.reference
        triage.opened(session, reference, seen_by(me), now=NOW)
        again = triage.opened(session, reference, seen_by(me), now=NOW + timedelta(minutes=1))
        assert again.readers == (("Amira", NOW + timedelta(minutes=1)), ("Amira", NOW))


@pytest.mark.parametrize("reference", ["", "YV-00000-0", "x" * 500, "\x00"])
def test_a_case_that_is_not_there(database: Database, reference: str) -> None:
    with database.reading() as session, pytest.raises(triage.NoSuchCase):
        triage.find(session, reference, ALL)


def words_of(session: Session, view: str, me: str, **more: str) -> list[str]:
    found = triage.queue(session, view, seen_by(me, today=TODAY), calendar=CALENDAR, **more)
    return [filing.load(session, row).state.received.words for row in found.rows]


def test_the_views(database: Database, me: str) -> None:
    with database.writing() as session:
        tell(session, "urgent, older", at=NOW - timedelta(days=3), safe="no")
        tell(session, "urgent, newer", at=NOW - timedelta(days=1), safe="not_sure")
        tell(session, "new")
        late = of(session, tell(session, "late", at=NOW - timedelta(days=21)))
        mine = of(session, tell(session, "mine", at=NOW - timedelta(days=4)))
        thanks = of(session, tell(session, "thanks", kind="compliment"))
        gone = of(session, tell(session, "gone"))
        for case in (late, mine, thanks):
            triage.acknowledge(session, case, "Read.", by=me, now=NOW, calendar=CALENDAR)
        triage.assign(session, of_reference(session, mine), to=me, name="A", by=me, now=NOW, calendar=CALENDAR)
        returning.withdraw(session, gone, now=NOW, calendar=CALENDAR)
        assert words_of(session, "open", me) == ["urgent, newer", "urgent, older", "late", "new", "mine", "thanks"]
        assert words_of(session, "now", me) == ["urgent, newer", "urgent, older", "late", "new"]
        assert words_of(session, "urgent", me) == ["urgent, newer", "urgent, older"]
        assert words_of(session, "late", me) == ["late"]
        assert words_of(session, "mine", me) == ["mine"]
        assert words_of(session, "closed", me) == ["gone"]


def of_reference(session: Session, case: Case) -> Case:
    return triage.find(session, case.row.reference, ALL)


def test_the_queue_marks_where_the_child_spoke_last(database: Database, me: str) -> None:
    with database.writing() as session:
        quiet, spoke, answered = (of(session, tell(session, words)) for words in ("quiet", "spoke", "answered"))
        for case in (spoke, answered):
            returning.write(session, case, "Hello?", now=NOW, calendar=CALENDAR)
        triage.note(session, of_reference(session, answered), "Rang.", by=me, now=NOW, calendar=CALENDAR)
        found = triage.queue(session, "open", seen_by(me, today=TODAY), calendar=CALENDAR)
        assert found.child_wrote == {spoke.row.id}
        assert quiet.row.id in {row.id for row in found.rows}


def test_a_queue_beyond_the_known_bank_holidays_still_opens(database: Database, me: str) -> None:
    with database.writing() as session:
        tell(session, "x")
        far = triage.queue(session, "now", seen_by(me, today=date(2099, 1, 1)), calendar=CALENDAR)
        assert len(far.rows) == 1


def test_every_reason_to_close_is_told_to_the_child(database: Database, me: str) -> None:
    with database.writing() as session:
        for reason in CLOSE_REASONS:
            case = of(session, tell(session, reason))
            closed = triage.close(session, case, reason, "Bye.", by=me, now=NOW, calendar=CALENDAR)
            assert (closed.state.close_reason, closed.row.open) == (reason, False)
