"""The Voice Team's queue."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain import receipts
from portal.domain.access import Act, allowed
from portal.services import triage
from portal.web import team_view
from portal.web.wiring import calendar, may, person, reading, today

team = Blueprint("team", __name__, url_prefix="/team")
VIEWS = ("now", "open", "new", "mine", "urgent", "late", "closed")


@team.get("")
@may(Act.SEE_OWN_ACCOUNT)
def queue() -> str | Response:
    """A view of the queue; its address is the view."""
    if not allowed(person().role, Act.SEE_CASES):
        return redirect(url_for("signing_in.account"), 303)
    view, words = request.args.get("view", ""), request.args.get("q", "").strip()
    view = view if view in VIEWS else "open" if words else "now"
    if words and _reference(words):
        return redirect(url_for("team.case", reference=_reference(words)), 303)
    with reading() as session:
        rows = triage.queue(session, view, me=person().id, today=today(), words=words, after=_after())
        names = triage.names(session)
    more = rows[triage.PAGE - 1] if len(rows) > triage.PAGE else None
    lines = [team_view.line(row, names, today=today(), days=calendar().days) for row in rows[: triage.PAGE]]
    return render_template("team/queue.html", view=view, views=VIEWS, q=words, lines=lines, more=more, person=person())


def _reference(typed: str) -> str:
    try:
        return receipts.normalise_reference(typed) if typed[:2].upper() == "YV" else ""
    except receipts.NotAReference:
        return ""


def _after() -> tuple[int, uuid.UUID] | None:
    rank, _dot, case_id = request.args.get("after", "").partition(".")
    try:
        return (int(rank), uuid.UUID(case_id))
    except ValueError:
        return None
