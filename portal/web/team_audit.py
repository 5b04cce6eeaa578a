"""The page on which the trail is searched: who did what, to which case, and when; never what anybody wrote."""

import re
import uuid
from datetime import date
from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import Field, StringField, ValidationError

from portal.domain.access import Act
from portal.domain.cases import BY_CHILD
from portal.domain.trail import Deed
from portal.services import auditing, people
from portal.services.auditing import Line, Wanted
from portal.web import team_frame
from portal.web.wiring import may, now, person, reading, today, transaction

team_audit = Blueprint("audit", __name__, url_prefix="/team/audit")
team_frame.install(team_audit)


CHILDS = frozenset(fact.__name__ for fact in BY_CHILD)


def _a_day(_form: Any, field: Field) -> None:
    if field.data and _day(field.data) is None:
        raise ValidationError(_("Give a date such as 2026-12-24."))


class AuditForm(FlaskForm):  # type: ignore[misc]
    """What to look for. Sending it changes nothing, so it carries no token."""

    class Meta:
        """How the form is guarded."""

        csrf = False

    who = StringField()
    what = StringField()
    case = StringField(filters=[lambda typed: (typed or "").replace("\0", "").strip()])
    first = StringField(validators=[_a_day])
    last = StringField(validators=[_a_day])

    def validate_what(self, field: Field) -> None:
        """One of the list."""
        if field.data and field.data not in list(Deed):
            raise ValidationError(_("Choose from the list."))

    def validate_who(self, field: Field) -> None:
        """Somebody's id."""
        try:
            uuid.UUID(field.data or uuid.NAMESPACE_DNS.hex)
        except ValueError:
            raise ValidationError(_("Choose from the list.")) from None


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if day.year in auditing.YEARS else None


@team_audit.get("")
@may(Act.SEE_AUDIT)
def trail() -> Response:
    """A page of the trail; looking at it is written down too."""
    form = AuditForm(request.args)
    errors = {} if form.validate() else {name: str(messages[0]) for name, messages in form.errors.items()}
    last = _day(form.last.data or "") or today()
    first = _day(form.first.data or "") or last - auditing.SHOWN
    found = None
    if not errors:
        wanted = Wanted(
            uuid.UUID(form.who.data) if form.who.data else None, form.what.data or "", form.case.data or "", first, last
        )
        try:
            with transaction() as session:
                found = auditing.look(session, wanted, after=request.args.get("after", ""), by=person().id, now=now())
        except auditing.NoSuchCase:
            errors = {"case": _("There is no case with this reference.")}
    with reading() as session:
        everybody = people.everyone(session)
    asked = {name: form[name].data for name in ("who", "what", "case") if form[name].data}
    shown = asked | {"first": first.isoformat(), "last": last.isoformat()}
    html = render_template(
        "team/audit.html",
        found=found,
        everybody=everybody,
        deeds={deed.value: phrase for deed, phrase in _deeds().items()},
        asked=shown,
        errors=errors,
        told=[(line, _what(line), _who(line)) for line in found.lines] if found else [],
    )
    return make_response(html, 422 if errors else 200)


def _deeds() -> dict[Deed, str]:
    return {
        Deed.RECEIVED: _("Sent a case"),
        Deed.CHANGED: _("Changed a case"),
        Deed.READ: _("Read a case"),
        Deed.READ_AS_ADVOCATE: _("Read a case, as the child's advocate"),
        Deed.SEARCHED: _("Searched for words"),
        Deed.REFUSED: _("Was refused"),
        Deed.SIGNED_IN: _("Signed in"),
        Deed.SIGN_IN_REFUSED: _("Sign-in refused"),
        Deed.SESSION_ENDED: _("Ended a session"),
        Deed.PERSON_CHANGED: _("Changed a person"),
        Deed.PLACE_CHANGED: _("Made or ended a place with a code"),
        Deed.TRAIL_SEEN: _("Looked at this page"),
        Deed.EXPORTED: _("Copied out"),
        Deed.RESTORED: _("Put a backup back"),
        Deed.KEYS_ROTATED: _("Changed the keys"),
        Deed.ERASED: _("Erased a case"),
        Deed.CHECKED: _("Checked the trail"),
    }


def _what(line: Line) -> str:
    phrase = {deed.value: said for deed, said in _deeds().items()}.get(line.deed, line.deed)
    detail = "" if line.deed == Deed.RECEIVED else line.detail
    if line.deed == Deed.CHANGED:
        # A fact is named by its class: "AskedForAdvocate" reads "asked for advocate".
        detail = re.sub(r"(?<!^)(?=[A-Z])", " ", detail).lower()
    more = ", ".join(part for part in (line.about, detail) if part)
    return f"{phrase}: {more}" if more else str(phrase)


def _who(line: Line) -> str:
    if line.who is not None:
        who = line.who or _("Somebody who is no longer here")
    elif line.deed in (Deed.RECEIVED, Deed.CHANGED):
        who = _("The child") if line.detail in CHILDS else _("The portal")
    else:
        who = _("Nobody we know") if line.deed == Deed.SIGN_IN_REFUSED else _("Whoever runs the portal")
    return str(who)
