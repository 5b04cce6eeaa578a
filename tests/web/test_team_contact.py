"""The contact plan on a case's page: what the child said, what a person made of it, and what became of the word sent."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.domain.contact_facts import NoticeFailed, NoticeHeld, NoticeSent
from portal.domain.facts import CONTACT_HOW
from portal.services import filing, triage
from portal.web.contact_words import FAILURES, REASONS, ROUTES
from tests.viewers import ALL
from tests.web.journey import Child
from tests.web.staff import act, reference
from tests.web.test_team_steps import case, take, took

SignIn = Callable[..., FlaskClient]
PLAN = {"route": "text", "address": "07700 900143", "days": ["mon", "fri"], "begins": "16:00", "ends": "18:30"}


@pytest.fixture
def told(child: Child, sign_in: SignIn) -> tuple[str, FlaskClient, str]:
    said = {"contact_how": "text", "contact": "07700 900143", "contact_when": "after school", "contact_not": "my mum"}
    code = child.sends(kind="complaint", words="Nobody told me I was moving.", **said)
    amira = sign_in("amira")
    return code, amira, reference(amira)


def happens(client: FlaskClient, ref: str, fact: Any, clock: Any) -> None:
    portal = client.application.extensions["portal"]
    with portal.database.writing() as session:
        filing.append(session, triage.find(session, ref, ALL), fact, by=None, now=clock(), calendar=portal.calendar)


def test_what_the_child_wrote_is_made_into_a_plan_that_the_portal_keeps(told: tuple[str, FlaskClient, str]) -> None:
    _code, amira, ref = told
    assert "nothing, until somebody confirms what the child means" in case(amira, ref)
    page = html.unescape(amira.get(f"/team/cases/{ref}/steps/contact-plan").text)
    # "After school" is offered as hours, and the number as it is dialled.
    assert '<option value="16:00" selected>' in page
    assert "07700900143" in page
    assert "The child wrote: my mum" in page
    assert "The child wrote: after school" in page
    took(amira, ref, "contact-plan", **PLAN, forbidden=["call"], never="my mum")
    shown = case(amira, ref)
    assert "By text: 07700900143" in shown
    assert "Monday, Friday, 16:00 to 18:30" in shown
    assert "Never: by a call" in shown
    assert "confirmed by a person" in shown
    assert "Confirmed how the child may be reached" in shown


@pytest.mark.parametrize(
    "wrong, why",
    [
        ({"address": "0121 496 0187"}, "one mobile number"),
        ({"address": "07700 900143 or 07700 900144"}, "one mobile number"),
        ({"forbidden": ["text"]}, "chosen and forbidden"),
        ({"ends": "16:00"}, "a time that ends after it begins"),
        ({"days": []}, "Choose a day"),
        ({"route": "pigeon"}, "Choose from the list"),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused(wrong: dict[str, Any], why: str, told: tuple[str, FlaskClient, str]) -> None:
    _code, amira, ref = told
    answer = take(amira, ref, "contact-plan", **PLAN | wrong)
    assert (answer.status_code, why in html.unescape(answer.text)) == (422, True)
    assert "nothing, until somebody confirms" in case(amira, ref)


def test_a_child_who_says_it_clearly_needs_nobody_and_one_with_a_code_hears_nothing(child: Child, sign_in: SignIn) -> None:
    child.sends(kind="comment", words="More bins.", contact_how="email", contact="sam@example.org")
    amira = sign_in("amira")
    assert "the child said it clearly" in case(amira, reference(amira))
    assert (
        take(amira, reference(amira), "contact-plan", **PLAN | {"route": "code", "address": "sam@example.org"}).status_code == 303
    )
    assert "nothing: the child comes back with their code" in case(amira, reference(amira))


def test_what_did_not_come_stands_on_the_page_until_somebody_reached_the_child(
    told: tuple[str, FlaskClient, str], clock: Any
) -> None:
    _code, amira, ref = told
    assert act(amira, ref, "reply", words="We are on it.", act="send").status_code == 303
    happens(amira, ref, NoticeHeld("answer", "text", "not_confirmed"), clock)
    assert "The child does not know yet that there is something to read." in case(amira, ref)
    happens(amira, ref, NoticeFailed("answer", "text", "not_delivered"), clock)
    shown = case(amira, ref)
    assert "Word did not reach this child." in shown
    assert FAILURES["not_delivered"] in shown
    assert "The portal" in shown
    took(amira, ref, "told-by-hand", route="visit", words="She knows now.")
    shown = case(amira, ref)
    assert "Word did not reach this child." not in shown
    assert "Reached the child: on a visit" in shown
    happens(amira, ref, NoticeSent("answer", "text", 2), clock)
    assert "It may have gone 2 times." in case(amira, ref)


def test_the_child_does_not_see_how_word_was_sent(child: Child, told: tuple[str, FlaskClient, str], clock: Any) -> None:
    code, amira, ref = told
    took(amira, ref, "contact-plan", **PLAN, never="my mum, says her teacher")
    took(amira, ref, "told-by-hand", route="call", words="Her teacher picked up.")
    happens(amira, ref, NoticeHeld("answer", "text", "no_way"), clock)
    page = html.unescape(child.opens(code))
    assert "teacher" not in page


def test_every_way_and_every_reason_has_its_words() -> None:
    from portal.domain import contact

    assert set(ROUTES) == set(contact.Route) == set(CONTACT_HOW)
    assert (set(REASONS), set(FAILURES)) == (set(contact.REASONS), set(contact.FAILURES))


def test_a_letter_shows_the_plan_too(told: tuple[str, FlaskClient, str]) -> None:
    _code, amira, ref = told
    assert "nothing, until somebody confirms" in html.unescape(amira.get(f"/team/cases/{ref}/letters").text)
