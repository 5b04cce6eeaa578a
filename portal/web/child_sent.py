"""The page after sending: the code, until the child says that it is saved."""

from datetime import date
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.services import returning
from portal.web import child_forms, tokens
from portal.web.child import child
from portal.web.wiring import PUBLIC, calendar, cookie, drop_cookie, may, now, set_cookie, settings, transaction

# What the page takes of a hint; a browser takes no more than is allowed, and what is far too long has no room in a cookie.
MOST_SHOWN = 400


@child.get("/sent")
@may(PUBLIC)
def sent() -> AnyResponse:
    """The code, until the child says that it is saved."""
    shown = _shown()
    if shown is None:
        return redirect(url_for("child.answer"), 303)
    return make_response(render_template("child/sent.html", **shown, k=request.args.get("k", ""), site=_site()))


@child.post("/sent/saved")
@may(PUBLIC)
def saved() -> AnyResponse:
    """The child has saved the code; it is shown no more."""
    response = redirect(url_for("child.answer"), 303)
    drop_cookie(response, "sent")
    return response


@child.post("/sent/hint")
@may(PUBLIC)
def hint() -> AnyResponse:
    """A hint for the day the code is lost."""
    given = child_forms.HintForm()
    shown = _shown()
    if shown is None:
        return redirect(url_for("child.answer"), 303)
    hint = given.hint.data or ""
    told = {"hint_saved": False, "hint": hint[:MOST_SHOWN], "hint_error": ""}
    if not given.validate():
        told["hint_error"] = given.first_error()[1]
    elif not child_forms.says_something(hint):
        told["hint_error"] = _("Write something first.")
    else:
        with transaction() as session:
            returning.leave_hint(session, shown["code"], hint, now=now(), calendar=calendar())
        told = {"hint_saved": True, "hint": "", "hint_error": ""}
    closed = tokens.close(settings().keyring, "sent", shown | told | {"due_on": str(shown["due_on"] or "")}, now=now())
    response = redirect(url_for("child.sent", k=None if cookie("c") else closed, _anchor="hint"), 303)
    set_cookie(response, "sent", closed)
    return response


@child.get("/sent/picture")
@may(PUBLIC)
def picture() -> AnyResponse:
    """The code as a picture for the phone's album, with a QR code of the site alone."""
    # Drawing needs libraries that no other page of a child does.
    from portal.services import printing

    shown = _shown()
    if shown is None:
        return redirect(url_for("child.answer"), 303)
    response = Response(printing.code_picture(shown["code"], _site()), content_type="image/png")
    response.headers["Content-Disposition"] = 'attachment; filename="picture.png"'
    return response


def _shown() -> dict[str, Any] | None:
    closed = cookie("sent") or request.args.get("k", "")
    shown = tokens.unclose(settings().keyring, "sent", closed, now=now()) if closed else None
    if shown is None:
        return None
    return shown | {"due_on": date.fromisoformat(shown["due_on"]) if shown["due_on"] else None}


def _site() -> str:
    return settings().base_url or request.host_url.rstrip("/")
