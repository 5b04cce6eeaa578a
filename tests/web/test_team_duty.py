"""The rota and the alarm over HTTP: edited by the team, on every page until somebody presses, gone for everybody then."""

import html
import re
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from portal.services.alerting import Post
from portal.services.working import Worker
from tests.web.journey import Child
from tests.web.staff import act, post, reference, token

SignIn = Callable[..., FlaskClient]
PAGES = ("/team", "/team/rota", "/team/account")


def page(client: FlaskClient, path: str) -> str:
    return html.unescape(client.get(path).text)


def words(client: FlaskClient, path: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page(client, path)).split())


def person(client: FlaskClient, name: str) -> str:
    found = re.search(rf'<option value="([^"]+)"[^>]*>{name}<', page(client, "/team/rota"))
    assert found, name
    return found[1]


def add(client: FlaskClient, **said: str) -> Any:
    return post(client, "/team/rota", **said)


def work(app: Flask, clock: Any) -> None:
    portal = app.extensions["portal"]
    Worker(portal.database, portal.calendar, clock, Post("", "a@b", (), "")).drain(threading.Event())


def lines(client: FlaskClient) -> list[str]:
    found = re.findall(r'<tr><th scope="row">\d+</th>(.*?)</tr>', page(client, "/team/rota"), re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def test_the_team_keeps_the_rota(sign_in: SignIn) -> None:
    amira = sign_in("amira")
    assert "Nobody is on duty today." in words(amira, "/team/rota")
    assert "No mail is set up." in words(amira, "/team/rota")
    assert add(amira, part="duty", who=person(amira, "Amira"), first="2026-11-23", last="2026-11-27").status_code == 303
    assert add(amira, part="deputy", who=person(amira, "Ben"), contact="01632 960 001").status_code == 303
    assert add(amira, part="call", contact="Emergency Duty Team 01632 960 000").status_code == 303
    assert [line.split(" ")[0:2] for line in lines(amira)] == [["On", "duty"], ["Deputy", "Ben"], ["To", "ring"]]
    assert "Mon 23 Nov" in lines(amira)[0]
    today = words(amira, "/team/rota").partition("Today")[2]
    assert today.index("Amira") < today.index("Ben") < today.index("Emergency Duty Team")
    third = re.findall(r'name="line" value="([^"]+)"', page(amira, "/team/rota"))[-1]
    assert post(amira, "/team/rota/up", page="/team/rota", line=third).status_code == 303
    assert [line.split(" ")[0] for line in lines(amira)] == ["On", "To", "Deputy"]
    for _ in range(2):
        assert post(amira, "/team/rota/remove", page="/team/rota", line=third).status_code == 303
    assert [line.split(" ")[0] for line in lines(amira)] == ["On", "Deputy"]


def test_a_line_that_cannot_be_is_refused_with_a_sentence_and_what_was_typed(sign_in: SignIn) -> None:
    amira = sign_in("amira")
    ben = person(amira, "Ben")
    for said, sentence in (
        ({"part": "king", "who": ben}, "Choose first."),
        ({"part": "duty"}, "Choose who."),
        ({"part": "duty", "who": "somebody"}, "Choose who."),
        ({"part": "call", "contact": "  "}, "Write whom to ring, and the number."),
        ({"part": "call", "contact": "x" * 201}, "This is too long."),
        ({"part": "duty", "who": ben, "first": "soon"}, "Write the day as year, month, day"),
        ({"part": "duty", "who": ben, "first": "2026-12-02", "last": "2026-12-01"}, "The last day is before the first."),
    ):
        refused = add(amira, **said)
        assert (refused.status_code, sentence in html.unescape(refused.text)) == (422, True), said
    assert 'value="soon"' in add(amira, part="duty", who=ben, first="soon").text
    assert lines(amira) == []


def test_an_administrator_neither_sees_the_rota_nor_an_alarm(sign_in: SignIn, child: Child) -> None:
    child.sends(kind="complaint", words="I want to talk.", safe="no")
    root = sign_in("root")
    assert root.get("/team/rota").status_code == 403
    assert "Nobody has said" not in page(root, "/team/account")


def test_the_alarm_stands_on_every_page_until_somebody_has_it(app: Flask, child: Child, sign_in: SignIn, clock: Any) -> None:
    amira, ben = sign_in("amira"), sign_in("ben")
    add(amira, part="duty", who=person(amira, "Amira"))
    add(amira, part="call", contact="Emergency Duty Team 01632 960 000")
    child.sends(kind="complaint", words="I want to talk.", safe="no")
    ref = reference(amira)
    for path in PAGES:
        assert f"Nobody has said that they have {ref}" in words(ben, path)
    work(app, clock)
    assert "Whose turn it was: Amira 10:00 (no mail went out)." in words(ben, "/team/account")
    assert "Ring now" not in words(ben, "/team")
    clock.move(minutes=15)
    work(app, clock)
    assert "Ring now: Emergency Duty Team 01632 960 000" in words(ben, "/team")
    assert f"{ref} . It is time to ring." in words(ben, "/team/rota")
    assert "Nobody left to tell: time to ring The portal" in words(ben, f"/team/cases/{ref}")
    taken = post(ben, f"/team/alerts/{ref}/take", page="/team")
    assert (taken.status_code, taken.location) == (303, f"/team/cases/{ref}")
    assert "Has this Ben" in words(amira, f"/team/cases/{ref}")
    for path in PAGES:
        assert "Nobody has said" not in words(amira, path)
    assert post(amira, f"/team/alerts/{ref}/take", page="/team").status_code == 303
    assert words(amira, f"/team/cases/{ref}").count("Has this") == 1


def test_taking_needs_a_case_and_this_session(child: Child, sign_in: SignIn) -> None:
    amira = sign_in("amira")
    child.sends(kind="complaint", words="I want to talk.", safe="no")
    ref = reference(amira)
    assert post(amira, "/team/alerts/YV-NONE-0/take", page="/team").status_code == 404
    amira.post(f"/team/alerts/{ref}/take", data={"csrf_token": "somebody else's"})
    assert "Nobody has said" in words(amira, "/team")


def test_many_alarms_are_counted_and_not_all_shown(child: Child, sign_in: SignIn) -> None:
    amira = sign_in("amira")
    for number in range(5):
        child.sends(kind="complaint", words=f"I want to talk. {number}", safe="not_sure")
    assert "2 more that nobody has" in words(amira, "/team/account")
    for ref in re.findall(r'<th scope="row" role="rowheader"><a href="/team/cases/([^"]+)"', page(amira, "/team?view=urgent")):
        # Whichever case is open can be taken there.
        assert f'action="/team/alerts/{ref}/take"' in page(amira, f"/team/cases/{ref}"), ref


def test_what_was_flagged_is_settled_when_a_second_person_agrees(child: Child, sign_in: SignIn) -> None:
    amira, ben = sign_in("amira"), sign_in("ben")
    child.sends(kind="complaint", words="I want to talk.", safe="no")
    ref = reference(amira)
    step = f"/team/cases/{ref}/steps/second-reader"
    refused = act(amira, ref, "settle", words="Spoke to her.")
    assert refused.status_code == 422
    assert "A second person has to read it and agree first" in html.unescape(refused.text)
    assert amira.post(step, data=token(amira, step) | {"agrees": "yes", "why": "Mine."}).status_code == 303
    assert act(amira, ref, "settle", words="Spoke to her.").status_code == 422
    assert ben.post(step, data=token(ben, step) | {"agrees": "no", "why": "Not yet."}).status_code == 303
    assert act(amira, ref, "settle", words="Spoke to her.").status_code == 422
    assert ben.post(step, data=token(ben, step) | {"agrees": "yes", "why": "Read all of it."}).status_code == 303
    assert act(amira, ref, "settle", words="Spoke to her.").status_code == 303
    assert "Read it as second reader: agrees" in words(amira, f"/team/cases/{ref}")
    assert "Nobody has said" not in words(ben, "/team")
