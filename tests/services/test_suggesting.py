"""Cases that may go together are suggested, and only to those who may see them."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from portal.domain.access import Role
from portal.domain.facts import Plan, Received
from portal.domain.stages import Restricted
from portal.services import filing, suggesting, triage, working
from portal.services.alerting import Post
from portal.services.filing import Calendar
from portal.services.sending import send
from portal.services.suggesting import contact_mark
from portal.store import bank_holidays
from portal.store.database import Database
from tests.domain.stories import case_after
from tests.viewers import ALL, seen_by

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CALENDAR = Calendar(bank_holidays.load())
WORDS = "My purple skateboard was taken from the minibus by the driver on Thursday."


def tell(database: Database, words: str, contact: str = "") -> str:
    with database.writing() as session:
        plan = Plan(contact=contact)
        told = Received("complaint", words, plan=plan)
        return send(session, told, once=uuid.uuid4().hex, now=NOW, calendar=CALENDAR).reference


def alike(database: Database, reference: str, viewer: object = ALL) -> list[tuple[str, bool, int]]:
    later = NOW + timedelta(minutes=1)
    working.Worker(database, CALENDAR, lambda: later, Post("", "a@localhost", (), "")).drain(threading.Event())
    with database.reading() as session:
        found = suggesting.alike(session, triage.find(session, reference, ALL), viewer)  # type: ignore[arg-type]
        return [(each.row.reference, each.same_contact, each.words) for each in found]


def test_the_same_uncommon_words_are_suggested(database: Database) -> None:
    first = tell(database, WORDS)
    tell(database, "The food is cold on Thursday.")
    again = tell(database, "The minibus driver took my purple skateboard!")
    ((reference, same_contact, words),) = alike(database, again)
    assert (reference, same_contact) == (first, False)
    assert words >= 3


def test_the_same_number_is_found_however_it_was_written(database: Database) -> None:
    first = tell(database, "x", "07700 900143")
    again = tell(database, "y", "+44 7700-900143, after school")
    assert alike(database, again) == [(first, True, 0)]


def test_what_somebody_may_not_see_is_not_suggested_to_them(database: Database) -> None:
    first = tell(database, WORDS)
    again = tell(database, WORDS)
    with database.writing() as session:
        case = triage.find(session, first, ALL)
        filing.append(session, case, Restricted(True, "x"), by=None, now=NOW, calendar=CALENDAR)
    assert [reference for reference, _same, _words in alike(database, again)] == [first]
    assert alike(database, again, seen_by(str(uuid.uuid4()), Role.VOICE)) == []


@pytest.mark.parametrize(
    ("contact", "mark"),
    [("", ""), ("ask my nan", ""), ("12345", ""), ("07700 900143", "=7700900143"), (" Kai@Example.ORG ", "=kai@example.org")],
)
def test_what_finds_a_contact_again(contact: str, mark: str) -> None:
    assert contact_mark(case_after(received=Received("complaint", "x", plan=Plan(contact=contact)))) == mark
