"""Signing in with the organisation's own account, where the settings name its provider; and tying one to oneself."""

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import PasswordField

from portal.domain.access import Act
from portal.services import accounts as own
from portal.services import single_sign_on as sso
from portal.services.signing_in import forget, refuse
from portal.web import signing_in, team_frame
from portal.web.signing_in import TRIES
from portal.web.team_forms import TeamForm
from portal.web.wiring import (
    PUBLIC,
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

organisation = Blueprint("organisation", __name__, url_prefix="/team")
team_frame.install(organisation)
Answer = Response | str | tuple[str, int]


class TieForm(TeamForm):
    """The password once more."""

    password = PasswordField()


def _provider() -> sso.Provider:
    known = settings()
    if not known.oidc_metadata_url:
        abort(404)
    return sso.Provider(known.oidc_metadata_url, known.oidc_client_id, known.oidc_client_secret)


def _back() -> str:
    # Where the address of the site is set, nobody's Host header decides where a code is sent.
    return (
        settings().base_url + url_for("organisation.back")
        if settings().base_url
        else url_for("organisation.back", _external=True)
    )


@organisation.app_context_processor
def _shown() -> dict[str, object]:
    return {"organisation_signs_in": bool(settings().oidc_metadata_url), "account_tied": _tied}


def _tied() -> bool:
    with reading() as session:
        return sso.tied(session, person().id)


@organisation.get("/organisation")
@may(PUBLIC)
def go() -> Answer:
    """To the provider. Nothing is stored here: what was asked goes along, signed, in a cookie."""
    provider, ties, key = _provider(), request.args.get("ties", ""), settings().secret_key
    try:
        person_id = sso.who_ties(ties, key, now=now()) if ties else ""
        with portal().limiter.limit(TRIES):
            begun = sso.begin(provider, sso.look_up(provider), _back(), key, person_id=person_id, now=now())
    except sso.NotNow:
        return signing_in.sign_in_page("", _not_now())
    except sso.NotSure:
        return signing_in.sign_in_page("", _not_sure())
    response = redirect(begun.address, 303)
    # Lax, because the provider's page leads back here.
    set_cookie(response, "organisation", begun.token, same_site="Lax")
    return response


@organisation.get("/account/organisation")
@may(Act.SEE_OWN_ACCOUNT)
def ask() -> Answer:
    """The page to tie one's account on."""
    _provider()
    return render_template("team/organisation.html", error="")


@organisation.post("/account/organisation")
@may(Act.SEE_OWN_ACCOUNT)
def tie() -> Answer:
    """The password was given once more: a link to the provider. No redirect, because forms here lead nowhere else."""
    _provider()
    form = TieForm()
    with portal().limiter.limit(TRIES):
        fresh = form.validate()
    if not fresh:
        return _again(form.first_error()[1])
    try:
        with reading() as session:
            own.confirm(session, person().id, form.password.data or "")
    except own.WrongPassword:
        return _again(_("This is not your password."))
    ties = sso.may_tie(person().id, settings().secret_key, now=now())
    return render_template("team/organisation.html", error="", onward=url_for("organisation.go", ties=ties))


@organisation.post("/account/organisation/end")
@may(Act.SEE_OWN_ACCOUNT)
def untie() -> Response:
    """The account signs nobody in any more."""
    if TeamForm().validate():
        with transaction() as session:
            sso.untie(session, person().id, now=now())
    return redirect(url_for("signing_in.account"), 303)


@organisation.get("/organisation/back")
@may(PUBLIC)
def back() -> Answer:
    """What the provider answers. A page of another site leads here, so the pass that this browser holds is what counts."""
    provider, code = _provider(), request.args.get("code", "")
    try:
        with portal().limiter.limit(TRIES):
            asked = sso.take(cookie("organisation"), request.args.get("state", ""), settings().secret_key, now=now())
        account = sso.fetch(provider, sso.look_up(provider), asked, code, _back(), now=now())
        return _done(_tie(asked.person_id, account) if asked.person_id else _enter(account))
    except sso.NotNow:
        return _done(signing_in.sign_in_page("", _not_now()))
    except sso.NotSure:
        return _done(_refused())


def _enter(account: sso.Account) -> Response:
    with transaction() as session:
        token, whole = sso.enter(session, account, now=now(), browser=signing_in.browser())
        if whole:
            forget(session, cookie("team"))
    if whole:
        return signing_in.let_in(token)
    response = redirect(url_for("signing_in.code"), 303)
    # Strict would not go along, because it is another site that led here.
    set_cookie(response, "half", token, same_site="Lax")
    return response


def _refused() -> Answer:
    # Written down in a transaction of its own: the one that refused was rolled back.
    with transaction() as session:
        refuse(session, None, "organisation", now=now())
    return signing_in.sign_in_page("", _not_sure())


def _tie(person_id: str, account: sso.Account) -> Answer:
    # Whoever began this has to be who is signed in here now.
    signed_in = portal().who()
    if signed_in is None or signed_in.id != person_id:
        return signing_in.sign_in_page("", _not_sure())
    try:
        with transaction() as session:
            sso.tie(session, person_id, account, now=now())
    except sso.NotSure:
        return _again(_("This account signs somebody else in already."))
    return redirect(url_for("signing_in.account"), 303)


def _done(answer: Answer) -> Response:
    response = make_response(answer)
    drop_cookie(response, "organisation")
    return response


def _again(error: str) -> tuple[str, int]:
    return render_template("team/organisation.html", error=error), 422


def _not_now() -> str:
    return str(_("Your organisation's sign-in did not answer. Try again, or sign in with your password."))


def _not_sure() -> str:
    return str(
        _(
            "Your organisation's sign-in did not let you in here. If you have not done so yet, sign in with your password and "
            "tie your organisation's account to yourself on the page Account."
        )
    )
