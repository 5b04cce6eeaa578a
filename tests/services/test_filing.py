"""What has just come in is filed by its kind and its day; nothing else that a child can say makes a difference."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.domain import facts
from portal.domain.cases import fold
from portal.domain.facts import Event, Kind, Plan, Received
from portal.services.filing import Calendar, file, file_new
from portal.store import bank_holidays

# One calendar for all examples, so that each is filed by what those before it left there.
CALENDAR = Calendar(bank_holidays.load())
FIRST = datetime(2026, 3, 28, tzinfo=UTC)


def one_of(choices: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(("", *choices))


PLANS = st.builds(Plan, how=one_of(facts.CONTACT_HOW), contact=st.text(max_size=20), when=st.text(max_size=9))
SAID = st.builds(
    Received,
    kind=st.sampled_from(tuple(Kind)),
    words=st.text(max_size=20),
    about=st.sets(st.sampled_from(facts.ABOUT)).map(tuple),
    feeling=one_of(facts.FEELINGS),
    safe=one_of(facts.SAFE),
    helper=one_of(facts.HELPERS),
    name=st.text(max_size=9),
    age=one_of((*facts.AGES, "adult")),
    plan=PLANS,
    advocate=one_of(facts.ADVOCATE),
    helper_agreed=one_of(facts.HELPER_AGREED),
)
# Days about the clocks' going forward, a weekend and Easter's bank holidays, at any time of the day.
MOMENTS = st.integers(0, 8 * 86_400).map(lambda seconds: FIRST + timedelta(seconds=seconds))


@given(SAID, MOMENTS)
def test_it_is_filed_as_its_facts_say(received: Received, at: datetime) -> None:
    assert file_new(received, at, CALENDAR) == file(fold([Event(at, None, received)]), CALENDAR)


def test_a_kind_on_a_day_is_worked_out_once_and_an_urgent_case_for_itself() -> None:
    calendar = Calendar(bank_holidays.load())
    for hour in range(3):
        at = FIRST + timedelta(hours=hour)
        file_new(Received("complaint", "a"), at, calendar)
        file_new(Received("complaint", "b", safe="no"), at, calendar)
    assert len(calendar.worked_out) == 1
