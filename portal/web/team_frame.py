"""What stands around every page of the team: its navigation, and errors that say what to do and lead back to the queue."""

from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from portal.domain.access import Act, allowed
from portal.services.storing import Unavailable
from portal.web import refusals, team_alarms
from portal.web.guards import is_far


def sentences() -> dict[int, tuple[str, str]]:
    """For each fault a heading and a sentence."""
    return {
        400: (_("That did not work"), _("Go back and try again.")),
        403: (_("This is not yours to open"), _("Your role does not include this page.")),
        404: (_("There is no such page"), _("Check the reference, or look for the case in the queue.")),
        405: (_("There is no such page"), _("Go back to the queue and try again.")),
        413: (_("That is too much to send at once"), _("Make it shorter. Go back and your words are still there.")),
        429: (_("Too many tries"), _("Wait a few minutes, then try again. Nobody is locked out.")),
        500: (_("Something broke on our side"), _("Go back, keep a copy of what you wrote, and try again.")),
        503: (_("The database is busy"), _("Go back, keep a copy of what you wrote, and try again in a minute.")),
    }


def error_page(status: int) -> Response:
    """The page for a fault."""
    known = sentences()
    heading, sentence = known.get(status) or known[400 if status < 500 else 500]
    return make_response(render_template("team/error.html", heading=heading, sentence=sentence), status)


def install(blueprint: Blueprint) -> None:
    """Frame the pages of a blueprint."""
    blueprint.context_processor(_navigation)
    blueprint.after_request(refusals.note)
    for status in sentences():
        blueprint.register_error_handler(status, lambda error: error_page(_status(error)))
    blueprint.register_error_handler(Unavailable, lambda _error: error_page(503))


def _navigation() -> dict[str, Any]:
    who = g.get("person")
    sees_cases = who is not None and allowed(who.role, Act.SEE_CASES)
    return {
        "clock_time": team_alarms.clock_time,
        "short_date": lambda day: format_date(day, "EEE d MMM y" if is_far(day) else "EEE d MMM"),
        "long_date": lambda day: format_date(day, "d MMMM yyyy"),
        "signed_in": who,
        "sees_cases": sees_cases,
        "helps_children": who is not None and allowed(who.role, Act.HELP_CHILDREN),
        "works_cases": who is not None and allowed(who.role, Act.WORK_CASES),
        "answers_cases": who is not None and allowed(who.role, Act.ANSWER_CASES),
        "manages_people": who is not None and allowed(who.role, Act.MANAGE_PEOPLE),
        "sees_audit": who is not None and allowed(who.role, Act.SEE_AUDIT),
        "alarms": team_alarms.waiting(here=(request.view_args or {}).get("reference", "")) if sees_cases else None,
        "sees_unsent": who is not None and allowed(who.role, Act.SEE_OUTBOX),
        "keeps_records": who is not None and allowed(who.role, Act.KEEP_RECORDS),
    }


def _status(error: Exception) -> int:
    return error.code or 500 if isinstance(error, HTTPException) else 500
