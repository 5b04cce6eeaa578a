"""Asking afterwards, on both databases: what is kept beside the facts, links that only sending spends, and sums that add up."""

import random
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.domain.access import Role, Viewer
from portal.domain.cases import NotAllowed
from portal.domain.facts import Acknowledged, Closed, Plan, Received, Unhappy
from portal.domain.follow_up_facts import FollowUpDeclined, FollowUpGivenUp, FollowUpLeft, FollowUpTried, WeDid, WordsChosen
from portal.domain.questions import OPTIONS, QUESTIONS, Window
from portal.domain.running import Calendar
from portal.domain.stages import Described
from portal.services import asking, following_up, people, refiling, returning
from portal.services.filing import Case, append, load
from portal.services.sending import send
from portal.services.storing import Database
from portal.store import bank_holidays, cases, follow_ups, notices, passes, visibility
from portal.store import people as stored
from portal.store.tables import follow_ups as table
from tests.viewers import ALL

CALENDAR = Calendar(bank_holidays.load())
NOW = datetime(2026, 9, 1, 10, 0, tzinfo=UTC)
DONE = Closed("answered", "We finished this.")
NO_PLAN = Plan()
TEAM: dict[str, str] = {}


@pytest.fixture(autouse=True)
def _team(database: Database) -> None:
    """The worker who had each case, and somebody who had none."""
    with database.writing() as session:
        for name in ("worker", "another"):
            made = stored.add(session, email=name, name=name, role="voice", password_hash="x", totp="ABCDEFGH", now=NOW)
            TEAM[name] = str(made)


def closed(database: Database, *, plan: Plan = NO_PLAN, age: str = "12_15", now: datetime = NOW, area: str = "") -> Case:
    with database.writing() as session:
        received = Received("complaint", "Nobody rang.", plan=plan, age=age)
        sent = send(session, received, once=uuid.uuid4().hex, now=now, calendar=CALENDAR)
        row = cases.with_reference(session, sent.reference, ALL)
        assert row
        case = load(session, row)
        for fact in (Acknowledged("Read."), Described(area=area), DONE):
            case = append(session, case, fact, by=TEAM["worker"], now=now, calendar=CALENDAR)
    return case


def happens(database: Database, case: Case, *facts: object, by: str = "another", now: datetime = NOW) -> Case:
    with database.writing() as session:
        for fact in facts:
            case = append(session, case, fact, by=TEAM.get(by), now=now, calendar=CALENDAR)  # type: ignore[arg-type]
    return case


def kept(database: Database, case: Case) -> follow_ups.FollowUpRow | None:
    with database.reading() as session:
        return follow_ups.of(session, case.row.id)


def test_it_opens_when_a_childs_case_closes_and_ends_when_it_goes_on(database: Database) -> None:
    case = closed(database)
    row = kept(database, case)
    assert row
    assert (row.outcome, row.tried, row.told, str(row.ask_by)) == ("waiting", 0, False, "2026-09-15")
    case = happens(database, case, FollowUpTried("call", "nobody_there"), WeDid("We rang."))
    row = kept(database, case)
    assert row
    assert (row.tried, row.told) == (1, True)
    case = happens(database, case, FollowUpDeclined("call"))
    assert getattr(kept(database, case), "outcome", "") == "declined"


def test_an_adults_complaint_asks_nobody(database: Database) -> None:
    assert kept(database, closed(database, age="adult")) is None


def test_asking_for_the_next_stage_ends_the_questions(database: Database) -> None:
    with database.writing() as session:
        sent = send(session, Received("complaint", "x"), once=uuid.uuid4().hex, now=NOW, calendar=CALENDAR)
        row = cases.with_reference(session, sent.reference, ALL)
        assert row
        case = append(session, load(session, row), DONE, by=TEAM["worker"], now=NOW, calendar=CALENDAR)
        assert follow_ups.of(session, row.id)
        case = append(session, case, Unhappy(), by=None, now=NOW + timedelta(days=30), calendar=CALENDAR)
        assert follow_ups.of(session, row.id) is None


def test_the_child_answers_once_also_after_a_double_tap(database: Database) -> None:
    case = closed(database)
    fact = following_up.said("page", {"M5": "no", "M2": "yes", "M9": "yes", "M3": "x"}, ["heard", "x"], own="Hi", share=True)
    assert (fact.answers, fact.feelings, fact.share) == (("M2:yes", "M5:no"), ("heard",), True)
    with database.writing() as session:
        again = returning.answer_questions(session, case, fact, now=NOW, calendar=CALENDAR)
        last = returning.answer_questions(session, again, fact, now=NOW, calendar=CALENDAR)
    assert len(last.state.events) == len(case.state.events) + 1
    row = kept(database, case)
    assert row
    assert (row.outcome, row.route, row.worry) == ("answered", "page", True)
    with database.reading() as session:
        page = asking.page(session, "decide", ALL)
    assert [each.reference for each in page.rows] == [case.row.reference]


def test_a_link_is_looked_at_as_often_as_anybody_likes_and_is_over_in_time(database: Database) -> None:
    case = closed(database)
    with database.writing() as session:
        token = following_up.link(session, case.row.id, now=NOW)
    for _ in range(20):
        with database.reading() as session:
            found = following_up.with_link(session, token, now=NOW)
            assert found
            assert following_up.window(found[1], today=NOW.date(), calendar=CALENDAR) is Window.OPEN
    with database.reading() as session:
        assert following_up.with_link(session, token + "x", now=NOW) is None
        late = NOW + timedelta(days=120)
        found = following_up.with_link(session, token, now=late)
        assert found
        assert following_up.window(found[1], today=late.date(), calendar=CALENDAR) is Window.TOO_LATE


def test_the_link_goes_out_by_the_childs_plan_and_the_token_is_kept_nowhere_in_clear(database: Database) -> None:
    case = closed(database, plan=Plan("email", "sam@example.org", "", ""))
    with database.reading() as session:
        links = [notice.link for notice in notices.unsent(session, case.row.id) if notice.what == "questions"]
        waiting = [notice for notice in links if notice.startswith("/follow-up/")]
        assert len(waiting) == len(links) <= 1
        for link in waiting:
            assert passes.look(session, following_up.PURPOSE, link.removeprefix("/follow-up/"), now=NOW)


def test_nobody_is_given_up_without_the_attempts(database: Database) -> None:
    case = closed(database)
    with pytest.raises(NotAllowed):
        happens(database, case, FollowUpGivenUp("x"))
    case = happens(database, case, *[FollowUpTried("call", "nobody_there")] * 3, FollowUpGivenUp("Three calls."))
    assert getattr(kept(database, case), "outcome", "") == "not_reached"


def test_whoever_it_is_about_is_in_no_list_and_in_no_count(database: Database) -> None:
    case = closed(database)
    with database.writing() as session:
        ben = people.add(session, email="b@x.org", name="Ben", role=Role.VOICE, password="seven green umbrellas", now=NOW)
        visibility.shut(session, case.row.id, ben.id, [], at=NOW)
    viewer = Viewer(ben.id, Role.VOICE, NOW.date())
    with database.reading() as session:
        for which in asking.LISTS:
            assert asking.page(session, which, viewer).rows == []
        found = asking.results(session, viewer, first=NOW.date(), last=NOW.date())
        assert found.coverage.due == 0
        assert asking.results(session, ALL, first=NOW.date(), last=NOW.date()).coverage.due == 1


def test_cases_closed_before_this_version_get_their_rows_from_the_worker(database: Database) -> None:
    case = closed(database)
    with database.writing() as session:
        session.execute(table.delete())
    refiling.refile(database, calendar=CALENDAR, clock=lambda: NOW)
    assert getattr(kept(database, case), "outcome", "") == "waiting"


def test_a_year_of_cases_adds_up_with_every_route_in_it(database: Database) -> None:
    chosen, total, routes = random.Random(4), 120, set()
    for number in range(total):
        day = NOW + timedelta(days=chosen.randrange(200))
        case = closed(database, now=day, area=chosen.choice(["North", "South", ""]))
        end = number % 8
        route = ("page", "link", "phone", "visit", "paper", "advocate", "", "")[end]
        tries = [FollowUpTried("call", "nobody_there")] * chosen.randrange(3)
        if route:
            said = {key: chosen.choice([*OPTIONS, ""]) for key in QUESTIONS}
            fact = following_up.said(route, said, ["heard"], own="", share=False)
            case = happens(database, case, *tries, by="another", now=day)
            happens(database, case, fact, by="" if route in ("page", "link") else "another", now=day)
            routes.add(route)
        elif number % 3 == 0:
            happens(database, case, *[FollowUpTried("call", "nobody_there")] * 3, FollowUpGivenUp("x"), now=day)
        elif number % 3 == 1:
            happens(database, case, *tries, FollowUpLeft("Them"), now=day)
        else:
            happens(database, case, *tries, now=day)
    assert routes == {"page", "link", "phone", "visit", "paper", "advocate"}
    first, last = NOW.date(), (NOW + timedelta(days=200)).date()
    with database.reading() as session:
        found = asking.results(session, ALL, first=first, last=last)
        rows = session.execute(select(table.c.case_id)).all()
    assert found.coverage.due == total == len(rows) == sum(found.coverage.by_outcome.values())
    for name in ("due", "attempted", "told"):
        assert sum(getattr(each, name) for each in found.areas.values()) == getattr(found.coverage, name)
    assert all(split and split.answered + split.missing == found.coverage.by_outcome["answered"] for split in found.splits)
    assert found.coverage.by_outcome["answered"] == 90


def test_outside_the_voice_team_nothing_small_is_shown(database: Database) -> None:
    for number in range(7):
        case = closed(database)
        said = {"M5": "yes" if number < 5 else "no", "M2": "yes"}
        happens(database, case, following_up.said("page", said, [], own="", share=False), by="")
    director = Viewer(uuid.uuid4(), Role.DIRECTOR, NOW.date())
    with database.reading() as session:
        whole = asking.results(session, ALL, first=NOW.date(), last=NOW.date())
        shown = asking.results(session, director, first=NOW.date(), last=NOW.date())
    by_question = {split.question: split for split in whole.splits if split}
    assert by_question["M5"].options == {"yes": 5, "sort_of": 0, "no": 2, "not_sure": 0}
    assert [split.question for split in shown.splits if split] == [
        "M2",
        *[key for key in QUESTIONS if key not in ("M2", "M5")],
        "again",
    ]
    assert shown.areas == {}
    assert not shown.outcomes_hidden


def answers(database: Database, case: Case, own: str = "", *, share: bool = False, now: datetime = NOW, **said: str) -> Case:
    return happens(database, case, following_up.said("page", said, [], own=own, share=share), by="", now=now)


def test_words_are_chosen_from_those_that_the_child_allowed_and_shown_without_a_reference(database: Database) -> None:
    day = {"first": NOW.date(), "last": NOW.date()}
    answers(database, closed(database), M2="yes")
    private = answers(database, closed(database), "Only for you.")
    with pytest.raises(NotAllowed):
        happens(database, private, WordsChosen("Only for you."))
    allowed = answers(database, closed(database, area="North"), "Kemi at Oak House listened.", share=True)
    with database.reading() as session:
        assert [row.reference for row in asking.page(session, "words", ALL).rows] == [allowed.row.reference]
        assert asking.chosen_words(session, ALL, **day) == []
    allowed = happens(database, allowed, WordsChosen("My worker listened."))
    director = Viewer(uuid.uuid4(), Role.DIRECTOR, NOW.date())
    with database.reading() as session:
        assert asking.page(session, "words", ALL).rows == []
        assert asking.chosen_words(session, director, **day) == ["My worker listened."]
        assert asking.chosen_words(session, ALL, **day, area="South") == []
        assert asking.chosen_words(session, ALL, first=NOW.date() + timedelta(days=1), last=NOW.date() + timedelta(days=9)) == []
    happens(database, allowed, WordsChosen(""))
    with database.reading() as session:
        assert asking.chosen_words(session, ALL, **day) == []


def test_this_time_stands_beside_the_same_days_of_the_years_before_for_one_area_or_all(database: Database) -> None:
    for back, count in ((0, 3), (1, 2), (2, 1)):
        for number in range(count):
            then = NOW.replace(year=NOW.year - back)
            area = "North" if number == 0 else "South"
            answers(database, closed(database, now=then, area=area), now=then, M5="yes" if back else "no")
    first, last = NOW.date().replace(month=8), NOW.date().replace(month=10)
    with database.reading() as session:
        all_of_it = asking.over_years(session, ALL, first=first, last=last)
        north = asking.over_years(session, ALL, first=first, last=last, area="North")
        assert asking.areas(session, ALL, first=first, last=last) == ["North", "South"]
        assert asking.areas(session, Viewer(uuid.uuid4(), Role.DIRECTOR, NOW.date()), first=first, last=last) == []
    assert [each.coverage.due for each in all_of_it] == [3, 2, 1]
    assert [each.coverage.due for each in north] == [1, 1, 1]
    serious = [next(split for split in each.splits if split and split.question == "M5") for each in all_of_it]
    assert [(split.options["yes"], split.options["no"]) for split in serious] == [(0, 3), (2, 0), (1, 0)]


def test_the_last_of_february_stays_the_last_of_february(database: Database) -> None:
    closed(database, now=datetime(2026, 2, 28, 12, 0, tzinfo=UTC))
    day = datetime(2028, 2, 29, tzinfo=UTC).date()
    with database.reading() as session:
        found = asking.over_years(session, ALL, first=day, last=day)
    assert [each.coverage.due for each in found] == [0, 0, 1]


def test_who_had_the_case_does_not_ask(database: Database) -> None:
    case = happens(database, closed(database), WeDid("x"))
    said = following_up.said("phone", {"M2": "yes"}, [], own="", share=False)
    with pytest.raises(NotAllowed):
        happens(database, case, said, by="worker")
    assert getattr(kept(database, happens(database, case, said)), "route", "") == "phone"
