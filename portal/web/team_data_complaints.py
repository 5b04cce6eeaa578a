"""The register of complaints about how personal data was handled: beside the cases, and never one of them (P9)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.domain.access import Act
from portal.services import data_complaints as register
from portal.web import step_forms, team_frame
from portal.web.step_kinds import Ask
from portal.web.wiring import may, now, person, reading, today, transaction

data_complaints = Blueprint("data_complaints", __name__, url_prefix="/team/data-complaints")
team_frame.install(data_complaints)


def _entering(day: date) -> Sequence[Ask]:
    return (
        Ask("received_on", "It came on", "day", value=day),
        Ask("who", "Who complains, and how to reach them", "line"),
        Ask("words", "What it is about"),
    )


def _telling(day: date) -> Sequence[Ask]:
    return (Ask("on", "Told on", "day", value=day), Ask("words", "What was found, and what they were told"))


@data_complaints.get("")
@may(Act.KEEP_RECORDS)
def shown() -> Response:
    """The register."""
    return _page()


def _page(*, errors: dict[str, str] | None = None, typed: dict[str, Any] | None = None) -> Response:
    with reading() as session:
        found = register.register(session, today=today())
    html = render_template("team/data_complaints.html", found=found, asks=_entering(today()), errors=errors or {}, typed=typed)
    return make_response(html, 422 if errors else 200)


@data_complaints.post("")
@may(Act.KEEP_RECORDS)
def enter() -> Response:
    """Enter one that came."""
    asks = _entering(today())
    form = step_forms.form_of(asks)
    typed = step_forms.typed(form, asks)
    if not form.validate():
        return _page(errors={name: messages[0] for name, messages in form.errors.items()}, typed=typed)
    try:
        with transaction() as session:
            register.enter(session, **step_forms.said(form, asks), by=person().id, now=now(), today=today())
    except register.WrongDay:
        return _page(errors={"received_on": _("That day is still to come, or years ago. Check the year.")}, typed=typed)
    return redirect(url_for("data_complaints.shown"), 303)


@data_complaints.get("/<complaint>")
@may(Act.KEEP_RECORDS)
def one(complaint: str) -> Response:
    """One of them, with what is to be done."""
    return _one_page(complaint)


def _one_page(complaint: str, *, errors: dict[str, str] | None = None, typed: dict[str, Any] | None = None) -> Response:
    try:
        with reading() as session:
            found = register.find(session, complaint)
    except register.NoSuchComplaint:
        abort(404)
    html = render_template(
        "team/data_complaint.html",
        one=found,
        acknowledging=(Ask("on", "Acknowledged on", "day", value=today()),),
        telling=_telling(today()),
        errors=errors or {},
        typed=typed,
    )
    return make_response(html, 422 if errors else 200)


@data_complaints.post("/<complaint>/acknowledge")
@may(Act.KEEP_RECORDS)
def acknowledge(complaint: str) -> Response:
    """It was acknowledged."""
    asks = (Ask("on", "Acknowledged on", "day"),)
    form = step_forms.form_of(asks)
    return _do(complaint, form, asks, "a", lambda session, said: register.acknowledge(session, complaint, **said, today=today()))


@data_complaints.post("/<complaint>/outcome")
@may(Act.KEEP_RECORDS)
def outcome(complaint: str) -> Response:
    """Its outcome was told."""
    asks = _telling(today())
    form = step_forms.form_of(asks)
    return _do(complaint, form, asks, "o", lambda session, said: register.tell_outcome(session, complaint, **said, today=today()))


def _do(complaint: str, form: Any, asks: Sequence[Ask], prefix: str, act: Any) -> Response:
    typed = {f"{prefix}-{name}": value for name, value in step_forms.typed(form, asks).items()}
    if not form.validate():
        errors = {f"{prefix}-{name}": messages[0] for name, messages in form.errors.items()}
        return _one_page(complaint, errors=errors, typed=typed)
    try:
        with transaction() as session:
            act(session, step_forms.said(form, asks))
    except register.NoSuchComplaint:
        abort(404)
    except register.WrongDay:
        wrong = _("The day has to be between the day it came and today.")
        return _one_page(complaint, errors={f"{prefix}-on": wrong}, typed=typed)
    return redirect(url_for("data_complaints.shown"), 303)
