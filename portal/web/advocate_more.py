"""Beside an advocate's cases: a calendar of their days without names, and the report of their organisation."""

import csv
import io
from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from portal.domain.access import Act, Role, Viewer
from portal.services import advocacy_report, advocates, feeds
from portal.web import quarters, team_frame
from portal.web.stage_labels import RULES
from portal.web.team_forms import TeamForm
from portal.web.wiring import PUBLIC, calendar, may, now, person, portal, reading, settings, today, transaction, viewer

advocate_more = Blueprint("advocate_more", __name__, url_prefix="/advocate")
team_frame.install(advocate_more)
PER_NETWORK = "60 per minute; 600 per hour"
ROWS = {
    "children": "Children’s cases",
    "sent": "Sent for the child",
    "code": "Joined with the child’s code",
    "team": "Let in by the Voice Team",
    "complaint": "Complaints",
    "comment": "Comments and ideas",
    "compliment": "Compliments",
    "unsure": "Not sure which",
    "answered": "Complaints that were answered",
    "waits": "Complaints that wait, in time",
    "late": "Complaints that wait, late",
    "still": "Advocate still at the child’s side",
    "child": "The child ended it",
    "trust": "The trust ended it",
    "advocate": "The advocate ended it",
    "questions": "Questions afterwards handed in",
}


@advocate_more.get("/calendar")
@may(Act.HELP_CHILDREN)
def calendar_page() -> str:
    """The calendar's address, and a new one."""
    with reading() as session:
        made = feeds.made(session, UUID(person().id))
    return render_template("advocate/calendar.html", made=made, link="")


@advocate_more.post("/calendar")
@may(Act.HELP_CHILDREN)
def make_calendar() -> str | tuple[str, int]:
    """A new secret address, shown once; the one before works no longer."""
    form = TeamForm()
    if not form.validate():
        return render_template("advocate/calendar.html", made=None, link="", error=form.first_error()[1]), 422
    with transaction() as session:
        token = feeds.make(session, UUID(person().id), now=now())
    path = url_for("advocate_more.feed", token=token)
    link = settings().base_url + path if settings().base_url else url_for("advocate_more.feed", token=token, _external=True)
    return render_template("advocate/calendar.html", made=now(), link=link)


@advocate_more.get("/calendar/<token>.ics")
@may(PUBLIC)
def feed(token: str) -> Answer:
    """The days that are due, with references and no names, for whoever has the secret address."""
    with portal().limiter.limit(PER_NETWORK), reading() as session:
        whose = feeds.whose(session, token)
        if whose is None:
            abort(404)
        found, _more = advocates.mine(session, Viewer(whose, Role.ADVOCATE, today()), is_open=True)
    days = feeds.days(found, today=today(), calendar=calendar())
    titles = [(each, f"{RULES.get(each.rule, _('Due'))}: {each.reference}") for each in days]
    body = feeds.as_text(titles, now=now(), name=_("Your Voice"))
    return Response(body, content_type="text/calendar; charset=utf-8")


@advocate_more.get("/report")
@may(Act.HELP_CHILDREN)
def report() -> str | Answer:
    """What the advocate and their organisation did; without days, in this quarter."""
    first, last, sentence = quarters.between(request.args, today(), whole=quarters.quarter(today()))
    with reading() as session:
        me = advocates.who(session, viewer())
        between = {"first": first, "last": last}
        rows = advocacy_report.report(session, me.organisation, me.id, **between, today=today(), calendar=calendar())
    if request.args.get("as") == "csv":
        return _csv(rows, me.organisation, first, last)
    shown = [quarters.quarter(quarters.quarter(today())[0] - timedelta(days=80 * back)) for back in range(5)]
    return render_template(
        "advocate/report.html", rows=rows, labels=ROWS, me=me, first=first, last=last, sentence=sentence, quarters=shown
    )


def _csv(rows: list[advocacy_report.Row], organisation: str, first: date, last: date) -> Answer:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("What"), _("My own"), organisation])
    for row in rows:
        writer.writerow([ROWS[row.key], row.own, row.all if row.all is not None else _("fewer than five are others’")])
    response = Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="advocacy-{first}-{last}.csv"'
    return response
