"""The team: signing in with two factors, the queue in its order, and a case worked by two people."""

import html
import re
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher, profiles
from flask import Flask
from flask.testing import FlaskClient

from portal.services import passwords, people
from portal.web import wiring
from tests.web.journey import Child

PASSWORD = "seven green umbrellas"
SignIn = Callable[..., FlaskClient]


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real algorithm at its cheapest setting."""
    hasher = PasswordHasher.from_parameters(profiles.CHEAPEST)
    monkeypatch.setattr(passwords, "hasher", lambda: hasher)
    passwords.nobodys_hash.cache_clear()


@pytest.fixture
def made(app: Flask) -> dict[str, people.NewPerson]:
    """Amira and Ben of the Voice Team, and an administrator."""
    with app.test_request_context("/"), wiring.transaction() as session:
        return {
            name: people.add(
                session, email=f"{name}@example.org", name=name.title(), role=role, password=PASSWORD, now=wiring.now()
            )
            for name, role in (("amira", "voice"), ("ben", "voice"), ("root", "administrator"))
        }


@pytest.fixture
def sign_in(app: Flask, made: dict[str, people.NewPerson], clock: Any) -> SignIn:
    """Signs somebody in, in a browser of their own."""

    def as_(name: str) -> FlaskClient:
        client = app.test_client()
        half = post(client, "/team/sign-in", email=f"{name}@example.org", password=PASSWORD)
        assert half.location.endswith("/team/code"), half.text
        done = post(client, "/team/code", code=pyotp.TOTP(made[name].totp_secret).at(clock.now))
        assert done.location.endswith("/team"), done.text
        return client

    return as_


@pytest.fixture
def child(app: Flask) -> Child:
    return Child(app.test_client())


def token(client: FlaskClient, page: str) -> dict[str, str]:
    found = re.findall(r'name="(csrf_token|version)" value="([^"]*)"', client.get(page).text)
    return dict(found)


def post(client: FlaskClient, path: str, *, page: str = "", **said: str) -> Any:
    return client.post(path, data=token(client, page or path) | said)


def reference(client: FlaskClient, view: str = "open") -> str:
    found = re.search(r"/team/cases/(YV-[^\"]+)\"", client.get(f"/team?view={view}").text)
    assert found
    return found[1]


def act(client: FlaskClient, ref: str, what: str, **said: str) -> Any:
    return post(client, f"/team/cases/{ref}/{what}", page=f"/team/cases/{ref}", **said)


def test_the_whole_round(child: Child, sign_in: SignIn) -> None:
    code = child.sends(kind="complaint", words="I <3 Sam & Tom, but nobody told me.")
    amira = sign_in("amira")
    ref = reference(amira, "now")
    page = amira.get(f"/team/cases/{ref}").text
    assert page.count("I &lt;3 Sam &amp; Tom, but nobody told me.") == 2
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


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "{{ 7*7 }}", '"><img src=x onerror=x>', "\u202eback", "x" * 20_000]
)
def test_a_childs_words_are_shown_exactly_on_the_teams_page(child: Child, sign_in: SignIn, words: str) -> None:
    child.sends(kind="complaint", words=words)
    amira = sign_in("amira")
    page = amira.get(f"/team/cases/{reference(amira)}").text
    assert words in html.unescape(page)
    assert "<img src=x" not in page


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


def test_two_people_at_once_lose_no_words(child: Child, sign_in: SignIn, clock: Any) -> None:
    child.sends(kind="complaint", words="x")
    amira, ben = sign_in("amira"), sign_in("ben")
    ref = reference(amira)
    before = token(ben, f"/team/cases/{ref}")
    act(amira, ref, "note", words="Amira was here.")
    refused = ben.post(f"/team/cases/{ref}/note", data=before | {"words": "Ben's long thoughts"})
    assert refused.status_code == 409
    assert "Ben&#39;s long thoughts" in refused.text
    assert "Amira was here." in refused.text
    assert "Somebody changed this case" in refused.text


def test_what_cannot_be_done_is_said_and_the_words_kept(child: Child, sign_in: SignIn) -> None:
    child.sends(kind="complaint", words="x")
    amira = sign_in("amira")
    ref = reference(amira)
    act(amira, ref, "acknowledge", words="Read.")
    refused = act(amira, ref, "acknowledge", words="Read twice.")
    assert refused.status_code == 422
    assert "cannot be done" in refused.text
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
    assert act(amira, ref, "reply", words="But", act="send").status_code == 422


def test_settling_needs_a_reason_and_takes_the_case_from_the_top(child: Child, sign_in: SignIn) -> None:
    child.sends(kind="complaint", words="x", safe="no")
    amira = sign_in("amira")
    ref = reference(amira, "urgent")
    assert act(amira, ref, "settle", words="").status_code == 422
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


def test_an_administrator_does_not_read_cases(child: Child, sign_in: SignIn) -> None:
    child.sends(kind="complaint", words="x")
    ref = reference(sign_in("amira"))
    root = sign_in("root")
    assert root.get("/team").location.endswith("/team/account")
    assert root.get(f"/team/cases/{ref}").status_code == 403
    assert post(root, f"/team/cases/{ref}/note", page="/team/account", words="x").status_code == 403


@pytest.mark.parametrize(("email", "password"), [("amira@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("", "")])
def test_a_wrong_pair_gets_the_same_words_whoever_it_names(client: FlaskClient, made: Any, email: str, password: str) -> None:
    response = post(client, "/team/sign-in", email=email, password=password)
    assert response.status_code == 422
    assert "We could not sign you in." in response.text


def test_a_password_alone_opens_nothing(app: Flask, made: Any) -> None:
    client = app.test_client()
    post(client, "/team/sign-in", email="amira@example.org", password=PASSWORD)
    assert client.get("/team").location.endswith("/team/sign-in")
    half = client.get_cookie("half")
    assert half
    client.set_cookie("team", half.value)
    assert client.get("/team").location.endswith("/team/sign-in")


def test_a_second_factor_works_once(app: Flask, made: Any, clock: Any) -> None:
    code = pyotp.TOTP(made["amira"].totp_secret).at(clock.now)
    for expected in (303, 422):
        client = app.test_client()
        post(client, "/team/sign-in", email="amira@example.org", password=PASSWORD)
        assert post(client, "/team/code", code=code).status_code == expected


def test_guessing_the_second_factor_is_slowed_down_and_never_for_ever(app: Flask, made: Any, clock: Any) -> None:
    client = app.test_client()
    post(client, "/team/sign-in", email="amira@example.org", password=PASSWORD)
    for _ in range(6):
        assert post(client, "/team/code", code="000000").status_code == 422
    right = pyotp.TOTP(made["amira"].totp_secret)
    assert post(client, "/team/code", code=right.at(clock.now)).status_code == 422
    clock.move(minutes=16)
    post(client, "/team/sign-in", email="amira@example.org", password=PASSWORD)
    assert post(client, "/team/code", code=right.at(clock.now)).status_code == 303


def test_signing_out_ends_the_session_on_the_server(app: Flask, sign_in: SignIn) -> None:
    amira = sign_in("amira")
    cookie = amira.get_cookie("team")
    assert cookie
    post(amira, "/team/sign-out", page="/team/account")
    thief = app.test_client()
    thief.set_cookie("team", cookie.value)
    assert thief.get("/team").location.endswith("/team/sign-in")


def test_somebody_who_left_is_out_at_once(app: Flask, sign_in: SignIn) -> None:
    amira = sign_in("amira")
    with app.test_request_context("/"), wiring.transaction() as session:
        people.disable(session, "amira@example.org")
    assert amira.get("/team").location.endswith("/team/sign-in")


@pytest.mark.parametrize(("idle", "inside"), [(29, True), (31, False)])
def test_a_session_sleeps_after_half_an_hour(sign_in: SignIn, clock: Any, idle: int, inside: bool) -> None:
    amira = sign_in("amira")
    clock.move(minutes=idle)
    assert (amira.get("/team").status_code == 200) is inside


def test_a_session_ends_after_twelve_hours_of_work(sign_in: SignIn, clock: Any) -> None:
    amira = sign_in("amira")
    for _ in range(29):
        clock.move(minutes=25)
        last = amira.get("/team").status_code
    assert last == 303


def test_a_form_from_another_session_is_not_taken(child: Child, sign_in: SignIn) -> None:
    child.sends(kind="complaint", words="x")
    amira, ben = sign_in("amira"), sign_in("ben")
    ref = reference(amira)
    assert amira.post(f"/team/cases/{ref}/note", data=token(ben, f"/team/cases/{ref}") | {"words": "x"}).status_code == 422


def test_the_demonstrations_buttons_are_not_there_in_real_life(client: FlaskClient, made: Any) -> None:
    assert "Sign in as" not in client.get("/team/sign-in").text
    assert post(client, "/team/demo", page="/team/sign-in", email="amira@example.org").status_code == 403


@pytest.mark.parametrize(
    "password", ["short", "123456789012", "aaaaaaaaaaaaaaaa", "sandwell1234", "Your Voice 12345", "x" * 1001]
)
def test_easy_passwords_are_refused(app: Flask, password: str) -> None:
    with app.test_request_context("/"), wiring.transaction() as session, pytest.raises(people.WeakPassword):
        people.add(session, email="x@example.org", name="X", role="voice", password=password, now=wiring.now())


def test_one_address_is_one_person(app: Flask, made: Any) -> None:
    with app.test_request_context("/"), wiring.transaction() as session, pytest.raises(people.Known):
        people.add(session, email=" AMIRA@example.org ", name="X", role="voice", password=PASSWORD, now=wiring.now())
