"""The print shop for the team: a place's code on a poster, a leaflet, a card or a sheet of stickers, ready for a printer."""

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from portal.domain.access import Act
from portal.domain.pieces import PIECES, SHEETS, Piece, Sheet, square
from portal.domain.places import Item, Light, NotAShortCode, Place, Verdict, verdict
from portal.services import handing_out
from portal.services import places as codes
from portal.web import place_words as say
from portal.web import team_frame
from portal.web.wiring import may, now, portal, reading, settings

printing = Blueprint("printing", __name__, url_prefix="/team/places/<short>/print")
team_frame.install(printing)
# How far a home printer may be off, in millimetres, and how much fits on a card.
MOST_OFF, MOST_LETTERS = 10.0, 60


@printing.get("")
@may(Act.SEE_CASES)
def choose(short: str) -> str:
    """What to print, and whether phones can read the code on it."""
    return _page(_find(short), {})


def _page(place: Place, wrong: dict[str, str]) -> str:
    piece, sheet = _piece(), _sheet()
    found = _verdict(place, square(piece, sheet))
    return render_template(
        "team/place_print.html",
        place=place,
        pieces=PIECES,
        sheets=SHEETS,
        piece=piece,
        sheet=sheet,
        tag=_language(place),
        verdict=found,
        size=square(piece, sheet),
        reasons=say.reasons(found),
        advice=say.advice(found),
        say=say,
        wrong=wrong,
        stopped=found.light is Light.STOP,
    )


@printing.get("/file")
@may(Act.SEE_CASES)
def file(short: str) -> Answer | tuple[str, int]:
    """The PDF. What no phone can read is not printed."""
    place, wrong = _find(short), dict[str, str]()
    piece, sheet = _piece(), _sheet()
    across, down = (_millimetres(name, wrong) for name in ("across", "down"))
    person, phone = (_words(name, wrong) for name in ("person", "phone"))
    if wrong or _verdict(place, square(piece, sheet)).light is Light.STOP:
        return _page(place, wrong), 422
    # Setting type needs libraries that hardly any other page does.
    from portal.services import print_shop, typesetting

    order = print_shop.Order(
        piece, sheet, _language(place), request.args.get("printer") == "1", person=person, phone=phone, across=across, down=down
    )
    drawings = current_app.jinja_env.get_template("child/_pictures.html").module.__dict__["shapes"]
    try:
        made = print_shop.make(order, _address(place), drawings, organisation=settings().organisation, now=now())
    except typesetting.CannotPrint as fault:
        return _page(place, {"person": _("These signs cannot be printed: %(signs)s", signs=fault.signs)}), 422
    response = Response(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{place.short}-{piece.key}-{order.language}.pdf"'
    return response


def _piece() -> Piece:
    return PIECES.get(request.args.get("piece", ""), PIECES["poster-a4"])


def _sheet() -> Sheet:
    return SHEETS.get(request.args.get("sheet", ""), SHEETS["21"])


def _language(place: Place) -> str:
    tags = [row.tag for row in portal().languages]
    return next((tag for tag in (request.args.get("in", ""), place.language) if tag in tags), "en")


def _millimetres(name: str, wrong: dict[str, str]) -> float:
    asked = request.args.get(name, "").strip().replace(",", ".") or "0"
    try:
        off = float(asked)
    except ValueError:
        off = MOST_OFF + 1
    if not abs(off) <= MOST_OFF:
        wrong[name] = _("Write millimetres from -%(most)s to %(most)s.", most=f"{MOST_OFF:g}")
    return off


def _words(name: str, wrong: dict[str, str]) -> str:
    words = " ".join(request.args.get(name, "").replace("\0", "").split())
    if len(words) > MOST_LETTERS:
        wrong[name] = _("This is too long. You can use up to %(most)s letters.", most=MOST_LETTERS)
    return words


def _verdict(place: Place, size: float) -> Verdict:
    address = _address(place)
    flat = Item("piece", "Piece", size, size)
    return verdict(codes.modules(address), size, flat, in_capitals=codes.modules(address.upper()))


def _address(place: Place) -> str:
    return codes.address(settings().base_url or request.host_url.rstrip("/"), place.short)


def _find(short: str) -> Place:
    try:
        with reading() as session:
            return handing_out.one(session, short)
    except (handing_out.NoSuchPlace, NotAShortCode):
        abort(404)
