"""The Voice Team's queue, and for whoever keeps the portal running what could not be sent."""

from dataclasses import asdict, fields
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.domain import receipts
from portal.domain.access import Act, allowed
from portal.services import noting, overview, triage
from portal.services import unsent as unsent_jobs
from portal.services.triage import Filters
from portal.web import queue_view, team_forms, team_frame, team_view
from portal.web.wiring import calendar, may, now, person, reading, settings, today, transaction, viewer

team = Blueprint("team", __name__, url_prefix="/team")
team_frame.install(team)
VIEWS = ("now", "open", "unread", "new", "mine", "urgent", "late", "closed")
FILTERS = tuple(field.name for field in fields(Filters))


@team.get("")
@may(Act.SEE_OWN_ACCOUNT)
def queue() -> str | Response:
    """A view of the queue, narrowed as its address says; the address is the saved view."""
    if not allowed(person().role, Act.SEE_CASES):
        helps = allowed(person().role, Act.HELP_CHILDREN)
        return redirect(url_for("advocate.listed" if helps else "signing_in.account"), 303)
    view, words = request.args.get("view", ""), request.args.get("q", "").replace("\0", "").strip()
    filters = Filters(**{name: request.args.get(name, "").replace("\0", "")[:64] for name in FILTERS})
    filters = queue_view.sensible(filters)
    narrowed = {name: value for name, value in asdict(filters).items() if value}
    view = view if view in VIEWS else "open" if words or narrowed else "now"
    if typed := receipts.reference_in(words):
        return redirect(url_for("team.case", reference=typed), 303)
    if words:
        with transaction() as session:
            noting.searched(session, by=person().id, now=now())
    with reading() as session:
        unread = overview.unread(session, viewer(), calendar=calendar())
        found = triage.queue(
            session,
            view,
            viewer(),
            calendar=calendar(),
            words=words,
            after=request.args.get("after", ""),
            filters=filters,
        )
        offered = queue_view.offered(triage.choices(session, viewer()), settings().areas)
    lines = [team_view.line(row, found, today=today(), days=calendar().days) for row in found.rows]
    return render_template(
        "team/queue.html",
        view=view,
        views=VIEWS,
        q=words,
        lines=lines,
        after=found.after,
        filters=narrowed,
        offered=offered,
        chips=queue_view.chips(narrowed, offered),
        unread=unread,
    )


@team.post("/bulk")
@may(Act.WORK_CASES)
def bulk() -> str | Response:
    """Give or tag several cases at once, and say which could not be."""
    form = team_forms.BulkForm()
    references, back = request.form.getlist("chosen"), _back()
    if not form.validate() or not references:
        problem = form.first_error()[1] if form.errors else _("Choose one case or more first.")
        return make_response(render_template("team/bulk.html", problem=problem, back=back, done=[], missed=[]), 422)
    with transaction() as session:
        colleagues = triage.choices(session, viewer()).people
        at: dict[str, Any] = {"now": now(), "calendar": calendar()}
        if form.act.data == "assign":
            to = form.to.data or ""
            tried = triage.assign_all(session, references, viewer(), to=to, name=colleagues[to], **at) if to in colleagues else []
        else:
            tried = triage.tag_all(session, references, form.tag.data or "", viewer(), **at)
    problem = "" if tried else _("Choose who gets them.")
    done, missed = [ref for ref, there in tried if there], [ref for ref, there in tried if not there]
    page = render_template("team/bulk.html", problem=problem, back=back, done=done, missed=missed)
    return make_response(page, 422 if problem else 200)


def _back() -> str:
    # Only the question part is taken from the form, so that it never leads anywhere else.
    return f"{url_for('team.queue')}?{request.form.get('back', '')}"


@team.get("/unsent")
@may(Act.SEE_OUTBOX)
def unsent() -> str:
    """What the worker tried and could not do."""
    with reading() as session:
        faults = unsent_jobs.listed(session)
    return render_template("team/unsent.html", faults=faults)
