"""The questions over HTTP: by code, by link, by staff; scanners, four kind pages, and what the team sees."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.domain.facts import Acknowledged
from portal.domain.follow_up_facts import FollowUpTried
from tests.web.conftest import DONE
from tests.web.journey import Child
from tests.web.staff import post, reference

SignIn = Callable[..., FlaskClient]
PREVIEWERS = ("Slackbot-LinkExpanding 1.0", "Microsoft Office/16.0 (SafeLinks)", "curl/8", "Googlebot", "")


def test_an_anonymous_child_answers_on_their_own_page(child: Child, closes: Any) -> None:
    code = child.sends(kind="complaint", words="Nobody rang.", age="8_11")
    assert "Answer our questions" not in child.opens(code)
    closes(code)
    assert "Answer our questions" in child.opens(code)
    page = child.client.get("/answer/questions").text
    assert "Did someone tell you that an advocate can help?" in page
    assert page.index("Are things better now?") < page.index("Tell us more, if you want")
    done = child.presses("/answer/questions", page="/answer/questions", M5="yes", feelings=["heard", "happy"], own="I <3 it")
    page = child.follow(done).text
    assert "You answered our questions." in page
    again = child.client.get("/answer/questions")
    assert (again.status_code, "Thank you" in again.text) == (200, True)


def test_nothing_answered_keeps_the_page_and_what_was_chosen(child: Child, closes: Any) -> None:
    code = child.sends(kind="complaint", words="x", age="16_17")
    closes(code)
    child.opens(code)
    page = child.follow(child.presses("/answer/questions", page="/answer/questions")).text
    assert "Choose or write one thing first." in page
    assert page.index("Tell us more, if you want") < page.index("Are things better now?")
    page = child.follow(child.presses("/answer/questions", page="/answer/questions", own="x" * 20_001, M2="sort_of")).text
    assert "This is too long." in page
    assert re.search(r'name="M2" value="sort_of" checked', page)


def test_machines_may_look_twenty_times_and_the_child_still_answers(app: Flask, child: Child, closes: Any) -> None:
    link = closes(child.sends(kind="complaint", words="x"))
    for number in range(20):
        visitor = app.test_client()
        agent = {"User-Agent": PREVIEWERS[number % len(PREVIEWERS)]}
        seen = visitor.head(link, headers=agent) if number % 2 else visitor.get(link, headers=agent)
        assert seen.status_code == 200
        assert "no-store" in seen.headers["Cache-Control"]
    human = Child(app.test_client())
    page = human.follow(human.presses(link, page=link, M2="no", share="yes", own="Thanks")).text
    assert "Thank you" in page
    twice = human.client.post(link, data={"csrf_token": child.form("/")["csrf_token"], "M2": "yes"})
    assert twice.status_code == 303


def test_a_link_says_kindly_when_it_is_over_or_was_never_one(child: Child, closes: Any, clock: Any) -> None:
    link = closes(child.sends(kind="complaint", words="x"), Acknowledged("Read."))
    early = child.client.get(link)
    assert (early.status_code, "Not yet" in early.text) == (200, True)
    clock.move(days=200)
    for path in ("/follow-up/nothing", closes(child.sends(kind="complaint", words="y"))):
        if path != "/follow-up/nothing":
            clock.move(days=120)
        over = child.client.get(path)
        assert (over.status_code, "You did nothing wrong." in over.text) == (410, True)


def test_not_safe_makes_it_urgent_and_sounds_the_alarm(child: Child, closes: Any, sign_in: SignIn) -> None:
    link = closes(child.sends(kind="complaint", words="x"))
    child.presses(link, page=link, safe="no", M5="no")
    amira = sign_in("amira")
    assert "The child does not feel safe" in amira.get("/team").text
    ref = reference(amira)
    page = amira.get(f"/team/cases/{ref}").text
    assert "Did we take it seriously? No" in page
    assert "Decide about their answer" in page
    path = f"/team/cases/{ref}/steps/follow-up-decided"
    assert post(amira, path, decided="Seen today by her social worker.").status_code == 303
    assert "Decide about their answer" not in amira.get(f"/team/cases/{ref}").text


def test_staff_write_down_what_was_said_and_tell_what_was_done(child: Child, closes: Any, sign_in: SignIn) -> None:
    code = child.sends(kind="complaint", words="x")
    closes(code)
    amira = sign_in("amira")
    assert "Nothing here." in amira.get("/team/follow-ups?list=answered").text
    ref = re.findall(r"/team/cases/(YV-[^\"]+)\"", amira.get("/team/follow-ups").text)[0]
    path = f"/team/cases/{ref}/steps/"
    refused = post(amira, path + "follow-up-given-up", why="Nobody there.")
    assert "Write down the attempts first" in refused.text
    assert "open: the child was not told what we did; the child was not asked yet" in amira.get(f"/team/cases/{ref}").text
    assert "Nothing here." in amira.get("/team/follow-ups?list=closed").text
    assert post(amira, path + "follow-up-tried", route="call", outcome="nobody_there").status_code == 303
    said = {"route": "phone", "M2": "yes", "own": "It was ok", "share": "yes", "writer": "She laughed."}
    assert post(amira, path + "follow-up-answers", **said).status_code == 303
    page = amira.get(f"/team/cases/{ref}").text
    assert "In their own words: It was ok" in page
    assert "Whoever wrote it down adds: She laughed." in page
    assert ref in amira.get("/team/follow-ups?list=owed").text
    assert post(amira, path + "we-did", words="Your worker rings on Fridays.", could_not="did").status_code == 303
    assert "Nothing here." in amira.get("/team/follow-ups?list=owed").text
    assert ref in amira.get("/team/follow-ups?list=closed").text
    assert "Loop: <strong>closed</strong>" in amira.get(f"/team/cases/{ref}").text
    assert "Your worker rings on Fridays." in child.opens(code)
    results = amira.get("/team/results").text
    assert "Reached: 1 of 1." in results
    assert amira.get("/team/results?first=x").status_code == 200
    assert "Write each day as" in amira.get("/team/results?first=x").text
    assert amira.get("/team/follow-ups?list=x").status_code == 404


def test_words_that_may_be_shown_are_chosen_by_a_person_and_stand_with_the_results(
    child: Child, closes: Any, sign_in: SignIn
) -> None:
    link = closes(child.sends(kind="complaint", words="x"))
    child.presses(link, page=link, M5="yes", own="Kemi listened & I <3 her", share="yes")
    amira = sign_in("amira")
    assert "No words were chosen yet." in amira.get("/team/results").text
    ref = re.findall(r"/team/cases/(YV-[^\"]+)\"", amira.get("/team/follow-ups?list=words").text)[0]
    path = f"/team/cases/{ref}/steps/words-chosen"
    assert "Kemi listened &amp; I &lt;3 her" in amira.get(path).text
    assert post(amira, path, words="She listened & I <3 her").status_code == 303
    page = sign_in("dee").get("/team/results").text
    assert "She listened &amp; I &lt;3 her" in page
    assert "Kemi" not in page
    assert ref not in page
    assert "She listened" not in amira.get("/team/results?first=2025-04-01&last=2026-03-31").text
    assert "Chose the child’s words to show others" in amira.get(f"/team/cases/{ref}").text


def test_results_are_narrowed_to_an_area_by_the_team_alone(child: Child, closes: Any, sign_in: SignIn) -> None:
    closes(child.sends(kind="complaint", words="x"))
    amira = sign_in("amira")
    assert '<option value="">Not said</option>' in amira.get("/team/results").text
    assert "Reached: 0 of 1." in amira.get("/team/results?area=").text
    assert 'name="area"' not in sign_in("dee").get("/team/results?area=").text


def test_somebody_who_worked_on_the_case_does_not_ask(child: Child, closes: Any, sign_in: SignIn) -> None:
    closes(child.sends(kind="complaint", words="x"), Acknowledged("Read."))
    amira = sign_in("amira")
    ref = reference(amira)
    post(amira, f"/team/cases/{ref}/take", page=f"/team/cases/{ref}")
    post(amira, f"/team/cases/{ref}/close", page=f"/team/cases/{ref}", reason="answered", words="Done.")
    refused = post(amira, f"/team/cases/{ref}/steps/follow-up-answers", route="visit", M2="yes")
    assert "Somebody who did not has to ask the child." in refused.text


@pytest.mark.parametrize("lang", ["en", "en-easy", "pl", "pa", "ur"])
def test_the_questions_on_paper(app: Flask, sign_in: SignIn, lang: str) -> None:
    page = sign_in("amira").get(f"/team/follow-ups/paper?lang={lang}&young=1").text
    assert page.count("<h2>") == 10
    assert f'lang="{"en" if lang == "en-easy" else lang}' in page


def test_a_try_that_is_no_try(child: Child, closes: Any, sign_in: SignIn) -> None:
    closes(child.sends(kind="complaint", words="x"), Acknowledged("Read."), DONE, FollowUpTried("call", "nobody_there"))
    assert "<td>1</td>" in sign_in("amira").get("/team/follow-ups").text
