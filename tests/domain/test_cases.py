"""The transition table, walked whole: every allowed move and every forbidden one."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.domain.cases import (
    FACTS,
    MOVES,
    Acknowledged,
    AskedForAdvocate,
    Assigned,
    CaseState,
    ChangedContact,
    Closed,
    CodeReissued,
    DocumentAdded,
    DocumentRemoved,
    Event,
    Fact,
    Flagged,
    Hinted,
    LetterMade,
    NotAllowed,
    Noted,
    Plan,
    Received,
    Replied,
    Settled,
    Status,
    Unhappy,
    Withdrawn,
    Wrote,
    after,
    fold,
)

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

EXAMPLES: dict[type[Fact], Fact] = {
    Flagged: Flagged(("harm_now",), "1"),
    Wrote: Wrote("More."),
    AskedForAdvocate: AskedForAdvocate(),
    ChangedContact: ChangedContact(Plan(how="text")),
    Unhappy: Unhappy("No."),
    Withdrawn: Withdrawn(),
    Hinted: Hinted("my dog"),
    CodeReissued: CodeReissued("lost it"),
    Acknowledged: Acknowledged("We read it."),
    Assigned: Assigned("someone", "Someone"),
    Noted: Noted("Ring first."),
    Replied: Replied("Here is the answer.", answer=True),
    Settled: Settled("Spoke to the school."),
    Closed: Closed("answered", "Thank you."),
    DocumentAdded: DocumentAdded("d1", "School report", "pdf", for_child=False, size=9),
    DocumentRemoved: DocumentRemoved("d1", "School report", "Put here by mistake."),
    LetterMade: LetterMade("stage1_outcome", "child", "Our answer", "d2", "d3"),
}
ROADS: dict[Status, list[Fact]] = {
    Status.NEW: [],
    Status.ACKNOWLEDGED: [EXAMPLES[Acknowledged]],
    Status.ANSWERED: [EXAMPLES[Acknowledged], EXAMPLES[Replied]],
    Status.UNHAPPY: [EXAMPLES[Acknowledged], EXAMPLES[Replied], EXAMPLES[Unhappy]],
    Status.CLOSED: [EXAMPLES[Acknowledged], EXAMPLES[Closed]],
    Status.WITHDRAWN: [EXAMPLES[Withdrawn]],
}


def case_after(*facts: Fact, received: Received | None = None) -> CaseState:
    happened = [received or Received("complaint", "Nobody tells me anything."), *facts]
    return fold(Event(START + timedelta(hours=number), None, fact) for number, fact in enumerate(happened))


def test_every_fact_has_a_row_in_the_table() -> None:
    assert set(MOVES) | {Received} == set(FACTS.values())


@pytest.mark.parametrize("status", Status, ids=str)
@pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: kind.__name__)
def test_a_fact_happens_where_the_table_says_and_nowhere_else(kind: type[Fact], status: Status) -> None:
    state = case_after(*ROADS[status])
    assert state.status is status
    event = Event(START + timedelta(days=1), None, EXAMPLES[kind])
    if status not in MOVES[kind]:
        with pytest.raises(NotAllowed):
            after(state, event)
        return
    expected = MOVES[kind][status]
    if kind is Replied and status is Status.NEW:
        expected = Status.ANSWERED
    if kind is Replied and status is Status.ACKNOWLEDGED:
        expected = Status.ANSWERED
    assert after(state, event).status is expected


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
    state = case_after(Replied("We are looking into it.", answer=False))
    assert state.status is Status.ACKNOWLEDGED
    assert state.acknowledged_at == START + timedelta(hours=1)
    assert state.answered_at is None


def test_the_first_answer_is_the_one_that_counts() -> None:
    state = case_after(Replied("One.", answer=True), Replied("Two.", answer=True))
    assert state.answered_at == START + timedelta(hours=1)


def test_the_newest_plan_is_the_plan() -> None:
    first = Received("comment", "x", plan=Plan(how="call", contact="one"))
    state = case_after(ChangedContact(Plan(how="text", contact="two")), received=first)
    assert state.plan == Plan(how="text", contact="two")


def test_asking_for_the_next_step_opens_a_closed_case_again() -> None:
    state = case_after(EXAMPLES[Replied], EXAMPLES[Closed], EXAMPLES[Unhappy])
    assert state.open
    assert state.status is Status.UNHAPPY
    assert state.closed_at is None
