"""The Voice Team's queue, and for whoever keeps the portal running what could not be sent."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain import receipts
from portal.domain.access import Act, allowed
from portal.services import noting, triage
from portal.services import unsent as unsent_jobs
from portal.web import team_frame, team_view
from portal.web.wiring import calendar, may, now, person, reading, today, transaction

team = Blueprint("team", __name__, url_prefix="/team")
team_frame.install(team)
VIEWS = ("now", "open", "new", "mine", "urgent", "late", "closed")


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
    if words:
        with transaction() as session:
            noting.searched(session, by=person().id, now=now())
    with reading() as session:
        found = triage.queue(
            session,
            view,
            me=person().id,
            today=today(),
            calendar=calendar(),
            words=words,
            after=request.args.get("after", ""),
        )
    lines = [team_view.line(row, found, today=today(), days=calendar().days) for row in found.rows]
    return render_template("team/queue.html", view=view, views=VIEWS, q=words, lines=lines, after=found.after)


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
