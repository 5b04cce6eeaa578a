"""Passkeys: adding and removing one's own, and signing in with one. They need a script; everything else goes without."""

import ipaddress
from urllib.parse import urlsplit

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField, ValidationError

from portal.domain.access import Act
from portal.services import accounts, passkeys
from portal.services.passkeys import Begun, Site
from portal.services.signing_in import forget
from portal.web import signing_in, team_frame
from portal.web.child_forms import PublicForm
from portal.web.signing_in import TRIES
from portal.web.team_forms import TeamForm
from portal.web.wiring import (
    PUBLIC,
    cookie,
    may,
    now,
    person,
    portal,
    reading,
    settings,
    transaction,
)

team_passkeys = Blueprint("passkeys", __name__, url_prefix="/team")
team_frame.install(team_passkeys)


class AddForm(TeamForm):
    """What a passkey is called, and what the browser made."""

    password = PasswordField()
    name = StringField(filters=[lambda typed: " ".join((typed or "").replace("\0", "").split())])
    token = StringField()
    credential = StringField()

    def validate_name(self, field: StringField) -> None:
        """Short, and there."""
        if not field.data or len(field.data) > 60:
            raise ValidationError(_("Give it a short name, such as the name of the device."))


class RemoveForm(TeamForm):
    """A passkey to remove."""

    passkey = StringField()


class SignInForm(PublicForm):
    """What the browser's passkey signed; ``act`` is "whole" where there was no password before."""

    act = StringField()
    token = StringField()
    credential = StringField()


def site() -> Site:
    """Where the portal is, as browsers see it."""
    address = urlsplit(settings().base_url or request.host_url)
    return Site(address.hostname or "", f"{address.scheme}://{address.netloc}")


def possible() -> bool:
    """Whether browsers make passkeys for this host: they do not for a bare number."""
    try:
        ipaddress.ip_address(site().host)
    except ValueError:
        return True
    return False


@team_passkeys.app_context_processor
def _shown() -> dict[str, object]:
    return {"passkeys_possible": possible, "has_passkey": _has_passkey}


def _has_passkey() -> bool:
    with reading() as session:
        return passkeys.expected(session, cookie("half"), now=now())


def _asks(begun: Begun) -> Response:
    return make_response(jsonify(token=begun.token, options=begun.options))


def _refused(form: AddForm) -> dict[str, str]:
    """What is wrong with what was typed, by field; empty when nothing is."""
    with portal().limiter.limit(TRIES):
        fresh = form.validate()
    if not fresh:
        name, sentence = form.first_error()
        return {name if name == "name" else "password": sentence}
    try:
        with reading() as session:
            accounts.confirm(session, person().id, form.password.data or "")
    except accounts.WrongPassword:
        return {"password": _("This is not your password.")}
    return {}


def _page(errors: dict[str, str], name: str) -> tuple[str, int]:
    return render_template("team/passkey.html", errors=errors, name=name), 422


@team_passkeys.get("/account/passkeys")
@may(Act.SEE_OWN_ACCOUNT)
def ask() -> str:
    """The page to add one on."""
    return render_template("team/passkey.html", errors={}, name="")


@team_passkeys.post("/account/passkeys/begin")
@may(Act.SEE_OWN_ACCOUNT)
def begin_adding() -> Response | tuple[Response, int]:
    """What the browser is asked, once the password was given."""
    form = AddForm()
    if _refused(form):
        return jsonify(), 422
    with transaction() as session:
        return _asks(passkeys.begin_adding(session, person().id, form.name.data or "", site(), now=now()))


@team_passkeys.post("/account/passkeys")
@may(Act.SEE_OWN_ACCOUNT)
def add() -> Response | tuple[str, int]:
    """Keep what the browser made. Without it, this says what was wrong before."""
    form = AddForm()
    token, credential, name = form.token.data or "", form.credential.data or "", form.name.data or ""
    if not credential:
        return _page(_refused(form) or {"name": _("Your browser made no passkey. Try again.")}, name)
    if not form.validate():
        return _page({"name": form.first_error()[1]}, name)
    with transaction() as session:
        added = passkeys.add(session, person().id, token, credential, site(), now=now())
    if not added:
        return _page({"name": _("This passkey could not be added. Try again.")}, name)
    return redirect(url_for("signing_in.account", _anchor="passkeys"), 303)


@team_passkeys.post("/account/passkeys/remove")
@may(Act.SEE_OWN_ACCOUNT)
def remove() -> Response:
    """Take one away."""
    form = RemoveForm()
    if form.validate():
        with transaction() as session:
            passkeys.remove(session, person().id, form.passkey.data or "", now=now())
    return redirect(url_for("signing_in.account", _anchor="passkeys"), 303)


@team_passkeys.post("/passkey/begin")
@may(PUBLIC)
def begin() -> Response | tuple[Response, int]:
    """What the browser is asked by somebody who signs in."""
    form = SignInForm()
    with portal().limiter.limit(TRIES):
        fresh = form.validate()
    if not fresh:
        return jsonify(), 422
    with transaction() as session:
        begun = passkeys.begin(session, cookie("half"), site(), whole=form.act.data == "whole", now=now())
    return _asks(begun) if begun else (jsonify(), 422)


@team_passkeys.post("/passkey")
@may(PUBLIC)
def sign_in() -> Response | tuple[str, int]:
    """Sign in with what the browser's passkey signed."""
    form = SignInForm()
    half, whole, token = cookie("half"), form.act.data == "whole", None
    with portal().limiter.limit(TRIES):
        fresh = form.validate()
    if fresh and form.credential.data:
        signed, browser = form.credential.data, signing_in.browser()
        with transaction() as session:
            token = passkeys.sign_in(
                session, half, form.token.data or "", signed, site(), whole=whole, now=now(), browser=browser
            )
            if token:
                forget(session, cookie("team"))
    if token:
        return signing_in.let_in(token)
    sentence = form.first_error()[1] if form.errors else _("The passkey did not work. Try again, or sign in without it.")
    return signing_in.sign_in_page("", sentence) if whole else (render_template("team/code.html", error=sentence), 422)
