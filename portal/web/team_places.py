"""Places for the team: making one, whether its code can be read, its files, and what came of it."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from portal.domain.access import Act
from portal.domain.frozen import frozen
from portal.domain.places import Item, NotAShortCode, Place, Verdict, verdict
from portal.services import code_files, handing_out
from portal.services import places as codes
from portal.web import place_words as say
from portal.web import quarters, step_forms, team_frame
from portal.web.step_kinds import Ask
from portal.web.team_forms import TeamForm
from portal.web.wiring import may, now, person, portal, reading, settings, today, transaction, viewer

places = Blueprint("places", __name__, url_prefix="/team/places")
team_frame.install(places)
LARGEST_MM, USUAL_DPI, MOST_DPI = 1000, 300, 1200
# Somewhere to start on an item that has no room of its own, such as a page on a screen.
USUAL_MM = 30.0


@frozen
class Shown:
    """A place's code at a size: whether it can be read, why, what to do instead, and a drawing of it at its true size."""

    size: float
    dpi: int
    verdict: Verdict | None
    reasons: list[str]
    advice: list[str]
    drawing: Markup
    wrong: Mapping[str, str]


def _items() -> dict[str, Item]:
    return {item.key: item for item in settings().items}


def _site() -> str:
    return settings().base_url or request.host_url.rstrip("/")


def _asks() -> tuple[Ask, ...]:
    least = settings().least_pieces
    return (
        Ask("name", "Name", "line", hint="Such as “Pens, autumn 2026”. Never a child’s or a home’s."),
        Ask("item", "What it is", "select", {key: item.name for key, item in _items().items()}),
        Ask("batch", "Batch", "line", hint="What was ordered or printed together."),
        Ask("pieces", "How many pieces", "line", hint=f"At least {least}, so that a code never stands for one child or home."),
        Ask("handed_out_by", "Who hands it out", "line"),
        Ask("language", "Language that it opens in", "select", _languages(), "English, unless you choose another.", needed=False),
        Ask("kind", "What is chosen already", "select", say.KINDS, "Nothing, unless you choose something.", needed=False),
        Ask("valid_from", "Valid from", "day", value=today()),
        Ask("valid_until", "Valid until", "day", hint="Later it still opens the form, and is not counted.", needed=False),
        Ask("pence", "Cost of one piece, in pence", "line", needed=False),
    )


def _languages() -> dict[str, str]:
    return {row.tag: row.native for row in portal().languages if row.tag != "en"}


@places.get("")
@may(Act.SEE_CASES)
def listed() -> Answer:
    """All of them, and the form for one more."""
    return _list({})


def _list(typed: dict[str, Any], errors: dict[str, str] | None = None) -> Answer:
    with reading() as session:
        found = handing_out.everything(session)
    now_on = [place for place in found if place.works(today())]
    over = [place for place in found if not place.works(today())]
    html = render_template(
        "team/places.html", now_on=now_on, over=over, items=_items(), asks=_asks(), typed=typed, errors=errors or {}
    )
    return make_response(html, 422 if errors else 200)


@places.post("")
@may(Act.WORK_CASES)
def make() -> Answer:
    """One more place, with a short code of its own."""
    asks = _asks()
    form = step_forms.form_of(asks)
    typed = step_forms.typed(form, asks)
    errors = {} if form.validate() else {str(name): str(messages[0]) for name, messages in form.errors.items()}
    errors |= {name: why for name, why in _numbers_wrong(typed).items() if name not in errors}
    if errors:
        return _list(typed, errors)
    said = step_forms.said(form, asks)
    if said["valid_until"] and said["valid_until"] < said["valid_from"]:
        return _list(typed, {"valid_until": _("The last day is before the first.")})
    numbers = {"pieces": int(said["pieces"]), "pence": int(said["pence"]) if said["pence"] else None}
    with transaction() as session:
        place = handing_out.keep(session, Place(short="", **said | numbers), by=person().id, now=now())
    return redirect(url_for("places.one", short=place.short), 303)


def _numbers_wrong(typed: Mapping[str, Any]) -> dict[str, str]:
    wrong, least = {}, settings().least_pieces
    pieces, pence = str(typed["pieces"] or "").strip(), str(typed["pence"] or "").strip()
    if not (pieces.isascii() and pieces.isdecimal() and len(pieces) < 8):
        wrong["pieces"] = _("Write a whole number.")
    elif int(pieces) < least:
        wrong["pieces"] = _("At least %(least)s, so that a code never stands for one child or one home.", least=least)
    if pence and not (pence.isascii() and pence.isdecimal() and len(pence) < 8):
        wrong["pence"] = _("Write a whole number of pence.")
    return wrong


@places.get("/<short>")
@may(Act.SEE_CASES)
def one(short: str) -> str:
    """A place: its code at a size, whether phones can read it, and its files."""
    place = _find(short)
    item = _items().get(place.item) or Item(place.item, place.item, 0, 0)
    shown = _shown(place, item)
    table = [(width, _verdict(place, item, width)) for width in code_files.SHEET] if item.room else []
    words = codes.in_words(_site(), place.short)
    return render_template(
        "team/place.html", place=place, item=item, shown=shown, table=table, words=words, say=say, works=place.works(today())
    )


def _shown(place: Place, item: Item) -> Shown:
    size, dpi, wrong = _size(item)
    found = _verdict(place, item, size) if item.room else None
    drawing = Markup(codes.svg(_address(place), codes.in_words(_site(), place.short), size=size))  # noqa: S704 - drawn by us
    return Shown(size, dpi, found, say.reasons(found) if found else [], say.advice(found) if found else [], drawing, wrong)


def _size(item: Item) -> tuple[float, int, dict[str, str]]:
    size, dpi, wrong = item.room or USUAL_MM, USUAL_DPI, {}
    try:
        size = float(request.args.get("mm") or size)
        if not 1 <= size <= LARGEST_MM:
            raise ValueError
    except ValueError:
        size, wrong["mm"] = item.room or USUAL_MM, _("Write millimetres from 1 to %(most)s.", most=LARGEST_MM)
    asked = request.args.get("dpi") or str(dpi)
    if asked.isascii() and asked.isdecimal() and 72 <= int(asked[:6]) <= MOST_DPI:
        dpi = int(asked)
    else:
        wrong["dpi"] = _("Write dots per inch from 72 to %(most)s.", most=MOST_DPI)
    return size, dpi, wrong


def _verdict(place: Place, item: Item, size: float) -> Verdict:
    address = _address(place)
    return verdict(codes.modules(address), size, item, in_capitals=codes.modules(address.upper()))


def _address(place: Place) -> str:
    return codes.address(_site(), place.short)


@places.get("/<short>/<kind>")
@may(Act.SEE_CASES)
def file(short: str, kind: str) -> Answer:
    """The code as SVG, PDF or PNG at the size that is asked for, or the sheet to try."""
    place = _find(short)
    item = _items().get(place.item) or Item(place.item, place.item, 0, 0)
    size, dpi, wrong = _size(item)
    if wrong:
        return redirect(url_for("places.one", short=short, mm=request.args.get("mm"), dpi=request.args.get("dpi")), 303)
    address, words = _address(place), codes.in_words(_site(), place.short)
    if kind == "svg":
        return _file(codes.svg(address, words, size=size).encode(), "image/svg+xml", f"{place.short}-{size:g}mm.svg")
    if kind == "png":
        # A picture of a wall at printer's dots would fill the memory; as large as any poster is enough.
        data = codes.png(address, size=min(size, 300), dpi=dpi)
        return _file(data, "image/png", f"{place.short}-{size:g}mm.png")
    rest: dict[str, Any] = {"organisation": settings().organisation, "now": now()}
    if kind == "pdf":
        return _file(code_files.pdf(address, words, size=size, **rest), "application/pdf", f"{place.short}-{size:g}mm.pdf")
    if kind == "sheet":
        room = item if item.room else Item(item.key, item.name, LARGEST_MM, LARGEST_MM)
        labels = {width: say.label(width, _verdict(place, room, width)) for width in code_files.SHEET}
        return _file(code_files.sheet(address, words, labels, **rest), "application/pdf", f"{place.short}-test-sheet.pdf")
    abort(404)


def _file(data: bytes, kind: str, name: str) -> Answer:
    response = Response(data, content_type=kind)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@places.post("/<short>/end")
@may(Act.WORK_CASES)
def end(short: str) -> Answer:
    """It is a place no longer; whoever has the thing still gets to the form."""
    place = _find(short)
    if TeamForm().validate():
        with transaction() as session:
            handing_out.retire(session, place.short, by=person().id, now=now())
    return redirect(url_for("places.one", short=place.short), 303)


@places.get("/numbers")
@may(Act.SEE_CASES)
def numbers() -> str | Answer:
    """Scans and what came of them; without days, in this reporting year."""
    first, last, sentence = quarters.between(request.args, today())
    with reading() as session:
        found = handing_out.numbers(session, viewer(), settings().items, first=first, last=last)
    if request.args.get("as") == "csv":
        return _csv(found, first, last)
    years = [quarters.year(quarters.started(today()) - back) for back in range(3)]
    return render_template(
        "team/places_numbers.html",
        found=found,
        first=first,
        last=last,
        sentence=sentence,
        years=years,
        quarters=quarters.of_year(first),
        say=say,
        kinds=("compliment", "comment", "complaint", "unsure"),
    )


def _csv(found: handing_out.Numbers, first: date, last: date) -> Answer:
    text = io.StringIO()
    writer = csv.writer(text)
    kinds = ("compliment", "comment", "complaint", "unsure")
    writer.writerow(["by", "what", "scans", "not counted", "cases", *kinds, "pence a case"])
    groups = (("place", found.by_place), ("item", found.by_item), ("batch", found.by_batch), ("month", found.by_month))
    for by, lines in groups:
        for line in lines:
            name = f"'{line.name}" if line.name[:1] in "=+-@\t\r" else line.name
            counts = [line.cases.get(kind, 0) for kind in kinds]
            writer.writerow([by, name, line.scans, line.others, line.sent, *counts, line.pence_a_case])
    response = Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="places-{first}-{last}.csv"'
    return response


def _find(short: str) -> Place:
    try:
        with reading() as session:
            return handing_out.one(session, short)
    except (handing_out.NoSuchPlace, NotAShortCode):
        abort(404)
