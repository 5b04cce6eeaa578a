"""The Voice Team's queue, and for whoever keeps the portal running what could not be sent."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain import receipts
from portal.domain.access import Act, allowed
from portal.services import overview, triage
from portal.services import unsent as unsent_jobs
from portal.web import narrowing, team_frame, team_view
from portal.web.wiring import calendar, may, person, reading, today

team = Blueprint("team", __name__, url_prefix="/team")
team_frame.install(team)
VIEWS = ("now", "open", "unread", "new", "mine", "urgent", "late", "closed")


@team.get("")
@may(Act.SEE_OWN_ACCOUNT)
def queue() -> str | Response:
    """A view of the queue; its address is the view."""
    if not allowed(person().role, Act.SEE_CASES):
        return redirect(url_for("signing_in.account"), 303)
    view, words = request.args.get("view", ""), request.args.get("q", "").replace("\0", "").strip()
    view = view if view in VIEWS else "open" if words else "now"
    if words and _reference(words):
        return redirect(url_for("team.case", reference=_reference(words)), 303)
    narrow = narrowing.read(request.args, view)
    with reading() as session:
        unread = overview.unread(session, today=today(), calendar=calendar())
        found = triage.queue(
            session,
            view,
            me=person().id,
            today=today(),
            calendar=calendar(),
            words=words,
            after=request.args.get("after", ""),
            narrow=narrow,
        )
    lines = [team_view.line(row, found, today=today(), days=calendar().days) for row in found.rows]
    chips = narrowing.chips(narrow, found.names)
    return render_template(
        "team/queue.html",
        view=view,
        views=VIEWS,
        q=words,
        lines=lines,
        after=found.after,
        unread=unread,
        chips=chips,
        kept=narrowing.query(narrow) if chips else {},
    )


def _reference(typed: str) -> str:
    try:
        return receipts.normalise_reference(typed) if typed[:2].upper() == "YV" else ""
    except receipts.NotAReference:
        return ""


@team.get("/unsent")
@may(Act.SEE_OUTBOX)
def unsent() -> str:
    """What the worker tried and could not do."""
    with reading() as session:
        faults = unsent_jobs.listed(session)
    return render_template("team/unsent.html", faults=faults)
