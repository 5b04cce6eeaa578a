"""The transition table, walked whole: every allowed move and every forbidden one."""

from datetime import timedelta

import pytest

from portal.domain import stages
from portal.domain.cases import NotAllowed, after, fold
from portal.domain.facts import (
    FACTS,
    Acknowledged,
    Answered,
    ChangedContact,
    Closed,
    Event,
    Fact,
    Flagged,
    Plan,
    Received,
    Replied,
    Settled,
    Unhappy,
    Wrote,
)
from portal.domain.procedure import BACK, MATTERS, MOVES, STAYS, Procedure, Status, row
from tests.domain.stories import EXAMPLES, START, can_stand, case_after, standing_at

LATER = START + timedelta(days=30)
PLACES = [(status, procedure) for procedure in Procedure for status in Status if can_stand(status, procedure)]
# The whole table by hand would be the table again; its size is what a change to it has to be weighed against.
ALLOWED, FORBIDDEN = 2814, 1860


def test_every_fact_has_a_row_in_the_table_and_an_example() -> None:
    assert {move.fact for move in MOVES} | {Received} == set(FACTS.values())
    assert set(EXAMPLES) | {Received} == set(FACTS.values())


def test_every_row_names_its_basis_and_every_matter_leads_somewhere() -> None:
    assert all(move.basis and move.when and move.procedures for move in MOVES)
    assert all(matter.basis and matter.procedures for matter in MATTERS.values())
    assert list(MATTERS) == [f"X{number}" for number in range(1, 15)]


@pytest.mark.parametrize(("status", "procedure"), PLACES, ids=str)
def test_a_fact_happens_where_the_table_says_and_nowhere_else(status: Status, procedure: Procedure) -> None:
    state = standing_at(status, procedure)
    assert (state.status, state.procedure) == (status, procedure)
    for kind, fact in EXAMPLES.items():
        asked = state.stood if status is Status.CLOSED and kind is Unhappy else status
        move = row(kind, asked, procedure)
        event = Event(LATER, None, fact)
        if move is None:
            with pytest.raises(NotAllowed):
                after(state, event)
            continue
        then = after(state, event).status
        assert then is (status if move.to == STAYS else state.stood if move.to == BACK else move.to), kind.__name__


def test_how_many_moves_are_allowed_and_how_many_forbidden() -> None:
    allowed = sum(row(kind, status, procedure) is not None for status, procedure in PLACES for kind in EXAMPLES)
    assert (allowed, len(PLACES) * len(EXAMPLES) - allowed) == (ALLOWED, FORBIDDEN)


def test_a_case_begins_with_something_received() -> None:
    with pytest.raises(NotAllowed):
        fold([])
    with pytest.raises(NotAllowed):
        fold([Event(START, None, EXAMPLES[Wrote])])


def test_nothing_is_received_twice() -> None:
    with pytest.raises(NotAllowed):
        after(case_after(), Event(START, None, Received("comment", "again")))


@pytest.mark.parametrize(
    ("safe", "urgent"), [("", False), ("yes", False), ("rather_not_say", False), ("no", True), ("not_sure", True)]
)
def test_not_being_safe_makes_a_case_urgent(safe: str, urgent: bool) -> None:
    assert case_after(received=Received("compliment", "x", safe=safe)).urgent is urgent


def test_a_flag_raises_and_only_a_person_settles() -> None:
    flagged = case_after(EXAMPLES[Flagged])
    assert flagged.urgent
    assert case_after(EXAMPLES[Flagged], EXAMPLES[Wrote], EXAMPLES[Replied]).urgent
    assert not case_after(EXAMPLES[Flagged], EXAMPLES[Settled]).urgent


def test_a_message_that_is_no_answer_acknowledges_and_leaves_the_answer_due() -> None:
    state = case_after(Replied("We are looking into it."))
    assert state.status is Status.ACKNOWLEDGED
    assert state.acknowledged_at == START + timedelta(hours=1)
    assert state.answered_at is None


def test_the_first_answer_is_the_one_that_counts() -> None:
    state = case_after(Answered("One."), Answered("Two."))
    assert state.answered_at == START + timedelta(hours=1)


def test_the_newest_plan_is_the_plan() -> None:
    first = Received("comment", "x", plan=Plan(how="call", contact="one"))
    state = case_after(ChangedContact(Plan(how="text", contact="two")), received=first)
    assert state.plan == Plan(how="text", contact="two")


def test_asking_for_the_next_step_opens_a_closed_case_again() -> None:
    state = case_after(EXAMPLES[Answered], EXAMPLES[Closed], EXAMPLES[Unhappy])
    assert state.open
    assert state.status is Status.STAGE2_ASKED
    assert state.closed_at is None


def test_a_complaint_closed_after_its_second_stage_goes_on_to_the_third() -> None:
    answered = standing_at(Status.STAGE2_ANSWERED, Procedure.STATUTORY)
    state = answered
    for fact in (EXAMPLES[Closed], EXAMPLES[Unhappy]):
        state = after(state, Event(LATER, None, fact))
    assert state.status is Status.STAGE3_ASKED


def test_what_waited_goes_on_where_it_stood() -> None:
    state = standing_at(Status.STAGE2_OPEN, Procedure.STATUTORY)
    for fact in (EXAMPLES[stages.Deferred], EXAMPLES[stages.Resumed]):
        state = after(state, Event(LATER, None, fact))
    assert state.status is Status.STAGE2_OPEN


def test_the_answer_to_stage_1_is_owed_also_after_stage_2_was_asked_for() -> None:
    state = case_after(EXAMPLES[Acknowledged], EXAMPLES[Unhappy], EXAMPLES[Answered])
    assert state.status is Status.STAGE2_ASKED
    assert set(state.work.answered_at) == {1}


def test_what_a_child_calls_a_complaint_is_one_until_staff_say_otherwise() -> None:
    assert case_after().procedure is Procedure.STATUTORY
    assert case_after(received=Received("unsure", "x")).procedure is Procedure.STATUTORY
    assert case_after(received=Received("comment", "x")).procedure is Procedure.FEEDBACK
    idea = case_after(EXAMPLES[stages.Classified], received=Received("comment", "x"))
    assert idea.procedure is Procedure.STATUTORY


def test_new_points_take_the_findings_about_the_old_ones_with_them() -> None:
    listed: list[Fact] = [EXAMPLES[stages.PointsListed], EXAMPLES[stages.Found]]
    assert case_after(*listed).work.findings[1]
    assert case_after(*listed, EXAMPLES[stages.PointsListed]).work.findings == {}
