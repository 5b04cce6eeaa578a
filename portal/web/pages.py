"""The pages around the form: help, rights, privacy, accessibility, and the form on paper."""

import re

from flask import Blueprint, Response, abort, current_app, render_template, request

from portal.domain.clocks import RULES
from portal.domain.retention import CLASSES
from portal.services.helplines import HELPLINES
from portal.web import guards
from portal.web.wiring import PUBLIC, may, now, portal, settings, today

pages = Blueprint("pages", __name__)
PLACE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4,10}")
# Setting a form takes 50 ms of processor, so forms that are not at hand are set seldom: for one network, and for everybody.
PER_NETWORK, FOR_EVERYBODY, AT_HAND = "10 per minute; 60 per hour", "60 per minute", 40


@pages.get("/help")
@may(PUBLIC)
def help() -> str:
    """Who can help now."""
    return render_template("pages/help.html", helplines=HELPLINES, today=today())


@pages.get("/rights")
@may(PUBLIC)
def rights() -> str:
    """What happens to what you tell us, and what you have a right to."""
    return render_template("pages/rights.html", acknowledge_days=settings().acknowledge_days, rules=RULES)


@pages.get("/privacy")
@may(PUBLIC)
def privacy() -> str:
    """Who sees what, and for how long."""
    years = settings().retention.get("statutory", CLASSES["statutory"].years)
    return render_template("pages/privacy.html", years=years)


@pages.get("/accessibility")
@may(PUBLIC)
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("pages/accessibility.html", rules=RULES)


@pages.get("/form.pdf")
@may(PUBLIC)
def form_pdf() -> Response:
    """The form on paper, in the page's language; ``print=large`` for large print, ``place`` for the code of a place."""
    place, large = request.args.get("place", ""), request.args.get("print") == "large"
    if place and not PLACE.fullmatch(place):
        abort(404)
    language, site = guards.language(), settings().base_url or request.host_url.rstrip("/")
    key, at_hand = (language.tag, large, site), portal().paper_forms
    printed = None if place else at_hand.get(key)
    if printed is None:
        # Setting type needs libraries that no other page of a child does.
        from portal.services import paper_form

        house = (settings().organisation, site, settings().return_address)
        paper = paper_form.Paper(language.tag, language.code, *house, place, large)
        drawings = current_app.jinja_env.get_template("child/_pictures.html").module.__dict__["shapes"]
        with portal().limiter.limit(PER_NETWORK), portal().limiter.limit(FOR_EVERYBODY, key_func=lambda: "form.pdf"):
            printed = paper_form.pdf(paper, drawings, now=now())
        if not place and len(at_hand) < AT_HAND:
            at_hand[key] = printed
    response = Response(printed, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="form.pdf"'
    return response
