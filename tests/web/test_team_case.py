"""A case on the team's page: read, worked by two people at once, answered, and never a word lost."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.store.tables import trail
from tests.web.journey import Child
from tests.web.staff import act, post, reference, token

SignIn = Callable[..., FlaskClient]


def test_the_whole_round(child: Child, sign_in: SignIn) -> None:
    code = child.sends(kind="complaint", words="I <3 Sam & Tom, but nobody told me.")
    amira = sign_in("amira")
    ref = reference(amira, "now")
    page = amira.get(f"/team/cases/{ref}").text
    assert page.count("I &lt;3 Sam &amp; Tom, but nobody told me.") == 1
    assert "&amp;lt;" not in page
    assert "10 working days left" in page
    act(amira, ref, "take")
    act(amira, ref, "acknowledge", words="We have read it.")
    shown = act(amira, ref, "reply", words="We spoke to **Sam**.\n\n<strong>Sorry</strong> & <script>x</script>", answer="y")
    assert "As the child will see it" in shown.text
    assert "<strong>Sorry</strong> &amp; &lt;script&gt;" in shown.text
    act(amira, ref, "reply", words="We spoke to Sam.\n\n<strong>Sorry</strong> & <script>x</script>", answer="y", act="send")
    act(amira, ref, "note", words="Ring the school first.")
    seen = child.opens(code)
    assert "We have read it." in seen
    assert "<strong>Sorry</strong> &amp; &lt;script&gt;" in seen
    assert "Ring the school first." not in seen
    assert "A person in the Voice Team read it." in seen
    child.presses("/answer/write", words="Thank you!")
    again = amira.get(f"/team/cases/{ref}").text
    assert "Thank you!" in again
    assert "Amira" in again


def test_what_was_changed_after_it_was_looked_at_is_looked_at_again(child: Child, sign_in: SignIn) -> None:
    code = child.sends(kind="complaint", words="x")
    amira = sign_in("amira")
    ref = reference(amira, "now")
    looked = act(amira, ref, "reply", words="We ring on\r\nMonday.")
    assert 'name="seen"' in looked.text
    changed = act(amira, ref, "reply", words="We ring on\r\nFriday.", seen="We ring on\nMonday.", act="send")
    assert "As the child will see it" in changed.text
    assert "Friday" in changed.text
    assert "We ring on" not in child.opens(code)
    assert act(amira, ref, "reply", words="We ring on\r\nFriday.", seen="We ring on\nFriday.", act="send").status_code == 303
    assert "Friday" in child.opens(code)


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "{{ 7*7 }}", '"><img src=x onerror=x>', "\u202eback", "x" * 20_000]
)
def test_a_childs_words_are_shown_exactly_on_the_teams_page(child: Child, sign_in: SignIn, words: str) -> None:
    child.sends(kind="complaint", words=words)
    amira = sign_in("amira")
    page = amira.get(f"/team/cases/{reference(amira)}").text
    assert words in html.unescape(page)
    assert "<img src=x" not in page


def test_two_people_at_once_lose_no_words(child: Child, sign_in: SignIn, clock: Any) -> None:
    child.sends(kind="complaint", words="x")
    amira, ben = sign_in("amira"), sign_in("ben")
    ref = reference(amira)
    before = token(ben, f"/team/cases/{ref}")
    act(amira, ref, "note", words="Amira was here.")
    refused = ben.post(f"/team/cases/{ref}/note", data=before | {"words": "Ben's long thoughts"})
    assert refused.status_code == 409
    assert "Ben&#39;s long thoughts" in refused.text
    changed = refused.text.partition("Somebody changed this case")[2].partition("</ol>")[0]
    assert "Amira was here." in changed
    assert "Told us" not in changed
    again = dict(re.findall(r'name="(csrf_token|version)" value="([^"]*)"', refused.text))
    assert ben.post(f"/team/cases/{ref}/note", data=again | {"words": "Ben's long thoughts"}).status_code == 303
    assert amira.get(f"/team/cases/{ref}").text.count("Ben&#39;s long thoughts") == 1


def test_what_cannot_be_done_is_said_and_the_words_kept(child: Child, sign_in: SignIn) -> None:
    child.sends(kind="complaint", words="x")
    amira = sign_in("amira")
    ref = reference(amira)
    act(amira, ref, "acknowledge", words="Read.")
    refused = act(amira, ref, "acknowledge", words="Read twice.")
    assert refused.status_code == 422
    assert "was told already" in refused.text
    assert "Read twice." in refused.text
    empty = act(amira, ref, "note", words="  ")
    assert "Write something first." in empty.text
    closing = act(amira, ref, "close", words="Bye for now")
    assert "Choose a reason." in closing.text
    assert "Bye for now" in closing.text


def test_nobody_answers_what_a_child_took_back(child: Child, sign_in: SignIn) -> None:
    child.opens(child.sends(kind="complaint", words="x"))
    amira = sign_in("amira")
    ref = reference(amira)
    child.presses("/answer/withdraw")
    page = amira.get(f"/team/cases/{ref}").text
    assert "took this back" in page
    assert f"/team/cases/{ref}/reply" not in page
    for what in ("reply", "take", "settle", "acknowledge", "close", "code"):
        refused = act(amira, ref, what, words="But we found it", reason="answered", act="send")
        assert refused.status_code == 422, what
        assert "The child took this back." in refused.text, what
        assert "But we found it" in refused.text, what
    looked = act(amira, ref, "reply", words="But we found it")
    assert looked.status_code == 422
    assert act(amira, ref, "note", words="They took it back.").status_code == 303


def test_settling_needs_a_reason_and_takes_the_case_from_the_top(child: Child, sign_in: SignIn) -> None:
    child.sends(kind="complaint", words="x", safe="no")
    amira = sign_in("amira")
    ref = reference(amira, "urgent")
    assert act(amira, ref, "settle", words="").status_code == 422
    ben, step = sign_in("ben"), f"/team/cases/{ref}/steps/second-reader"
    assert ben.post(step, data=token(ben, step) | {"agrees": "yes", "why": "Read it."}).status_code == 303
    act(amira, ref, "settle", words="Spoke to her and to the school.")
    assert "No case is in this view." in amira.get("/team?view=urgent").text


def test_a_new_code_opens_and_the_old_one_does_not(child: Child, sign_in: SignIn) -> None:
    old = child.sends(kind="complaint", words="lost my code")
    amira = sign_in("amira")
    page = act(amira, reference(amira), "code", words="Knew the name of the dog.").text
    found = re.search(r'class="code"><bdi dir="ltr">([\d ]+)<', page)
    assert found
    assert "lost my code" in child.opens(found[1])
    assert "We cannot find that code" in Child(child.client.application.test_client()).tries(old)


def test_closing_tells_the_child(child: Child, sign_in: SignIn) -> None:
    code = child.sends(kind="compliment", words="Sam is kind")
    amira = sign_in("amira")
    act(amira, reference(amira), "close", reason="thanked", words="We told Sam. Thank you!")
    assert "We told Sam. Thank you!" in child.opens(code)


@pytest.mark.parametrize("ref", ["YV-00000-0", "nonsense", "YV-7F3K-2"])
def test_a_case_that_is_not_there_is_404(sign_in: SignIn, ref: str) -> None:
    amira = sign_in("amira")
    assert amira.get(f"/team/cases/{ref}").status_code == 404
    assert post(amira, f"/team/cases/{ref}/note", page="/team/account", words="x").status_code == 404


def test_every_showing_of_a_case_is_noted_as_a_read(app: Flask, child: Child, sign_in: SignIn) -> None:
    child.sends(kind="complaint", words="x")
    amira = sign_in("amira")
    ref = reference(amira)

    def seen() -> int:
        with app.extensions["portal"].database.reading() as session:
            return int(session.execute(select(func.count()).where(trail.c.deed == "read")).scalar_one())

    amira.get(f"/team/cases/{ref}")
    assert seen() == 1
    values = token(amira, "/team/account") | {"version": "1", "words": "Hello"}
    for what, status in (("reply", 200), ("close", 422)):
        before = seen()
        assert amira.post(f"/team/cases/{ref}/{what}", data=values).status_code == status
        assert seen() == before + 1


def test_the_timeline_shows_each_reader_their_side(child: Child, sign_in: SignIn) -> None:
    child.sends(kind="complaint", words="x")
    amira = sign_in("amira")
    ref = reference(amira)
    act(amira, ref, "note", words="For us alone.")
    act(amira, ref, "reply", words="For **you**.", act="send")
    shown = {side: amira.get(f"/team/cases/{ref}?show={side}").text for side in ("all", "child", "notes", "nonsense")}
    assert "For us alone." in shown["all"]
    assert "For <strong>you</strong>." in shown["all"]
    assert "For us alone." not in shown["child"]
    assert "For <strong>you</strong>." not in shown["notes"]
    assert "For us alone." in shown["nonsense"]


def test_pressing_twice_does_a_thing_once(child: Child, sign_in: SignIn) -> None:
    child.sends(kind="complaint", words="x")
    amira = sign_in("amira")
    ref = reference(amira)
    values = token(amira, f"/team/cases/{ref}") | {"words": "Thank you.", "act": "send"}
    for _ in range(2):
        assert amira.post(f"/team/cases/{ref}/reply", data=values).status_code == 303
    assert amira.get(f"/team/cases/{ref}").text.count("Thank you.") == 1


@pytest.mark.parametrize("version", ["", "x", "-1", "0", "99", "9" * 400])
def test_a_version_that_is_none_of_ours_changes_nothing(child: Child, sign_in: SignIn, version: str) -> None:
    child.sends(kind="complaint", words="x")
    amira = sign_in("amira")
    ref = reference(amira)
    values = token(amira, f"/team/cases/{ref}") | {"words": "Lost?", "version": version}
    refused = amira.post(f"/team/cases/{ref}/note", data=values)
    assert refused.status_code == 409
    assert "Lost?" in refused.text


def test_words_for_a_form_that_is_gone_can_still_be_copied(child: Child, sign_in: SignIn) -> None:
    child.sends(kind="complaint", words="x")
    amira, ben = sign_in("amira"), sign_in("ben")
    ref = reference(amira)
    before = token(ben, f"/team/cases/{ref}")
    act(amira, ref, "acknowledge", words="Read.")
    refused = ben.post(f"/team/cases/{ref}/acknowledge", data=before | {"words": "Ben read it too."})
    assert refused.status_code == 409
    assert "What you wrote" in refused.text
    assert "Ben read it too." in refused.text


def test_a_reply_outlives_the_session_of_whoever_wrote_it(child: Child, sign_in: SignIn, clock: Any) -> None:
    code = child.sends(kind="complaint", words="x")
    amira = sign_in("amira")
    ref = reference(amira)
    values = token(amira, f"/team/cases/{ref}") | {"words": "It took me <long> to write this.", "answer": "y", "act": "send"}
    clock.move(minutes=45)
    assert amira.post(f"/team/cases/{ref}/reply", data=values).location.endswith("/team/sign-in")
    sign_in("amira", amira)
    page = amira.get("/team/resume").text
    assert "You were signed out while you wrote." in page
    assert "It took me &lt;long&gt; to write this." in page
    again = dict(re.findall(r'name="(csrf_token|version)" value="([^"]*)"', page))
    assert amira.post(f"/team/cases/{ref}/reply", data=values | again).status_code == 303
    assert amira.get("/team/resume").location.endswith("/team")
    assert "It took me &lt;long&gt; to write this." in child.opens(code)


def test_what_somebody_wrote_waits_for_nobody_else(child: Child, sign_in: SignIn, clock: Any) -> None:
    child.sends(kind="complaint", words="x")
    amira = sign_in("amira")
    ref = reference(amira)
    values = token(amira, f"/team/cases/{ref}") | {"words": "Between us."}
    clock.move(minutes=45)
    amira.post(f"/team/cases/{ref}/note", data=values)
    sign_in("ben", amira)
    assert amira.get("/team/resume").location.endswith("/team")


def test_who_else_opened_it_just_now_is_shown(child: Child, sign_in: SignIn, clock: Any) -> None:
    child.sends(kind="complaint", words="x")
    amira, ben = sign_in("amira"), sign_in("ben")
    ref = reference(amira)
    assert "a few minutes ago" not in amira.get(f"/team/cases/{ref}").text
    assert "Amira opened this a few minutes ago." in ben.get(f"/team/cases/{ref}").text
    clock.move(minutes=11)
    assert "a few minutes ago" not in ben.get(f"/team/cases/{ref}").text
