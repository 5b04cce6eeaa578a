"""A reply that took longer to write than the session lasts is not lost: it waits, sealed, until its writer signed in again."""

import json
from collections.abc import Sequence
from typing import Any

from flask import after_this_request, request, url_for
from werkzeug.wrappers import Response

from portal.services import resuming
from portal.services import signing_in as entering
from portal.services.resuming import Typed
from portal.web import uploads
from portal.web.step_kinds import Ask
from portal.web.wiring import cookie, drop_cookie, now, person, reading, set_cookie, transaction

COOKIE, STEP = "typed", "step"
# Each form whose words are kept, by the endpoint that takes it.
FORMS = {f"team.{form}": form for form in ("acknowledge", "reply", "note", "settle", "close", "code")} | {
    "letters.make": "letter",
    "team.step": STEP,
    "advocate.send": "send",
    "advocate_case.write": "write",
    "entry.enter": "enter",
}
FIELDS = ("words", "reason", "answer", "version", "letter", "to", "greeting", "arrives", "large")


def keep(token: str) -> None:
    """Keep what is being sent with a session that fell asleep. Nothing of a stranger's is kept."""
    form = FORMS.get(request.endpoint or "")
    if request.method != "POST" or form is None:
        return
    with transaction() as session:
        sleeper = entering.asleep(session, token, now=now())
        if sleeper is None:
            return
        # A scan may come with it, which is not kept; without this its size alone would lose the words.
        if form == "enter":
            uploads.expect_a_file()
        where = request.view_args or {}
        fields = {name: request.form.get(name, "") for name in FIELDS}
        if form in (STEP, "send", "enter"):
            lists = request.form.to_dict(flat=False)
            fields = {"key": str(where.get("key", "")), "said": json.dumps({k: v for k, v in lists.items() if k != "csrf_token"})}
        typed = Typed(str(sleeper.id), str(where.get("reference", "")), form, fields)
        held = resuming.keep(session, typed, now=now())

    @after_this_request
    def remember(response: Response) -> Response:
        set_cookie(response, COOKIE, held)
        return response


def where() -> str | None:
    """The page with the words that wait, if this browser was given any."""
    return url_for("team.resume") if cookie(COOKIE) else None


def waiting() -> Typed | None:
    """The words that wait for whoever is signed in."""
    with reading() as session:
        return resuming.kept(session, cookie(COOKIE), person().id, now=now())


def as_typed(typed: Typed, asks: Sequence[Ask]) -> dict[str, Any]:
    """What stood in the fields of a form made from ``asks``, and its hidden values if it had any."""
    said: dict[str, list[str]] = json.loads(typed.fields["said"])
    lines = {ask.name: said.get(ask.name, []) if ask.kind == "many" else (said.get(ask.name) or [""])[0] for ask in asks}
    return lines | {name: (said.get(name) or [""])[0] for name in ("once", "document")}


def done(response: Response) -> Response:
    """Something was sent: the words that waited, if any did, wait no longer."""
    if cookie(COOKIE):
        with transaction() as session:
            resuming.forget(session, cookie(COOKIE))
        drop_cookie(response, COOKIE)
    return response
