"""The public forms: their fields, what each may hold, and the sentences for what cannot be taken.

A child may leave out everything but one of: words, what it is about, a feeling, or "call me instead".
"""

import secrets
import unicodedata
from functools import cache
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import ImmutableMultiDict
from wtforms import Field, StringField, ValidationError
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.i18n import DummyTranslations

from portal.domain import facts, places
from portal.domain.facts import Plan, Received
from portal.domain.follow_up_facts import FollowUpAnswered
from portal.services import following_up
from portal.web import tokens
from portal.web.wiring import now, settings

NO_SENTENCES = DummyTranslations()
KINDS = frozenset(facts.Kind)
MOST_WORDS = 20_000
SHORT = {
    "better": 5_000,
    "helper_words": 5_000,
    "name": 200,
    "contact": 300,
    "contact_when": 300,
    "contact_not": 300,
    "hint": 200,
}


class SignedToken(CSRF):
    """A token that is signed rather than kept, so that a child needs no cookie to send."""

    def generate_csrf_token(self, _field: CSRFTokenField) -> str:
        """None: these forms only read what was sent, and pages get their token from the guards."""
        return ""

    def validate_csrf_token(self, _form: Any, field: CSRFTokenField) -> None:
        """Refuse a token that is not ours or too old; the words stay."""
        if not tokens.form_token_ok(settings().secret_key, field.data or "", now=now()):
            raise ValidationError(_("This page was open for a long time. Your words are still here. Press Send again."))


class PublicForm(FlaskForm):  # type: ignore[misc]
    """A form that anybody may send."""

    class Meta:
        """How the form is guarded."""

        csrf = True
        csrf_class = SignedToken
        csrf_field_name = "csrf_token"

        def get_translations(self, _form: Any) -> DummyTranslations:
            """None of the library's own sentences is ever shown; ours come from our catalogues."""
            return NO_SENTENCES

    def __init__(self) -> None:
        """The form with what was sent. Only the fields that were sent, or that have a rule, are this form's own."""
        kind: Any = type(self)
        empty, rules = _empty(kind)
        sent = request.form
        self.__dict__ |= empty.__dict__
        self.form_errors: list[str] = []
        self._fields: dict[str, Field] = dict(empty._fields)
        self._checked: list[tuple[Field, tuple[Any, ...]]] = []
        for name in rules.keys() | sent.keys() & empty._fields.keys():
            field = empty._fields[name]
            own = object.__new__(type(field))
            own.__dict__ |= field.__dict__
            own.process(sent)
            self._fields[name] = self.__dict__[name] = own
            self._checked.append((own, rules.get(name, ())))

    def validate(self, _extra_validators: Any = None) -> bool:
        """Check every field that was sent, the token, and what the form itself has a rule about."""
        good = True
        for field, rules in self._checked:
            good = bool(field.validate(self, rules)) and good
        return good

    def first_error(self) -> tuple[str, str]:
        """The first field that cannot be taken, and why."""
        return next((name, str(messages[0])) for name, messages in self.errors.items())


@cache
def _empty(kind: Any) -> tuple[Any, dict[str, tuple[Any, ...]]]:
    """A form of that kind as the library makes it, which takes long, to be copied; and the rules of fields that have some."""
    made: Any = object.__new__(kind)
    FlaskForm.__init__(made, formdata=None)
    rules = {name: (getattr(kind, f"validate_{name}"),) for name in made._fields if hasattr(kind, f"validate_{name}")}
    return made, {made.meta.csrf_field_name: ()} | rules


class Several(Field):
    """Everything that was chosen under one name."""

    def process_formdata(self, given: list[Any]) -> None:
        """Take what came."""
        self.data = given


def _text(field: Field) -> str:
    text: str = field.data or ""
    return text


def _not_too_long(most: int) -> Any:
    def check(_form: Any, field: Field) -> None:
        if len(_text(field)) > most:
            # Grouped by hand, since the number stands in a sentence of any language.
            raise ValidationError(_("This is too long. You can use up to %(most)s letters.", most=f"{most:,}"))

    return check


def says_something(text: str) -> bool:
    """Whether there is anything in the text that a person could see."""
    return any(unicodedata.category(letter) not in ("Cc", "Cf", "Zs", "Zl", "Zp") for letter in text)


class TellForm(PublicForm):
    """What a child sends."""

    kind = StringField()
    words = StringField(validators=[_not_too_long(MOST_WORDS)])
    better = StringField(validators=[_not_too_long(SHORT["better"])])
    about = Several()
    feeling = StringField()
    safe = StringField()
    helper = Several()
    helper_agreed = StringField()
    helper_words = StringField(validators=[_not_too_long(SHORT["helper_words"])])
    who = StringField()
    name = StringField(validators=[_not_too_long(SHORT["name"])])
    age = StringField()
    contact = StringField(validators=[_not_too_long(SHORT["contact"])])
    contact_how = StringField()
    contact_when = StringField(validators=[_not_too_long(SHORT["contact_when"])])
    contact_not = StringField(validators=[_not_too_long(SHORT["contact_not"])])
    advocate = StringField()
    once = StringField()
    place = StringField()

    def validate_words(self, _field: Field) -> None:
        """Something must be said, in whatever way."""
        said = says_something(_text(self.words)) or says_something(_text(self.better))
        if not (said or self._about() or _one(self.feeling, facts.FEELINGS) or _text(self.contact_how) == "call"):
            raise ValidationError(_("Tell us something first. A word, a picture or a feeling is enough."))

    def _about(self) -> tuple[str, ...]:
        given = self.about.data or []
        return tuple(value for value in facts.ABOUT if value in given)

    def idempotency_key(self) -> str:
        """The page's ``once``; a fresh one when the page sent none worth the name."""
        given = _text(self.once)
        return given if 8 <= len(given) <= 100 else secrets.token_urlsafe(18)

    def from_place(self) -> str:
        """The short code of the place whose code was scanned; "" for none."""
        try:
            return places.normalise(_text(self.place))
        except places.NotAShortCode:
            return ""

    def received(self, language: str) -> Received:
        """The fact to store: words exactly as they were written."""
        kind = _text(self.kind)
        named = _text(self.who) != "secret"
        helper = next((value for value in facts.HELPERS if value in (self.helper.data or [])), "")
        helping = helper == "helping"
        return Received(
            kind=kind if kind in KINDS else facts.Kind.UNSURE,
            words=_text(self.words),
            better=_text(self.better),
            about=self._about(),
            feeling=_one(self.feeling, facts.FEELINGS),
            safe=_one(self.safe, facts.SAFE),
            helper=helper,
            helper_agreed=_one(self.helper_agreed, facts.HELPER_AGREED) if helping else "",
            helper_words=_text(self.helper_words) if helping else "",
            # "Keep me secret" is kept even when a name was typed before it was chosen.
            name=_text(self.name) if named else "",
            age=_one(self.age, facts.AGES),
            plan=Plan(
                how=_one(self.contact_how, facts.CONTACT_HOW),
                contact=_text(self.contact),
                when=_text(self.contact_when),
                never=_text(self.contact_not),
            ),
            advocate=_one(self.advocate, facts.ADVOCATE),
            language=language,
        )


class WordsForm(PublicForm):
    """More words, on the child's own page."""

    words = StringField(validators=[_not_too_long(MOST_WORDS)])

    def validate_words(self, field: Field) -> None:
        """There must be some."""
        if not says_something(_text(field)):
            raise ValidationError(_("Write something first."))


class UnhappyForm(PublicForm):
    """Not happy with the answer; words are welcome and not needed."""

    words = StringField(validators=[_not_too_long(MOST_WORDS)])


class ContactForm(PublicForm):
    """How the child may be reached."""

    contact_how = StringField()
    contact = StringField(validators=[_not_too_long(SHORT["contact"])])
    contact_when = StringField(validators=[_not_too_long(SHORT["contact_when"])])
    contact_not = StringField(validators=[_not_too_long(SHORT["contact_not"])])

    def plan(self) -> Plan:
        """The plan as it was written."""
        how = _one(self.contact_how, facts.CONTACT_HOW)
        return Plan(how, _text(self.contact), _text(self.contact_when), _text(self.contact_not))


class QuestionsForm(PublicForm):
    """The questions afterwards; every one can be skipped, and something has to be said."""

    M2 = StringField()
    M3 = StringField()
    M4 = StringField()
    M5 = StringField()
    M6 = StringField()
    M7 = StringField()
    M8 = StringField()
    feelings = Several()
    again = StringField()
    safe = StringField()
    own = StringField(validators=[_not_too_long(MOST_WORDS)])
    share = StringField()

    def answered(self, route: str) -> FollowUpAnswered:
        """The fact: words exactly as they were written, and what is none of the choices left out."""
        typed = {name: _text(field) for name, field in self._fields.items() if name not in ("feelings", "own", "share")}
        feelings = [each for each in self.feelings.data or [] if isinstance(each, str)]
        return following_up.said(route, typed, feelings, own=_text(self.own), share=_text(self.share) == "yes")

    def validate_own(self, _field: Field) -> None:
        """Something was answered, in whatever way."""
        fact = self.answered("page")
        if not (fact.answers or fact.feelings or fact.again or fact.safe or says_something(fact.own)):
            raise ValidationError(_("Choose or write one thing first."))


class HintForm(PublicForm):
    """A hint for the day the code is lost."""

    hint = StringField(validators=[_not_too_long(SHORT["hint"])])


class ButtonForm(PublicForm):
    """A button and nothing else."""


class AdvocateForm(PublicForm):
    """An advocate of the child's, by id."""

    advocate = StringField()


class CodeForm(PublicForm):
    """The code, and the small puzzle when too many wrong codes were tried on the site."""

    code = StringField()
    puzzle = StringField()
    solution = StringField()


def _one(field: Field, choices: tuple[str, ...]) -> str:
    given = _text(field)
    return given if given in choices else ""


def typed() -> dict[str, list[str]]:
    """Everything that was typed, to be given back; never the token or the code."""
    form: ImmutableMultiDict[str, str] = request.form
    return {name: form.getlist(name) for name in form if name not in ("csrf_token", "code", "lang")}
