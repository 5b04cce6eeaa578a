"""What the child's page says at each stage, and when it offers the next."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.domain import stages
from portal.domain.facts import Acknowledged, Answered, Closed, Fact, Unhappy
from portal.services import filing
from portal.store import cases
from portal.web.wiring import Portal
from tests.web.journey import Child

NEXT = "/answer/unhappy"
Facts = Callable[..., None]


@pytest.fixture
def happens(app: Flask, clock: Any) -> Facts:
    """Lets facts happen to a case as its people would have made them."""

    def to(code: str, *facts: Fact) -> None:
        running: Portal = app.extensions["portal"]
        for fact in facts:
            with running.database.writing() as session:
                row = cases.with_code(session, code)
                assert row is not None
                case = filing.load(session, row)
                filing.append(session, case, fact, by=None, now=clock(), calendar=running.calendar)
            clock.move(minutes=5)

    return to


def outside(role: str, name: str) -> stages.Appointed:
    return stages.Appointed(role, name, stages.CHECKS[role])


def test_each_stage_in_plain_words(child: Child, happens: Facts, clock: Any) -> None:
    code = child.sends(kind="complaint", words="Nobody told me.")
    happens(code, Acknowledged("Read."), stages.Extended("complexity", "Two schools.", "We need until 21 December."))
    page = child.opens(code)
    assert "We needed more time." in page
    assert "We need until 21 December." in page
    assert "We answer by Monday 21 December" in page
    assert NEXT not in page
    happens(code, Answered("No."))
    page = child.opens(code)
    assert "Someone new will look at it." in page
    assert NEXT in page
    happens(code, Unhappy("I want more."))
    page = child.opens(code)
    assert "Someone new is looking at it." in page
    assert NEXT not in page
    happens(code, stages.StatementSent("1. Nobody told me."), stages.StatementAgreed(clock().date()))
    happens(code, outside("independent_person", "Ida"), outside("investigating_officer", "Ivo"))
    happens(code, stages.Reported("investigating_officer", clock().date()), stages.Reported("independent_person", clock().date()))
    happens(code, outside("adjudicating_officer", "Ada"), Answered("A director says sorry."))
    page = child.opens(code)
    assert "Someone who does not work for us joined in." in page
    assert "Three people who do not work for us will listen to you." in page
    assert "Ida" not in page
    happens(code, Unhappy("No."))
    page = child.opens(code)
    assert "Three people who do not work for us listen to you." in page
    assert "The next step, by this date." in page
    happens(code, outside("chair", "Cem"), outside("panellist", "Bea"), outside("panellist", "Dev"))
    happens(code, stages.PanelSet(clock().date()), stages.PanelHeld(clock().date()), stages.Reported("panel", clock().date()))
    happens(code, Answered("The panel agreed with you."))
    page = child.opens(code)
    assert "The three people told us what they think." in page
    assert "The Ombudsman can check what we did." in page
    assert "0300 061 0614" in page
    assert NEXT not in page
    saved = child.client.get("/answer/download").text
    assert "The three people met." in saved


def test_a_late_stage_1_lets_the_child_go_on_at_once_and_says_so(child: Child, happens: Facts, clock: Any) -> None:
    code = child.sends(kind="complaint", words="x")
    happens(code, Acknowledged("Read."))
    clock.move(days=15)
    page = child.opens(code)
    assert "Our answer is late." in page
    assert "You do not have to wait." in page
    assert "It starts today." in page
    child.presses(NEXT, words="")
    page = child.opens(code)
    assert "You did not want to wait any longer." in page


def test_a_request_after_the_last_day_says_that_a_person_decides(child: Child, happens: Facts, clock: Any) -> None:
    code = child.sends(kind="complaint", words="x")
    happens(code, Answered("Here."), Closed("answered", "Bye."))
    assert "A person decides." not in child.opens(code)
    clock.move(days=40)
    assert "You can still ask. A person decides." in child.opens(code)
    child.presses(NEXT, words="Sorry I am late.")
    assert "Someone new is looking at it." in child.opens(code)


def test_waiting_for_a_court_and_being_passed_on(child: Child, happens: Facts) -> None:
    code = child.sends(kind="complaint", words="x")
    happens(code, stages.Deferred("Court", "A hearing.", "It waits for the court. You can always write."))
    page = child.opens(code)
    assert "We have not forgotten you." in page
    assert "It waits for the court. You can always write." in page
    assert "A hearing." not in page
    other = child.sends(kind="complaint", words="y")
    happens(other, stages.PassedOn("The school", "Not ours.", "The school will ring you."))
    page = child.opens(other)
    assert "We told you who can help with this." in page
    assert "The school will ring you." in page
    assert "Not ours." not in page
