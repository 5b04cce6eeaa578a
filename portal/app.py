"""Puts the rooms together. The only file that knows every one of them."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import config
from portal.config import Settings
from portal.services import filing
from portal.services.storing import Database
from portal.web import (
    accounts,
    addresses,
    advocate,
    advocate_case,
    advocate_more,
    answer,
    assets,
    guards,
    health,
    languages,
    logs,
    organisation,
    pages,
    scans,
    signing_in,
    team_audit,
    team_entry,
    team_letters,
    team_pages,
    team_papers,
    team_passkeys,
    team_people,
    team_places,
    team_print,
    team_saved,
    team_together,
    templates,
    uploads,
    wiring,
)
from portal.web import team_data_complaints as data
from portal.web import team_export as copies
from portal.web import team_records as kept
from portal.web.assets import read_all

if TYPE_CHECKING:
    from flask_limiter import Limiter

MOST_BYTES = 2_000_000


def folder(name: str) -> Path:
    """Where templates, static files and catalogues are: beside the package in a checkout, inside it in a wheel."""
    inside = Path(__file__).parent / name
    return inside if inside.is_dir() else Path(__file__).parent.parent / name


def database(settings: Settings) -> Database:
    """The database that the settings name."""
    return Database(settings.database_url, keyring=settings.keyring, secret=settings.secret_key)


def _limiter(app: Flask) -> "Limiter":
    from flask_limiter import Limiter

    limiter = Limiter(guards.network)
    # Views ask for their limits themselves. Named here, it does not also stand before, after and at the end of every request.
    app.extensions["limiter"] = {limiter}
    limiter.init_app(app)
    return limiter


class Site(Flask):
    """The application."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is: none of ours is a coroutine, which Flask otherwise finds out a dozen times a request."""
        return func


def create_app(settings: Settings | None = None, *, clock: Callable[[], datetime] | None = None) -> Flask:
    """The portal, ready to serve. Refuses to start when an endpoint does not say who may use it."""
    settings = settings or config.load(os.environ)
    app = Site(__name__, template_folder=str(folder("templates")), static_folder=None)
    app.request_class = uploads.UploadRequest
    app.url_rule_class = addresses.Address
    # Without a SECRET_KEY Flask has no session of its own, which nothing here uses, and sets no cookie.
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        MAX_FORM_PARTS=300,
        BABEL_TRANSLATION_DIRECTORIES=str(folder("translations")),
        BABEL_DEFAULT_LOCALE="en_GB",
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_SWALLOW_ERRORS=True,
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(settings.redis_url),
        RATELIMIT_HEADERS_ENABLED=False,
    )
    app.jinja_env.bytecode_cache = templates.Compiled(settings.instance / "templates")
    app.jinja_env.finalize = templates.visible
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Babel(app, locale_selector=guards.locale)
    app.extensions["portal"] = wiring.Portal(
        settings=settings,
        database=database(settings),
        calendar=filing.calendar(settings),
        clock=clock or (lambda: datetime.now(UTC)),
        make_limiter=lambda: _limiter(app),
        languages=languages.offered(settings.languages, unread=settings.unread_languages or settings.demo),
        assets=read_all(folder("static")),
        who=signing_in.load_person,
    )
    guards.install(app, secure=settings.secure)
    logs.install(app)
    app.before_request(wiring.check_access)
    staff = (signing_in.signing_in, team_pages.team, team_audit.team_audit, team_entry.entry, team_together.assisting)
    printed = (team_places.places, team_print.printing)
    for blueprint in (assets.assets, scans.scans, answer.answer, pages.pages, *staff, *printed, health.health):
        app.register_blueprint(blueprint)
    own = (accounts.accounts, team_passkeys.team_passkeys, organisation.organisation)
    records = (kept.records, copies.copies, data.data_complaints)
    helping = (advocate.advocate, advocate_case.advocate_case, advocate_more.advocate_more)
    for more in (*helping, team_papers.papers, team_letters.letters, team_saved.saved, team_people.people, *own, *records):
        app.register_blueprint(more)
    wiring.refuse_unmarked(app)
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app
