"""A copy of what is kept in a case, for whoever asked: what to black out, the password again, and a file to save (P5)."""

import json
from typing import Any

from flask import Blueprint, abort, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.domain import subject_access
from portal.domain.access import Act
from portal.domain.cases import NotAllowed
from portal.domain.guards import NotYet
from portal.domain.rights import REQUESTERS
from portal.services import exporting, triage
from portal.services.exporting import Copy, Wanted
from portal.services.filing import Case
from portal.services.storing import Stale
from portal.web import stage_labels as say
from portal.web import team_frame
from portal.web.confirming import PasswordForm, confirmed
from portal.web.step_kinds import Ask
from portal.web.team_forms import MOST
from portal.web.wiring import calendar, may, now, person, transaction, viewer

copies = Blueprint("copies", __name__, url_prefix="/team/cases")
team_frame.install(copies)
FILES = {"html": "text/html; charset=utf-8", "json": "application/json"}


def _asks(case: Case) -> tuple[Ask, ...]:
    asked = {who: f"{say.REQUESTERS[who]}: {one.name}" for who, one in case.state.work.access.items()}
    return (
        Ask("requester", "Whom the copy is for", "choice", asked),
        Ask(
            "own_names",
            "For staff: how they are named in the case",
            hint="One a line. Only what names them is in their copy.",
            needed=False,
        ),
        Ask("names", "Names of other people", hint="One a line. Each is blacked out wherever it stands.", needed=False),
        Ask(
            "passages",
            "Passages that could do serious harm",
            hint="One a line, just as they are written. Blacked out.",
            needed=False,
        ),
        Ask("notes", "Notes between colleagues", "choice", {"in": "In the copy", "out": "Left out"}, value="in"),
        Ask("why", "Why the notes are left out", "line", needed=False),
        Ask("file", "File", "choice", {"html": "A page to read or print", "json": "Data for a machine"}, value="html"),
    )


@copies.get("/<reference>/copy")
@may(Act.KEEP_RECORDS)
def asking(reference: str) -> Response:
    """What a copy needs."""
    return _page(_find(reference))


def _find(reference: str) -> Case:
    try:
        with transaction() as session:
            return triage.read(session, reference, viewer(), now=now())
    except triage.NoSuchCase:
        abort(404)


def _page(case: Case, *, errors: dict[str, str] | None = None, typed: dict[str, Any] | None = None) -> Response:
    asked = case.state.work.access
    html = render_template(
        "team/export.html",
        case=case,
        asks=_asks(case),
        asked=[(say.REQUESTERS[who], one.name, subject_access.due_on(one.on, one.months)) for who, one in asked.items()],
        owed=case.state.work.access_owed,
        errors=errors or {},
        typed=typed,
    )
    return make_response(html, 422 if errors else 200)


@copies.post("/<reference>/copy")
@may(Act.KEEP_RECORDS)
def make(reference: str) -> Response:
    """The copy, as a file. That it was made is written down in the case."""
    case, form = _find(reference), PasswordForm()
    typed = {ask.name: request.form.get(ask.name, "") for ask in _asks(case)}
    errors = _wrong(case, form, typed)
    if errors:
        return _page(case, errors=errors, typed=typed)
    who = typed["requester"]
    wanted = Wanted(
        who,
        case.state.work.access[who].name,
        _lines(typed["names"]),
        _lines(typed["passages"]),
        typed["notes"] == "in",
        typed["why"],
        _lines(typed["own_names"]),
    )
    try:
        with transaction() as session:
            copy = exporting.export(session, case, wanted, by=person().id, now=now(), calendar=calendar())
    except NotYet as missing:
        key = "why" if missing.key == "access_notes_why" else "requester"
        return _page(case, errors={key: say.MISSING[missing.key]}, typed=typed)
    except exporting.NotThere as strings:
        return _page(case, errors={"names": _not_there(strings.typed)}, typed=typed)
    except (NotAllowed, Stale):
        return _page(case, errors={"": _("Somebody changed this case meanwhile. No copy was made; try again.")}, typed=typed)
    return _file(copy, typed["file"])


def _wrong(case: Case, form: PasswordForm, typed: dict[str, Any]) -> dict[str, str]:
    if not form.validate():
        return dict([form.first_error()])
    wrong: dict[str, str] = {}
    if typed["requester"] not in REQUESTERS or typed["requester"] not in case.state.work.access:
        wrong["requester"] = _("Choose first.")
    if typed["requester"] == "staff" and not _lines(typed["own_names"]):
        wrong["own_names"] = _("Write how they are named.")
    for name, choices in (("notes", ("in", "out")), ("file", FILES)):
        if typed[name] not in choices:
            wrong[name] = _("Choose first.")
    for name in ("own_names", "names", "passages", "why"):
        if len(typed[name]) > MOST:
            wrong[name] = _("This is too long. You can use up to %(most)s letters.", most=f"{MOST:,}")
    if not wrong and not confirmed(form):
        wrong["password"] = _("This is not your password. No copy was made.")
    return wrong


def _lines(typed: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in typed.splitlines() if line.strip())


def _not_there(typed: tuple[str, ...]) -> str:
    found = ", ".join(f"“{one}”" for one in typed)
    return str(_("Not in the copy: %(typed)s. Check how it is spelt, or take it out. No copy was made.", typed=found))


def _file(copy: Copy, kind: str) -> Response:
    body = json.dumps(copy.as_json(), ensure_ascii=False, indent=1) if kind == "json" else _html(copy)
    response = make_response(body)
    response.headers["Content-Type"] = FILES[kind]
    response.headers["Content-Disposition"] = f'attachment; filename="copy-{copy.reference}.{kind}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _html(copy: Copy) -> str:
    return render_template("team/export_file.html", copy=copy, who=say.REQUESTERS[copy.requester])
