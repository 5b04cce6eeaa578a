"""A child is reached as the plan says, or not at all: by tables, and by plans that nobody thought of."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as any_

from portal.domain.contact import DAYS, Go, Refuse, Route, SafePlan, Wait, address, clear, hours, may_send, offered
from portal.domain.contact_facts import ContactConfirmed, NoticeFailed, NoticeHeld, ToldByHand
from portal.domain.facts import ChangedContact, Plan, Received
from portal.domain.working_days import LONDON
from tests.domain.stories import case_after

# Monday in winter, ten in the morning in London.
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MAIL = SafePlan("email", "sam@example.org", DAYS[:5], "16:00", "19:00")


@pytest.mark.parametrize(
    "plan, route, failed, why",
    [
        (None, "email", False, "not_confirmed"),
        (SafePlan("email", "sam@example.org", forbidden=("email",)), "email", False, "forbidden"),
        (SafePlan("call", "0121 496 0187", forbidden=("text",)), "text", False, "forbidden"),
        (SafePlan(), "email", False, "only_by_code"),
        (MAIL, "text", False, "not_chosen"),
        (SafePlan("call", "0121 496 0187"), "call", False, "by_hand"),
        (SafePlan("advocate", "Nia"), "advocate", False, "by_hand"),
        (SafePlan("email", "sam at example"), "email", False, "no_address"),
        (SafePlan("text", "0121 496 0187"), "text", False, "no_address"),
        (MAIL, "email", True, "failed_before"),
        (SafePlan("email", "sam@example.org", ()), "email", False, "no_time"),
        (SafePlan("email", "sam@example.org", DAYS, "23:00", "23:30"), "email", False, "no_time"),
        (SafePlan("email", "sam@example.org", DAYS, "19:00", "16:00"), "email", False, "no_time"),
        (SafePlan("email", "sam@example.org", DAYS, "soon", "later"), "email", False, "no_time"),
    ],
)
def test_what_is_not_in_the_plan_is_refused_with_the_reason(plan: SafePlan | None, route: str, failed: bool, why: str) -> None:
    assert may_send(plan, route, MONDAY, failed=failed) == Refuse(why)


@pytest.mark.parametrize(
    "now, until",
    [
        (MONDAY, MONDAY.replace(hour=16)),
        (MONDAY.replace(hour=15, minute=59), MONDAY.replace(hour=16)),
        (MONDAY.replace(hour=16), None),
        (MONDAY.replace(hour=18, minute=59), None),
        (MONDAY.replace(hour=19), datetime(2026, 11, 24, 16, 0, tzinfo=UTC)),
        # Friday evening waits for Monday.
        (datetime(2026, 11, 27, 20, 0, tzinfo=UTC), datetime(2026, 11, 30, 16, 0, tzinfo=UTC)),
        # In summer London is an hour ahead; the clocks change on 28 March 2027 and on 25 October 2026.
        (datetime(2027, 3, 26, 19, 30, tzinfo=UTC), datetime(2027, 3, 29, 15, 0, tzinfo=UTC)),
        (datetime(2026, 10, 23, 18, 30, tzinfo=UTC), datetime(2026, 10, 26, 16, 0, tzinfo=UTC)),
        (datetime(2026, 6, 1, 15, 30, tzinfo=UTC), None),
    ],
)
def test_outside_the_hours_it_waits_for_them(now: datetime, until: datetime | None) -> None:
    assert may_send(MAIL, "email", now) == (Wait(until) if until else Go())


def test_a_letter_goes_at_any_hour_and_nothing_else_at_night() -> None:
    home = SafePlan("letter", "Sam\n1 High Street\nB70 9LT", (), "01:00", "02:00")
    assert may_send(home, "letter", MONDAY.replace(hour=3)) == Go()
    late = SafePlan("text", "07700 900143", DAYS, "00:00", "23:59")
    assert may_send(late, "text", MONDAY.replace(hour=22)) == Wait(datetime(2026, 11, 24, 7, 0, tzinfo=UTC))


_times = any_.one_of(
    any_.builds("{:02d}:{:02d}".format, any_.integers(0, 23), any_.integers(0, 59)),
    any_.sampled_from(["", "7:00", "25:00", "noon"]),
)
_plans = any_.builds(
    SafePlan,
    route=any_.sampled_from(list(Route)),
    address=any_.sampled_from(["sam@example.org", "07700 900143", "Sam, 1 High Street, B70 9LT", "my gran", ""]),
    days=any_.lists(any_.sampled_from(DAYS), unique=True).map(tuple),
    begins=_times,
    ends=_times,
    forbidden=any_.lists(any_.sampled_from(list(Route)), unique=True, max_size=3).map(tuple),
    never=any_.sampled_from(["", "mum"]),
)
_moments = any_.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda each: each.replace(tzinfo=UTC))


def outside(plan: SafePlan, route: str, now: datetime) -> bool:
    """Said another way than the rule says it: whether a sending would break the plan."""
    if plan.route != route or route in plan.forbidden or not address(route, plan.address):
        return True
    if route in ("code", "call", "advocate"):
        return True
    there = now.astimezone(LONDON)
    clock = f"{there:%H:%M}"
    hour_bound = route != "letter"
    return hour_bound and (
        f"{there:%a}".lower() not in plan.days or not plan.begins <= clock < plan.ends or not "07:00" <= clock < "22:00"
    )


@settings(max_examples=1000, deadline=None)
@given(plan=_plans, route=any_.sampled_from(list(Route)), now=_moments)
def test_no_plan_lets_anything_out_that_it_does_not_allow(plan: SafePlan, route: str, now: datetime) -> None:
    decision = may_send(plan, route, now)
    if isinstance(decision, Go):
        assert not outside(plan, route, now)
    if isinstance(decision, Wait):
        assert now < decision.until <= now + timedelta(days=8)
        assert may_send(plan, route, decision.until) == Go()
        assert may_send(plan, route, decision.until - timedelta(minutes=1)) != Go()
    if isinstance(decision, Refuse) and decision.why == "no_time":
        week = (now + timedelta(minutes=minutes) for minutes in range(0, 7 * 24 * 60, 30))
        assert hours(plan) is None or not plan.days or all(outside(plan, route, each) for each in week)


@pytest.mark.parametrize(
    "said, plan",
    [
        (("", "", "", ""), SafePlan()),
        (("code", "", "", "everybody"), SafePlan(never="everybody")),
        (("email", " sam@example.org ", "", ""), SafePlan("email", "sam@example.org")),
        (("text", "+44 7700 900143", "", ""), SafePlan("text", "07700900143")),
        # Anything that has to be understood waits for a person.
        (("email", "sam@example.org", "after school", ""), None),
        (("email", "sam@example.org", "", "my mum"), None),
        (("email", "sam@example.org or gran@example.org", "", ""), None),
        (("text", "my sister's, 07700 900143", "", ""), None),
        (("text", "0121 496 0187", "", ""), None),
        (("call", "07700 900143", "", ""), None),
        (("letter", "Sam, 1 High Street, B70 9LT", "", ""), None),
        (("", "07700 900143", "", ""), None),
        (("advocate", "", "", ""), None),
    ],
)
def test_only_what_can_be_read_in_one_way_needs_no_person(said: Any, plan: SafePlan | None) -> None:
    assert clear(*said) == plan


@pytest.mark.parametrize(
    "when, expected",
    [
        ("after school pls", (DAYS[:5], "16:00", "19:00")),
        ("At Weekends", (DAYS[5:], "10:00", "18:00")),
        ("", (DAYS, "09:00", "20:00")),
    ],
)
def test_the_person_who_confirms_gets_a_first_draft(when: str, expected: Any) -> None:
    draft = offered("text", "07700 900143", when, "mum")
    assert (draft.days, draft.begins, draft.ends) == expected
    assert (draft.route, draft.address, draft.never) == ("text", "07700900143", "mum")


@pytest.mark.parametrize(
    "route, typed, found",
    [
        ("email", "a@b.example, c@d.example", ""),
        ("email", "a@b", ""),
        ("text", "(07700) 900-143", "07700900143"),
        ("text", "077009001434", ""),
        ("letter", "Sam, 1 High Street, West Bromwich, B70 9LT", "Sam\n1 High Street\nWest Bromwich\nB70 9LT"),
        ("letter", "1 High Street, West Bromwich", ""),
        ("call", "07700 900143", ""),
    ],
)
def test_an_address_is_one_address_or_none(route: str, typed: str, found: str) -> None:
    assert address(route, typed) == found


TEXT = Plan("text", "07700 900143", "after school", "mum")


def test_the_plan_in_force_is_the_one_that_was_confirmed_until_the_child_says_something_else() -> None:
    told = Received("complaint", "x", plan=TEXT)
    assert case_after(received=told).reach.plan is None
    confirmed = case_after(ContactConfirmed(MAIL), received=told)
    assert (confirmed.reach.plan, confirmed.reach.confirmed) == (MAIL, True)
    changed = case_after(ContactConfirmed(MAIL), ChangedContact(Plan("call", "1")), received=told)
    assert (changed.reach.plan, changed.reach.confirmed) == (None, False)


def test_what_did_not_come_brings_a_case_back_until_somebody_reached_the_child() -> None:
    from tests.domain.stories import EXAMPLES, Closed

    closed = (EXAMPLES[Closed],)
    assert not case_after(*closed).needs_somebody
    failed = case_after(*closed, NoticeFailed("answer", "email", "refused"))
    assert failed.needs_somebody
    assert case_after(*closed, NoticeHeld("answer", "call", "by_hand")).needs_somebody
    assert not case_after(*closed, NoticeHeld("answer", "code", "taken_back")).needs_somebody
    told = case_after(*closed, NoticeFailed("answer", "email", "refused"), ToldByHand("call", "She knows."))
    assert not told.needs_somebody
    assert told.reach.failed is not None
    assert case_after(NoticeFailed("answer", "email", "refused"), ContactConfirmed(MAIL)).reach.failed is None
