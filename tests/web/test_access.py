"""Who sees and does what: the worker complained about, their line, restricted cases, people let in for a time."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.services import people, sight
from portal.web.wiring import Portal
from tests.web.journey import Child
from tests.web.staff import act, reference, token

SignIn = Callable[..., FlaskClient]
Made = dict[str, people.NewPerson]


def step(client: FlaskClient, ref: str, key: str, **said: Any) -> Any:
    path = f"/team/cases/{ref}/steps/{key}"
    return client.post(path, data=token(client, path) | said)


def manages(app: Flask, manager: str, person: str, clock: Any) -> None:
    portal: Portal = app.extensions["portal"]
    with portal.database.writing() as session:
        addresses = f"{person}@example.org", f"{manager}@example.org"
        sight.set_manager(session, *addresses, by=None, now=clock(), calendar=portal.calendar)


def lists(client: FlaskClient, ref: str) -> list[str]:
    """Every page of lists on which the reference stands."""
    pages = ("now", "open", "new", "mine", "urgent", "late", "closed")
    paths = [*(f"/team?view={view}" for view in pages), "/team?q=bike", "/team?view=open&tag=bikes"]
    return [path for path in paths if ref in client.get(path).text]


@pytest.fixture
def told(child: Child) -> str:
    return child.sends(kind="complaint", words="Ben shouted at me because of my bike.")


def test_for_whom_it_is_about_the_case_is_not_there(
    app: Flask, child: Child, told: str, sign_in: SignIn, made: Made, clock: Any
) -> None:
    amira, ben = sign_in("amira"), sign_in("ben")
    ref = reference(amira)
    act(ben, ref, "take")
    assert step(amira, ref, "tags", tags="bikes").status_code == 303
    assert lists(ben, ref)
    page = ben.get(f"/team/cases/{ref}").text
    sent = token(ben, f"/team/cases/{ref}")
    assert step(amira, ref, "shut-out", person=str(made["ben"].id), why="It is about Ben.").status_code == 303
    assert lists(ben, ref) == []
    nowhere = ben.get("/team/cases/YV-NONE-0")
    gone = ben.get(f"/team/cases/{ref}")
    assert (gone.status_code, gone.text) == (404, nowhere.text)
    assert "bikes" not in ben.get("/team?view=open").text
    assert ben.get(f"/team?q={ref}", follow_redirects=True).status_code == 404
    for path in ("reply", "note", "close", "take", "documents", "letters", "steps/points", "code"):
        answer = ben.post(f"/team/cases/{ref}/{path}", data=sent | {"words": "x"})
        assert answer.status_code in (404, 405), path
    assert ref in page
    # What Ben had is free again, and nobody gives it back.
    seen = amira.get(f"/team/cases/{ref}").text
    assert "nobody yet" in seen
    assert "It is not there any more for Ben and their line" in seen
    given = step(amira, ref, "assign", to=str(made["ben"].id))
    assert (given.status_code, "Choose from the list." in given.text) == (422, True)
    bulk = amira.post(
        "/team/bulk", data=token(amira, "/team") | {"chosen": [ref], "act": "assign", "to": str(made["ben"].id), "back": ""}
    )
    assert "Not done" in bulk.text


def test_the_line_above_is_shut_out_too_also_one_that_is_made_later(
    app: Flask, told: str, sign_in: SignIn, made: Made, clock: Any
) -> None:
    manages(app, "dee", "ben", clock)
    cora, dee, amira = sign_in("cora"), sign_in("dee"), sign_in("amira")
    ref = reference(cora)
    assert dee.get(f"/team/cases/{ref}").status_code == 200
    assert step(cora, ref, "shut-out", person=str(made["ben"].id), why="It is about Ben.").status_code == 303
    assert dee.get(f"/team/cases/{ref}").status_code == 404
    assert amira.get(f"/team/cases/{ref}").status_code == 200
    manages(app, "amira", "dee", clock)
    assert amira.get(f"/team/cases/{ref}").status_code == 404
    assert step(cora, ref, "let-back", person=str(made["ben"].id), why="It was another Ben.").status_code == 303
    assert [client.get(f"/team/cases/{ref}").status_code for client in (dee, amira, sign_in("ben"))] == [200] * 3


def test_nobody_changes_what_they_see_themselves(app: Flask, told: str, sign_in: SignIn, made: Made, clock: Any) -> None:
    manages(app, "amira", "ben", clock)
    amira = sign_in("amira")
    ref = reference(amira)
    for person in ("amira", "ben"):
        answer = step(amira, ref, "shut-out", person=str(made[person].id), why="x")
        assert (answer.status_code, "cannot be done" in answer.text) == (422, True)
    with pytest.raises(ValueError, match="circle"):
        manages(app, "ben", "amira", clock)


def test_a_handler_sees_what_they_were_given_and_answers_it(told: str, sign_in: SignIn, made: Made) -> None:
    amira, hana = sign_in("amira"), sign_in("hana")
    ref = reference(amira)
    assert lists(hana, ref) == []
    assert hana.get(f"/team/cases/{ref}").status_code == 404
    assert step(amira, ref, "assign", to=str(made["hana"].id)).status_code == 303
    assert hana.get(f"/team/cases/{ref}").status_code == 200
    assert act(hana, ref, "reply", words="We are looking at it.", act="send").status_code == 303
    assert act(hana, ref, "close", reason="answered", words="x").status_code == 403
    assert step(hana, ref, "classify", matters="X3").status_code == 403


def test_a_restricted_case_is_for_those_who_are_named(told: str, sign_in: SignIn, made: Made, clock: Any) -> None:
    amira, ben, cora = sign_in("amira"), sign_in("ben"), sign_in("cora")
    ref = reference(amira)
    act(amira, ref, "take")
    assert step(amira, ref, "restrict", why="The police look at it.").status_code == 303
    assert amira.get(f"/team/cases/{ref}").status_code == 200
    assert (ben.get(f"/team/cases/{ref}").status_code, lists(ben, ref)) == (404, [])
    assert cora.get(f"/team/cases/{ref}").status_code == 200
    until = str(clock().date() + timedelta(days=2))
    assert step(cora, ref, "let-in", person=str(made["ben"].id), until=until).status_code == 303
    assert ben.get(f"/team/cases/{ref}").status_code == 200
    clock.move(days=3)
    assert sign_in("ben").get(f"/team/cases/{ref}").status_code == 404


def test_an_investigator_is_let_into_one_case_for_a_time(
    child: Child, told: str, sign_in: SignIn, made: Made, clock: Any
) -> None:
    child.sends(kind="complaint", words="Something else.")
    cora, ivo = sign_in("cora"), sign_in("ivo")
    first, second = sorted(set(re.findall(r"/team/cases/(YV-[^\"]+)\"", cora.get("/team?view=open").text)))
    until = str(clock().date() + timedelta(days=5))
    assert step(cora, first, "let-in", person=str(made["ivo"].id), until=until).status_code == 303
    assert [ivo.get(f"/team/cases/{ref}").status_code for ref in (first, second)] == [200, 404]
    assert second not in ivo.get("/team?view=open").text
    assert act(ivo, first, "note", words="I spoke to the school.").status_code == 303
    assert act(ivo, first, "reply", words="x").status_code == 403
    assert step(cora, first, "let-in-ended", person=str(made["ivo"].id)).status_code == 303
    assert ivo.get(f"/team/cases/{first}").status_code == 404
    assert step(cora, first, "shut-out", person=str(made["ivo"].id), why="He knows the family.").status_code == 303
    refused = step(cora, first, "let-in", person=str(made["ivo"].id), until=until)
    assert refused.status_code == 422


def test_only_a_manager_or_director_sends_the_answer_of_a_later_stage(child: Child, told: str, sign_in: SignIn) -> None:
    amira, cora, dee = sign_in("amira"), sign_in("cora"), sign_in("dee")
    ref = reference(amira)
    step(cora, ref, "classify", matters=["X9"], procedure="corporate", why="x")
    act(amira, ref, "reply", words="No.", answer="y", act="send")
    child.opens(told)
    child.presses("/answer/unhappy", words="x")
    refused = act(amira, ref, "reply", words="Still no.", answer="y", act="send")
    assert (refused.status_code, "for the complaints manager or the director" in refused.text) == (422, True)
    assert act(dee, ref, "reply", words="Yes after all.", answer="y", act="send").status_code == 303


def test_those_who_read_no_case_see_none(told: str, sign_in: SignIn) -> None:
    ref = reference(sign_in("amira"))
    for name in ("pat", "root"):
        client = sign_in(name)
        assert client.get(f"/team/cases/{ref}").status_code == 403
        assert client.get("/team").location.endswith("/team/account")
        assert client.get("/team/audit").status_code == 200
