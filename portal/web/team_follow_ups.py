"""Asking children afterwards: who waits, who was told what we did, what they answered, and the questions on paper."""

from flask import abort, render_template, request

from portal.domain import questions
from portal.domain.access import Act
from portal.services import asking
from portal.web import follow_up_words as say
from portal.web import quarters
from portal.web.team import team
from portal.web.wiring import may, reading, today, viewer

TITLES = {
    "waiting": "Waits to be asked",
    "decide": "An answer to decide about",
    "owed": "Not told what we did",
    "closed": "Loop closed",
    "words": "Words to choose from",
    "answered": "Answered",
    "declined": "Did not want to",
    "by_advocate": "Left to the advocate",
    "not_reached": "Could not be contacted",
}


@team.get("/follow-ups")
@may(Act.SEE_CASES)
def follow_ups() -> str:
    """One of the lists; its address is the saved view."""
    which = request.args.get("list", "waiting")
    if which not in TITLES:
        abort(404)
    with reading() as session:
        page = asking.page(session, which, viewer())
    return render_template("team/follow_ups.html", which=which, titles=TITLES, page=page, outcomes=say.OUTCOMES, now=today())


@team.get("/results")
@may(Act.SEE_CASES)
def results() -> str:
    """What the answers say, for cases closed between two days; without any, for this year to the end of March.

    Beside them stand the same days of the years before. The team may look at one area.
    """
    first, last, sentence = quarters.between(request.args, today())
    between = {"first": first, "last": last}
    with reading() as session:
        areas = asking.areas(session, viewer(), **between)
        area = asked if (asked := request.args.get("area")) in areas else None
        found = asking.over_years(session, viewer(), **between, area=area)
        words = asking.chosen_words(session, viewer(), **between, area=area)
    years = [quarters.year(quarters.started(today()) - back) for back in range(3)]
    return render_template(
        "team/results.html",
        found=found[0],
        before=found[1:],
        areas=areas,
        area=area,
        words=words,
        **between,
        sentence=sentence,
        years=years,
        quarters=quarters.of_year(first),
        say=say,
    )


@team.get("/follow-ups/paper")
@may(Act.SEE_CASES)
def questions_on_paper() -> str:
    """The questions to print, in the language of the address; the shorter words for the youngest."""
    young = request.args.get("young") == "1"
    return render_template("team/questions_paper.html", young=young, keys=questions.QUESTIONS)
