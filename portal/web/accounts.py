"""One's own secrets, each changed with the password once more; and the page on which somebody new sets up theirs."""

import secrets

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField

from portal.domain.access import Act
from portal.services import accounts as own
from portal.services.passwords import WeakPassword
from portal.web import team_frame
from portal.web.child_forms import PublicForm
from portal.web.signing_in import TRIES
from portal.web.team_forms import TeamForm
from portal.web.wiring import PUBLIC, may, now, person, portal, reading, transaction

accounts = Blueprint("accounts", __name__, url_prefix="/team")
team_frame.install(accounts)
WHAT = ("codes", "password", "app")
Answer = Response | str | tuple[str, int]


class SecretForm(TeamForm):
    """The password once more, and a new one where that is what changes."""

    password = PasswordField()
    new = PasswordField()


class RenewalForm(TeamForm):
    """The first code of a new app."""

    code = StringField()
    renewal = StringField()


class EnrolForm(PublicForm):
    """A password, and the first code of an app, from somebody who is not signed in yet."""

    new = PasswordField()
    code = StringField()


@accounts.get("/account/<what>")
@may(Act.SEE_OWN_ACCOUNT)
def ask(what: str) -> str:
    """Ask for the password before a secret changes."""
    if what not in WHAT:
        abort(404)
    return render_template("team/secret.html", what=what, error="")


@accounts.post("/account/<what>")
@may(Act.SEE_OWN_ACCOUNT)
def change(what: str) -> Answer:
    """Change a secret, for whoever knows the password."""
    if what not in WHAT:
        abort(404)
    form, me = SecretForm(), person()
    with portal().limiter.limit(TRIES):
        fresh = form.validate()
    if not fresh:
        return _again(what, form.first_error()[1])
    try:
        with reading() as session:
            own.confirm(session, me.id, form.password.data or "")
        with transaction() as session:
            if what == "codes":
                codes = own.new_codes(session, me.id, now=now(), pick=secrets.randbelow)
                return render_template("team/codes.html", codes=codes, onward=url_for("signing_in.account"))
            if what == "password":
                own.change_password(session, me.id, me.session_id, form.new.data or "", now=now())
                return redirect(url_for("signing_in.account"), 303)
            token, secret, uri = own.begin_renewal(session, me.id, now=now())
    except own.WrongPassword:
        return _again(what, _("This is not your password."))
    except WeakPassword as why:
        return _again(what, str(why))
    return _app(secret, uri, token)


def _again(what: str, error: str) -> Answer:
    return render_template("team/secret.html", what=what, error=error), 422


def _app(secret: str, uri: str, token: str, error: str = "") -> str:
    action = url_for("accounts.renew")
    return render_template("team/app.html", secret=secret, uri=uri, renewal=token, action=action, error=error, invited=None)


@accounts.post("/account-app")
@may(Act.SEE_OWN_ACCOUNT)
def renew() -> Answer:
    """The new app shows the right code: the old one is good no longer."""
    form, me = RenewalForm(), person()
    with portal().limiter.limit(TRIES):
        fresh = form.validate()
    token = form.renewal.data or ""
    try:
        with transaction() as session:
            secret, uri = own.renewal(session, token, me.id, now=now())
            if not fresh:
                return _app(secret, uri, token, form.first_error()[1]), 422
            own.finish_renewal(session, token, me.id, form.code.data or "", now=now())
    except own.NoSuchInvitation:
        return _again("app", _("That took too long. Begin again."))
    except own.WrongCode:
        return _app(secret, uri, token, _("This is not the code of the app that you just set up.")), 422
    return redirect(url_for("signing_in.account"), 303)


@accounts.post("/account-others")
@may(Act.SEE_OWN_ACCOUNT)
def end_others() -> Response:
    """End every session but this one."""
    if TeamForm().validate():
        with transaction() as session:
            own.end_others(session, person().id, person().session_id, now=now())
    return redirect(url_for("signing_in.account"), 303)


@accounts.get("/welcome/<token>")
@may(PUBLIC)
def welcome(token: str) -> Answer:
    """The page on which somebody new chooses a password and sets up their app."""
    return _welcome(token)


def _welcome(token: str, error: str = "") -> Answer:
    try:
        with reading() as session:
            invited = own.invitation(session, token, now=now())
    except own.NoSuchInvitation:
        abort(404)
    page = render_template(
        "team/app.html",
        invited=invited,
        secret=invited.totp_secret,
        uri=invited.otpauth_uri,
        action=url_for("accounts.set_up", token=token),
        error=error,
    )
    return (page, 422) if error else page


@accounts.post("/welcome/<token>")
@may(PUBLIC)
def set_up(token: str) -> Answer:
    """They chose, and their app works."""
    form = EnrolForm()
    with portal().limiter.limit(TRIES):
        fresh = form.validate()
    if not fresh:
        return _welcome(token, form.first_error()[1])
    try:
        with transaction() as session:
            codes = own.enrol(session, token, form.new.data or "", form.code.data or "", now=now(), pick=secrets.randbelow)
    except own.NoSuchInvitation:
        abort(404)
    except WeakPassword as why:
        return _welcome(token, str(why))
    except own.WrongCode:
        return _welcome(token, _("This is not the code of the app that you just set up."))
    return render_template("team/codes.html", codes=codes, onward=url_for("signing_in.sign_in"))
