"""Advocates on both databases: sending for a child, coming with a code, writing, losing sight at once, and their numbers."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.domain.access import Role, Viewer
from portal.domain.advocacy_facts import SentForChild
from portal.domain.cases import NotAllowed
from portal.domain.facts import Acknowledged, Answered, AskedForAdvocate, Closed, Received, Withdrawn
from portal.domain.follow_up_facts import FollowUpAnswered
from portal.domain.stages import AdvocacyOffered, ShutOut
from portal.services import advocacy_report, advocates, casework, feeds, filing, leaving, people, returning, sending, triage
from portal.services.advocates import Advocate, Agreement
from portal.services.filing import Calendar, Case
from portal.services.storing import Database, Session
from portal.store import advocacies, bank_holidays, cases, outbox
from portal.store import people as stored
from portal.store.tables import calendar_feeds

CALENDAR = Calendar(bank_holidays.load())
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
AT: dict[str, Any] = {"now": NOW, "calendar": CALENDAR}
SOCIETY, OTHER = "The Children's Society", "Black Country Advocacy Service"
AGREED = Agreement("given", "She nodded and said yes.")
Team = dict[str, Advocate]


@pytest.fixture
def team(database: Database) -> Team:
    found = {}
    with database.writing() as session:
        for name, organisation in (("nia", SOCIETY), ("noor", SOCIETY), ("otis", OTHER), ("cora", ""), ("root", "")):
            role = {"cora": Role.COMPLAINTS, "root": Role.ADMINISTRATOR}.get(name, Role.ADVOCATE)
            rest = {"name": name.title(), "role": role, "password_hash": "x", "totp": "x", "now": NOW}
            person_id = stored.add(session, email=f"{name}@example.org", **rest)
            advocacies.set_organisation(session, person_id, organisation)
            found[name] = Advocate(person_id, name.title(), organisation)
    return found


def viewer(team: Team, name: str) -> Viewer:
    roles = {"cora": Role.COMPLAINTS, "root": Role.ADMINISTRATOR}
    return Viewer(team[name].id, roles.get(name, Role.ADVOCATE), TODAY)


def sends(session: Session, advocate: Advocate, *, words: str = "Nobody rang.", once: str = "", own: str = "") -> sending.Sent:
    received, sent = Received("complaint", words, advocate="have_one"), SentForChild("together", "alone", own)
    return advocates.send(session, received, sent, AGREED, advocate, once=once or uuid.uuid4().hex, **AT)


def of_a_child(session: Session, words: str = "Noise.", *, at: datetime = NOW, **more: Any) -> sending.Sent:
    return sending.send(session, Received("complaint", words, **more), once=uuid.uuid4().hex, now=at, calendar=CALENDAR)


def of(session: Session, reference: str) -> Case:
    row = cases.with_reference(session, reference)
    assert row is not None
    return filing.load(session, row)


def mine(session: Session, team: Team, name: str) -> list[str]:
    found, _more = advocates.mine(session, viewer(team, name), is_open=True)
    return [case.row.reference for case in found]


def test_what_an_advocate_sends_is_the_childs_case_with_the_advocates_words_apart(database: Database, team: Team) -> None:
    with database.writing() as session:
        of_a_child(session)
        sent = sends(session, team["nia"], words="They took my bike.", own="He cried while he told me.")
        again = sends(session, team["nia"], words="They took my bike.", own="He cried while he told me.", once="the same page")
        twice = sends(session, team["nia"], words="They took my bike.", own="He cried while he told me.", once="the same page")
        assert (again.code, again.reference) == (twice.code, twice.reference)
        case = of(session, sent.reference)
        assert case.state.received.words == "They took my bike."
        assert sorted(mine(session, team, "nia")) == sorted([again.reference, sent.reference])
        assert mine(session, team, "noor") == mine(session, team, "otis") == []
        row = cases.with_code(session, sent.code)
        assert row is not None
        assert row.reference == sent.reference
        kinds = [type(event.fact).__name__ for event in of(session, again.reference).state.events]
    assert kinds == ["Received", "SentForChild", "AdvocateLetIn"]


def test_the_advocates_own_words_are_looked_at_for_danger_too(database: Database, team: Team) -> None:
    from portal.services import looking

    texts = looking.texts(SentForChild("together", "alone", "He said that she hits him."))
    assert texts == ("He said that she hits him.",)


@pytest.mark.parametrize("spoiled", ["unknown", "withdrawn", "shut out"])
def test_a_code_lets_in_only_where_there_is_a_case_for_them(database: Database, team: Team, spoiled: str) -> None:
    with database.writing() as session:
        sent = of_a_child(session, "They took my bike.")
        joined = advocates.join(session, sent.code, AGREED, team["nia"], **AT)
        assert list(joined.state.advocates) == [str(team["nia"].id)]
        assert advocates.join(session, sent.code, AGREED, team["nia"], **AT).row.version == joined.row.version
        wrong = of_a_child(session, "Another.")
        code = wrong.code if spoiled != "unknown" else "0000000000000000"
        if spoiled == "withdrawn":
            filing.append(session, of(session, wrong.reference), Withdrawn(), by=None, **AT)
        if spoiled == "shut out":
            fact = ShutOut(str(team["nia"].id), "Nia", "It is about her.")
            casework.record(session, of(session, wrong.reference), fact, viewer(team, "cora"), **AT)
        with pytest.raises(returning.NoSuchReceipt):
            advocates.join(session, code, AGREED, team["nia"], **AT)


def test_nobody_who_is_shut_out_is_let_in_by_the_team_either(database: Database, team: Team) -> None:
    with database.writing() as session:
        sent = of_a_child(session)
        fact = ShutOut(str(team["otis"].id), "Otis", "It is about him.")
        case = casework.record(session, of(session, sent.reference), fact, viewer(team, "cora"), **AT)
        with pytest.raises(NotAllowed):
            advocates.let_in(session, case, team["otis"], "team", AGREED, by=str(team["cora"].id), **AT)


@pytest.mark.parametrize("who", ["child", "trust", "advocate", "account"])
def test_sight_is_lost_the_moment_it_is_ended(database: Database, team: Team, who: str) -> None:
    nia = team["nia"]
    with database.writing() as session:
        sent, kept = sends(session, nia), sends(session, team["noor"])
        token = feeds.make(session, nia.id, now=NOW)
        if who == "account":
            leaving.leave(session, str(nia.id), "", by=str(team["root"].id), **AT)
        else:
            advocates.let_go(session, of(session, sent.reference), str(nia.id), who, by=None, **AT)
            # Ended twice, as by a double tap, is ended once.
            advocates.let_go(session, of(session, sent.reference), str(nia.id), who, by=None, **AT)
        assert mine(session, team, "nia") == []
        with pytest.raises(triage.NoSuchCase):
            advocates.read(session, sent.reference, viewer(team, "nia"), now=NOW)
        assert mine(session, team, "noor") == [kept.reference]
        assert (feeds.whose(session, token) is None) == (who == "account")
        ended = [each.ended_by for each in advocacy_report.between(session, SOCIETY, first=TODAY, last=TODAY) if each.ended_at]
    assert ended == ["trust" if who == "account" else who]


def test_reading_by_an_advocate_is_written_down_and_is_no_reading_by_the_trust(database: Database, team: Team) -> None:
    with database.writing() as session:
        sent = sends(session, team["nia"])
        case = advocates.read(session, sent.reference, viewer(team, "nia"), now=NOW)
        assert returning.read_at(session, case) is None


def test_what_an_advocate_writes_waits_for_the_team_and_a_double_press_says_it_once(database: Database, team: Team) -> None:
    with database.writing() as session:
        sent = sends(session, team["nia"])
        case = filing.append(session, of(session, sent.reference), Acknowledged("Read."), by=str(team["cora"].id), **AT)
        assert case.state.child_waits_since is None
        case = advocates.write(session, case, "She asks when.", team["nia"], **AT)
        case = advocates.write(session, case, "She asks when.", team["nia"], **AT)
        said = [event.fact for event in case.state.events if type(event.fact).__name__ == "AdvocateWrote"]
        assert (len(said), case.state.child_waits_since) == (1, NOW)
        assert outbox.waiting(session) >= 1


def test_the_calendar_holds_days_and_references_and_no_name(database: Database, team: Team) -> None:
    with database.writing() as session:
        of_a_child(session)
        received = Received("complaint", "They took my bike.", name="Theo")
        sent = advocates.send(session, received, SentForChild("child", "alone"), AGREED, team["nia"], once="a page of hers", **AT)
        token = feeds.make(session, team["nia"].id, now=NOW)
        assert feeds.whose(session, token) == team["nia"].id
        newer = feeds.make(session, team["nia"].id, now=NOW)
        assert (feeds.whose(session, token), feeds.whose(session, newer)) == (None, team["nia"].id)
        assert feeds.whose(session, "") is None
        digests = session.execute(calendar_feeds.select()).all()
        found, _more = advocates.mine(session, viewer(team, "nia"), is_open=True)
    assert len(digests) == 1
    assert newer.encode() not in digests[0].token_digest
    days = feeds.days(found, today=TODAY, calendar=CALENDAR)
    assert {(each.rule, str(each.on)) for each in days} == {("ack", "2026-11-25"), ("stage1", "2026-12-07")}
    text = feeds.as_text([(each, f"Due: {each.reference}") for each in days], now=NOW, name="Your Voice").decode()
    assert text.count("BEGIN:VEVENT") == 2
    assert f"SUMMARY:Due: {sent.reference}" in text
    assert "Theo" not in text
    assert "bike" not in text


def test_somebody_who_may_not_sign_in_any_more_has_no_calendar(database: Database, team: Team) -> None:
    with database.writing() as session:
        token = feeds.make(session, team["nia"].id, now=NOW)
        people.disable(session, "nia@example.org", now=NOW)
        assert feeds.whose(session, token) is None


def _story(session: Session, team: Team, name: str, *facts: Any) -> None:
    case = of(session, sends(session, team[name]).reference)
    for fact in facts:
        case = filing.append(session, case, fact, by=str(team["cora"].id), **AT)


def test_a_report_counts_ones_own_beside_the_organisation_and_hides_a_few_colleagues(database: Database, team: Team) -> None:
    answered = (Acknowledged("Read."), Answered("You were right."))
    by_advocate = FollowUpAnswered("advocate", ("M5:yes",))
    with database.writing() as session:
        _story(session, team, "nia", *answered, Closed("answered", "Done."), by_advocate)
        _story(session, team, "nia")
        for _ in range(3):
            _story(session, team, "noor", *answered)
        _story(session, team, "otis")
        ended = of(session, sends(session, team["nia"]).reference)
        advocates.let_go(session, ended, str(team["nia"].id), "child", by=None, **AT)
        days = {"first": TODAY, "last": TODAY, "today": TODAY, "calendar": CALENDAR}
        rows = {row.key: row for row in advocacy_report.report(session, SOCIETY, team["nia"].id, **days)}
        whole = advocacy_report.whole(session, SOCIETY, **days)
        before = advocacy_report.whole(session, SOCIETY, **days | {"last": TODAY - timedelta(days=1), "first": date(2026, 1, 1)})
    assert (rows["children"].own, rows["children"].all) == (3, None)
    assert (rows["questions"].own, rows["questions"].all) == (1, 1)
    assert (whole["children"], whole["sent"], whole["answered"], whole["waits"], whole["questions"]) == (6, 6, 4, 2, 1)
    assert (whole["still"], whole["child"]) == (5, 1)
    assert whole["still"] + whole["child"] + whole["trust"] + whole["advocate"] == whole["sent"] + whole["code"] + whole["team"]
    assert set(before.values()) == {0}


def test_offers_are_counted_with_what_was_said_and_the_usual_wait(database: Database, team: Team) -> None:
    friday = NOW - timedelta(days=3)
    with database.writing() as session:
        of_a_child(session)
        asked = of(session, of_a_child(session, "A.", at=friday, advocate="yes").reference)
        offered = AdvocacyOffered("call", "accepted")
        asked = filing.append(session, asked, offered, by=str(team["cora"].id), **AT)
        advocates.let_in(session, asked, team["nia"], "team", AGREED, by=str(team["cora"].id), **AT)
        later = of(session, of_a_child(session, "B.").reference)
        filing.append(session, later, AskedForAdvocate(), by=None, **AT)
        told = of(session, of_a_child(session, "C.").reference)
        for response in ("undecided", "declined"):
            fact = AdvocacyOffered("letter", response)
            told = filing.append(session, told, fact, by=str(team["cora"].id), **AT)
        found = advocacy_report.offers(
            session, viewer(team, "cora"), first=TODAY - timedelta(days=7), last=TODAY, calendar=CALENDAR
        )
    assert (found.asked, found.there, found.usual_wait) == (2, 1, 1)
    assert found.responses == {"accepted": 1, "declined": 1}
