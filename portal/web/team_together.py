"""Handing the device to a child: a page of the team that begins it, and signs its reader out."""

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain.access import Act
from portal.services import signing_in as entering
from portal.web import step_forms, team_frame, together
from portal.web.step_kinds import Ask
from portal.web.together import Note
from portal.web.wiring import cookie_name, may, now, person, portal, set_cookie, transaction

assisting = Blueprint("assisting", __name__, url_prefix="/team/together")
team_frame.install(assisting)
# What may stay in a browser that a child is given: the language, and that cookies are kept.
STAYS = ("lang", "c")


def _asks() -> tuple[Ask, ...]:
    languages = {row.tag: row.native for row in portal().languages}
    return (
        Ask("shown", "Your name, as the child knows you", "line", value=person().name),
        Ask("child", "The child’s first name", "line", hint="Shown at the top while they write. It is not kept."),
        Ask("language", "The language they read", "choice", languages, value="en"),
    )


@assisting.get("")
@may(Act.ANSWER_CASES)
def page() -> Response:
    """What happens when you hand your device over."""
    return _page({})


def _page(typed: dict[str, Any], errors: dict[str, str] | None = None) -> Response:
    html = render_template("team/together.html", asks=_asks(), typed=typed, errors=errors or {})
    return make_response(html, 422 if errors else 200)


@assisting.post("")
@may(Act.ANSWER_CASES)
def begin() -> Response:
    """Sign out of this browser, and open the child's form with a note of who helps."""
    asks = _asks()
    form = step_forms.form_of(asks)
    if not form.validate():
        errors = {str(name): str(messages[0]) for name, messages in form.errors.items()}
        return _page(step_forms.typed(form, asks), errors)
    said = step_forms.said(form, asks)
    note = together.sealed(Note(person().id, person().name, said["shown"].strip(), said["child"].strip()))
    with transaction() as session:
        entering.end(session, person().id, person().session_id, now=now())
    response = redirect(url_for("child.form", lang=said["language"]), 303)
    # Nothing of the team's may be reached from the device while it is in a child's hands.
    for name in request.cookies:
        if name not in [cookie_name(each) for each in STAYS]:
            response.delete_cookie(name, path="/", secure=name.startswith("__Host-"), httponly=True)
    set_cookie(response, together.NAME, note)
    set_cookie(response, "c", "1")
    return response
