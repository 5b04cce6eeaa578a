"""Who sees a case and who hears of it, on both databases: whatever changes in a line of management, in whatever order."""

import threading
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.domain import duty
from portal.domain.access import Role, Viewer
from portal.domain.duty_facts import Alerted
from portal.domain.facts import Assigned, Received, Wrote
from portal.domain.guards import NotYet
from portal.domain.stages import Joined, LetIn, Linked, Restricted, ShutOut
from portal.services import alarms, auditing, casework, filing, leaving, records, sending, sight, triage
from portal.services.alerting import Post
from portal.services.auditing import Wanted
from portal.services.filing import Calendar, Case
from portal.services.telling_whom import may_be_told
from portal.services.working import Worker
from portal.store import bank_holidays, cases, people, visibility
from portal.store import duty as kept
from portal.store.database import Database, Session

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
CALENDAR = Calendar(bank_holidays.load())
AT = {"now": NOW, "calendar": CALENDAR}
STAFF = {"amira": Role.VOICE, "ben": Role.VOICE, "dee": Role.DIRECTOR, "cora": Role.COMPLAINTS, "ivo": Role.INVESTIGATOR}
Team = dict[str, str]


@pytest.fixture
def team(database: Database) -> Team:
    ids = {}
    with database.writing() as session:
        for name, role in {**STAFF, "hana": Role.HANDLER, "root": Role.ADMINISTRATOR, "rita": Role.ADMINISTRATOR}.items():
            rest = {"name": name.title(), "role": role, "password_hash": "x", "totp": "x", "now": NOW}
            ids[name] = str(people.add(session, email=f"{name}@example.org", **rest))
    return ids


def viewer(team: Team, name: str, today: date = TODAY) -> Viewer:
    return Viewer(uuid.UUID(team[name]), STAFF.get(name, Role.ADMINISTRATOR), today)


def tell(session: Session, words: str = "Ben shouted.", *, safe: str = "") -> str:
    received = Received("complaint", words, safe=safe)
    return sending.send(session, received, once=uuid.uuid4().hex, **AT).reference


def of(session: Session, reference: str) -> Case:
    row = cases.with_reference(session, reference)
    assert row is not None
    return filing.load(session, row)


def shut_out(session: Session, reference: str, team: Team, name: str = "ben") -> Case:
    fact = ShutOut(team[name], name.title(), "It is about them.")
    return casework.record(session, of(session, reference), fact, viewer(team, "cora"), **AT)


def sees(session: Session, reference: str, team: Team, name: str) -> bool:
    return cases.with_reference(session, reference, viewer(team, name)) is not None


def manages(session: Session, manager: str, person: str) -> None:
    address = f"{manager}@example.org" if manager else ""
    sight.set_manager(session, f"{person}@example.org", address, by=None, **AT)


def test_who_becomes_the_manager_later_keeps_no_case_that_is_hidden_from_them(database: Database, team: Team) -> None:
    with database.writing() as session:
        ref = tell(session)
        case = shut_out(session, ref, team)
        casework.record(session, case, Assigned(team["dee"], "Dee"), viewer(team, "cora"), **AT)
        manages(session, "dee", "ben")
        case = of(session, ref)
        assert (case.state.assigned_to, case.row.assigned_to) == ("", None)
        last = case.state.events[-1]
        assert isinstance(last.fact, ShutOut)
        assert (last.by, last.fact.line) == (None, (team["dee"],))
        assert not sees(session, ref, team, "dee")
        before = case.row.version
        manages(session, "dee", "ben")
        assert of(session, ref).row.version == before


def test_a_new_manager_high_up_the_line_is_shut_out_of_what_is_about_anybody_below(database: Database, team: Team) -> None:
    with database.writing() as session:
        manages(session, "hana", "ben")
        ref = tell(session)
        shut_out(session, ref, team)
        assert sees(session, ref, team, "amira")
        manages(session, "amira", "hana")
        assert not sees(session, ref, team, "amira")
        manages(session, "", "hana")
        # Who stood in the line when it was about them still knows them.
        assert not sees(session, ref, team, "amira")


def test_a_line_that_changes_at_the_same_moment_is_shut_out_too(database: Database, team: Team) -> None:
    with database.writing() as session:
        ref = tell(session)
    began = threading.Event()

    def other() -> None:
        began.set()
        with database.writing() as session:
            manages(session, "dee", "ben")

    thread = threading.Thread(target=other)
    with database.writing() as session:
        shut_out(session, ref, team)
        thread.start()
        began.wait()
        thread.join(0.5)
    thread.join()
    with database.reading() as session:
        assert not sees(session, ref, team, "dee")


def test_shutting_out_whoever_has_it_answers_no_child(database: Database, team: Team) -> None:
    with database.writing() as session:
        ref = tell(session)
        case = casework.record(session, of(session, ref), Assigned(team["ben"], "Ben"), viewer(team, "cora"), **AT)
        wrote = filing.append(session, case, Wrote("He did it again."), by=None, **AT)
        assert wrote.state.child_waits_since == NOW
        case = shut_out(session, ref, team)
        assert (case.state.assigned_to, case.row.assigned_to, case.state.child_waits_since) == ("", None, NOW)
        case = casework.record(session, case, Restricted(True, "It is serious."), viewer(team, "cora"), **AT)
        assert case.state.child_waits_since == NOW
        assert triage.queue(session, "open", viewer(team, "cora"), calendar=CALENDAR).child_wrote == {case.row.id}


def test_somebody_who_is_kept_out_for_now_can_be_shut_out_and_let_back(database: Database, team: Team) -> None:
    with database.writing() as session:
        ref = tell(session)
        leaving.leave(session, team["ben"], "", by=team["root"], **AT)
        assert casework.people_of(session, of(session, ref)).everybody[team["ben"]] == "Ben"
        assert team["ben"] not in casework.people_of(session, of(session, ref)).colleagues
        shut_out(session, ref, team)
        leaving.come_back(session, team["ben"], by=team["root"], now=NOW)
        assert not sees(session, ref, team, "ben")


@pytest.fixture
def on_duty(database: Database, team: Team) -> None:
    with database.writing() as session:
        for name in ("ben", "amira"):
            kept.add_line(session, part=duty.DUTY, person_id=uuid.UUID(team[name]), contact="", first=None, last=None)


def work(database: Database, at: datetime = NOW) -> None:
    Worker(database, CALENDAR, lambda: at, Post("", "a@b", (), "")).drain(threading.Event())


def told(session: Session, reference: str) -> list[str]:
    return [event.fact.name for event in of(session, reference).state.events if isinstance(event.fact, Alerted)]


@pytest.mark.usefixtures("on_duty")
def test_a_mail_that_waits_is_not_sent_to_somebody_shut_out_since(database: Database, team: Team) -> None:
    with database.writing() as session:
        ref = tell(session, safe="no")
        alarms.escalate(session, of(session, ref).row.id, every=timedelta(minutes=15), **AT)
        case = of(session, ref)
        alert = kept.open_alert(session, case.row.id)
        assert alert is not None
        (telling,) = kept.told(session, [alert.id])[alert.id]
        assert alarms.address_for(session, telling.id, now=NOW) == "ben@example.org"
        shut_out(session, ref, team)
        assert alarms.address_for(session, telling.id, now=NOW) == ""
        assert alarms.address_for(session, uuid.uuid4(), now=NOW) == ""


@pytest.mark.usefixtures("on_duty")
def test_what_was_taken_by_somebody_shut_out_since_sounds_again(database: Database, team: Team) -> None:
    with database.writing() as session:
        ref = tell(session, safe="no")
    work(database)
    with database.writing() as session:
        assert told(session, ref) == ["Ben"]
        alarms.take(session, ref, by=team["ben"], **AT)
        assert alarms.raised(session, viewer(team, "amira")) == []
        shut_out(session, ref, team)
        assert [one.reference for one in alarms.raised(session, viewer(team, "amira"))] == [ref]
    work(database)
    with database.reading() as session:
        assert told(session, ref) == ["Ben", "Amira"]
        assert alarms.raised(session, viewer(team, "ben")) == []


@pytest.mark.usefixtures("on_duty")
def test_of_a_restricted_case_only_those_hear_who_may_see_it(database: Database, team: Team) -> None:
    with database.writing() as session:
        ref = tell(session, safe="no")
        case = casework.record(session, of(session, ref), Restricted(True, "Police."), viewer(team, "cora"), **AT)
        everybody = may_be_told(session, case.row.id, team.values(), today=TODAY)
        assert everybody == {team["cora"], team["dee"]}
        shut_out(session, ref, team, "dee")
        assert may_be_told(session, case.row.id, team.values(), today=TODAY) == {team["cora"]}
    work(database)
    work(database, NOW + timedelta(minutes=16))
    with database.reading() as session:
        # Nobody on the rota may see it, so a complaints manager is told before it is time to ring.
        assert told(session, ref) == ["Cora", ""]


def test_a_reference_stands_in_no_other_case_for_somebody_who_may_not_see_it(database: Database, team: Team) -> None:
    with database.writing() as session:
        about, other = tell(session), tell(session, "The food is cold.")
        casework.record(session, of(session, other), Linked(about, "Same home."), viewer(team, "cora"), **AT)
        shut_out(session, about, team)
        for name, seen in (("amira", {about}), ("ben", set())):
            opened = triage.opened(session, other, viewer(team, name), now=NOW)
            assert set(opened.case.state.work.linked) - opened.hidden == seen


def test_what_is_joined_is_hidden_from_the_same_people(database: Database, team: Team) -> None:
    with database.writing() as session:
        manages(session, "dee", "ben")
        about, same = tell(session), tell(session, "Ben shouted again.")
        casework.record(session, of(session, same), Assigned(team["ben"], "Ben"), viewer(team, "cora"), **AT)
        shut_out(session, about, team)
        casework.record(session, of(session, about), Joined(same, "The same matter.", ""), viewer(team, "cora"), **AT)
        assert [sees(session, same, team, name) for name in ("ben", "dee", "amira")] == [False, False, True]
        assert of(session, same).row.assigned_to is None
        third = tell(session, "Ben shouted once more.")
        casework.record(session, of(session, third), Joined(same, "The same.", ""), viewer(team, "cora"), **AT)
        assert not sees(session, third, team, "ben")


def test_nobody_joins_what_hides_it_from_themselves(database: Database, team: Team) -> None:
    # They see both, so they stand in no line of anybody either is about.
    with database.writing() as session:
        about, same = tell(session), tell(session)
        shut_out(session, about, team)
        with pytest.raises(casework.NoSuchOther):
            casework.record(session, of(session, same), Joined(about, "x", ""), viewer(team, "ben"), **AT)


def test_the_trail_tells_nobody_of_a_case_they_are_shut_out_of(database: Database, team: Team) -> None:
    with database.writing() as session:
        manages(session, "root", "ben")
        about, other = tell(session), tell(session, "The food is cold.")
        shut_out(session, about, team)
        for name, seen in (("root", {other}), ("rita", {about, other})):
            wanted = Wanted(None, "", "", TODAY, TODAY)
            lines = auditing.look(session, wanted, after="", by=team[name], now=NOW).lines
            assert {line.reference for line in lines} - {""} == seen
            assert [line for line in lines if line.erased] == []
            # What is about no case is there for both.
            assert any(not line.reference for line in lines)
        named = Wanted(None, "", about, TODAY, TODAY)
        assert auditing.look(session, named, after="", by=team["rita"], now=NOW).lines
        with pytest.raises(auditing.NoSuchCase):
            auditing.look(session, named, after="", by=team["root"], now=NOW)


def test_a_hold_is_lifted_by_nobody_who_may_not_see_its_case(database: Database, team: Team) -> None:
    with database.writing() as session:
        ref = tell(session)
        records.hold(session, ref, "An inquiry.", viewer(team, "cora"), now=NOW)
        (held,) = records.overview(session, viewer(team, "ben")).held
        shut_out(session, ref, team)
        records.lift(session, str(held.id), viewer(team, "ben"), now=NOW)
        assert [one.id for one in records.overview(session, viewer(team, "cora")).held] == [held.id]
        records.lift(session, str(held.id), viewer(team, "cora"), now=NOW)
        assert records.overview(session, viewer(team, "cora")).held == ()


def test_a_leaver_hands_on_no_restricted_case_to_somebody_it_was_not_for(database: Database, team: Team) -> None:
    with database.writing() as session:
        refs = [tell(session), tell(session)]
        for ref in refs:
            casework.record(session, of(session, ref), Assigned(team["amira"], "Amira"), viewer(team, "cora"), **AT)
        casework.record(session, of(session, refs[0]), Restricted(True, "Police."), viewer(team, "cora"), **AT)
        assert leaving.leave(session, team["amira"], team["hana"], by=team["root"], **AT) == (1, 1)
        assert [of(session, ref).row.assigned_to for ref in refs] == [None, uuid.UUID(team["hana"])]


@pytest.mark.parametrize("until", [TODAY - timedelta(days=1), TODAY + timedelta(days=367)])
def test_nobody_is_let_in_for_a_time_that_is_none(database: Database, team: Team, until: date) -> None:
    with database.writing() as session:
        case, cora = of(session, tell(session)), viewer(team, "cora")
        with pytest.raises(NotYet):
            casework.record(session, case, LetIn(team["ivo"], "Ivo", until), cora, **AT)


def test_a_line_is_read_from_the_nearest_up_and_never_runs_in_a_circle(database: Database, team: Team) -> None:
    ben, hana, dee = (uuid.UUID(team[name]) for name in ("ben", "hana", "dee"))
    with database.writing() as session:
        manages(session, "hana", "ben")
        manages(session, "dee", "hana")
        assert visibility.line_above(session, ben) == [hana, dee]
        assert visibility.line_above(session, dee) == []
        assert set(visibility.line_below(session, dee)) == {dee, hana, ben}
        for manager, person in (("ben", "dee"), ("ben", "ben")):
            with pytest.raises(ValueError, match="circle"):
                manages(session, manager, person)
