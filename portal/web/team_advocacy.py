"""Advocacy for the Voice Team: what came of offering it, and what each organisation did (R1.7.7)."""

from flask import render_template, request

from portal.domain.access import Act
from portal.services import advocacy_report
from portal.web import quarters
from portal.web.advocate_more import ROWS
from portal.web.stage_labels import RESPONSES
from portal.web.team import team
from portal.web.wiring import calendar, may, reading, settings, today, viewer


@team.get("/advocacy")
@may(Act.WORK_CASES)
def advocacy() -> str:
    """Offers, and every organisation's numbers, between two days; without any, in this quarter."""
    first, last, sentence = quarters.between(request.args, today(), whole=quarters.quarter(today()))
    between = {"first": first, "last": last}
    with reading() as session:
        offers = advocacy_report.offers(session, viewer(), **between, calendar=calendar())
        names = sorted({*settings().advocacy_providers, *advocacy_report.organisations(session)})
        whole = {
            each: advocacy_report.whole(session, each, **between, today=today(), calendar=calendar()) for each in names if each
        }
    return render_template(
        "team/advocacy.html",
        offers=offers,
        whole=whole,
        labels=ROWS,
        responses=RESPONSES,
        sentence=sentence,
        years=[quarters.year(quarters.started(today()) - back) for back in range(2)],
        quarters=quarters.of_year(first),
        **between,
    )
