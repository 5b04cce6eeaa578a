"""The register of complaints about data, on both databases: its clock, its days, and that its words are sealed."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.domain import data_complaints as rules
from portal.domain.access import Role
from portal.domain.clocks import Light
from portal.services import data_complaints as register
from portal.services.data_complaints import NoSuchComplaint, WrongDay
from portal.store import people
from portal.store.database import Database, Session
from portal.store.tables import data_complaints

NOW, TODAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("received", "due"), [("2026-06-19", "2026-07-19"), ("2026-11-23", "2026-12-23"), ("2027-01-31", "2027-03-02")]
)
def test_it_is_acknowledged_within_thirty_days_of_the_calendar(received: str, due: str) -> None:
    assert str(rules.acknowledge_by(date.fromisoformat(received))) == due


@pytest.mark.parametrize(
    ("left", "light", "days"),
    [
        (30, Light.RESTING, 30),
        (6, Light.RESTING, 6),
        (5, Light.SOON, 5),
        (1, Light.SOON, 1),
        (0, Light.TODAY, 0),
        (-1, Light.LATE, 1),
    ],
)
def test_its_light(left: int, light: Light, days: int) -> None:
    standing = rules.light(TODAY + timedelta(days=left), TODAY)
    assert (standing.light, standing.days) == (light, days)


@pytest.fixture
def me(database: Database) -> str:
    with database.writing() as session:
        values = {"email": "dina@example.org", "name": "Dina", "role": Role.DPO, "password_hash": "x", "totp": "x"}
        return str(people.add(session, **values, now=NOW))


def enter(session: Session, me: str, day: date, who: str = "Zed") -> None:
    register.enter(session, received_on=day, who=who, words="My file.", by=me, now=NOW, today=TODAY)


def test_from_entering_to_the_outcome(database: Database, me: str) -> None:
    with database.writing() as session:
        enter(session, me, date(2026, 11, 20), "Later")
        enter(session, me, date(2026, 10, 1), "Earlier")
        lines = register.register(session, today=TODAY).open
        assert [line.complaint.who for line in lines] == ["Earlier", "Later"]
        assert [line.clock.light for line in lines if line.clock] == [Light.LATE, Light.RESTING]
        earlier, later = (str(line.complaint.id) for line in lines)
        register.acknowledge(session, earlier, on=date(2026, 10, 3), today=TODAY)
        register.acknowledge(session, earlier, on=date(2026, 10, 9), today=TODAY)
        assert register.find(session, earlier).acknowledged_on == date(2026, 10, 3)
        register.tell_outcome(session, later, "Put right.", on=TODAY, today=TODAY)
        register.tell_outcome(session, later, "Another.", on=TODAY, today=TODAY)
        found = register.register(session, today=TODAY)
        assert [line.complaint.who for line in found.open] == ["Earlier"]
        told = found.told[0].complaint
        assert (told.outcome, told.acknowledged_on, told.outcome_on, found.told[0].clock) == ("Put right.", TODAY, TODAY, None)


def test_days_that_cannot_be(database: Database, me: str) -> None:
    with database.writing() as session:
        with pytest.raises(WrongDay):
            enter(session, me, TODAY + timedelta(days=1))
        enter(session, me, TODAY)
        one = str(register.register(session, today=TODAY).open[0].complaint.id)
        for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
            with pytest.raises(WrongDay):
                register.acknowledge(session, one, on=day, today=TODAY)
        for nobody in ("x", str(uuid.uuid4())):
            with pytest.raises(NoSuchComplaint):
                register.find(session, nobody)


def test_its_words_are_sealed(database: Database, me: str) -> None:
    with database.writing() as session:
        enter(session, me, TODAY)
        assert b"My file" not in session.execute(select(data_complaints.c.words)).scalar_one()
