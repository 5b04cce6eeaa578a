"""Signing in and out, and one's own sessions."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.config_reader import is_loopback
from portal.domain.access import Act, Role
from portal.keyring import digest
from portal.services import accounts, passkeys, people
from portal.services import signing_in as entering
from portal.web import team_forms, team_frame, team_resuming, together
from portal.web.guards import network
from portal.web.stage_labels import ROLE_NAMES
from portal.web.wiring import (
    PUBLIC,
    Person,
    cookie,
    drop_cookie,
    may,
    now,
    person,
    portal,
    reading,
    set_cookie,
    settings,
    transaction,
)

signing_in = Blueprint("signing_in", __name__, url_prefix="/team")
team_frame.install(signing_in)
# A whole office shares one network, so it may try often; one address, from one network, may not. Nothing here counts by
# the address alone: that would let an outsider lock a person out.
# In this order, because most browsers name others too.
FAMILIES = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
TRIES, TRIES_FOR_ONE = "30 per minute; 200 per hour", "5 per minute; 20 per hour"


def load_person() -> Person | None:
    """Whoever this request's cookie belongs to."""
    token = cookie("team")
    if not token:
        return None
    with reading() as session:
        found = entering.who(session, token, now=now())
    if found is None:
        team_resuming.keep(token)
        return None
    if entering.needs_touch(found.session, now=now()):
        with transaction() as session:
            entering.touch(session, found.session, now=now())
    row = found.person
    return Person(str(row.id), row.name, row.email, Role(row.role), str(found.session.id))


@signing_in.get("/sign-in")
@may(PUBLIC)
def sign_in() -> str:
    """The page to sign in on."""
    return _page("", "")


def _page(email: str, error: str) -> str:
    shown = []
    if _demonstration():
        with reading() as session:
            shown = [each for each in people.everyone(session) if each.active]
    return render_template("team/sign_in.html", email=email, error=error, demonstration=shown, roles=ROLE_NAMES)


def sign_in_page(email: str, error: str) -> tuple[str, int]:
    """The page once more, with what was wrong."""
    return _page(email, error), 422


def _demonstration() -> bool:
    return settings().demo and is_loopback(request.host_url)


@signing_in.post("/sign-in")
@may(PUBLIC)
def enter() -> Response | tuple[str, int]:
    """An address and a password. The same words and the same time, whether or not anybody has the address."""
    form = team_forms.SignInForm()
    email = form.email.data or ""
    with portal().limiter.limit(TRIES):
        fresh = form.validate()
    # A line of its own: the limiter tells its limits apart by the line they stand in.
    with portal().limiter.limit(TRIES_FOR_ONE, key_func=_network_and_address), reading() as session:
        found = entering.look_up(session, email)
    right = entering.password_ok(found, form.password.data or "")
    if not fresh:
        return sign_in_page(email, form.first_error()[1])
    if not right or found is None:
        with transaction() as session:
            entering.refuse(session, found, "password", now=now())
        return sign_in_page(email, _("We could not sign you in. Check the e-mail address and the password."))
    with transaction() as session:
        token = entering.enter(session, found, now=now())
    response = redirect(url_for("signing_in.code"), 303)
    set_cookie(response, "half", token)
    return response


def _network_and_address() -> str:
    address = people.plain(request.form.get("email", ""))
    return network() + digest(settings().secret_key, "sign-in", address).hex()[:24]


@signing_in.get("/code")
@may(PUBLIC)
def code() -> str | Response:
    """The page for the second factor, once a password was given."""
    with reading() as session:
        expected = entering.half_way(session, cookie("half"), now=now())
    if not expected:
        return redirect(url_for("signing_in.sign_in"), 303)
    return render_template("team/code.html", error="")


@signing_in.post("/code")
@may(PUBLIC)
def check_code() -> Response | tuple[str, int]:
    """The second factor."""
    form = team_forms.CodeForm()
    token: str | None = None
    with portal().limiter.limit(TRIES):
        fresh = form.validate()
    if fresh:
        with transaction() as session:
            token = entering.second_factor(session, cookie("half"), form.code.data or "", now=now(), browser=browser())
            if token:
                entering.forget(session, cookie("team"))
    if token:
        return let_in(token)
    sentence = _("This code did not work. Wait for the next one. After many wrong codes, wait a quarter of an hour.")
    return render_template("team/code.html", error=sentence if fresh else form.first_error()[1]), 422


def let_in(token: str) -> Response:
    """Into the team's pages, where the person was before, if they were."""
    response = redirect(team_resuming.where() or url_for("team.queue"), 303)
    drop_cookie(response, "half")
    set_cookie(response, "team", token, same_site="Lax")
    # What a child left in this browser, on a device that was lent to them, is not for whoever signs in.
    for name in together.LEFT:
        if cookie(name):
            drop_cookie(response, name)
    return response


@signing_in.post("/demo")
@may(PUBLIC)
def demo() -> Response | tuple[str, int]:
    """One press signs in, on a demonstration that only this machine can reach."""
    form = team_forms.DemoForm()
    with transaction() as session:
        found = entering.look_up(session, form.email.data or "")
        if not (_demonstration() and form.validate() and found and found.active):
            return _page("", _("This is only for the demonstration.")), 403
        token = entering.begin(session, found.id, now=now(), browser=browser())
        entering.forget(session, cookie("team"))
    return let_in(token)


@signing_in.post("/sign-out")
@may(Act.SEE_OWN_ACCOUNT)
def sign_out() -> Response:
    """End this session."""
    if team_forms.TeamForm().validate():
        with transaction() as session:
            entering.end(session, person().id, person().session_id, now=now())
    response = redirect(url_for("signing_in.sign_in"), 303)
    drop_cookie(response, "team")
    response.headers["Clear-Site-Data"] = '"cookies", "storage"'
    return response


def browser() -> str:
    """The family of the browser that asks, to tell one's own sessions apart; nothing finer is kept."""
    agent = request.user_agent.string
    family = next((name for mark, name in FAMILIES if mark in agent), "")
    return f"{family}, phone" if family and "Mobile" in agent else family


@signing_in.get("/account")
@may(Act.SEE_OWN_ACCOUNT)
def account() -> str:
    """One's own sessions and secrets."""
    with reading() as session:
        live = entering.sessions_of(session, person().id, now=now())
        left = accounts.codes_left(session, person().id)
        keys = passkeys.of(session, person().id)
    return render_template("team/account.html", person=person(), live=live, left=left, keys=keys)


@signing_in.post("/account/end")
@may(Act.SEE_OWN_ACCOUNT)
def end() -> Response:
    """End one of them."""
    form = team_forms.EndForm()
    if form.validate():
        with transaction() as session:
            entering.end(session, person().id, form.session.data or "", now=now())
    return redirect(url_for("signing_in.account"), 303)
