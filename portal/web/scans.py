"""What a QR code opens: the form itself, as its place says. Of whoever scanned it nothing is kept but a number."""

from datetime import date
from logging import Logger

from flask import Blueprint, current_app, g, request
from werkzeug.wrappers import Response

from portal.domain.places import NotAShortCode, Place, Seen, seen
from portal.services import handing_out
from portal.services.storing import Database, Unavailable
from portal.web import together
from portal.web.child import form, fresh_form
from portal.web.wiring import PUBLIC, cookie, may, portal, reading, today

# The page is the form itself, so that a child sees it after one request.
scans = Blueprint("scans", __name__)


@scans.get("/q/<path:short>")
@scans.get("/Q/<path:short>")
@may(PUBLIC)
def scanned(short: str) -> Response:
    """The form in the place's language, with its kind. A code that is over or was never one opens the plain form."""
    place = _place(short)
    if place is None or cookie("kept") or request.args.get("k") or cookie(together.NAME):
        return form()
    languages = portal().by_tag
    if place.language in languages and not request.args.get("lang") and not cookie("lang"):
        g.language, g.chosen_language = languages[place.language], place.language
    response = fresh_form(request.args.get("kind") or place.kind, place.short)
    _count_afterwards(response, place.short)
    return response


def _place(short: str) -> Place | None:
    try:
        with reading() as session:
            place = handing_out.one(session, short)
    except (handing_out.NoSuchPlace, NotAShortCode, Unavailable):
        return None
    return place if place.works(today()) else None


def _count_afterwards(response: Response, short: str) -> None:
    # The one thing that a GET writes, after the page is on its way: neither a slow nor a lost database keeps it back.
    what = Seen.AGAIN if "lang" in request.args else seen(request.method, request.headers)
    day, database, logger = today(), portal().database, current_app.logger
    response.call_on_close(lambda: _count(database, short, what, day, logger))


def _count(database: Database, short: str, what: Seen, day: date, logger: Logger) -> None:
    try:
        with database.writing() as session:
            handing_out.note_visit(session, short, what, today=day)
    except Exception as fault:
        logger.warning("a scan could not be counted", extra={"fault": type(fault).__name__})
