"""The audit page, and that each thing done over HTTP leaves its one entry."""

import html
import re
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.domain.access import TABLE, Act, Role
from portal.domain.trail import Deed
from portal.services import linking, people, proving, taking_in
from portal.store.tables import cases, trail
from tests.web.journey import Child
from tests.web.staff import PASSWORD, act, post, reference

SignIn = Callable[..., FlaskClient]
Made = dict[str, people.NewPerson]
WORDS = "Nobody rang me about the otter"


@pytest.fixture
def take_in(app: Flask, clock: Any) -> Callable[[], None]:
    """What the worker does a moment after a child sent."""

    def now() -> None:
        with app.extensions["portal"].database.writing() as session:
            while taking_in.take_in(session, now=clock.now):
                pass

    return now


@pytest.fixture
def new(app: Flask, take_in: Callable[[], None]) -> Callable[[], list[Any]]:
    """The entries since this was last asked, oldest first."""
    seen: set[Any] = set()

    def rows() -> list[Any]:
        take_in()
        with app.extensions["portal"].database.reading() as session:
            found = [row for row in session.execute(select(trail).order_by(trail.c.at)) if row.id not in seen]
        seen.update(row.id for row in found)
        return found

    return rows


def told(rows: list[Any]) -> list[tuple[str, str]]:
    return [(row.deed, row.detail) for row in rows]


def test_a_child_who_sends_leaves_one_entry(child: Child, new: Callable[[], list[Any]]) -> None:
    child.sends(kind="complaint", words=WORDS, safe="no")
    (row,) = new()
    assert (row.deed, row.detail, row.person_id) == ("received", "Received", None)
    assert row.case_id
    assert len(row.digest) == len(row.mark) == 32
    child.form()
    assert new() == [], "opening a page is no act"


def test_what_the_team_does_to_a_case_leaves_an_entry_each(
    child: Child, sign_in: SignIn, made: Made, new: Callable[[], list[Any]]
) -> None:
    child.sends(kind="complaint", words=WORDS)
    amira = sign_in("amira")
    ref = reference(amira)
    new()
    assert amira.get(f"/team/cases/{ref}").status_code == 200
    (row,) = new()
    assert (row.deed, row.person_id) == ("read", made["amira"].id)
    act(amira, ref, "note", words="We rang the home.")
    # The page with the form, then the note.
    rows = new()
    assert sorted(told(rows)) == [("changed", "Noted"), ("read", "")]
    assert {row.person_id for row in rows} == {made["amira"].id}
    assert len({row.case_id for row in rows}) == 1
    amira.get("/team?q=otter")
    assert told(new()) == [("searched", "")]
    amira.get("/team?view=open")
    assert new() == []


def test_signing_in_and_out_and_failing_to_leave_entries(
    app: Flask, sign_in: SignIn, made: Made, new: Callable[[], list[Any]], clock: Any
) -> None:
    assert sorted(told(new())) == [("person changed", "added")] * len(made)
    stranger = app.test_client()
    post(stranger, "/team/sign-in", email="who@example.org", password="wrong")
    (row,) = new()
    assert (row.deed, row.detail, row.person_id) == ("sign-in refused", "password", None)
    post(stranger, "/team/sign-in", email="amira@example.org", password="wrong")
    (row,) = new()
    assert (row.deed, row.detail, row.person_id) == ("sign-in refused", "password", made["amira"].id)
    post(stranger, "/team/sign-in", email="amira@example.org", password=PASSWORD)
    assert new() == []
    wrong = str((int(pyotp.TOTP(made["amira"].totp_secret).at(clock.now)) + 1) % 10**6).zfill(6)
    for _ in range(7):
        post(stranger, "/team/code", code=wrong)
    rows = told(new())
    # All in one moment, so their order is nobody's.
    assert ("sign-in refused", "code") in rows
    assert ("sign-in refused", "too soon") in rows
    assert len(rows) == 7
    ben = sign_in("ben")
    (row,) = new()
    assert (row.deed, row.person_id) == ("signed in", made["ben"].id)
    post(ben, "/team/sign-out", page="/team/account")
    (row,) = new()
    assert (row.deed, row.person_id) == ("session ended", made["ben"].id)


def test_a_refusal_names_who_and_what_and_a_case_that_is_there(
    child: Child, sign_in: SignIn, made: Made, new: Callable[[], list[Any]]
) -> None:
    child.sends(kind="complaint", words=WORDS)
    amira, root = sign_in("amira"), sign_in("root")
    ref = reference(amira)
    new()
    assert root.get(f"/team/cases/{ref}").status_code == 403
    (row,) = new()
    assert (row.deed, row.detail, row.person_id) == ("refused", "403 team.case", made["root"].id)
    assert row.case_id
    assert amira.get("/team/cases/YV-00000-0").status_code == 404
    assert amira.get("/team/unsent").status_code == 403
    assert amira.get("/team/audit").status_code == 403
    rows = new()
    assert sorted(told(rows)) == [
        ("refused", "403 audit.trail"),
        ("refused", "403 team.unsent"),
        ("refused", "404 team.case"),
    ]
    assert {row.case_id for row in rows} == {None}


def test_who_was_kept_out_let_in_or_given_new_secrets_is_written_down(
    app: Flask, made: Made, new: Callable[[], list[Any]]
) -> None:
    new()
    with app.extensions["portal"].database.writing() as session:
        now = app.extensions["portal"].clock()
        people.disable(session, "ben@example.org", now=now)
        people.enable(session, "ben@example.org", now=now)
        people.reset(session, "ben@example.org", "eight purple bicycles", now=now)
    rows = new()
    assert sorted(told(rows)) == [("person changed", each) for each in ("kept out", "let in again", "new secrets")]
    assert {row.about_id for row in rows} == {made["ben"].id}


def test_only_those_who_keep_it_see_the_trail() -> None:
    assert {role for role, acts in TABLE.items() if Act.SEE_AUDIT in acts} == {Role.ADMINISTRATOR, Role.DPO}


def test_the_page_tells_who_did_what_and_no_words(
    child: Child, sign_in: SignIn, new: Callable[[], list[Any]], clock: Any
) -> None:
    child.sends(kind="complaint", words=WORDS, name="Kai Otterbourne", better="A call on Friday")
    amira = sign_in("amira")
    ref = reference(amira)
    act(amira, ref, "note", words="We rang the home.")
    root = sign_in("root")
    new()
    page = root.get("/team/audit").text
    assert told(new()) == [("trail seen", "")]
    rows = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in re.findall(r"<tr><td>.*?</tr>", page)]
    assert f"23 Nov 2026, 10:00 Amira Changed a case: noted {ref}" in rows
    assert f"23 Nov 2026, 10:00 The child Sent a case {ref}" in rows
    assert f"23 Nov 2026, 10:00 Amira Read a case {ref}" in rows
    assert "23 Nov 2026, 10:00 Root Signed in" in rows
    assert "23 Nov 2026, 10:00 Whoever runs the portal Changed a person: Ben, added" in rows
    for words in (WORDS, "otter", "Otterbourne", "Friday", "rang"):
        assert words not in page
    assert "/team/cases/" not in page, "an administrator does not read cases"


def test_times_are_londons_in_summer(sign_in: SignIn, clock: Any) -> None:
    clock.now = clock.now.replace(month=7, hour=23, minute=30)
    root = sign_in("root")
    # Half past eleven at night in UTC is half past midnight of the next day in London.
    assert "24 Jul 2026, 00:30" in root.get("/team/audit").text
    assert "Nothing was done that fits this." in root.get("/team/audit?first=2026-07-23&last=2026-07-23").text
    assert "Signed in" in root.get("/team/audit?first=2026-07-24&last=2026-07-24").text


def test_the_form_finds_by_who_what_case_and_day(
    child: Child, sign_in: SignIn, made: Made, clock: Any, take_in: Callable[[], None]
) -> None:
    child.sends(kind="complaint", words="one")
    take_in()
    amira, ben = sign_in("amira"), sign_in("ben")
    ref = reference(amira)
    amira.get(f"/team/cases/{ref}")
    clock.move(days=2)
    ben = sign_in("ben")
    ben.get(f"/team/cases/{ref}")
    root = sign_in("root")

    def rows(query: str) -> list[str]:
        page = root.get(f"/team/audit?{query}").text
        return re.findall(r"<tr><td>.*?</td><td>(.*?)</td><td>(.*?)</td>", page)

    assert rows(f"who={made['ben'].id}&what=read") == [("Ben", "Read a case")]
    assert rows("what=read") == [("Ben", "Read a case"), ("Amira", "Read a case")]
    assert rows("what=read&last=2026-11-24") == [("Amira", "Read a case")]
    assert rows("what=read&first=2026-11-25") == [("Ben", "Read a case")]
    found = rows(f"case={ref.lower()}")
    assert ("The child", "Sent a case") in found
    assert {what for _who, what in found} <= {"Sent a case", "Read a case", "Looked at this page"}
    clock.move(days=40)
    root = sign_in("root")
    assert rows("what=read") == [], "without dates the last month is shown"


@pytest.mark.parametrize(
    "query, said",
    [
        ("first=yesterday", "Give a date such as"),
        ("last=0001-01-01", "Give a date such as"),
        ("last=9999-12-31", "Give a date such as"),
        ("what=everything", "Choose from the list."),
        ("who=amira", "Choose from the list."),
        ("case=YV-00000-0", "There is no case with this reference."),
        ("case=%00%27", "There is no case with this reference."),
    ],
)
def test_what_cannot_be_looked_for_is_said(sign_in: SignIn, query: str, said: str) -> None:
    response = sign_in("root").get(f"/team/audit?{query}")
    assert response.status_code == 422
    assert said in response.text


@pytest.mark.parametrize(
    "after", ["x", "0001-01-01T00:00:00+14:00_" + "0" * 32, "2026-01-01_" + "0" * 32, "2026-01-01T00:00:00%2B00:00_x"]
)
def test_a_made_up_place_begins_at_the_top(sign_in: SignIn, after: str) -> None:
    assert "Signed in" in sign_in("root").get(f"/team/audit?after={after}").text


def test_pages_follow_one_another_without_a_gap(sign_in: SignIn, child: Child, take_in: Callable[[], None]) -> None:
    fields = child.form()
    for number in range(120):
        child.posts(fields=fields | {"once": f"page-{number:08}"}, words="x")
    take_in()
    root = sign_in("root")
    seen: list[str] = []
    url: str | None = "/team/audit?what=received"
    while url:
        page = root.get(url).text
        seen += re.findall(r"<td>(YV-[^<]+)</td>", page)
        more = re.search(r'href="([^"]+after=[^"]+)"', page)
        url = html.unescape(more[1]) if more else None
    assert len(seen) == len(set(seen)) == 120


def test_the_page_says_whether_the_trail_was_checked(app: Flask, sign_in: SignIn, clock: Any) -> None:
    root, database = sign_in("root"), app.extensions["portal"].database
    assert "The trail was never checked." in root.get("/team/audit").text
    linked = linking.link_all(database)
    with database.writing() as session:
        proving.note_check(session, sound=True, now=clock.now)
    assert "last checked on 23 Nov 2026, 10:00 and was whole." in root.get("/team/audit").text
    clock.move(minutes=1)
    with database.writing() as session:
        proving.note_check(session, sound=False, now=clock.now)
    page = root.get("/team/audit").text
    assert "last checked on 23 Nov 2026, 10:01 and was not whole." in page
    assert f"{linked} entries are linked." in page


def test_a_case_that_was_erased_is_shown_as_erased(
    app: Flask, child: Child, sign_in: SignIn, take_in: Callable[[], None]
) -> None:
    child.sends(kind="complaint", words="x")
    take_in()
    ref = reference(sign_in("amira"))
    with app.extensions["portal"].database.writing() as session:
        session.execute(cases.delete())
    page = sign_in("root").get("/team/audit?what=received").text
    assert ref not in page
    assert "<td>erased</td>" in page


def test_a_tampered_entry_shows_none_of_its_words(app: Flask, sign_in: SignIn) -> None:
    root = sign_in("root")
    with app.extensions["portal"].database.writing() as session:
        session.execute(update(trail).values(detail="<script>words</script>", deed="made <b>up</b>"))
    page = root.get("/team/audit").text
    assert "words" not in page.split("<tbody>")[1]
    assert "made &lt;b&gt;up" in page


def test_every_deed_has_its_words(sign_in: SignIn) -> None:
    page = sign_in("root").get("/team/audit").text
    offered = re.findall(r'<option value="([^"]*)"', page.split('id="what"')[1])
    assert set(offered) - {""} == {str(deed) for deed in Deed}
