"""Advocates: the cases of their own children, and sending for a child."""

import secrets
from datetime import date
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.domain import receipts
from portal.domain.access import Act
from portal.domain.advocacy_facts import SentForChild
from portal.domain.facts import Plan, Received, Replied
from portal.domain.frozen import frozen
from portal.domain.procedure import WAITING
from portal.services import advocates, feeds, returning
from portal.services.advocates import Agreement
from portal.services.filing import Case
from portal.services.searching import stems
from portal.services.storing import Taken
from portal.web import advocate_words as say
from portal.web import cards, step_forms, team_frame, team_resuming, team_view
from portal.web.stage_labels import RULES
from portal.web.step_kinds import Ask
from portal.web.team_forms import TeamForm
from portal.web.team_view import Clock
from portal.web.wiring import (
    calendar,
    may,
    now,
    portal,
    reading,
    settings,
    today,
    transaction,
    viewer,
)

advocate = Blueprint("advocate", __name__, url_prefix="/advocate")
team_frame.install(advocate)
TRIES, CARD = 4, "advocate_card"
PER_NETWORK = "20 per minute; 200 per hour"
JOIN = (Ask("code", "The child’s code", "line", hint="16 numbers. The child gives it to you."), *say.AGREEMENT)


@frozen
class Line:
    """One case of the list: what the advocate knows it by, for whom it waits, and its next days."""

    reference: str
    name: str
    kind: str
    waits: str
    received_on: date
    clocks: tuple[Clock, ...]


@advocate.get("/")
@may(Act.HELP_CHILDREN)
def listed() -> str | Response:
    """The cases of one's own children: what waits for whom, and by when."""
    if (typed := team_resuming.waiting()) and typed.form in ("send", "write"):
        return redirect(url_for("advocate.sending", _anchor="words") if typed.form == "send" else _case(typed.reference), 303)
    q = request.args.get("q", "").replace("\0", "").strip()
    if reference := receipts.reference_in(q):
        return redirect(_case(reference), 303)
    view = "over" if request.args.get("view") == "over" else "open"
    found = frozenset(stems(q))
    with reading() as session:
        cases, more = ([], False) if q and not found else advocates.mine(session, viewer(), is_open=view == "open", words=found)
    return render_template("advocate/list.html", lines=[_line(case) for case in cases], more=more, view=view, q=q)


def _case(reference: str) -> str:
    return url_for("advocate_case.one", reference=reference)


def _line(case: Case) -> Line:
    row = case.row
    return Line(row.reference, case.state.received.name, row.kind, waits_for(case), row.received_on, clocks_of(case))


def clocks_of(case: Case) -> tuple[Clock, ...]:
    """The days that are due, of those that an advocate is told."""
    days = feeds.days([case], today=today(), calendar=calendar())
    return tuple(team_view.clock(RULES.get(day.rule, _("Due")), day.on, today(), calendar().days) for day in days)


def waits_for(case: Case) -> str:
    """For whom a case waits: the trust, the child, or nobody."""
    if not case.row.open:
        return "nobody"
    if case.state.child_waits_since:
        return "trust"
    asked = next((event.fact for event in reversed(case.state.events) if isinstance(event.fact, Replied)), None)
    return "child" if case.state.status in WAITING or (asked and asked.asks) else "trust"


def _asks() -> tuple[Ask, ...]:
    return say.sending({row.tag: row.native for row in portal().languages})


@advocate.get("/send")
@may(Act.HELP_CHILDREN)
def sending() -> Response:
    """Send for a child: the child's words and one's own in boxes of their own."""
    typed = team_resuming.waiting()
    if typed and typed.form == "send":
        return _sending(team_resuming.as_typed(typed, _asks()), resumed=True)
    return _sending({})


def _sending(typed: dict[str, Any], errors: dict[str, str] | None = None, *, resumed: bool = False) -> Response:
    once = typed.get("once") or secrets.token_urlsafe(16)
    html = render_template(
        "advocate/send.html",
        asks=_asks(),
        typed=typed,
        errors=errors or {},
        once=once,
        resumed=resumed,
        sent=bool(cards.waiting(CARD)),
    )
    return make_response(html, 422 if errors else 200)


@advocate.post("/send")
@may(Act.HELP_CHILDREN)
def send() -> Response:
    """Take it. The same form sent twice is one case, with the same code."""
    asks = _asks()
    form = step_forms.form_of(asks)
    once = request.form.get("once", "")
    typed = step_forms.typed(form, asks) | {"once": once}
    if not form.validate():
        return _sending(typed, {str(name): str(messages[0]) for name, messages in form.errors.items()})
    said = step_forms.said(form, asks)
    received = Received(
        kind=said["kind"],
        words=said["words"],
        safe=said["safe"],
        name=said["name"],
        age=said["age"],
        plan=Plan(said["contact_how"], said["contact"], said["contact_when"], said["contact_not"]),
        advocate="have_one",
        language=said["language"],
    )
    given = _send(received, said, once if 8 <= len(once) <= 100 else secrets.token_urlsafe(16))
    response = team_resuming.done(redirect(url_for("advocate.card"), 303))
    cards.add(response, CARD, {"code": given.code, "reference": given.reference})
    return response


def _send(received: Received, said: dict[str, Any], once: str) -> Any:
    for attempt in range(TRIES):
        try:
            with transaction() as session:
                me = advocates.who(session, viewer())
                sent, agreement = SentForChild(said["pen"], said["alone"], said["own"]), Agreement(said["agreed"], said["how"])
                rest: dict[str, Any] = {"once": once, "now": now(), "calendar": calendar()}
                return advocates.send(session, received, sent, agreement, me, **rest)
        except Taken:
            if attempt == TRIES - 1:
                raise
    raise AssertionError


@advocate.get("/card")
@may(Act.HELP_CHILDREN)
def card() -> str | Response:
    """The child's own code, to be handed over: shown until it was, and never again."""
    given = cards.waiting(CARD)
    if not given:
        return redirect(url_for("advocate.listed"), 303)
    return render_template("advocate/card.html", **given[0], site=settings().base_url)


@advocate.post("/card")
@may(Act.HELP_CHILDREN)
def handed_over() -> Response:
    """The child has it; the page is gone, or shows the card of the child before."""
    if not TeamForm().validate():
        return redirect(url_for("advocate.card"), 303)
    response = redirect(url_for("advocate.card" if cards.waiting(CARD)[1:] else "advocate.listed"), 303)
    cards.handed_over(response, CARD)
    return response


@advocate.get("/join")
@may(Act.HELP_CHILDREN)
def joining() -> Response:
    """A child gave their code to an advocate."""
    return _joining({})


def _joining(typed: dict[str, Any], errors: dict[str, str] | None = None) -> Response:
    html = render_template("advocate/join.html", asks=JOIN, typed=typed, errors=errors or {})
    return make_response(html, 422 if errors else 200)


@advocate.post("/join")
@may(Act.HELP_CHILDREN)
def join() -> Response:
    """Let in by the code and the child's agreement. Wrong codes count as anybody's do."""
    form = step_forms.form_of(JOIN)
    # The code is on the page again for nobody else to read: it is the advocate's to type once more.
    typed = step_forms.typed(form, JOIN)
    if not form.validate():
        return _joining(typed, {str(name): str(messages[0]) for name, messages in form.errors.items()})
    said = step_forms.said(form, JOIN)
    try:
        code = receipts.normalise(said["code"])
    except receipts.NotACode:
        return _joining(typed, {"code": _("This is not a whole code. Check each number.")})
    with portal().limiter.limit(PER_NETWORK), reading() as session:
        wrong = returning.wrong_codes(session, now=now())
    if wrong >= settings().wrong_codes_an_hour:
        return _joining(typed, {"code": _("Many people are trying codes. Wait an hour, or ask the Voice Team to let you in.")})
    with transaction() as session:
        try:
            me = advocates.who(session, viewer())
            found = advocates.join(session, code, Agreement(said["agreed"], said["how"]), me, now=now(), calendar=calendar())
        except returning.NoSuchReceipt:
            returning.count_wrong_code(session, now=now())
            found = None
    if found is None:
        return _joining(typed, {"code": _("We cannot find that code. Check each number.")})
    return redirect(_case(found.row.reference), 303)
