"""The team's forms. Each carries the token of the session it was made in, and the version of the case it was made from."""

import hmac
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, PasswordField, StringField, ValidationError
from wtforms.csrf.core import CSRF, CSRFTokenField

from portal.domain.facts import CLOSE_REASONS
from portal.services.filing import Case
from portal.web import tokens
from portal.web.child_forms import PublicForm, says_something
from portal.web.wiring import settings

MOST = 20_000


class SessionToken(CSRF):
    """The token of the session."""

    def generate_csrf_token(self, _field: CSRFTokenField) -> str:
        """This session's token."""
        return tokens.staff_token(settings().secret_key, g.person.session_id)

    def validate_csrf_token(self, form: Any, field: CSRFTokenField) -> None:
        """Refuse a form from another session, or from another site."""
        if not hmac.compare_digest((field.data or "").encode(), self.generate_csrf_token(field).encode()):
            raise ValidationError(_("You were signed out while this page was open. Send it again."))


class TeamForm(FlaskForm):  # type: ignore[misc]
    """A form on a page of the team."""

    class Meta:
        """How the form is guarded."""

        csrf = True
        csrf_class = SessionToken
        csrf_field_name = "csrf_token"

    version = StringField()

    @property
    def said(self) -> str:
        """The words in it; nothing in a form without any."""
        return str(self.words.data or "") if "words" in self else ""

    def was_sent_twice(self, case: Case, *, by: str) -> bool:
        """Whether the one change since this form was made is this very form, pressed twice."""
        last = case.state.events[-1]
        words = getattr(last.fact, "words", getattr(last.fact, "why", ""))
        return self.version.data == str(case.row.version - 1) and last.by == by and words == self.said

    def first_error(self) -> tuple[str, str]:
        """The first field that cannot be taken, and why."""
        return next((str(name), str(messages[0])) for name, messages in self.errors.items())


def _written(_form: Any, field: Field) -> None:
    if not says_something(field.data or ""):
        raise ValidationError(_("Write something first."))
    if len(field.data) > MOST:
        raise ValidationError(_("This is too long. You can use up to %(most)s letters.", most=f"{MOST:,}"))


class WordsForm(TeamForm):
    """Words: for the child, or between colleagues."""

    words = StringField(validators=[_written])


class ReplyForm(WordsForm):
    """A message to the child."""

    answer = BooleanField()
    act = StringField()


class CodeReasonForm(WordsForm):
    """How somebody knows that it is the child who asks for a new code."""

    def was_sent_twice(self, case: Case, *, by: str) -> bool:
        """Never taken as done: the code was shown to the first press, whose page nobody saw."""
        return False


class CloseForm(WordsForm):
    """Why, and what the child is told."""

    reason = StringField()

    def validate_reason(self, field: Field) -> None:
        """One of the list."""
        if field.data not in CLOSE_REASONS:
            raise ValidationError(_("Choose a reason."))


class BulkForm(TeamForm):
    """Several cases to give to somebody, or to tag."""

    act = StringField()
    to = StringField()
    tag = StringField(filters=[lambda typed: " ".join((typed or "").casefold().replace(",", " ").split())[:32]])

    def validate_tag(self, field: Field) -> None:
        """There, where cases are to be tagged."""
        if self.act.data == "tag" and not field.data:
            raise ValidationError(_("Write the tag first."))


class SignInForm(PublicForm):
    """An address and a password."""

    # No address holds NUL, and PostgreSQL would not even compare one.
    email = StringField(filters=[lambda typed: (typed or "").replace("\0", "")])
    password = PasswordField()


class CodeForm(PublicForm):
    """The code from the authenticator app."""

    code = StringField()


class DemoForm(PublicForm):
    """One of the demonstration's people."""

    email = StringField()


class EndForm(TeamForm):
    """A session to end."""

    session = StringField()
