"""A case's page, and what the team can do there."""

import secrets
from collections.abc import Callable
from typing import Any

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.domain.access import Act
from portal.domain.cases import CLOSE_REASONS, NotAllowed
from portal.domain.readability import reading_age
from portal.services import triage
from portal.services.filing import Case
from portal.services.storing import Session, Stale
from portal.web import sanitise, team_forms, team_view
from portal.web.team import team
from portal.web.wiring import calendar, may, now, person, reading, today, transaction

team_case = team  # These pages join the queue's own.
SIDES = ("all", "child", "notes")


@team.get("/cases/<reference>")
@may(Act.SEE_CASES)
def case(reference: str) -> Response:
    """The case; opening it is noted."""
    try:
        with transaction() as session:
            found = triage.read(session, reference, by=person().id, now=now())
            return _page(session, found)
    except triage.NoSuchCase:
        abort(404)


def _page(session: Session, found: Case, *, status: int = 200, **more: Any) -> Response:
    side = request.args.get("show", "all")
    names = triage.names(session)
    html = render_template(
        "team/case.html",
        case=found,
        state=found.state,
        told=found.state.received,
        clocks=team_view.clocks_of(found.row, today=today(), days=calendar().days),
        timeline=team_view.timeline(found, names, side=side),
        side=side if side in SIDES else "all",
        sides=SIDES,
        readers=triage.readers(session, found),
        who=names.get(str(found.row.assigned_to), ""),
        reasons=CLOSE_REASONS,
        person=person(),
        **{"typed": {}, "errors": {}, "preview": None, "clash": False, "new_code": "", "form": ""} | more,
    )
    return make_response(html, status)


def _act(reference: str, form: team_forms.TeamForm, name: str, act: Callable[[Session, Case], Any]) -> Response:
    """Do one thing to a case and go back to it; what was typed is never lost."""
    try:
        with transaction() as session:
            found = triage.find(session, reference)
            if not form.validate():
                return _again(session, found, name, dict([form.first_error()]))
            if form.version.data != found.row.version:
                return _again(session, found, name, {}, clash=True)
            act(session, found)
    except triage.NoSuchCase:
        abort(404)
    except (Stale, NotAllowed) as fault:
        with reading() as session:
            refused = {} if isinstance(fault, Stale) else {"words": _("This cannot be done to the case as it stands now.")}
            return _again(session, triage.find(session, reference), name, refused, clash=isinstance(fault, Stale))
    return redirect(url_for("team.case", reference=reference), 303)


def _again(session: Session, found: Case, name: str, errors: dict[str, str], *, clash: bool = False) -> Response:
    typed = request.form.to_dict()
    return _page(session, found, status=409 if clash else 422, typed=typed, errors=errors, clash=clash, form=name)


@team.post("/cases/<reference>/acknowledge")
@may(Act.WORK_CASES)
def acknowledge(reference: str) -> Response:
    """Tell the child that their words were read."""
    form = team_forms.WordsForm()
    return _act(
        reference, form, "acknowledge", lambda session, found: triage.acknowledge(session, found, form.words.data or "", **_by())
    )


@team.post("/cases/<reference>/take")
@may(Act.WORK_CASES)
def take(reference: str) -> Response:
    """Assign to me."""
    me = person()
    return _act(
        reference,
        team_forms.TeamForm(),
        "take",
        lambda session, found: triage.assign(session, found, to=me.id, name=me.name, **_by()),
    )


@team.post("/cases/<reference>/note")
@may(Act.WORK_CASES)
def note(reference: str) -> Response:
    """A note that the child never sees."""
    form = team_forms.WordsForm()
    return _act(reference, form, "note", lambda session, found: triage.note(session, found, form.words.data or "", **_by()))


@team.post("/cases/<reference>/reply")
@may(Act.WORK_CASES)
def reply(reference: str) -> Response:
    """Write to the child: first as they will see it, then for good."""
    form, me = team_forms.ReplyForm(), person()
    if form.act.data != "send" and form.validate():
        return _preview(reference, form.words.data or "")
    return _act(
        reference,
        form,
        "reply",
        lambda session, found: triage.reply(
            session, found, form.words.data or "", answer=bool(form.answer.data), name=me.name, **_by()
        ),
    )


def _preview(reference: str, words: str) -> Response:
    shown = {"html": sanitise.staff_html(words), "age": reading_age(words)}
    try:
        with reading() as session:
            return _page(session, triage.find(session, reference), typed=request.form.to_dict(), preview=shown, form="reply")
    except triage.NoSuchCase:
        abort(404)


@team.post("/cases/<reference>/settle")
@may(Act.WORK_CASES)
def settle(reference: str) -> Response:
    """No longer urgent, and why."""
    form = team_forms.WordsForm()
    return _act(reference, form, "settle", lambda session, found: triage.settle(session, found, form.words.data or "", **_by()))


@team.post("/cases/<reference>/close")
@may(Act.WORK_CASES)
def close(reference: str) -> Response:
    """Close it, with words for the child."""
    form = team_forms.CloseForm()
    return _act(
        reference,
        form,
        "close",
        lambda session, found: triage.close(session, found, form.reason.data or "", form.words.data or "", **_by()),
    )


@team.post("/cases/<reference>/code")
@may(Act.WORK_CASES)
def code(reference: str) -> Response:
    """A new code for a child who told the hint; shown once."""
    form = team_forms.WordsForm()
    given: list[str] = []
    response = _act(
        reference,
        form,
        "code",
        lambda session, found: given.append(
            triage.give_new_code(session, found, form.words.data or "", pick=secrets.randbelow, **_by())
        ),
    )
    if not given:
        return response
    with reading() as session:
        return _page(session, triage.find(session, reference), new_code=given[0])


def _by() -> dict[str, Any]:
    return {"by": person().id, "now": now(), "calendar": calendar()}
