"""The rota, and taking what is urgent."""

from datetime import date

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import Field, StringField, ValidationError

from portal.domain import duty
from portal.domain.access import Act
from portal.services import alarms, triage
from portal.services import rota as rotas
from portal.services.storing import Stale
from portal.web.child_forms import says_something
from portal.web.team import team
from portal.web.team_forms import TeamForm
from portal.web.wiring import calendar, may, now, person, reading, settings, today, transaction, viewer

MOST, TRIES = 200, 5
PARTS = {duty.DUTY: "On duty", duty.DEPUTY: "Deputy", duty.CALL: "To ring"}


def _day(_form: TeamForm, field: Field) -> None:
    try:
        date.fromisoformat(field.data or "2026-01-01")
    except ValueError:
        raise ValidationError(_("Write the day as year, month, day, such as 2026-12-24.")) from None


class LineForm(TeamForm):
    """A new line of the rota."""

    part = StringField()
    who = StringField()
    contact = StringField(filters=[lambda typed: (typed or "").strip()])
    first = StringField(validators=[_day])
    last = StringField(validators=[_day])

    def validate_part(self, field: Field) -> None:
        """One of the list."""
        if field.data not in PARTS:
            raise ValidationError(_("Choose first."))

    def validate_who(self, field: Field) -> None:
        """Somebody, for a part that a person has."""
        if self.part.data in (duty.DUTY, duty.DEPUTY) and not field.data:
            raise ValidationError(_("Choose who."))

    def validate_contact(self, field: Field) -> None:
        """A name and number, for somebody to ring."""
        if self.part.data == duty.CALL and not says_something(field.data):
            raise ValidationError(_("Write whom to ring, and the number."))
        if len(field.data) > MOST:
            raise ValidationError(_("This is too long. You can use up to %(most)s letters.", most=MOST))

    def validate_last(self, field: Field) -> None:
        """Not before the first day."""
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError(_("The last day is before the first."))


class OneLineForm(TeamForm):
    """A line of the rota."""

    line = StringField()


@team.get("/rota")
@may(Act.SEE_CASES)
def rota() -> Response:
    """Who is told first when a case is urgent."""
    return _page()


def _page(typed: dict[str, str] | None = None, errors: dict[str, str] | None = None) -> Response:
    with reading() as session:
        found = rotas.look(session, today=today())
    html = render_template(
        "team/rota.html",
        rota=found,
        parts=PARTS,
        minutes=settings().escalate_minutes,
        mail=bool(settings().smtp_url),
        typed=typed or {},
        errors=errors or {},
    )
    return make_response(html, 422 if errors else 200)


def _back() -> Response:
    return redirect(url_for("team.rota", _anchor="lines"), 303)


@team.post("/rota")
@may(Act.WORK_CASES)
def add_to_rota() -> Response:
    """A new last line."""
    form, typed = LineForm(), request.form.to_dict()
    if not form.validate():
        return _page(typed, {name: messages[0] for name, messages in form.errors.items()})
    first, last = (date.fromisoformat(each.data) if each.data else None for each in (form.first, form.last))
    try:
        with transaction() as session:
            rotas.add(
                session,
                part=form.part.data or "",
                person=form.who.data or "",
                contact=form.contact.data or "",
                first=first,
                last=last,
            )
    except ValueError:
        return _page(typed, {"who": _("Choose who.")})
    return _back()


@team.post("/rota/remove")
@may(Act.WORK_CASES)
def remove_from_rota() -> Response:
    """Take a line out; one that is gone already is gone."""
    form = OneLineForm()
    if not form.validate():
        return _page(errors=dict([form.first_error()]))
    try:
        with transaction() as session:
            rotas.remove(session, form.line.data or "")
    except rotas.NoSuchLine:
        return _back()
    return _back()


@team.post("/rota/up")
@may(Act.WORK_CASES)
def move_up_on_rota() -> Response:
    """Let a line come earlier."""
    form = OneLineForm()
    if not form.validate():
        return _page(errors=dict([form.first_error()]))
    try:
        with transaction() as session:
            rotas.move_up(session, form.line.data or "")
    except rotas.NoSuchLine:
        return _back()
    return _back()


@team.post("/alerts/<reference>/take")
@may(Act.WORK_CASES)
def take_alert(reference: str) -> Response:
    """I have this: nobody else is told. Whoever was faster has it, and the case's page says so."""
    with reading() as session:
        try:
            triage.find(session, reference, viewer())
        except triage.NoSuchCase:
            abort(404)
    if not TeamForm().validate():
        return redirect(url_for("team.case", reference=reference), 303)
    for attempt in range(TRIES):
        try:
            with transaction() as session:
                alarms.take(session, reference, by=person().id, now=now(), calendar=calendar())
            break
        except LookupError:
            abort(404)
        except Stale:
            if attempt == TRIES - 1:
                raise
    return redirect(url_for("team.case", reference=reference), 303)
