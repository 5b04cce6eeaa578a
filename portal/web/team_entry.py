"""Entering what came on paper or was said aloud, and the card with the code that goes back to the child."""

import re
import secrets
import uuid
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from portal.domain.access import Act
from portal.domain.entry_facts import SPOKEN, Entered
from portal.domain.places import NotAShortCode
from portal.services import entry as entering
from portal.services import handing_out, triage
from portal.services.entry import NotADay, Scan, Writer
from portal.services.storing import Taken
from portal.web import cards, step_forms, team_frame, team_resuming, uploads
from portal.web import entry_words as say
from portal.web.child_forms import says_something
from portal.web.languages import LANGUAGES
from portal.web.step_kinds import Ask, Said
from portal.web.team_forms import TeamForm
from portal.web.wiring import (
    calendar,
    may,
    now,
    person,
    portal,
    reading,
    settings,
    today,
    transaction,
    viewer,
)

entry = Blueprint("entry", __name__, url_prefix="/team/entry")
team_frame.install(entry)
TRIES, CARD, FORM = 4, "entry_card", "enter"
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _asks() -> tuple[Ask, ...]:
    return say.asks({row.tag: row.native for row in portal().languages}, today())


@entry.get("")
@may(Act.WORK_CASES)
def page() -> Answer:
    """The form; with what was typed when a session fell asleep over it."""
    typed = team_resuming.waiting()
    if typed and typed.form == FORM:
        return _page(team_resuming.as_typed(typed, _asks()), resumed=True)
    return _page({})


def _page(typed: dict[str, Any], errors: dict[str, str] | None = None, *, resumed: bool = False) -> Answer:
    hidden = {"once": typed.get("once") or secrets.token_urlsafe(16), "document": typed.get("document") or str(uuid.uuid4())}
    html = render_template(
        "team/entry.html",
        asks=_asks(),
        typed=typed,
        errors=errors or {},
        resumed=resumed,
        sent=bool(cards.waiting(CARD)),
        **hidden,
    )
    return make_response(html, 422 if errors else 200)


@entry.post("")
@may(Act.WORK_CASES)
def enter() -> Answer:
    """Take it. The same form sent twice is one case, with the same code."""
    uploads.expect_a_file()
    asks = _asks()
    form = step_forms.form_of(asks)
    hidden = {name: request.form.get(name, "") for name in ("once", "document")}
    typed = step_forms.typed(form, asks) | hidden
    errors = {} if form.validate() else {str(name): str(messages[0]) for name, messages in form.errors.items()}
    said = step_forms.said(form, asks) if not errors else {}
    if said and not _says_anything(said):
        errors["words"] = _("Write their words, or choose what it is about or how they feel.")
    place = _place(typed["place"] or "", errors)
    scan = _scan(hidden["document"], errors)
    if errors:
        return _page(typed, errors)
    try:
        given = _enter(said, hidden["once"], scan, place)
    except NotADay as refused:
        sentences = {"to_come": _("That day is still to come."), "too_long_ago": _("That is too long ago. Check the year.")}
        return _page(typed, {"on": sentences[refused.why]})
    made = {"code": given.code, "reference": given.reference, "language": said["language"] or "en"}
    response = team_resuming.done(redirect(url_for("entry.card"), 303))
    cards.add(response, CARD, made | {"spoken": said["channel"] in SPOKEN})
    return response


def _says_anything(said: Said) -> bool:
    words = says_something(said["words"]) or says_something(said["better"])
    return bool(words or said["about"] or said["feeling"] or said["contact_how"] == "call")


def _place(typed: str, errors: dict[str, str]) -> str:
    """The short code of the place on the paper; why it is none goes to ``errors``."""
    if not typed.strip():
        return ""
    try:
        with reading() as session:
            return handing_out.one(session, typed).short
    except (handing_out.NoSuchPlace, NotAShortCode):
        errors.setdefault("place", _("No place has this code. Check it, or leave it out."))
        return ""


def _scan(document: str, errors: dict[str, str]) -> Scan | None:
    """The file that came with the form, if any; why it cannot be taken goes to ``errors``."""
    name, data = uploads.file_of("file")
    if not name and not data:
        return None
    if not ID.fullmatch(document):
        errors["file"] = _("Something was wrong with this page. Send it again.")
        return None
    file = uploads.vetted("file", errors)
    return Scan(uuid.UUID(document), _("The paper itself"), file) if file else None


def _enter(said: Said, once: str, scan: Scan | None, place: str) -> Any:
    once = once if 8 <= len(once) <= 100 else secrets.token_urlsafe(16)
    entered, writer = Entered(said["channel"], said["on"], said["own"]), Writer(person().id, person().name, say.TO_CONFIRM)
    rest: dict[str, Any] = {"once": once, "now": now(), "calendar": calendar(), "scan": scan, "place": place}
    for attempt in range(TRIES):
        try:
            with transaction() as session:
                return entering.enter(session, say.received(said), entered, writer, **rest)
        except Taken:
            if attempt == TRIES - 1:
                raise
    raise AssertionError


@entry.get("/card")
@may(Act.WORK_CASES)
def card() -> Answer:
    """The child's code, to be posted back or handed over: shown until it was, and never again."""
    given = cards.waiting(CARD)
    if not given:
        return redirect(url_for("entry.page"), 303)
    return make_response(render_template("team/entry_card.html", site=_site(), **given[0]))


@entry.get("/card.pdf")
@may(Act.WORK_CASES)
def card_pdf() -> Answer:
    """The card as a PDF in the child's language; what was said aloud stands under it, to be corrected."""
    # Setting type needs libraries that few pages do.
    from portal.services import code_card
    from portal.services.typesetting import CannotPrint

    waiting = cards.waiting(CARD)
    if not waiting:
        return redirect(url_for("entry.page"), 303)
    given = waiting[0]
    row = LANGUAGES[given["language"]]
    try:
        with reading() as session:
            record = triage.find(session, given["reference"], viewer()).state.received if given["spoken"] else None
    except triage.NoSuchCase:
        abort(404)
    words = "\n".join(part for part in (record.words, record.better) if part) if record else ""
    made = code_card.Card(given["code"], row.tag, row.code, settings().organisation, _site(), words)
    try:
        data = code_card.pdf(made, now=now())
    except CannotPrint:
        # The card matters more than the record under it, which can be sent in another way.
        data = code_card.pdf(code_card.Card(*(made.__dict__ | {"record": ""}).values()), now=now())
    response = Response(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="card.pdf"'
    return response


@entry.post("/card")
@may(Act.WORK_CASES)
def card_done() -> Answer:
    """The card is on its way; the form is there for the next, or the card before is shown."""
    if not TeamForm().validate():
        return redirect(url_for("entry.card"), 303)
    response = redirect(url_for("entry.card" if cards.waiting(CARD)[1:] else "entry.page"), 303)
    cards.handed_over(response, CARD)
    return response


def _site() -> str:
    return settings().base_url or request.host_url.rstrip("/")
