"""A step's form, made from what it asks."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, SelectMultipleField, StringField, ValidationError
from wtforms.validators import StopValidation

from portal.web.child_forms import says_something
from portal.web.step_kinds import Ask
from portal.web.team_forms import MOST, TeamForm

LINE = 200


class _Needed:
    """Something has to be there, and is short enough; nothing is fine where nothing is needed."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask

    def __call__(self, _form: Any, field: Field) -> None:
        said = field.data or ""
        if not (says_something(said) if isinstance(said, str) else said):
            if self.ask.needed:
                raise StopValidation(_("Fill this in.") if self.ask.kind in ("words", "line", "day") else _("Choose first."))
            field.errors = []
            raise StopValidation
        most = MOST if self.ask.kind == "words" else LINE
        if isinstance(said, str) and len(said) > most:
            raise ValidationError(_("This is too long. You can use up to %(most)s letters.", most=f"{most:,}"))


def _of_the_list(choices: Mapping[str, str]) -> Any:
    def check(_form: Any, field: Field) -> None:
        chosen = [field.data] if isinstance(field.data, str) else field.data
        if any(one not in choices for one in chosen):
            raise ValidationError(_("Choose from the list."))

    return check


def _is_a_day(_form: Any, field: Field) -> None:
    try:
        date.fromisoformat(field.data)
    except ValueError:
        raise ValidationError(_("Write the day as year, month, day, such as 2026-12-24.")) from None


def _field(ask: Ask) -> Field:
    if ask.kind == "many":
        checks = [_Needed(ask), _of_the_list(ask.choices)]
        keys: Any = list(ask.choices)
        return SelectMultipleField(choices=keys, validate_choice=False, validators=checks)
    if ask.kind in ("choice", "select"):
        return StringField(validators=[_Needed(ask), _of_the_list(ask.choices)])
    return StringField(validators=[_Needed(ask), *([_is_a_day] if ask.kind == "day" else [])])


def form_of(asks: Sequence[Ask]) -> TeamForm:
    """The form that asks this. Raises ValueError for a name that means something else to a form."""
    if taken := [ask.name for ask in asks if hasattr(TeamForm, ask.name)]:
        raise ValueError(f"a form has something else of that name: {', '.join(taken)}")
    fields = {ask.name: _field(ask) for ask in asks}
    made: TeamForm = type("StepForm", (TeamForm,), fields)()
    return made


def said(form: TeamForm, asks: Sequence[Ask]) -> dict[str, Any]:
    """The answers of a form that was found good: words, lists, and days as dates or None."""
    answers: dict[str, Any] = {}
    for ask in asks:
        data = form[ask.name].data
        if ask.kind == "day":
            answers[ask.name] = date.fromisoformat(data) if data else None
        else:
            answers[ask.name] = (data or []) if ask.kind == "many" else (data or "")
    return answers


def typed(form: TeamForm, asks: Sequence[Ask]) -> dict[str, Any]:
    """What stands in the fields now, good or not, to be shown again."""
    return {ask.name: form[ask.name].data for ask in asks}
