"""Somebody who helps a child with the public form: their words stay apart, and what they say of agreement is kept."""

from collections.abc import Callable

from flask.testing import FlaskClient

from tests.web.journey import Child
from tests.web.staff import reference

SignIn = Callable[..., FlaskClient]


def test_whoever_helps_keeps_their_words_apart_and_says_whether_the_child_agrees(child: Child, sign_in: SignIn) -> None:
    helped = {
        "helper": ["with_me", "helping"],
        "helper_agreed": "yes",
        "helper_words": "She was upset. I <3 her & I am her teacher.",
    }
    code = child.sends(kind="complaint", words="They lost my coat.", **helped)
    amira = sign_in("amira")
    page = amira.get(f"/team/cases/{reference(amira)}").text
    assert "Written by somebody who helps the child. The child agrees" in page
    assert "She was upset. I &lt;3 her &amp; I am her teacher." in page
    shown = child.opens(code)
    assert "They lost my coat." in shown
    assert "She was upset" not in shown


def test_what_a_helper_would_say_is_not_taken_from_somebody_who_is_none(child: Child, sign_in: SignIn) -> None:
    child.sends(kind="complaint", words="x", helper="with_me", helper_agreed="yes", helper_words="Not mine.")
    amira = sign_in("amira")
    page = amira.get(f"/team/cases/{reference(amira)}").text
    assert "Somebody is with the child" in page
    assert "Not mine." not in page
