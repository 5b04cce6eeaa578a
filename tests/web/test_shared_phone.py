"""A phone that several children use: what one typed turns up nowhere else, and nothing of what was sent is left."""

import re
from typing import Any

import pytest
from flask import Flask

from tests.web.journey import Child

SECRET = "My carer shouts at night"
TOO_LONG = "x" * 20_001


@pytest.fixture
def child(app: Flask) -> Child:
    return Child(app.test_client())


@pytest.fixture
def without_cookies(app: Flask) -> Child:
    return Child(app.test_client(use_cookies=False))


def hold(child: Child, **said: Any) -> tuple[str, dict[str, str]]:
    """Change the language with a form half written: the address that the page comes back at, and its hidden values."""
    response = child.posts(path="/language", lang="pl", kind="complaint", words=SECRET, **said)
    page = child.follow(response)
    assert SECRET in page.text
    return response.location, child.fields_of(page.text)


def action(page: str) -> str:
    found = re.search(r'id="tell"[^>]*action="([^"]+)"', page)
    assert found
    return found[1].replace("&amp;", "&")


@pytest.mark.parametrize("json", [False, True])
def test_once_sent_the_next_child_finds_an_empty_form_and_gets_a_case_of_their_own(child: Child, json: bool) -> None:
    _address, fields = hold(child)
    child.posts(fields=fields, json=json, kind="complaint", words=SECRET)
    first = child.code_on(child.client.get("/sent"))
    assert SECRET not in child.client.get("/").text
    second = child.sends(kind="complaint", words="Something of my own")
    assert second != first
    assert SECRET not in child.opens(second)


def test_nor_is_it_there_where_the_browser_keeps_no_cookies(without_cookies: Child) -> None:
    child = without_cookies
    address, fields = hold(child)
    assert "k=" in address
    sent = child.posts(path=action(child.client.get(address).text), fields=fields, kind="complaint", words=SECRET)
    assert child.code_on(child.follow(sent))
    assert SECRET not in child.client.get(address).text


def test_a_form_that_is_refused_is_told_of_in_that_form_alone(child: Child) -> None:
    child.posts(kind="complaint", words="")
    assert "Tell us something first" not in child.client.get("/answer").text
    assert "Tell us something first" in child.client.get("/").text


def test_what_was_typed_on_a_childs_page_is_not_in_the_form_nor_on_another_childs_page(child: Child) -> None:
    other = child.sends(kind="comment", words="Another matter")
    mine = child.sends(kind="comment", words="My matter")
    child.opens(mine)
    child.presses("/answer/write", words=SECRET + TOO_LONG)
    assert SECRET in child.client.get("/answer").text
    assert SECRET not in child.client.get("/").text
    assert SECRET not in child.opens(other)
    assert SECRET in child.opens(mine)


def test_how_to_reach_one_child_is_not_offered_for_another(child: Child) -> None:
    code = child.sends(kind="comment", words="My matter")
    hold(child, contact="07700 900123", contact_not="mum", contact_how="text")
    page = child.opens(code)
    assert "07700 900123" not in page
    assert "mum" not in page
