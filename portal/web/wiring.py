"""What a view needs and nothing else: a transaction, the time, the settings, and who is asking."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast
from uuid import UUID

from flask import Flask, abort, current_app, g, redirect, request, url_for

from portal.config import Settings
from portal.domain.access import Act, Role, Viewer, allowed
from portal.domain.frozen import frozen
from portal.domain.working_days import london_date
from portal.services.filing import Calendar
from portal.services.storing import Database, Session

if TYPE_CHECKING:
    from flask_limiter import Limiter

    from portal.web.assets import Asset
    from portal.web.languages import Language
    from portal.web.prerendered import Prerendered

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC: Final = "public"
MARK = "portal_may"


@frozen
class Person:
    """The member of staff who is asking."""

    id: str
    name: str
    email: str
    role: Role
    session_id: str


@dataclass
class Portal:
    """What one running portal is made of."""

    settings: Settings
    database: Database
    calendar: Calendar
    clock: Callable[[], datetime]
    make_limiter: "Callable[[], Limiter]"
    languages: "tuple[Language, ...]"
    assets: "dict[str, Asset]"
    form_pages: "dict[tuple[str, str, str], Prerendered]" = field(default_factory=dict)
    paper_forms: dict[tuple[str, bool, str], bytes] = field(default_factory=dict)
    who: Callable[[], Person | None] = lambda: None

    @cached_property
    def by_tag(self) -> "dict[str, Language]":
        """The languages that are offered, by their tags."""
        return {row.tag: row for row in self.languages}

    @cached_property
    def limiter(self) -> "Limiter":
        """What limits tries; made when the first try is made, since its libraries are large."""
        return self.make_limiter()


_app: Any = current_app


def portal() -> Portal:
    """The running portal."""
    # What stands behind the proxy, at a third of the price: every page comes by here a dozen times.
    running: Portal = _app._get_current_object().extensions["portal"]
    return running


def transaction() -> AbstractContextManager[Session]:
    """A transaction that commits when the block ends. Raises Unavailable."""
    return portal().database.writing()


def adding() -> AbstractContextManager[Session]:
    """A session that only adds, its rows stored with those of others when the block ends. Raises Unavailable and Taken."""
    return portal().database.adding()


def reading() -> AbstractContextManager[Session]:
    """A transaction that changes nothing. Raises Unavailable."""
    return portal().database.reading()


def settings() -> Settings:
    """The settings."""
    return portal().settings


def calendar() -> Calendar:
    """The working days."""
    return portal().calendar


def now() -> datetime:
    """This request's moment (UTC), read once."""
    kept = g._get_current_object()
    known: datetime | None = kept.get("now")
    if known is None:
        known = kept.now = portal().clock()
    return known


def today() -> date:
    """This request's date in London."""
    return london_date(now())


def person() -> Person:
    """The member of staff who is asking; only in views marked with an act."""
    return cast(Person, g.person)


def viewer() -> Viewer:
    """The member of staff who is asking, as one who looks at cases today."""
    return Viewer(UUID(person().id), person().role, today())


def may(act: Act | str) -> Callable[[View], View]:
    """Mark a view with what it lets a person do, or PUBLIC. A view without a mark stops the portal from starting."""

    def mark(view: View) -> View:
        setattr(view, MARK, act)
        return view

    return mark


def check_access() -> Any:
    """Before every request: let in those whose role allows what the view is marked with."""
    endpoint = request.endpoint
    if endpoint is None:
        return None
    act = getattr(current_app.view_functions[endpoint], MARK)
    if act == PUBLIC:
        return None
    g.person = portal().who()
    if g.person is None:
        return redirect(url_for("signing_in.sign_in"), 303)
    if not allowed(g.person.role, act):
        abort(403)
    return None


def refuse_unmarked(app: Flask) -> None:
    """Every endpoint says who may use it, or the portal does not start."""
    unmarked = [name for name, view in app.view_functions.items() if not hasattr(view, MARK)]
    if unmarked:
        raise RuntimeError(f"these endpoints do not say who may use them: {', '.join(sorted(unmarked))}")


def cookie_name(name: str) -> str:
    """The cookie's name; over TLS its prefix locks it to this host."""
    return f"__Host-{name}" if settings().secure else name


def set_cookie(response: Any, name: str, value: str, *, same_site: str = "Strict") -> None:
    """A cookie that ends with the tab and that no script reads."""
    response.set_cookie(cookie_name(name), value, secure=settings().secure, httponly=True, samesite=same_site, path="/")


def drop_cookie(response: Any, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(cookie_name(name), secure=settings().secure, httponly=True, path="/")


def cookie(name: str) -> str:
    """A cookie's value, or nothing."""
    return request.cookies.get(cookie_name(name), "")
