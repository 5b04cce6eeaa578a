"""At a glance and the agenda over HTTP: each number leads to its cases, and the printed page names nobody."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.journey import Child
from tests.web.staff import act, reference, token

SignIn = Callable[..., FlaskClient]


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def references(text: str) -> set[str]:
    return set(re.findall(r"/team/cases/(YV-[^\"/]+)\"", text))


def rows(client: FlaskClient, path: str) -> set[str]:
    return references(client.get(path).text.partition("<tbody")[2])


@pytest.fixture
def busy(child: Child, sign_in: SignIn, clock: Any) -> FlaskClient:
    """A week later: one that Ben has, one at Stage 2, two that nobody opened, one compliment."""
    amira, ben = sign_in("amira"), sign_in("ben")
    code = child.sends(kind="complaint", words="Mrs Secretname took my phone.", name="Robin Realname")
    first = reference(amira)
    act(ben, first, "take")
    act(ben, first, "reply", words="We are sorry.", answer="y", act="send")
    child.opens(code)
    child.presses("/answer/unhappy", words="Still no phone.")
    child.sends(kind="compliment", words="Thanks to the cook.")
    clock.move(days=8)
    child.sends(kind="complaint", words="Nobody rang.")
    sign_in("amira", amira)
    return amira


def test_each_number_leads_to_just_its_cases(busy: FlaskClient) -> None:
    page = busy.get("/team/overview").text
    numbers = re.findall(r'<td class="number"><a href="([^"]+)">(\d+)</a>', page)
    assert len(numbers) >= 8
    for address, number in numbers:
        assert len(rows(busy, html.unescape(address))) == int(number), address
    assert "Children's complaint (statutory), Stage 2" in words(page)


def test_the_oldest_unread_is_one_click_away(busy: FlaskClient) -> None:
    page = busy.get("/team/overview").text
    oldest = re.search(r'class="button" href="(/team/cases/[^"]+)">Open the oldest unread', page)
    assert oldest
    assert "Thanks to the cook." in busy.get(oldest[1]).text
    again = re.search(r'class="button" href="(/team/cases/[^"]+)">Open the oldest unread', busy.get("/team/overview").text)
    assert again
    assert again[1] != oldest[1]


def test_what_nobody_opened_stands_at_the_top_of_the_queue(busy: FlaskClient) -> None:
    top = words(busy.get("/team").text.partition("<table")[0])
    assert "Nobody has opened these Each should have been read on the day it came: YV-" in top
    (late,) = rows(busy, "/team?view=open&what=unread-late")
    assert late in top
    assert len(rows(busy, "/team?view=unread")) == 2
    busy.get(f"/team/cases/{late}")
    assert "Nobody has opened these" not in busy.get("/team").text


def test_a_narrowed_list_says_so_and_leads_back(busy: FlaskClient) -> None:
    page = busy.get("/team?view=open&who=nobody&what=unread&stage=1&procedure=statutory").text
    chips = [chip.removesuffix(" × take this off") for chip in re.findall(r"<li>(.*?)</li>", page.partition('class="chips"')[2])][
        :4
    ]
    said = [words(chip) for chip in chips]
    assert [one.partition(" ×")[0] for one in said] == [
        "Procedure: Children's complaint (statutory)",
        "Stage: Stage 1",
        "Who has it: Nobody yet",
        "Which: unread",
    ]
    assert len(references(page.partition("<tbody")[2])) == 1


@pytest.mark.parametrize("nonsense", ["who=x", "who=' OR 1=1", "stage=9", "stage=%00", "what=everything", "procedure=a%00"])
def test_what_makes_no_sense_narrows_nothing(busy: FlaskClient, nonsense: str) -> None:
    assert rows(busy, f"/team?view=open&{nonsense}") == rows(busy, "/team?view=open")


def test_the_agenda_names_nobody_and_holds_no_word_of_a_child(busy: FlaskClient) -> None:
    page = busy.get("/team/agenda").text
    told = words(page)
    for secret in ("Secretname", "Realname", "phone", "Nobody rang", "cook", "Ben", "We are sorry"):
        assert secret not in told.replace("Names are left out", ""), secret
    assert "week of Monday 30 November 2026" in told
    assert "Names are left out" in told
    assert told.count("Stage 2 asked for") >= 2
    assert "The investigating officer and the independent person" in told
    assert "the statement of complaint" in told
    assert "Ombudsman's count" in told
    assert "Nothing is paused." in told


def test_the_agenda_of_another_week_and_of_no_week(busy: FlaskClient) -> None:
    assert "week of Monday 16 November 2026" in words(busy.get("/team/agenda?week=2026-W47").text)
    before = busy.get("/team/agenda").text
    assert "week=2026-W48" in before
    assert "week=2026-W50" in before
    for nonsense in ("x", "2026-W99", "9999-W52", "0001-W01", "2026-W4"):
        assert busy.get(f"/team/agenda?week={nonsense}").status_code == 200, nonsense


def test_a_pause_is_on_the_agenda_and_at_a_glance(child: Child, sign_in: SignIn, clock: Any) -> None:
    child.sends(kind="complaint", words="Nobody rang.")
    amira = sign_in("amira")
    ref = reference(amira)
    step = f"/team/cases/{ref}/steps/pause"
    assert amira.post(step, data=token(amira, step) | {"begins": str(clock().date())}).status_code == 303
    assert f"{ref} : waits for an advocate" in words(amira.get("/team/agenda").text)
    assert rows(amira, "/team?view=open&what=paused") == {ref}


def test_an_empty_team_sees_empty_pages(sign_in: SignIn) -> None:
    amira = sign_in("amira")
    assert "Everything that is open has been opened by somebody." in amira.get("/team/overview").text
    assert "Nothing waits for a decision." in amira.get("/team/agenda").text


def test_an_administrator_sees_neither(sign_in: SignIn) -> None:
    root = sign_in("root")
    assert root.get("/team/overview").status_code == root.get("/team/agenda").status_code == 403
