"""Copies for whoever asked, on both databases: what each of them gets, and what none but the child does."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal.domain.access import Role
from portal.domain.facts import Plan, Received
from portal.domain.guards import NotYet
from portal.domain.rights import REQUESTERS, AccessAsked, Exported, ViewRecorded
from portal.services import casework, exporting, triage
from portal.services.exporting import Copy, NotThere, Wanted
from portal.services.filing import Calendar, Case
from portal.services.sending import send
from portal.store import bank_holidays, cases, people
from portal.store.database import Database, Session
from tests.viewers import ALL, seen_by

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CALENDAR = Calendar(bank_holidays.load())
TOLD = Received(
    "complaint",
    "Ms Green shouted at me. Sam saw it.",
    better="Ms Green says sorry.",
    name="Zed",
    age="12_15",
    safe="yes",
    plan=Plan("call", "07700 900123", "after school", "my uncle Bob"),
)


@pytest.fixture
def me(database: Database) -> str:
    with database.writing() as session:
        values = {"email": "amira@example.org", "name": "Amira", "role": Role.VOICE, "password_hash": "x", "totp": "x"}
        return str(people.add(session, **values, now=NOW))


def told(session: Session, me: str) -> Case:
    code = send(session, TOLD, once=uuid.uuid4().hex, now=NOW, calendar=CALENDAR).code
    row = cases.with_code(session, code)
    assert row is not None
    case = triage.find(session, row.reference, ALL)
    case = triage.note(session, case, "Rang Ms Green. Zed is often late.", by=me, now=NOW, calendar=CALENDAR)
    case = triage.assign(session, case, to=me, name="Amira", by=me, now=NOW, calendar=CALENDAR)
    for who in REQUESTERS:
        fact = AccessAsked(who, f"Asker {who}", date(2026, 11, 20), "Known.")
        case = casework.record(session, case, fact, seen_by(me), now=NOW, calendar=CALENDAR)
    return case


def copy(session: Session, case: Case, me: str, requester: str, **more: Any) -> Copy:
    wanted = Wanted(requester, f"Asker {requester}", **more)
    return exporting.export(session, case, wanted, by=me, now=NOW, calendar=CALENDAR)


def words(made: Copy) -> str:
    return repr([(part.what, part.by, part.said) for part in made.parts])


def agreed(session: Session, case: Case, me: str) -> Case:
    return casework.record(session, case, ViewRecorded(True, "yes", "x"), seen_by(me), now=NOW, calendar=CALENDAR)


GETS: list[tuple[str, dict[str, Any], tuple[str, ...], tuple[str, ...]]] = [
    ("child", {}, ("Sam saw it", "07700 900123", "uncle Bob", "often late", "Asker parent", "says sorry"), ("▇",)),
    ("child", {"names": ("Sam",)}, ("▇▇▇ [third party] saw it", "uncle Bob"), ("Sam",)),
    ("child", {"notes": False, "why": "Advice."}, ("Sam saw it",), ("often late",)),
    ("child", {"passages": ("often late",)}, ("Zed is ▇▇▇ [kept back]",), ("often late",)),
    ("parent", {}, ("Sam saw it", "often late", "▇▇▇ [kept back]"), ("07700 900123", "uncle Bob", "after school", "Asker child")),
    ("representative", {}, ("Sam saw it",), ("07700 900123", "uncle Bob", "Asker child")),
    (
        "staff",
        {"own_names": ("ms green",)},
        ("Ms Green shouted", "Rang Ms Green. ▇▇▇ [third party] is often late."),
        ("Zed", "07700", "uncle Bob", "12_15", "Amira", "Asker"),
    ),
    ("staff", {}, (), ("Green", "Sam", "Zed", "07700")),
]


@pytest.mark.parametrize(("requester", "more", "there", "not_there"), GETS)
def test_what_each_of_them_gets(
    database: Database, me: str, requester: str, more: dict[str, Any], there: tuple[str, ...], not_there: tuple[str, ...]
) -> None:
    with database.writing() as session:
        case = agreed(session, told(session, me), me)
        said = words(copy(session, case, me, requester, **more))
    assert [part for part in there if part not in said] == []
    assert [part for part in not_there if part in said] == []
    assert me not in said


def test_that_a_copy_was_made_is_a_fact_without_what_was_blacked_out(database: Database, me: str) -> None:
    with database.writing() as session:
        case = told(session, me)
        made = copy(session, case, me, "child", names=("Sam", "Ms Green"))
        assert (made.redactions, made.made_by, made.left_out) == (4, "Amira", {"notes": 0, "contact": 0, "others": 0})
        last = triage.find(session, case.row.reference, ALL).state
        assert last.events[-1].fact == Exported("child", "Asker child", 4, True)
        assert "child" not in last.work.access_owed


def test_nothing_is_made_where_a_name_to_black_out_is_nowhere(database: Database, me: str) -> None:
    with database.writing() as session:
        case = told(session, me)
        with pytest.raises(NotThere) as refusal:
            copy(session, case, me, "child", names=("Sam", "Samm"))
        assert refusal.value.typed == ("Samm",)
        assert triage.find(session, case.row.reference, ALL).row.version == case.row.version


def test_a_parent_of_a_child_of_fourteen_waits_for_the_childs_view(database: Database, me: str) -> None:
    with database.writing() as session:
        case = told(session, me)
        for fact, lacks in (
            (None, "access_view"),
            (ViewRecorded(True, "not_asked", "x"), "access_child_heard"),
            (ViewRecorded(True, "no", "x"), "access_child_agrees"),
        ):
            if fact:
                case = casework.record(session, case, fact, seen_by(me), now=NOW, calendar=CALENDAR)
            with pytest.raises(NotYet, match=lacks):
                copy(session, case, me, "parent")
        assert copy(session, agreed(session, case, me), me, "parent").parts


def test_as_plain_values(database: Database, me: str) -> None:
    with database.writing() as session:
        values = copy(session, told(session, me), me, "child").as_json()
    assert values["parts"][0]["what"] == "Received"
    assert ["Words", TOLD.words] in values["parts"][0]["said"]
    assert (values["received_on"], values["made_at"]) == ("2026-11-23", "2026-11-23T10:00:00+00:00")


def test_a_request_is_filed_with_its_day_and_shows_in_the_queue(database: Database, me: str) -> None:
    with database.writing() as session:
        case = told(session, me)
        case = triage.close(session, case, "answered", "Bye.", by=me, now=NOW, calendar=CALENDAR)
        assert (case.row.open, case.row.next_rule, str(case.row.next_on), case.row.erase_on) == (
            True,
            "access",
            "2026-12-20",
            None,
        )
