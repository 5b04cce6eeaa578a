"""The team's queue: its order, its views, what is found in it, and who may see it."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.services import looking
from tests.web.journey import Child
from tests.web.staff import act, post, reference, token, worker_works

SignIn = Callable[..., FlaskClient]


def test_urgent_comes_first_then_the_nearest_date(child: Child, sign_in: SignIn, clock: Any) -> None:
    for kind, safe in (("complaint", ""), ("compliment", ""), ("complaint", "no"), ("unsure", "not_sure")):
        child.sends(kind=kind, words=f"{kind} {safe}", safe=safe)
        clock.move(minutes=1)
    rows = re.findall(r"<tr.*?</tr>", sign_in("amira").get("/team?view=open").text, re.S)[1:]
    assert ["Urgent" in row for row in rows] == [True, True, False, False]
    assert "Not sure" in rows[0]


def test_an_empty_queue_says_so(sign_in: SignIn) -> None:
    assert "Nothing needs you now." in sign_in("amira").get("/team").text


def test_a_second_page_begins_where_the_first_ended(child: Child, sign_in: SignIn) -> None:
    fields = child.form()
    for number in range(60):
        child.posts(fields=fields | {"once": f"page-{number:08}"}, words="x")
    amira, seen = sign_in("amira"), []
    url: str | None = "/team?view=open"
    while url:
        page = amira.get(url).text
        seen += re.findall(r"/team/cases/(YV-[^\"]+)\"", page)
        more = re.search(r'href="([^"]+after=[^"]+)"', page)
        url = html.unescape(more[1]) if more else None
    assert len(seen) == len(set(seen)) == 60


def test_an_administrator_does_not_read_cases(child: Child, sign_in: SignIn) -> None:
    child.sends(kind="complaint", words="x")
    ref = reference(sign_in("amira"))
    root = sign_in("root")
    assert root.get("/team").location.endswith("/team/account")
    assert root.get(f"/team/cases/{ref}").status_code == 403
    assert post(root, f"/team/cases/{ref}/note", page="/team/account", words="x").status_code == 403


def test_a_case_is_found_by_its_words_open_or_closed(app: Flask, child: Child, sign_in: SignIn, clock: Any) -> None:
    child.sends(kind="complaint", words="They keep moving my visits.")
    child.sends(kind="complaint", words="The food is cold.")
    worker_works(app, clock)
    amira = sign_in("amira")
    page = amira.get("/team?q=visit").text
    assert page.count('<tr role="row"') == 2
    ref = re.search(r"/team/cases/(YV-[^\"]+)", page)
    assert ref
    act(amira, ref[1], "close", reason="answered", words="Sorted.")
    nothing = amira.get("/team?q=visit").text
    assert "No case in this view holds these words." in nothing
    assert ref[1] not in nothing
    assert ref[1] in amira.get("/team?view=closed&q=visit").text


@pytest.mark.parametrize("q", ["a", "12", "??"])
def test_words_too_short_to_search_for_find_nothing_rather_than_everything(child: Child, sign_in: SignIn, q: str) -> None:
    child.sends(kind="complaint", words="a 12 ??")
    assert "No case in this view" in sign_in("amira").get("/team", query_string={"q": q}).text


@pytest.mark.parametrize("typed", ["{ref}", " {ref} ", "{low}"])
def test_a_reference_leads_to_its_case(child: Child, sign_in: SignIn, typed: str) -> None:
    child.sends(kind="complaint", words="x")
    amira = sign_in("amira")
    ref = reference(amira)
    found = amira.get("/team", query_string={"q": typed.format(ref=ref, low=ref.lower())})
    assert found.location.endswith(f"/team/cases/{ref}")


@pytest.mark.parametrize("after", ["", "x", "1.x", "9" * 5000, f"{10**30}.00000000-0000-0000-0000-000000000000"])
def test_a_page_that_starts_nowhere_is_the_first(child: Child, sign_in: SignIn, after: str) -> None:
    child.sends(kind="complaint", words="x")
    assert "/team/cases/YV-" in sign_in("amira").get("/team", query_string={"view": "open", "after": after}).text


def test_the_queue_says_when_a_child_wrote_and_nobody_acted_since(child: Child, sign_in: SignIn) -> None:
    code = child.sends(kind="complaint", words="x")
    amira = sign_in("amira")
    ref = reference(amira)
    act(amira, ref, "take")
    assert "Child wrote" not in amira.get("/team?view=mine").text
    child.opens(code)
    child.presses("/answer/write", words="Are you there?")
    assert "Child wrote" in amira.get("/team?view=mine").text
    act(amira, ref, "reply", words="Yes.", act="send")
    assert "Child wrote" not in amira.get("/team?view=mine").text


def test_what_is_late_is_in_the_late_view_and_says_so(child: Child, sign_in: SignIn, clock: Any) -> None:
    child.sends(kind="complaint", words="x")
    clock.move(days=16)
    page = sign_in("amira").get("/team?view=late").text
    assert "2 working days late" in page
    assert "First reply: <strong>" in page


def test_the_team_sees_the_language_of_the_child(child: Child, sign_in: SignIn) -> None:
    child.client.get("/?lang=ur")
    child.sends(kind="complaint", words="\u0628\u0686\u06c1")
    amira = sign_in("amira")
    assert "\u0627\u0631\u062f\u0648" in amira.get("/team?view=open").text
    assert "\u0627\u0631\u062f\u0648" in amira.get(f"/team/cases/{reference(amira)}").text


def test_an_administrator_sees_what_could_not_be_sent_and_the_team_does_not(
    app: Flask, child: Child, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, clock: Any
) -> None:
    root = sign_in("root")
    assert "Everything was sent." in root.get("/team/unsent").text
    child.sends(kind="complaint", words="x")
    monkeypatch.setattr(looking, "look", lambda *_: 1 / 0)
    worker_works(app, clock)
    page = root.get("/team/unsent").text
    assert "ZeroDivisionError" in page
    assert "What could not be sent" in page
    assert sign_in("amira").get("/team/unsent").status_code == 403


def refs(page: str) -> set[str]:
    return set(re.findall(r"/team/cases/(YV-[^\"]+)\"", page))


def test_a_view_is_narrowed_by_its_address_and_each_choice_can_be_taken_off(child: Child, sign_in: SignIn) -> None:
    child.sends(kind="compliment", words="x")
    child.sends(kind="complaint", words="y")
    amira = sign_in("amira")
    both = refs(amira.get("/team?view=open").text)
    page = amira.get("/team?view=open&kind=compliment&stage=0").text
    assert len(both) == 2
    assert len(refs(page)) == 1
    assert 'href="/team?view=open&amp;stage=0">Kind: Compliment' in page
    assert refs(amira.get("/team?view=open&kind=compliment&who=nobody").text) == refs(page)
    assert refs(amira.get("/team?view=open&who=nonsense&stage=x&kind=%00").text) == both
    assert refs(amira.get("/team?view=open&area=Nowhere").text) == set()


def test_several_cases_are_given_and_tagged_and_what_could_not_be_is_named(child: Child, sign_in: SignIn) -> None:
    for words in ("x", "y", "z"):
        child.sends(kind="complaint", words=words)
    amira = sign_in("amira")
    page = amira.get("/team?view=open").text
    first, second, third = sorted(refs(page))
    act(amira, third, "close", reason="answered", words="Bye.")
    ben = re.search(r'value="([0-9a-f-]{36})">Ben', page)
    assert ben
    sent = token(amira, "/team?view=open") | {"back": "view=open"}
    given = amira.post("/team/bulk", data=sent | {"chosen": [first, second, third], "act": "assign", "to": ben[1]})
    assert "Done for 2 cases." in given.text
    assert refs(given.text) == {third}
    assert 'href="/team?view=open"' in given.text
    assert refs(amira.get(f"/team?view=open&who={ben[1]}").text) == {first, second}
    tagged = amira.post("/team/bulk", data=sent | {"chosen": [first], "act": "tag", "tag": "  The  Siblings, "})
    assert "Done for 1 case." in tagged.text
    assert refs(amira.get("/team?tag=the+siblings").text) == {first}


def test_a_bulk_form_without_a_choice_says_what_is_missing(child: Child, sign_in: SignIn) -> None:
    child.sends(kind="complaint", words="x")
    amira = sign_in("amira")
    ref = reference(amira)
    sent = token(amira, "/team?view=open") | {"back": "//evil.example"}
    nothing = amira.post("/team/bulk", data=sent | {"act": "tag", "tag": "x"})
    assert (nothing.status_code, "Choose one case or more first." in nothing.text) == (422, True)
    assert 'href="/team?//evil.example"' in nothing.text
    nobody = amira.post("/team/bulk", data=sent | {"act": "assign", "to": "nonsense", "chosen": [ref]})
    assert (nobody.status_code, "Choose who gets them." in nobody.text) == (422, True)
    untold = amira.post("/team/bulk", data=sent | {"act": "tag", "tag": " ", "chosen": [ref]})
    assert (untold.status_code, "Write the tag first." in untold.text) == (422, True)
