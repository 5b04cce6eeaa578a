"""The child's way in: the form, sending it, and the page that shows the code."""

import secrets
from contextlib import suppress
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.services import assisting, returning, sending
from portal.services.storing import Taken, Unavailable
from portal.web import child_forms, guards, prerendered, together, tokens
from portal.web.languages import Language
from portal.web.wiring import (
    PUBLIC,
    adding,
    calendar,
    cookie,
    drop_cookie,
    may,
    now,
    portal,
    reading,
    set_cookie,
    settings,
    transaction,
)

child = Blueprint("child", __name__)
TRIES = 5
FORM = "child.tell"
KINDS_TO_START_WITH = ("compliment", "comment", "complaint", "unsure")


@child.get("/")
@may(PUBLIC)
def form() -> AnyResponse:
    """The form itself: prepared per language, or with every word of a form that was kept over a redirect.

    On a device that somebody lent to the child it is built with a note of who that is.
    """
    kept = _kept()
    if kept or cookie(together.NAME):
        return _form_page(kept)
    return fresh_form(request.args.get("kind", ""))


def fresh_form(start: str, place: str = "") -> AnyResponse:
    """The prepared form with a token, a ``once`` and a place of its own; ``start`` is the kind that it opens with."""
    page = _prepared(start)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    body = page.fill(guards.form_token(), secrets.token_urlsafe(16), place, packed=packed)
    response = Response(body, content_type="text/html; charset=utf-8")
    response.vary.add("Accept-Language")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    # Tells later whether this browser keeps cookies; without them the next page travels in its address.
    if not cookie("c"):
        set_cookie(response, "c", "1")
    return response


@child.post("/tell")
@may(PUBLIC)
def tell() -> AnyResponse:
    """Take what a child says. Never limited: a whole home shares one address."""
    sent_form = child_forms.TellForm()
    if not sent_form.validate():
        return _refused(*sent_form.first_error())
    received = sent_form.received(guards.language().tag)
    once = sent_form.idempotency_key()
    try:
        note = together.sent()
        if note and not together.asked():
            return _ask_alone()
        sent = _send_helped(received, once, note) if note else _send(received, once, sent_form.from_place())
    except together.Over:
        return _refused("words", together.over())
    except Unavailable:
        sentence = _("We cannot save your words just now. They are still here. Try again in a minute.")
        return _not_now(sentence)
    shown = {"code": sent.code, "kind": sent.kind, "due_on": str(sent.due_on or ""), "urgent": sent.urgent, "lent": bool(note)}
    lasts = together.CODE_LASTS if note else tokens.SHOWN_FOR
    shown["no_address"] = received.plan.lacks_address
    closed = tokens.close(settings().keyring, "sent", shown, now=now(), lasts=lasts)
    response = _onward("child.sent", closed)
    set_cookie(response, "sent", closed)
    # Whoever has the phone next finds nothing of the form, and on a lent device no note of who lent it.
    if _held():
        _forget(_held())
        drop_cookie(response, "kept")
    if note:
        drop_cookie(response, together.NAME)
    return response


def _held() -> str:
    """What opens the form that was held for this page, if one was."""
    return cookie("kept") or request.args.get("k", "")


def _forget(token: str) -> None:
    try:
        with transaction() as session:
            returning.forget_form(session, token)
    except Unavailable:
        # The words are safe where they belong; what was held ends by itself in minutes.
        current_app.logger.warning("a held form could not be erased")


def _send(received: Any, once: str, place: str) -> sending.Sent:
    rest: dict[str, Any] = {"once": once, "place": place, "now": now(), "calendar": calendar()}
    with suppress(Taken), adding() as session:
        return sending.send(session, received, **rest, first_try=True)
    for _attempt in range(TRIES):
        with suppress(Taken), transaction() as session:
            return sending.send(session, received, **rest)
    raise Unavailable("every reference that was picked is taken")


def _send_helped(received: Any, once: str, note: together.Note) -> sending.Sent:
    rest: dict[str, Any] = {"may_read": together.may_read(), "once": once, "now": now(), "calendar": calendar()}
    for _attempt in range(TRIES):
        with suppress(Taken), transaction() as session:
            return assisting.send(session, received, note.helper, **rest)
    raise Unavailable("every reference that was picked is taken")


def _ask_alone() -> AnyResponse:
    with transaction() as session:
        token = returning.keep_form(session, child_forms.typed(), form=FORM, now=now())
    response = _onward("child.alone", token)
    set_cookie(response, "kept", token)
    return response


@child.get("/alone")
@may(PUBLIC)
def alone() -> AnyResponse:
    """The last question, for the child alone: whether whoever lent the device may read what they wrote."""
    kept = _kept()
    note = together.on_page(kept) if kept else None
    if note is None:
        return redirect(url_for("child.form"), 303)
    rest = {"hidden": together.hidden(kept), "token": guards.form_token(), "k": request.args.get("k", "")}
    return make_response(render_template("child/alone.html", note=note, **rest))


@child.post("/language")
@may(PUBLIC)
def language() -> AnyResponse:
    """Change the language with everything that was typed."""
    chosen = request.form.get("lang", "")
    tag = chosen if chosen in portal().by_tag else guards.language().tag
    return _keep(child_forms.typed(), lang=tag)


@child.get("/leave")
@may(PUBLIC)
def leave() -> AnyResponse:
    """End everything here at once and go somewhere harmless."""
    response = redirect(settings().leave_url, 303)
    token = cookie("reading")
    if token:
        try:
            with transaction() as session:
                returning.stop_reading(session, token)
        except Unavailable:
            # Leaving never waits for the database; the pass ends by itself in minutes and its cookie goes now.
            current_app.logger.warning("a reading pass could not be ended")
    for name in ("reading", "sent", "kept", "c", together.NAME):
        if cookie(name):
            drop_cookie(response, name)
    response.headers["Clear-Site-Data"] = '"cookies", "storage"'
    return response


def _prepared(start: str) -> prerendered.Prerendered:
    row = guards.language()
    offer = guards.language_to_offer()
    key = (row.tag, start if start in KINDS_TO_START_WITH else "", offer.tag if offer else "")
    pages = portal().form_pages
    if key not in pages:
        with force_locale(row.locale):
            html = _render({}, {}, key[1], prerendered.TOKEN, prerendered.ONCE, prerendered.PLACE, offer)
        pages[key] = prerendered.prepare(html)
    return pages[key]


def _render(
    values: dict[str, list[str]],
    errors: dict[str, str],
    start: str,
    token: str,
    once: str,
    place: str,
    offer: Language | None = None,
) -> str:
    note = None if token == prerendered.TOKEN else together.on_page(values)
    k = request.args.get("k", "") if values else ""
    page = {"token": token, "once": once, "place": place, "kept": values, "errors": errors, "start_kind": start, "k": k}
    return render_template("child/form.html", **page, offer=offer, note=note)


def _form_page(kept: dict[str, list[str]], status: int = 200) -> AnyResponse:
    """The form with what was typed; built for this child alone."""
    errors = {kept["error_field"][0]: kept["error"][0]} if kept.get("error") else {}
    once = kept["once"][0] if kept.get("once") else secrets.token_urlsafe(16)
    place = (kept.get("place") or [""])[0]
    html = _render(kept, errors, "", guards.form_token(), once, place)
    return make_response(html, status)


def _kept() -> dict[str, list[str]]:
    token = _held()
    if not token:
        return {}
    with reading() as session:
        return returning.kept_form(session, token, FORM, now=now())


def _refused(field: str, sentence: str) -> AnyResponse:
    """Say what is wrong, at the field, and keep every word."""
    if guards.wants_json():
        return make_response(jsonify(error=sentence, field=field, token=guards.form_token()), 422)
    return _keep(child_forms.typed() | {"error": [sentence], "error_field": [field]})


def _keep(values: dict[str, list[str]], **query: Any) -> AnyResponse:
    # The page must not be the answer to the POST itself: browsers write such pages to the disk, words and all.
    try:
        with transaction() as session:
            token = returning.keep_form(session, values, form=FORM, now=now())
    except Unavailable:
        # Words that would be lost matter more than a trace of them on a phone.
        return _form_page(values, 503)
    if cookie("c"):
        response = redirect(url_for("child.form", **query), 303)
        set_cookie(response, "kept", token)
        return response
    return redirect(url_for("child.form", k=token, **query), 303)


def _not_now(sentence: str) -> AnyResponse:
    if guards.wants_json():
        return make_response(jsonify(error=sentence, field=None, token=guards.form_token()), 503)
    return _form_page(child_forms.typed() | {"error": [sentence], "error_field": ["words"]}, 503)


@lru_cache(16)
def _address(endpoint: str, _root: str) -> str:
    return url_for(endpoint)


def _onward(endpoint: str, token: str) -> AnyResponse:
    """To the next page, which finds the token in a cookie, or where the browser keeps none in its address."""
    to = _address(endpoint, request.root_path)
    if not cookie("c"):
        # Tokens are made of letters that an address takes as they are.
        to = f"{to}?k={token}"
    # Not by ``redirect``, which takes a while to write a page that nobody reads: children who send should not wait for it.
    return jsonify(to=to) if guards.wants_json() else Response(status=303, headers={"Location": to})
