"""Signing in and out, and one's own sessions."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.config import is_loopback
from portal.domain.access import Act, Role
from portal.services import people
from portal.services import signing_in as entering
from portal.web import team_forms
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
TRIES = "10 per minute; 60 per hour"


def load_person() -> Person | None:
    """Whoever this request's cookie belongs to."""
    token = cookie("team")
    if not token:
        return None
    with reading() as session:
        found = entering.who(session, token, now=now())
    if found is None:
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
    return _sign_in_page("", "")


def _sign_in_page(email: str, error: str) -> str:
    shown = []
    if _demonstration():
        with reading() as session:
            shown = [each for each in people.everyone(session) if each.active]
    return render_template("team/sign_in.html", email=email, error=error, demonstration=shown)


def _demonstration() -> bool:
    return settings().demo and is_loopback(request.host_url)


@signing_in.post("/sign-in")
@may(PUBLIC)
def enter() -> Response | tuple[str, int]:
    """An address and a password. The same words and the same time, whether or not anybody has the address."""
    form = team_forms.SignInForm()
    with portal().limiter.limit(TRIES), reading() as session:
        found = entering.look_up(session, form.email.data or "")
    right = entering.password_ok(found, form.password.data or "")
    if not form.validate() or not right or found is None:
        sentence = _("We could not sign you in. Check the e-mail address and the password.")
        return _sign_in_page(form.email.data or "", sentence), 422
    with transaction() as session:
        token = entering.enter(session, found, now=now())
    response = redirect(url_for("signing_in.code"), 303)
    set_cookie(response, "half", token)
    return response


@signing_in.get("/code")
@may(PUBLIC)
def code() -> str:
    """The page for the second factor."""
    return render_template("team/code.html", error="")


@signing_in.post("/code")
@may(PUBLIC)
def check_code() -> Response | tuple[str, int]:
    """The second factor."""
    form = team_forms.CodeForm()
    try:
        with portal().limiter.limit(TRIES), transaction() as session:
            if not form.validate():
                raise entering.NotLetIn
            token = entering.second_factor(session, cookie("half"), form.code.data or "", now=now())
    except entering.NotLetIn:
        with transaction() as session:
            entering.note_failure(session, cookie("half"), now=now())
        sentence = _("This code did not work. Wait for the next one, or sign in again.")
        return render_template("team/code.html", error=sentence), 422
    return _let_in(token)


def _let_in(token: str) -> Response:
    response = redirect(url_for("team.queue"), 303)
    drop_cookie(response, "half")
    set_cookie(response, "team", token, same_site="Lax")
    return response


@signing_in.post("/demo")
@may(PUBLIC)
def demo() -> Response | tuple[str, int]:
    """One press signs in, on a demonstration that only this machine can reach."""
    form = team_forms.DemoForm()
    with transaction() as session:
        found = entering.look_up(session, form.email.data or "")
        if not (_demonstration() and form.validate() and found and found.active):
            return _sign_in_page("", _("This is only for the demonstration.")), 403
        token = entering.begin(session, found.id, now=now())
    return _let_in(token)


@signing_in.post("/sign-out")
@may(Act.SEE_OWN_ACCOUNT)
def sign_out() -> Response:
    """End this session."""
    if team_forms.TeamForm().validate():
        with transaction() as session:
            entering.end(session, person().id, person().session_id)
    response = redirect(url_for("signing_in.sign_in"), 303)
    drop_cookie(response, "team")
    response.headers["Clear-Site-Data"] = '"cookies", "storage"'
    return response


@signing_in.get("/account")
@may(Act.SEE_OWN_ACCOUNT)
def account() -> str:
    """One's own sessions."""
    with reading() as session:
        live = entering.sessions_of(session, person().id, now=now())
    return render_template("team/account.html", person=person(), live=live)


@signing_in.post("/account/end")
@may(Act.SEE_OWN_ACCOUNT)
def end() -> Response:
    """End one of them."""
    form = team_forms.EndForm()
    if form.validate():
        with transaction() as session:
            entering.end(session, person().id, form.session.data or "")
    return redirect(url_for("signing_in.account"), 303)
