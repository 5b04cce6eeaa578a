"""The pages around the form: help, rights, privacy, accessibility."""

from flask import Blueprint, render_template

from portal.domain.clocks import RULES
from portal.domain.retention import CLASSES
from portal.services.helplines import HELPLINES
from portal.web.wiring import PUBLIC, may, settings, today

pages = Blueprint("pages", __name__)


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
