"""The child's page: typing the code, what the page offers, and what cannot be guessed."""

import hashlib
import itertools
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from portal.domain import receipts
from portal.domain.facts import Acknowledged, Answered
from portal.services import filing
from portal.store import cases
from portal.store.tables import wrong_codes
from portal.web import wiring
from tests.web.journey import Child

INDIC, GURMUKHI = "٠١٢٣٤٥٦٧٨٩", "੦੧੨੩੪੫੬੭੮੯"


@pytest.fixture
def child(app: Flask) -> Child:
    return Child(app.test_client())


@pytest.fixture
def code(child: Child) -> str:
    return child.sends(kind="complaint", words="I waited all day.")


def reply(app: Flask, code: str, fact: Any) -> None:
    """The team does something with the case."""
    with app.test_request_context("/"):
        portal = wiring.portal()
        with portal.database.writing() as session:
            row = cases.with_code(session, code)
            assert row is not None
            case = filing.load(session, row)
            filing.append(session, case, fact, by=None, now=portal.clock(), calendar=portal.calendar)


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: receipts.grouped(code),
        lambda code: "-".join(code),
        lambda code: f"  {code[:8]}–{code[8:]}\u200f ",
        lambda code: "".join(INDIC[int(digit)] for digit in code),
        lambda code: "".join(GURMUKHI[int(digit)] for digit in code),
        lambda code: "\u00a0".join((code[:4], code[4:])),
    ],
    ids=["grouped", "dashes", "marks", "Arabic-Indic", "Gurmukhi", "hard space"],
)
def test_a_code_may_be_typed_in_many_ways(child: Child, code: str, typed: Any) -> None:
    assert "I waited all day." in child.opens(typed(code))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Some are missing"), ("1234", "Some are missing"), ("1" * 20, "too many"), ("hello there", "no letters")],
)
def test_a_mistyped_code_is_explained_and_never_counted_as_a_guess(app: Flask, child: Child, typed: str, sentence: str) -> None:
    page = child.tries(typed)
    assert sentence in page
    assert f'value="{typed}"' in page
    assert sentence not in child.client.get("/answer").text
    assert guesses(app) == 0


def test_one_wrong_digit_is_caught_by_the_check_digit(app: Flask, child: Child, code: str) -> None:
    wrong = code[:5] + str((int(code[5]) + 1) % 10) + code[6:]
    assert "One number is not right" in child.tries(wrong)
    assert guesses(app) == 0


def test_wrong_and_withdrawn_look_alike(app: Flask, child: Child, code: str) -> None:
    child.opens(code)
    child.presses("/answer/withdraw")
    withdrawn, wrong = child.tries(code), child.tries(receipts.make(42))
    assert "We cannot find that code." in wrong
    strip = re.compile(r'(value=")[^"]*(")')
    assert strip.sub(r"\1\2", withdrawn) == strip.sub(r"\1\2", wrong)
    assert guesses(app) == 2


def guesses(app: Flask) -> int:
    with app.test_request_context("/"):
        from portal.services import returning

        with wiring.reading() as session:
            return returning.wrong_codes(session, now=wiring.now())


def test_above_the_sites_cap_a_try_costs_work_and_a_child_still_gets_in(app: Flask, child: Child, code: str) -> None:
    fill_the_cap(app)
    puzzle = re.search(r'name="puzzle"[^>]*value="([^"]+)"', child.tries(code))
    assert puzzle
    solution = solve(puzzle[1], code)
    assert "I waited all day." in child.tries(code, puzzle=puzzle[1], solution=solution)


def test_work_done_for_one_code_is_worth_nothing_for_another(app: Flask, child: Child, code: str) -> None:
    fill_the_cap(app)
    puzzle = re.search(r'name="puzzle"[^>]*value="([^"]+)"', child.tries(receipts.make(42)))
    assert puzzle
    solution = solve(puzzle[1], receipts.make(42))
    assert 'name="puzzle"' in child.tries(code, puzzle=puzzle[1], solution=solution)


def test_without_script_waiting_is_enough(app: Flask, child: Child, code: str, clock: Any) -> None:
    fill_the_cap(app)
    puzzle = re.search(r'name="puzzle"[^>]*value="([^"]+)"', child.tries(code))
    assert puzzle
    assert "I waited all day." not in child.tries(code, puzzle=puzzle[1], solution="")
    clock.move(seconds=11)
    assert "I waited all day." in child.tries(code, puzzle=puzzle[1], solution="")


def test_a_puzzle_we_did_not_make_is_worth_nothing(app: Flask, child: Child, code: str) -> None:
    fill_the_cap(app)
    for puzzle in ("x", "1.0.0.a.b", "0.0.0.aa." + "A" * 22):
        assert 'name="puzzle"' in child.tries(code, puzzle=puzzle, solution="1")


def fill_the_cap(app: Flask) -> None:
    with app.test_request_context("/"), wiring.transaction() as session:
        from portal.services import returning

        returning.count_wrong_code(session, now=wiring.now())
        session.execute(update(wrong_codes).values(count=100))


def solve(puzzle: str, code: str) -> str:
    bits = int(puzzle.split(".")[1])
    for number in itertools.count():
        work = hashlib.sha256(f"{puzzle}|{code}|{number}".encode()).digest()
        if int.from_bytes(work) >> (256 - bits) == 0:
            return str(number)
    raise AssertionError


def test_tries_from_one_network_are_limited_before_anything_is_looked_up(app: Flask, child: Child) -> None:
    statuses = [child.client.post("/answer", data={"code": receipts.make(number)}).status_code for number in range(25)]
    assert statuses[:20] == [303] * 20
    assert statuses[20:] == [429] * 5
    assert guesses(app) == 20


def test_the_reply_is_there_and_the_child_writes_back(app: Flask, child: Child, code: str) -> None:
    reply(app, code, Acknowledged("We have read what you wrote."))
    reply(app, code, Answered("We spoke to Sam.\n\nWe are sorry.", name="Amira"))
    page = child.opens(code)
    assert "We are sorry." in page
    assert "We have read what you wrote." in page
    response = child.presses("/answer/write", words="Thank you & bye <3")
    assert response.status_code == 303
    assert "Thank you &amp; bye &lt;3" in child.client.get("/answer").text


def test_not_happy_is_not_there_before_its_time(child: Child, code: str) -> None:
    assert "/answer/unhappy" not in child.opens(code)


def test_not_happy_is_there_after_an_answer_and_once(app: Flask, child: Child, code: str) -> None:
    reply(app, code, Answered("No."))
    assert "/answer/unhappy" in child.opens(code)
    child.presses("/answer/unhappy", words="You did not ask me.")
    page = child.client.get("/answer").text
    assert "You did not ask me." in page
    assert "/answer/unhappy" not in page


def test_overdue_is_told_without_being_asked(child: Child, code: str, clock: Any) -> None:
    clock.move(days=20)
    page = child.opens(code)
    assert "/answer/unhappy" in page


def test_asking_for_an_advocate_is_kept(child: Child, code: str) -> None:
    assert 'action="/answer/advocate"' in child.opens(code)
    child.presses("/answer/advocate")
    assert 'action="/answer/advocate"' not in child.client.get("/answer").text


def test_changing_contact_is_shown_back(child: Child, code: str) -> None:
    child.opens(code)
    child.presses("/answer/contact", contact_how="text", contact="07700 900123", contact_not="my uncle")
    assert "my uncle" in child.client.get("/answer").text


def test_everything_can_be_downloaded(app: Flask, child: Child, code: str) -> None:
    reply(app, code, Answered("Here you are."))
    child.opens(code)
    response = child.client.get("/answer/download")
    assert "I waited all day." in response.text
    assert "Here you are." in response.text
    assert code not in response.headers["Content-Disposition"]


def test_without_a_code_there_is_nothing_to_act_on(child: Child) -> None:
    for path in ("write", "unhappy", "advocate", "contact", "withdraw"):
        response = child.presses(f"/answer/{path}", words="x")
        assert response.status_code == 303
    assert child.client.get("/answer/download").status_code == 303


def test_words_written_after_the_page_went_to_sleep_are_kept(child: Child, code: str, clock: Any) -> None:
    child.opens(code)
    fields = child.form("/answer")
    clock.move(minutes=40)
    child.client.post("/answer/write", data=fields | {"words": "long thoughts"})
    assert "Type your code again" in child.client.get("/answer").text
    assert "long thoughts" in child.opens(code)


def test_closing_the_page_ends_the_pass(child: Child, code: str) -> None:
    child.opens(code)
    child.presses("/answer/close")
    assert "I waited all day." not in child.client.get("/answer").text


def test_what_was_chosen_and_not_written_is_on_the_page_and_in_what_is_saved(child: Child) -> None:
    said = {"about": ["money", "delay"], "feeling": "sad", "safe": "yes", "who": "named", "name": "Kiran <3", "age": "12_15"}
    page = child.opens(child.sends(kind="complaint", **said))
    saved = child.client.get("/answer/download").text
    for words in ("Money or savings; I had to wait too long", "Sad", "12–15"):
        assert words in page
        assert words in saved
    assert "Kiran &lt;3" in page
    assert "Kiran <3" in saved


def test_what_the_child_just_did_is_said_at_the_top(child: Child, code: str) -> None:
    page = child.opens(code)
    assert 'role="status">' not in page[page.index("<h1>") : page.index("What happened")]
    page = child.follow(child.presses("/answer/write", words="And one thing more.")).text
    assert "You wrote more." in page[page.index("<h1>") : page.index("What happened")]


def test_taking_it_back_is_said_once(child: Child, code: str) -> None:
    child.opens(code)
    assert "You took it back." in child.follow(child.presses("/answer/withdraw")).text
    assert "You took it back." not in child.client.get("/answer").text


def test_the_page_opens_in_the_language_it_was_told_in_unless_another_was_chosen(app: Flask) -> None:
    there = Child(app.test_client())
    there.client.get("/?lang=ur")
    code = there.sends(kind="comment", words="x")
    elsewhere = Child(app.test_client())
    assert 'lang="ur" dir="rtl"' in elsewhere.opens(code)
    assert 'lang="ur" dir="rtl"' in elsewhere.client.get("/answer").text
    chosen = Child(app.test_client())
    chosen.client.get("/?lang=pl")
    assert 'lang="pl"' in chosen.opens(code)
    without = Child(app.test_client(use_cookies=False))
    assert 'lang="ur" dir="rtl"' in without.opens(code)


@pytest.mark.parametrize(
    ("lang", "day"), [("en", "Monday 7 December"), ("easy", "Monday 7 December"), ("pl", "poniedziałek 7 grudnia")]
)
def test_a_day_is_told_in_whole_words(child: Child, lang: str, day: str) -> None:
    child.client.get(f"/?lang={lang}")
    assert day in child.follow(child.posts(kind="complaint", words="x")).text


def test_a_child_whom_nobody_can_reach_is_told_so(child: Child) -> None:
    sentence = "We have no number or address from you."
    sent = child.follow(child.posts(kind="unsure", contact_how="call"))
    assert sentence in sent.text
    child.opens(child.code_on(sent))
    assert sentence in child.client.get("/answer").text
    assert sentence not in child.follow(child.presses("/answer/contact", contact_how="call", contact="07700 900123")).text
    assert sentence not in child.follow(child.presses("/answer/contact", contact_how="code")).text
