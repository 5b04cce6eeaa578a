"""The pages of records: two people, holds, certificates, and who may not come near."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.journey import Child
from tests.web.staff import PASSWORD, act, post, reference

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def old(child: Child, sign_in: SignIn, clock: Any) -> str:
    """A comment that was closed more than three years ago."""
    now = clock.now
    clock.now = now - timedelta(days=3 * 365 + 10)
    child.sends(kind="comment", words="A zebra in the kitchen.")
    amira = sign_in("amira")
    ref = reference(amira)
    assert act(amira, ref, "close", reason="thanked", words="Thank you.").status_code == 303
    clock.now = now
    return ref


def propose(client: FlaskClient, ref: str) -> Any:
    return post(client, f"/team/records/{ref}/propose")


def approve(client: FlaskClient, ref: str, password: str = PASSWORD) -> Any:
    return post(client, f"/team/records/{ref}/approve", password=password)


def test_one_proposes_and_another_erases(old: str, sign_in: SignIn) -> None:
    amira, dina, omar = sign_in("amira"), sign_in("dina"), sign_in("omar")
    page = dina.get("/team/records").text
    assert old in page
    assert "Comment or informal feedback" in page
    assert propose(dina, old).status_code == 303
    assert "Somebody else has to approve it." in dina.get("/team/records").text
    own = dina.get(f"/team/records/{old}/approve")
    assert (own.status_code, "somebody else has to approve" in own.text) == (409, True)
    wrong = approve(omar, old, "not this")
    assert (wrong.status_code, "not your password" in wrong.text) == (422, True)
    assert "zebra" in amira.get(f"/team/cases/{old}").text
    assert approve(omar, old).status_code == 303
    page = omar.get("/team/records").text
    assert "Certificates" in page
    assert re.search(rf"{old}</th>.*Dina.*Omar", page, re.S)
    assert "portal forget" in page
    assert amira.get(f"/team/cases/{old}").status_code == 404
    assert omar.get(f"/team/records/{old}/approve").status_code == 404
    assert omar.get(f"/team/records/{old}/propose").status_code == 404


def test_the_one_who_proposed_cannot_send_the_approval_either(old: str, sign_in: SignIn) -> None:
    dina = sign_in("dina")
    propose(dina, old)
    refused = post(dina, f"/team/records/{old}/approve", page="/team/records", password=PASSWORD)
    assert (refused.status_code, "somebody else has to approve" in refused.text) == (409, True)


def test_what_was_proposed_can_be_kept_and_proposed_again(old: str, sign_in: SignIn) -> None:
    dina = sign_in("dina")
    propose(dina, old)
    again = post(dina, f"/team/records/{old}/propose", page="/team/records")
    assert (again.status_code, "done already" in again.text) == (409, True)
    assert post(dina, f"/team/records/{old}/drop", page="/team/records").status_code == 303
    assert "Waits for a second person" not in dina.get("/team/records").text
    gone = post(dina, f"/team/records/{old}/drop", page="/team/records")
    assert gone.status_code == 409
    assert propose(dina, old).status_code == 303


def test_a_hold_keeps_a_case_until_it_is_lifted(old: str, sign_in: SignIn) -> None:
    dina = sign_in("dina")
    empty = post(dina, "/team/records/hold", page="/team/records", reference=old, why="")
    assert (empty.status_code, "Fill this in." in empty.text, old in empty.text) == (422, True, True)
    nobody = post(dina, "/team/records/hold", page="/team/records", reference="YV-AAAAA-2", why="x")
    assert (nobody.status_code, "no case with this reference" in nobody.text) == (422, True)
    held = post(dina, "/team/records/hold", page="/team/records", reference=old.lower(), why="A court asks.")
    assert held.status_code == 303
    page = dina.get("/team/records").text
    assert "Nothing is due." in page
    assert "A court asks." in page
    assert dina.get(f"/team/records/{old}/propose").status_code == 409
    hold = re.search(r'name="hold" value="([^"]+)"', page)
    assert hold
    assert post(dina, "/team/records/lift", page="/team/records", hold=hold[1]).status_code == 303
    assert "Propose" in dina.get("/team/records").text


def test_a_form_from_elsewhere_does_nothing(old: str, sign_in: SignIn) -> None:
    dina, omar = sign_in("dina"), sign_in("omar")
    propose(dina, old)
    for path in (f"{old}/approve", f"{old}/drop", "hold", "lift"):
        omar.post(f"/team/records/{path}", data={"password": PASSWORD, "reference": old, "why": "x"})
    assert "Waits for a second person" in omar.get("/team/records").text
    assert "No case is on hold." in omar.get("/team/records").text


@pytest.mark.parametrize("path", ["/team/records", "/team/data-complaints", "/team/records/YV-AAAAA-2/approve"])
def test_an_administrator_does_not_keep_records(sign_in: SignIn, path: str) -> None:
    assert sign_in("root").get(path).status_code == 403


def test_a_complaint_about_data_from_the_day_it_came_to_its_outcome(sign_in: SignIn, clock: Any) -> None:
    dina = sign_in("dina")
    page = "/team/data-complaints"
    for day, why in (
        ("2026-11-24", "still to come"),
        ("0001-11-23", "Check the year."),
        ("soon", "such as 2026-12-24"),
        ("", "Fill this in."),
    ):
        refused = post(dina, page, received_on=day, who="Zed", words="You sent my file to my uncle.")
        assert (refused.status_code, why in refused.text, "my uncle" in refused.text) == (422, True, True)
    assert post(dina, page, received_on="2026-11-01", who="Zed", words="You sent my file to my uncle.").status_code == 303
    listed = dina.get(page).text
    assert "1 December 2026" in listed
    assert "8 days left" in listed
    one = re.search(r'href="(/team/data-complaints/[^"]+)"', listed)
    assert one
    assert "my uncle" in dina.get(one[1]).text
    early = post(dina, f"{one[1]}/acknowledge", page=one[1], on="2026-10-31")
    assert (early.status_code, "between the day it came and today" in early.text) == (422, True)
    clock.move(days=9)
    dina = sign_in("dina")
    assert "1 day late" in dina.get(page).text
    assert post(dina, f"{one[1]}/acknowledge", page=one[1], on="2026-12-02").status_code == 303
    assert "Acknowledged on 2 December 2026" in dina.get(page).text
    nothing = post(dina, f"{one[1]}/outcome", page=one[1], on="2026-12-02", words="")
    assert nothing.status_code == 422
    assert post(dina, f"{one[1]}/outcome", page=one[1], on="2026-12-02", words="We were wrong.").status_code == 303
    assert "Told on 2 December 2026" in dina.get(page).text
    assert "We were wrong." in dina.get(one[1]).text
    assert dina.get(f"{page}/nobody").status_code == 404
