"""Coming back: the code, the pass, and what a child may do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from portal.domain import receipts
from portal.domain.facts import Answered, Closed, Plan, Received, Replied, Wrote
from portal.domain.procedure import Status
from portal.services import filing, returning
from portal.services.filing import Calendar, Case
from portal.services.sending import send
from portal.services.storing import Database, Session
from portal.store import bank_holidays, cases, queue
from tests.viewers import ALL

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CALENDAR = Calendar(bank_holidays.load())
Made = tuple[str, Callable[[Session], Case]]


@pytest.fixture
def told(database: Database) -> Made:
    """A complaint, and two cases that have nothing to do with it."""
    codes = []
    with database.writing() as session:
        for number, words in enumerate(("noise", "I waited all day.", "more noise")):
            received = Received("complaint", words)
            codes.append(send(session, received, once=f"once-told-{number}", now=NOW, calendar=CALENDAR).code)

    def now_it_is(session: Session) -> Case:
        row = cases.with_code(session, codes[1])
        assert row is not None
        return filing.load(session, row)

    return codes[1], now_it_is


def test_the_code_opens_a_pass_that_ends_by_itself(database: Database, told: Made) -> None:
    with database.writing() as session:
        token = returning.open_with(session, told[0], now=NOW)
        case = returning.with_pass(session, token, now=NOW + returning.READING_TIME - timedelta(seconds=1))
        assert case is not None
        assert case.state.received.words == "I waited all day."
        assert returning.with_pass(session, token, now=NOW + returning.READING_TIME) is None


def test_a_pass_lives_on_while_the_child_acts(database: Database, told: Made) -> None:
    later = NOW + returning.READING_TIME - timedelta(seconds=1)
    with database.writing() as session:
        token = returning.open_with(session, told[0], now=NOW)
        returning.keep_reading(session, token, now=later)
        assert returning.with_pass(session, token, now=NOW + returning.READING_TIME) is not None


@pytest.mark.parametrize("token", ["", "x", "0" * 43])
def test_a_pass_that_was_never_given_opens_nothing(database: Database, told: Made, token: str) -> None:
    with database.reading() as session:
        assert returning.with_pass(session, token, now=NOW) is None


def test_a_pass_for_one_thing_is_no_pass_for_another(database: Database, told: Made) -> None:
    with database.writing() as session:
        kept = returning.keep_form(session, {"words": ["secret"]}, form="tell", now=NOW)
        reading = returning.open_with(session, told[0], now=NOW)
        assert returning.with_pass(session, kept, now=NOW) is None
        assert returning.kept_form(session, reading, "tell", now=NOW) == {}
        assert returning.kept_form(session, kept, "tell", now=NOW) == {"words": ["secret"], "form": ["tell"]}
        assert returning.kept_form(session, kept, "write", "contact", now=NOW) == {}


def test_a_wrong_code_opens_nothing(database: Database, told: Made) -> None:
    with database.writing() as session, pytest.raises(returning.NoSuchReceipt):
        returning.open_with(session, receipts.make(1), now=NOW)


def test_taking_it_back_closes_every_door(database: Database, told: Made) -> None:
    with database.writing() as session:
        token = returning.open_with(session, told[0], now=NOW)
        returning.withdraw(session, told[1](session), now=NOW, calendar=CALENDAR)
        assert returning.with_pass(session, token, now=NOW) is None
        with pytest.raises(returning.NoSuchReceipt):
            returning.open_with(session, told[0], now=NOW)
        row = cases.with_code(session, told[0])
        assert row is not None
        assert (row.status, row.open) == (Status.WITHDRAWN, False)


def test_a_double_tap_writes_once(database: Database, told: Made) -> None:
    with database.writing() as session:
        for _ in range(2):
            case = returning.write(session, told[1](session), "More.", now=NOW, calendar=CALENDAR)
        assert [event.fact for event in case.state.events][1:] == [Wrote("More.")]


def test_wrong_codes_are_counted_for_an_hour(database: Database) -> None:
    with database.writing() as session:
        for minutes in (0, 0, 30, 59):
            returning.count_wrong_code(session, now=NOW + timedelta(minutes=minutes))
        assert returning.wrong_codes(session, now=NOW + timedelta(minutes=59)) == 4
        assert returning.wrong_codes(session, now=NOW + timedelta(minutes=61)) == 2


@pytest.mark.parametrize(
    ("days", "answered", "kind", "allowed"),
    [
        pytest.param(0, False, "complaint", False, id="on the first day there is nothing to be unhappy with"),
        pytest.param(14, False, "complaint", False, id="on the due day the answer may still come"),
        pytest.param(15, False, "complaint", True, id="the day after it is late"),
        pytest.param(1, True, "complaint", True, id="after an answer"),
        pytest.param(200, True, "complaint", True, id="long after an answer a person decides"),
        pytest.param(15, False, "unsure", True, id="in doubt it is a complaint"),
        pytest.param(15, False, "compliment", False, id="a compliment has no answer"),
    ],
)
def test_not_happy_is_offered_when_the_law_gives_it(
    database: Database, days: int, answered: bool, kind: str, allowed: bool
) -> None:
    with database.writing() as session:
        sent = send(session, Received(kind, "x"), once="once-unhappy", now=NOW, calendar=CALENDAR)
        row = cases.with_code(session, sent.code)
        assert row is not None
        case = filing.load(session, row)
        if answered:
            case = filing.append(session, case, Answered("Here."), by=None, now=NOW, calendar=CALENDAR)
        today = NOW.date() + timedelta(days=days)
        assert returning.may_be_unhappy(case.state, today=today, calendar=CALENDAR) is allowed


def test_not_happy_starts_the_next_clock_that_day(database: Database, told: Made) -> None:
    pressed = datetime(2026, 12, 9, 20, 0, tzinfo=UTC)
    with database.writing() as session:
        case = returning.unhappy(session, told[1](session), "", now=pressed, today=pressed.date(), calendar=CALENDAR)
        assert case.state.status is Status.STAGE2_ASKED
        assert case.row.due_on == CALENDAR.days.due(pressed.date(), 25)


def test_not_happy_before_its_time_changes_nothing(database: Database, told: Made) -> None:
    with database.writing() as session:
        case = returning.unhappy(session, told[1](session), "", now=NOW, today=NOW.date(), calendar=CALENDAR)
        assert case.state.status is Status.NEW


def test_a_closed_case_that_was_answered_can_be_opened_again_by_the_child(database: Database, told: Made) -> None:
    with database.writing() as session:
        case = filing.append(session, told[1](session), Answered("No."), by=None, now=NOW, calendar=CALENDAR)
        case = filing.append(session, case, Closed("answered", "Bye."), by=None, now=NOW, calendar=CALENDAR)
        case = returning.unhappy(session, case, "", now=NOW, today=NOW.date(), calendar=CALENDAR)
        assert case.row.open


def test_a_change_of_contact_is_kept_with_the_old_one_in_its_history(database: Database, told: Made) -> None:
    with database.writing() as session:
        case = returning.change_contact(session, told[1](session), Plan("text", "1"), now=NOW, calendar=CALENDAR)
        case = returning.change_contact(session, case, Plan("call", "2"), now=NOW, calendar=CALENDAR)
        assert case.state.plan == Plan("call", "2")
        assert len(case.state.events) == 3


def test_words_after_closing_bring_the_case_back_to_the_queue(database: Database, told: Made) -> None:
    with database.writing() as session:
        case = filing.append(session, told[1](session), Closed("answered", "Bye."), by=None, now=NOW, calendar=CALENDAR)
        assert not case.row.open
        case = returning.write(session, case, "It happened again.", now=NOW, calendar=CALENDAR)
        assert case.row.open
        assert case.row.rank == NOW.date().toordinal()
        assert case.row.reference in [row.reference for row in queue.page(session, ALL)]
        seen = filing.append(session, case, Replied("We are looking."), by=None, now=NOW, calendar=CALENDAR)
        assert not seen.row.open


def test_what_is_urgent_stays_in_the_queue_although_the_child_took_it_back(database: Database) -> None:
    with database.writing() as session:
        sent = send(session, Received("complaint", "x", safe="no"), once="once-urgent", now=NOW, calendar=CALENDAR)
        row = cases.with_code(session, sent.code)
        assert row is not None
        returning.withdraw(session, filing.load(session, row), now=NOW, calendar=CALENDAR)
        assert [each.reference for each in queue.page(session, ALL, urgent=True)] == [sent.reference]


def test_new_words_come_before_the_dates_that_follow(database: Database, told: Made) -> None:
    with database.writing() as session:
        case = returning.write(session, told[1](session), "Please hurry.", now=NOW, calendar=CALENDAR)
        assert queue.page(session, ALL)[0].reference == case.row.reference
