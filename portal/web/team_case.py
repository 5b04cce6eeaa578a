"""A case's page, and what the team can do there."""

import secrets
from collections.abc import Callable
from typing import Any

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.domain import papers
from portal.domain.access import Act, allowed
from portal.domain.cases import NotAllowed
from portal.domain.casework import stage_owed
from portal.domain.facts import CLOSE_REASONS
from portal.domain.guards import NotYet
from portal.domain.readability import reading_age
from portal.services import saved_replies, triage
from portal.services.filing import Case
from portal.services.storing import Session, Stale
from portal.web import contact_view, sanitise, stage_view, team_forms, team_letters, team_resuming, team_steps, team_view
from portal.web.stage_labels import MISSING
from portal.web.team import team
from portal.web.wiring import calendar, may, now, person, reading, today, transaction, viewer

team_case = team  # These pages join the queue's own.
SIDES = ("all", "child", "notes")


@team.get("/cases/<reference>")
@may(Act.SEE_CASES)
def case(reference: str) -> Response:
    """The case; opening it is noted."""
    return _page(reference)


@team.get("/resume")
@may(Act.SEE_OWN_ACCOUNT)
def resume() -> Response:
    """The case on which somebody was writing when their session fell asleep, with what they wrote."""
    typed = team_resuming.waiting()
    if typed is None or not allowed(person().role, Act.SEE_CASES):
        return redirect(url_for("team.queue"), 303)
    if typed.form == "enter":
        return redirect(url_for("entry.page"), 303)
    if typed.form == team_resuming.STEP:
        return team_steps.resume(typed)
    if typed.form == "letter":
        return team_letters.page(typed.reference, typed.fields, resumed=True)
    return _page(typed.reference, form=typed.form, typed=typed.fields, resumed=True)


def _page(
    reference: str,
    *,
    form: str = "",
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    **more: Any,
) -> Response:
    """The case, noted as read. What was typed comes back in its form; with what changed meanwhile, if anything did."""
    try:
        with transaction() as session:
            opened = triage.opened(session, reference, viewer(), now=now())
    except triage.NoSuchCase:
        abort(404)
    # The page is made after the transaction, so that no child who is sending waits for it.
    found, typed, side = opened.case, typed or {}, request.args.get("show", "")
    forms, changed = (
        team_view.forms(found.state, person().role),
        team_view.since(opened, typed.get("version", "")) if typed else [],
    )
    if form and form not in forms:
        errors = {"": team_view.why_not(form, found.state)}
    saved = _saved()
    html = render_template(
        "team/case.html",
        case=found,
        state=found.state,
        told=found.state.received,
        language=team_view.language(found.row),
        clocks=team_view.clocks_of(found.row, today=today(), days=calendar().days),
        **stage_view.panel(found.state, today=today(), calendar=calendar(), hidden=opened.hidden),
        offered=team_steps.offered(found.state),
        about=team_steps.about(opened),
        **contact_view.panel(found.state),
        timeline=team_view.timeline(opened, side=side),
        side=side if side in SIDES else "all",
        sides=SIDES,
        readers=opened.readers,
        looking=team_view.looking(opened, me=person().name, now=now()),
        alike=opened.alike,
        documents=papers.listed(found.state.events),
        saved=saved,
        picked=next((each for each in saved if str(each.id) == request.args.get("saved")), None),
        who=opened.names.get(str(found.row.assigned_to), ""),
        mine=str(found.row.assigned_to) == person().id,
        reasons=CLOSE_REASONS,
        forms=forms,
        form=form,
        typed=typed,
        errors=errors or {},
        changed=changed,
        **{"preview": None, "new_code": "", "resumed": False} | more,
    )
    status = 200 if request.method == "GET" else 409 if changed else 422 if errors else 200
    return make_response(html, status)


def _saved() -> list[saved_replies.SavedReply]:
    with reading() as session:
        return saved_replies.everything(session)


def _as_lines(text: str) -> list[str]:
    # Browsers send the ends of lines of a hidden field and of a box in different ways.
    return text.splitlines()


def _act(reference: str, form: team_forms.TeamForm, name: str, act: Callable[[Session, Case], Any]) -> Response:
    """Do one thing to a case and go back to it; what was typed is never lost."""
    errors = dict([form.first_error()]) if not form.validate() else _try(reference, form, act)
    if errors is not None:
        return _page(reference, form=name, typed=request.form.to_dict(), errors=errors)
    return team_resuming.done(redirect(url_for("team.case", reference=reference, _anchor="timeline"), 303))


def _try(reference: str, form: team_forms.TeamForm, act: Callable[[Session, Case], Any]) -> dict[str, str] | None:
    """Do it; or what is wrong, where a clash with somebody else's change needs no more words than the page has."""
    try:
        with transaction() as session:
            found = triage.find(session, reference, viewer())
            if form.version.data == str(found.row.version):
                act(session, found)
            elif not form.was_sent_twice(found, by=person().id):
                return {}
    except triage.NoSuchCase:
        abort(404)
    except Stale:
        return {}
    except NotYet as missing:
        return {"": MISSING[missing.key]}
    except NotAllowed:
        return {"": _("This cannot be done to the case as it stands now.")}
    return None


@team.post("/cases/<reference>/acknowledge")
@may(Act.ANSWER_CASES)
def acknowledge(reference: str) -> Response:
    """Tell the child that their words were read."""
    form = team_forms.WordsForm()
    return _act(reference, form, "acknowledge", lambda session, found: triage.acknowledge(session, found, form.said, **_by()))


@team.post("/cases/<reference>/take")
@may(Act.WORK_CASES)
def take(reference: str) -> Response:
    """Assign to me."""
    form, me = team_forms.TeamForm(), person()
    return _act(reference, form, "take", lambda session, found: triage.assign(session, found, to=me.id, name=me.name, **_by()))


@team.post("/cases/<reference>/note")
@may(Act.NOTE_CASES)
def note(reference: str) -> Response:
    """A note that the child never sees."""
    form = team_forms.WordsForm()
    return _act(reference, form, "note", lambda session, found: triage.note(session, found, form.said, **_by()))


@team.post("/cases/<reference>/reply")
@may(Act.ANSWER_CASES)
def reply(reference: str) -> Response:
    """Write to the child: first as they will see it, then for good."""
    form, name = team_forms.ReplyForm(), person().name
    if form.validate():
        with reading() as session:
            if saved_replies.lacks_own_words(session, form.said):
                own = _("Write at least one sentence of your own: this is a saved reply alone.")
                return _page(reference, form="reply", typed=request.form.to_dict(), errors={"words": str(own)})
    # What was changed after somebody looked at it is looked at again: nothing goes out as nobody saw it.
    changed = "seen" in request.form and _as_lines(request.form["seen"]) != _as_lines(form.words.data or "")
    if (form.act.data != "send" or changed) and form.validate():
        preview = {"html": sanitise.staff_html(form.said), "age": reading_age(form.said)}
        return _page(reference, form="reply", typed=request.form.to_dict(), preview=preview)

    def send(session: Session, found: Case) -> None:
        later = form.answer.data and stage_owed(found.state.status, found.state.work) > 1
        if later and not allowed(person().role, Act.ADJUDICATE):
            raise NotYet("adjudicate")
        triage.reply(session, found, form.said, answer=bool(form.answer.data), name=name, **_by())

    return _act(reference, form, "reply", send)


@team.post("/cases/<reference>/settle")
@may(Act.WORK_CASES)
def settle(reference: str) -> Response:
    """No longer urgent, and why."""
    form = team_forms.WordsForm()
    return _act(reference, form, "settle", lambda session, found: triage.settle(session, found, form.said, **_by()))


@team.post("/cases/<reference>/close")
@may(Act.WORK_CASES)
def close(reference: str) -> Response:
    """Close it, with words for the child."""
    form = team_forms.CloseForm()
    return _act(
        reference,
        form,
        "close",
        lambda session, found: triage.close(session, found, form.reason.data or "", form.said, **_by()),
    )


@team.post("/cases/<reference>/code")
@may(Act.WORK_CASES)
def code(reference: str) -> Response:
    """A new code for a child who told the hint; shown once, on the answer to this very press."""
    form = team_forms.CodeReasonForm()
    given: list[str] = []

    def give(session: Session, found: Case) -> None:
        given.append(triage.give_new_code(session, found, form.said, pick=secrets.randbelow, **_by()))

    refused = _act(reference, form, "code", give)
    return _page(reference, new_code=given[0]) if given else refused


def _by() -> dict[str, Any]:
    return {"by": person().id, "now": now(), "calendar": calendar()}
