"""What stands around every request: headers, where a form came from, the language, and kind error pages."""

import gzip
import re
import secrets
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from babel.dates import format_date
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from portal.domain import receipts
from portal.domain.working_days import LONDON
from portal.keyring import digest
from portal.services.storing import Unavailable
from portal.web import tokens
from portal.web.languages import ENGLISH, Language
from portal.web.wiring import cookie, now, portal, set_cookie, settings, today

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = (
    ("Content-Security-Policy", CSP),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("X-Robots-Tag", "noindex"),
    ("Cache-Control", "no-store"),
)
PACKED = frozenset({"child.sent", "pages.help", "pages.rights", "pages.privacy", "pages.accessibility"})
YEAR = re.compile(r"[\s,،]*\by+\b\W*$|^\W*\by+\b\W*")
HALF_A_YEAR = 182
CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def with_headers(app: Any, *, secure: bool) -> Any:
    """The application, whose every response carries these, errors and static files too; only static files may be kept."""
    ours = HEADERS + ((("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),) if secure else ())

    def answer(environ: Any, start: Any) -> Any:
        def begin(status: str, headers: list[tuple[str, str]], *fault: Any) -> Any:
            present = {name.lower() for name, _ in headers}
            return start(status, headers + [each for each in ours if each[0].lower() not in present], *fault)

        return app(environ, begin)

    return answer


def keep_language(response: Response) -> Response:
    """A language that was asked for is kept for the next pages."""
    chosen = g.get("chosen_language")
    if chosen:
        set_cookie(response, "lang", chosen, same_site="Lax")
    return response


def pack(response: Response) -> Response:
    """Compress the pages that repeat nothing of the request: where a page repeats what it was sent, its size tells tales."""
    if request.endpoint not in PACKED:
        return response
    repeats = request.query_string or request.method != "GET"
    if repeats or response.mimetype != "text/html" or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return response
    if response.status_code == 200 and "Content-Encoding" not in response.headers and not response.is_streamed:
        response.set_data(gzip.compress(response.get_data(), 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
    return response


def refuse_other_sites() -> Any:
    """A form that another site sent is not taken. Browsers that say where a form came from are believed."""
    if request.method not in CHANGES:
        return None
    headers = request.headers
    fetched = headers.get("Sec-Fetch-Site")
    if fetched is not None:
        return None if fetched in ("same-origin", "none") else error_page(403)
    # Without a referrer, older browsers call the origin "null"; the form's own token still stands guard.
    origin = headers.get("Origin", "null")
    if origin != "null" and urlsplit(origin).netloc != request.host:
        return error_page(403)
    return None


def language() -> Language:
    """The language of this page: the one asked for, else the one chosen before, else English."""
    known: Language | None = g.get("language")
    if known is None:
        offered = portal().by_tag
        asked = request.args.get("lang", "") if request.query_string else ""
        if asked in offered:
            g.chosen_language = asked
        known = g.language = offered.get(asked) or offered.get(cookie("lang")) or ENGLISH
    return known


def language_to_offer() -> Language | None:
    """The language that the browser asks for, where the page is in another and nobody has chosen one yet.

    It is offered and never switched to: a borrowed phone may ask for a language that the child does not read.
    """
    shown, rows = language(), [row for row in portal().languages if not row.html]
    if "chosen_language" in g or cookie("lang"):
        return None
    tag = request.accept_languages.best_match([row.tag for row in rows])
    return next((row for row in rows if row.tag == tag and row is not shown), None)


def locale() -> str:
    """The locale for words and dates."""
    forced: Language | None = g.get("language")
    return (forced or language()).locale


def reading_date(day: date) -> str:
    """A date as people say it, in the page's language: "Tuesday 8 December", with its year where that is not plain."""
    pattern = "full" if is_far(day) else _day_and_month(str(get_locale()))
    return str(format_date(day, pattern, locale=get_locale())).replace(",", "")


def is_far(day: date) -> bool:
    """Whether a day without its year could be taken for one in another."""
    return abs((day - today()).days) > HALF_A_YEAR


@cache
def _day_and_month(tag: str) -> str:
    # The language's own long form without its year: asked for the parts alone, Babel shortens them where it has no such form.
    return YEAR.sub("", str(Locale.parse(tag).date_formats["full"]))


def moment(instant: datetime) -> str:
    """An instant as staff read it: London's date and time."""
    return instant.astimezone(LONDON).strftime("%-d %b %Y, %H:%M")


def network() -> str:
    """A name for the sender's network that nobody can turn back into an address: keyed, by /24 or /64, new every day."""
    address = request.remote_addr or ""
    part = ":".join(address.split(":")[:4]) if ":" in address else address.rpartition(".")[0]
    return digest(_daily_key(), "network", part).hex()[:24]


_KEYS: dict[date, bytes] = {}


def _daily_key() -> bytes:
    today = now().date()
    if today not in _KEYS:
        _KEYS.clear()
        # Processes that share their counts through Redis share the key there too; otherwise it lives in memory alone.
        storage = getattr(portal().limiter, "_storage", None)
        shared = getattr(storage, "storage", None) if settings().redis_url else None
        fresh = secrets.token_bytes(32)
        if shared is not None and hasattr(shared, "set"):
            name = f"portal:network-key:{today}"
            shared.set(name, fresh, nx=True, ex=86_400)
            fresh = shared.get(name) or fresh
        _KEYS[today] = fresh
    return _KEYS[today]


def wants_json() -> bool:
    """Whether the page's own script asked, which shows the answer in place."""
    return request.accept_mimetypes.best == "application/json"


def form_token() -> str:
    """The token for the forms of this page: the session's own for staff, else a fresh one that needs no cookie."""
    if g.get("person"):
        return tokens.staff_token(settings().secret_key, g.person.session_id)
    return tokens.form_token(settings().secret_key, now=now())


def sentences() -> dict[int, tuple[str, str]]:
    """For each fault a heading and a sentence that helps, and blames nobody."""
    return {
        400: (_("That did not work"), _("Go back and try again.")),
        403: (_("You cannot open this page"), _("Go back, or start again from the first page.")),
        404: (_("This page is not here"), _("You can still tell us something, or use your code.")),
        405: (_("This page is not here"), _("You can still tell us something, or use your code.")),
        410: (_("This page has closed"), _("You can still tell us something new.")),
        413: (_("That is too much to send at once"), _("Make it shorter, or send it in two parts.")),
        429: (_("Please wait a little"), _("Try again in a few minutes. Your code still works.")),
        500: (_("Something broke on our side"), _("It is not your fault. Please try again in a few minutes.")),
        503: (_("We cannot do that just now"), _("It is not your fault. Please try again in a few minutes.")),
    }


def error_page(status: int) -> Response:
    """A page, or a sentence for the script, that says what happened and what to do."""
    known = sentences()
    heading, sentence = known.get(status) or known[400 if status < 500 else 500]
    if wants_json():
        response = jsonify(error=f"{heading}. {sentence}", field=None, token=None)
    else:
        response = make_response(render_template("pages/error.html", status=status, heading=heading, sentence=sentence))
    response.status_code = status
    return response


def install(app: Flask, *, secure: bool) -> None:
    """Put the guards around the application."""
    app.before_request(refuse_other_sites)
    app.wsgi_app = with_headers(app.wsgi_app, secure=secure)  # type: ignore[method-assign]
    app.after_request(keep_language)
    app.after_request(pack)
    app.register_error_handler(HTTPException, lambda error: error.response or error_page(error.code or 500))
    app.register_error_handler(Unavailable, lambda _error: error_page(503))
    app.register_error_handler(500, lambda _error: error_page(500))
    app.jinja_env.globals.update(
        asset=lambda name: portal().assets[name].url, reading_date=reading_date, grouped=receipts.grouped, moment=moment
    )
    app.context_processor(_page_values)


def _page_values() -> dict[str, Any]:
    return {
        "lang": language(),
        "languages": portal().languages,
        "org": {"name": settings().organisation, "short_name": settings().place_name},
        "csrf_token": form_token,
    }
