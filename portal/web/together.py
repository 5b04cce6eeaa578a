"""Filling the form in together: who lent the child their device, as a sealed note that goes along with the form.

The note is in the form itself, so that what a page was opened with is what it is sent with. Its words never are.
"""

from datetime import timedelta
from typing import Any

from flask import request
from flask_babel import gettext as _

from portal.domain.frozen import frozen
from portal.services.assisting import Helper
from portal.web import tokens
from portal.web.wiring import cookie, now, settings

NAME = "together"
# The cookies by which something of a form, or its code, could be shown again.
LEFT = ("kept", "sent", NAME)
# How long a lent device can show the code once more; the page stays open longer than that.
CODE_LASTS = timedelta(minutes=10)
# Longer than any form is good for, so that a note never ends before its form does.
LASTS = tokens.FORM_AGE + timedelta(hours=12)


@frozen
class Note:
    """Who helps, by id and name; what the child calls them; and the child's first name. ``text`` is all of it, sealed."""

    person: str
    name: str
    shown: str
    child: str
    text: str = ""

    @property
    def helper(self) -> Helper:
        """The person who helps."""
        return Helper(self.person, self.name)


class Over(Exception):
    """The form came with a note that opens no more, so nobody knows from whom to keep the words."""


def sealed(note: Note) -> str:
    """The note as only we can read it."""
    values = {"person": note.person, "name": note.name, "shown": note.shown, "child": note.child}
    return tokens.close(settings().keyring, NAME, values, now=now(), lasts=LASTS)


def opened(text: str) -> Note | None:
    """The note in ``text``, if it is one of ours."""
    values = tokens.unclose(settings().keyring, NAME, text, now=now()) if text else None
    return Note(values["person"], values["name"], values["shown"], values["child"], text) if values else None


def on_page(kept: dict[str, list[str]]) -> Note | None:
    """The note for a page that is being opened: that of its form, else that of this browser."""
    return opened((kept.get(NAME) or [""])[0] or cookie(NAME))


def sent() -> Note | None:
    """The note of the form that was just sent; None where nobody helped. Raises Over."""
    text = request.form.get(NAME, "")
    note = opened(text)
    if text and note is None:
        raise Over
    return note


def asked() -> bool:
    """Whether the child was asked alone already."""
    return "asked" in request.form


def may_read() -> bool:
    """What the child said; silence is a no."""
    return request.form.get("read") == "yes"


def over() -> str:
    """The sentence for a note that opens no more."""
    return str(_("This took too long. Ask for it to be started again. Your words are still here."))


def hidden(kept: dict[str, list[str]]) -> list[tuple[str, Any]]:
    """All that was typed, to go along with the last question."""
    return [(name, value) for name, values in kept.items() if name not in ("asked", "read") for value in values]
