"""Casework over HTTP: a complaint from the child to the Ombudsman, and every step's page in every state."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.domain import stages
from portal.web.team_steps import STEPS
from tests.web.journey import Child
from tests.web.staff import act, reference, token

SignIn = Callable[..., FlaskClient]


def take(client: FlaskClient, ref: str, key: str, **said: Any) -> Any:
    """Take a step from its page."""
    path = f"/team/cases/{ref}/steps/{key}"
    return client.post(path, data=token(client, path) | said)


def took(client: FlaskClient, ref: str, key: str, **said: Any) -> None:
    response = take(client, ref, key, **said)
    assert response.status_code == 303, html.unescape(re.sub(r"<[^>]+>", " ", response.text))


def case(client: FlaskClient, ref: str) -> str:
    return html.unescape(client.get(f"/team/cases/{ref}").text)


@pytest.fixture
def told(child: Child, sign_in: SignIn) -> tuple[str, FlaskClient, str]:
    code = child.sends(kind="complaint", words="Nobody told me I was moving.")
    # The complaints manager, whose role holds every step.
    cora = sign_in("cora")
    return code, cora, reference(cora)


def answers(cora: FlaskClient, ref: str, words: str) -> None:
    assert act(cora, ref, "reply", words=words, answer="y", act="send").status_code == 303


def unhappy(child: Child, code: str, words: str) -> None:
    child.opens(code)
    assert child.presses("/answer/unhappy", words=words).status_code == 303


def test_from_the_child_to_the_ombudsman(child: Child, told: tuple[str, FlaskClient, str], clock: Any) -> None:
    code, cora, ref = told
    took(cora, ref, "classify", matters=["X3"], procedure="statutory", why="A looked-after child.")
    took(cora, ref, "describe", themes=["decision", "communication"], area="Children We Care For", capacity="looked_after_child")
    took(cora, ref, "points", point_1="Nobody told me.", theme_1="communication", point_2="The move was too far.")
    took(cora, ref, "advocacy", method="spoke", response="accepted", provider="Black Country Advocacy")
    refused = act(cora, ref, "reply", words="We are sorry.", answer="y", act="send")
    assert refused.status_code == 422
    assert "Each point needs a finding first." in refused.text
    took(cora, ref, "findings", finding_1="upheld", why_1="No note.", finding_2="not_upheld")
    answers(cora, ref, "We are sorry. Nobody told you.")
    unhappy(child, code, "The move was still too far.")
    assert "Stage 2 asked for" in case(cora, ref)
    took(cora, ref, "statement", words="1. Nobody told me.\n2. The move was too far.")
    assert "The move was too far." in html.unescape(child.opens(code))
    took(cora, ref, "statement-final", on=str(clock().date()), how=["amended"])
    took(cora, ref, "investigating-officer", name="Ivo Outside", checks=list(stages.INVESTIGATOR_CHECKS))
    took(cora, ref, "independent-person", name="Ida Free", checks=list(stages.INDEPENDENCE_CHECKS))
    took(cora, ref, "adjudicating-officer", name="Ada Director")
    took(cora, ref, "report-investigating-officer", on=str(clock().date()))
    took(cora, ref, "report-independent-person", on=str(clock().date()))
    took(cora, ref, "findings", finding_1="upheld", finding_2="partly_upheld")
    answers(cora, ref, "A director read everything.")
    assert "Stage 2 answered" in case(cora, ref)
    unhappy(child, code, "I want to be heard.")
    assert "Stage 3 asked for" in case(cora, ref)
    same = take(cora, ref, "panellist", name="ida free", checks=list(stages.INDEPENDENCE_CHECKS))
    assert (same.status_code, "cannot sit on the panel" in same.text) == (422, True)
    took(cora, ref, "chair", name="Cem Chair", checks=list(stages.CHAIR_CHECKS))
    for name in ("Bea", "Dev"):
        took(cora, ref, "panellist", name=name, checks=list(stages.INDEPENDENCE_CHECKS))
    took(cora, ref, "panel", on=str(clock().date()))
    took(cora, ref, "panel-held", on=str(clock().date()))
    took(cora, ref, "report-panel", on=str(clock().date()))
    took(cora, ref, "findings", finding_1="upheld", finding_2="upheld")
    answers(cora, ref, "The panel agreed with you.")
    assert "/answer/unhappy" not in child.opens(code)
    took(cora, ref, "ombudsman", on=str(clock().date()))
    took(cora, ref, "ombudsman-decided", on=str(clock().date()), decision="upheld", injustice="yes")
    assert "The Ombudsman decided" in case(cora, ref)


def test_the_corporate_track(child: Child, told: tuple[str, FlaskClient, str]) -> None:
    code, cora, ref = told
    took(cora, ref, "classify", matters=["X9"], procedure="corporate", why="A neighbour.")
    act(cora, ref, "acknowledge", words="We have it.")
    answers(cora, ref, "No.")
    unhappy(child, code, "Look again.")
    assert "Corporate Stage 2 asked for" in case(cora, ref)
    changed = take(cora, ref, "classify", matters=["X3"], procedure="statutory", why="A child after all.")
    assert "the person has to be told" in changed.text
    took(cora, ref, "classify", matters=["X3"], procedure="statutory", why="A child after all.", told="We use the other steps.")
    assert "Stage 2 asked for" in case(cora, ref)
    assert "We use the other steps." in child.opens(code)


def test_more_time_is_told_and_moves_the_day(child: Child, told: tuple[str, FlaskClient, str]) -> None:
    code, cora, ref = told
    took(cora, ref, "extend", ground="complexity", why="Two schools.", notice="We need until 21 December.")
    assert "We need until 21 December." in child.opens(code)
    assert "20 working days left" in case(cora, ref)
    again = take(cora, ref, "extend", ground="advocate", why="x", notice="x")
    assert (again.status_code, "extended already" in again.text) == (422, True)


def test_joining_ties_both_cases_together(child: Child, told: tuple[str, FlaskClient, str]) -> None:
    _code, cora, ref = told
    child.sends(kind="complaint", words="The same again.")
    other = next(found for found in re.findall(r"/team/cases/(YV-[^\"]+)\"", cora.get("/team?view=open").text) if found != ref)
    wrong = take(cora, other, "join", reference="YV-NONE-0", why="x", told="x")
    assert (wrong.status_code, "There is no other case" in wrong.text) == (422, True)
    itself = take(cora, other, "join", reference=other, why="x", told="x")
    assert itself.status_code == 422
    took(cora, other, "join", reference=ref.lower(), why="The same move.", told="We answer both together.")
    assert "Joined to another" in case(cora, other)
    assert f"Has to do with {other}" in case(cora, ref)


def test_nothing_that_was_typed_is_lost(told: tuple[str, FlaskClient, str]) -> None:
    _code, cora, ref = told
    answer = take(cora, ref, "classify", matters=["X3", "X13"], procedure="", why="A long reason.")
    assert answer.status_code == 422
    assert "A long reason." in answer.text
    assert len(re.findall(r'value="X\d+" checked', answer.text)) == 2
    odd = take(cora, ref, "extend", ground="leave", why="Away", notice="Sorry")
    assert "Choose from the list." in odd.text
    day = take(cora, ref, "pause", begins="yesterday")
    assert "such as 2026-12-24" in day.text
    assert 'value="yesterday"' in day.text


def test_pressing_twice_does_it_once_and_a_change_meanwhile_keeps_the_words(told: tuple[str, FlaskClient, str]) -> None:
    _code, cora, ref = told
    path = f"/team/cases/{ref}/steps/describe"
    form = token(cora, path) | {"themes": ["money"], "desired": "My savings."}
    assert [cora.post(path, data=form).status_code for _ in range(2)] == [303, 303]
    assert case(cora, ref).count("Described what it is about") == 1
    late = cora.post(path, data=form | {"desired": "Something else."})
    assert late.status_code == 409
    assert "Something else." in late.text
    assert "Somebody changed this case" in late.text


def test_a_step_outlives_a_session_that_fell_asleep(told: tuple[str, FlaskClient, str], clock: Any, sign_in: SignIn) -> None:
    _code, cora, ref = told
    path = f"/team/cases/{ref}/steps/classify"
    form = token(cora, path) | {"matters": ["X3", "X1"], "why": "Half a day of thinking."}
    clock.move(hours=9)
    assert cora.post(path, data=form).status_code == 303
    again = sign_in("cora", cora)
    page = again.get("/team/resume").text
    assert "Half a day of thinking." in page
    assert len(re.findall(r'value="X\d+" checked', page)) == 2


def test_every_step_has_a_page_and_says_when_it_cannot_be_taken(told: tuple[str, FlaskClient, str]) -> None:
    _code, cora, ref = told
    pages = {key: cora.get(f"/team/cases/{ref}/steps/{key}") for key in STEPS}
    assert {key: page.status_code for key, page in pages.items() if page.status_code != 200} == {}
    assert "This step cannot be taken as the case stands now." in pages["panel"].text
    assert "Check this with your legal team." not in pages["panel"].text
    assert cora.get(f"/team/cases/{ref}/steps/nonsense").status_code == 404
    assert cora.get("/team/cases/YV-NONE-0/steps/classify").status_code == 404


def test_a_step_whose_rule_is_not_sure_says_so(child: Child, told: tuple[str, FlaskClient, str]) -> None:
    _code, cora, ref = told
    assert "Check this with your legal team." in cora.get(f"/team/cases/{ref}/steps/unhappy").text


def test_a_case_waits_for_a_court_and_goes_on(child: Child, told: tuple[str, FlaskClient, str]) -> None:
    code, cora, ref = told
    assert take(cora, ref, "defer").status_code == 422
    took(cora, ref, "defer", running="Family court", why="A hearing.", told="It waits for the court. You can always write.")
    assert "This has to wait for now." in child.opens(code)
    took(cora, ref, "resume", why="The hearing is over.")
    assert "We are working on it again." in child.opens(code)


def test_two_cases_are_not_joined_to_each_other(child: Child, told: tuple[str, FlaskClient, str], sign_in: SignIn) -> None:
    _code, cora, first = told
    child.sends(kind="complaint", words="And the money.")
    second = next(ref for ref in re.findall(r"YV-[0-9A-Z]{5}-[0-9A-Z]", cora.get("/team?view=open").text) if ref != first)
    took(cora, first, "join", reference=second, why="The same.", told="We look at both together.")
    refused = take(cora, second, "join", reference=first, why="The same.", told="We look at both together.")
    assert refused.status_code == 422
    assert "The other case is not open." in refused.text
