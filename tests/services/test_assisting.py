"""A child wrote on somebody's device: for that person alone the case is not there, before anybody hears of it."""

import threading
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from portal.domain import duty
from portal.domain.access import Role, Viewer
from portal.domain.cases import NotAllowed
from portal.domain.duty_facts import Alerted
from portal.domain.entry_facts import Assisted
from portal.domain.facts import Assigned, Received
from portal.domain.stages import Joined, ShutOut
from portal.services import assisting, casework, filing, returning, rota, sending, sight
from portal.services.alerting import Post
from portal.services.assisting import Helper
from portal.services.filing import Calendar, Case
from portal.services.working import Worker
from portal.store import bank_holidays, cases, migrating, people, visibility
from portal.store.database import Database, Session
from tests.conftest import KEYRING

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
AT = {"now": NOW, "calendar": Calendar(bank_holidays.load())}
ROLES = {"robin": Role.VOICE, "ben": Role.VOICE, "dee": Role.DIRECTOR, "cora": Role.COMPLAINTS, "hana": Role.HANDLER}
SAID = Received("complaint", "Robin is always late.")
Team = dict[str, str]


@pytest.fixture
def team(database: Database) -> Team:
    """Robin, whom Dee manages, and others; and two cases that have nothing to do with any of this."""
    ids = {}
    with database.writing() as session:
        for name, role in ROLES.items():
            rest = {"name": name.title(), "role": role, "password_hash": "x", "totp": "x", "now": NOW}
            ids[name] = str(people.add(session, email=f"{name}@example.org", **rest))
        sight.set_manager(session, "robin@example.org", "dee@example.org", by=None, **AT)
        for number in range(2):
            sending.send(session, Received("comment", "x"), once=f"noise-{number}-once", **AT)
    return ids


def sent(session: Session, team: Team, *, may_read: bool, said: Received = SAID, once: str = "on-a-lent-device") -> Case:
    given = assisting.send(session, said, Helper(team["robin"], "Robin"), may_read=may_read, once=once, **AT)
    row = cases.with_reference(session, given.reference)
    assert row is not None
    return filing.load(session, row)


def viewer(team: Team, name: str) -> Viewer:
    return Viewer(uuid.UUID(team[name]), ROLES[name], TODAY)


def who_sees(session: Session, case: Case, team: Team) -> set[str]:
    return {name for name in team if cases.with_reference(session, case.row.reference, viewer(team, name))}


def test_without_the_childs_leave_the_helper_alone_is_shut_out(database: Database, team: Team) -> None:
    with database.writing() as session:
        case = sent(session, team, may_read=False)
        # Dee manages Robin and sees it: it is not about Robin, as far as anybody knows.
        assert who_sees(session, case, team) == {"ben", "dee", "cora"}
        assert visibility.because_of(session, case.row.id) == frozenset()
        assert [event.fact for event in case.state.events[1:]] == [Assisted(team["robin"], "Robin", False)]


def test_with_the_childs_leave_nobody_is_shut_out(database: Database, team: Team) -> None:
    with database.writing() as session:
        case = sent(session, team, may_read=True)
        assert who_sees(session, case, team) == {"robin", "ben", "dee", "cora"}
        assert visibility.shut_out(session, case.row.id) == frozenset()


@pytest.mark.parametrize(
    "answers", [(True, False), (False, True), (False, False)], ids=["yes then no", "no then yes", "no twice"]
)
def test_sent_twice_is_one_case_and_a_no_holds(database: Database, team: Team, answers: tuple[bool, bool]) -> None:
    with database.writing() as session:
        first, second = (sent(session, team, may_read=answer) for answer in answers)
        assert first.row.id == second.row.id
        assert "robin" not in who_sees(session, second, team)
        told = [event.fact for event in second.state.events if isinstance(event.fact, Assisted)]
        assert told[-1].may_read is False


def test_a_new_manager_of_the_helper_is_not_shut_out_with_them(database: Database, team: Team) -> None:
    with database.writing() as session:
        case = sent(session, team, may_read=False)
        sight.set_manager(session, "robin@example.org", "cora@example.org", by=None, **AT)
        assert who_sees(session, case, team) == {"ben", "dee", "cora"}


def test_nobody_can_give_the_case_to_the_helper(database: Database, team: Team) -> None:
    with database.writing() as session:
        case = sent(session, team, may_read=False)
        with pytest.raises(NotAllowed):
            casework.record(session, case, Assigned(team["robin"], "Robin"), viewer(team, "cora"), **AT)
        assert team["robin"] not in casework.people_of(session, case).colleagues


def test_when_it_turns_out_to_be_about_the_helper_their_line_is_shut_out_too_and_may_come_back_without_them(
    database: Database, team: Team
) -> None:
    with database.writing() as session:
        case = sent(session, team, may_read=False)
        fact = ShutOut(team["robin"], "Robin", "It is about Robin.")
        case = casework.record(session, case, fact, viewer(team, "cora"), **AT)
        assert who_sees(session, case, team) == {"ben", "cora"}
        visibility.open_again(session, case.row.id, uuid.UUID(team["robin"]))
        # The child's no stands, whatever staff decide about the rest.
        assert who_sees(session, case, team) == {"ben", "dee", "cora"}


def test_a_case_that_is_joined_to_it_is_kept_from_the_helper_too(database: Database, team: Team) -> None:
    with database.writing() as session:
        case = sent(session, team, may_read=False)
        other = sending.send(session, Received("complaint", "The same visit."), once="another-once", **AT)
        joined = Joined(other.reference, "The same visit.", "We look at both together.")
        casework.record(session, case, joined, viewer(team, "cora"), **AT)
        row = cases.with_reference(session, other.reference)
        assert row is not None
        assert who_sees(session, filing.load(session, row), team) == {"ben", "dee", "cora"}


def test_the_helper_is_not_told_of_an_alarm_although_it_is_their_turn(database: Database, team: Team) -> None:
    with database.writing() as session:
        for name, part in (("robin", duty.DUTY), ("ben", duty.DUTY)):
            rota.add(session, part=part, person=team[name], contact="", first=None, last=None)
        case = sent(session, team, may_read=False, said=Received("complaint", "x", safe="no"))
    moment = NOW + timedelta(minutes=1)
    Worker(database, AT["calendar"], lambda: moment, Post("", "a@b", (), "")).drain(threading.Event())  # type: ignore[arg-type]
    with database.reading() as session:
        row = cases.with_id(session, case.row.id)
        assert row is not None
        told = [event.fact.name for event in filing.load(session, row).state.events if isinstance(event.fact, Alerted)]
    assert told == ["Ben"]


def test_what_was_held_for_the_last_question_is_erased_when_it_is_sent(database: Database, team: Team) -> None:
    with database.writing() as session:
        token = returning.keep_form(session, {"words": ["x"]}, form="tell", now=NOW)
        returning.forget_form(session, token)
        assert returning.kept_form(session, token, "tell", now=NOW) == {}


def test_the_step_that_makes_room_for_it_goes_down_without_letting_anybody_in(database_url: str) -> None:
    made = Database(database_url, keyring=KEYRING, secret=b"s" * 40)
    migrating.upgrade(made)
    with made.writing() as session:
        person = people.add(session, email="r@x", name="Robin", role="voice", password_hash="x", totp="x", now=NOW)
        given = assisting.send(session, SAID, Helper(str(person), "Robin"), may_read=False, once="on-a-lent-device", **AT)
        row = cases.with_reference(session, given.reference)
        assert row is not None
    migrating.downgrade(made, "0016")
    with made.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM exclusions WHERE because_of = person_id")).scalar() == 1
    migrating.upgrade(made)
    with made.reading() as session:
        assert person in visibility.shut_out(session, row.id)
    made.close()
