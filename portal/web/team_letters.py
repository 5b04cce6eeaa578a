"""Writing a letter: choose it, write the middle of it, look at the whole, make it. Making it sends nothing to anybody."""

import uuid
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import BooleanField, Field, StringField, ValidationError

from portal.domain import light_text
from portal.domain.access import Act
from portal.domain.cases import NotAllowed
from portal.domain.letters import AUDIENCES, KINDS, LETTERS, Letter
from portal.domain.readability import reading_age
from portal.domain.working_days import CalendarGap
from portal.services import letters as making
from portal.services import triage
from portal.services.filing import Case
from portal.services.letters import Asked, Composed, House
from portal.services.storing import Stale
from portal.services.typesetting import CannotPrint
from portal.web import contact_view, team_frame, team_resuming, team_view
from portal.web.team_forms import WordsForm
from portal.web.team_papers import ID, TRIES
from portal.web.wiring import calendar, may, now, person, settings, today, transaction, viewer

letters = Blueprint("letters", __name__, url_prefix="/team/cases/<reference>/letters")
team_frame.install(letters)
# A letter takes days to arrive, not months; the last day to ask for the next stage is counted from there.
MOST_DAYS, MOST_LETTERS_OF_NAME = 31, 100


class LetterForm(WordsForm):
    """Which letter and to whom, the name in the greeting, the middle of it, and the day it arrives."""

    letter = StringField()
    to = StringField()
    greeting = StringField(filters=[lambda typed: (typed or "").strip()])
    arrives = StringField()
    large = BooleanField()
    document = StringField()
    act = StringField()

    @property
    def day(self) -> date | None:
        """The day it arrives, where that is a day at all."""
        try:
            return date.fromisoformat(self.arrives.data or "")
        except ValueError:
            return None

    def validate_greeting(self, field: Field) -> None:
        """A name, or nothing."""
        if len(field.data) > MOST_LETTERS_OF_NAME:
            raise ValidationError(_("This name is too long. You can use up to %(most)s letters.", most=MOST_LETTERS_OF_NAME))

    def validate_arrives(self, field: Field) -> None:
        """Today, or soon."""
        day = self.day
        if day is None or not today() <= day <= today() + timedelta(days=MOST_DAYS):
            raise ValidationError(_("Give a day from today on, within a month."))

    def validate_document(self, field: Field) -> None:
        """As the page made it."""
        if not ID.fullmatch(field.data or ""):
            raise ValidationError(_("Something was wrong with this page. Send it again."))


@letters.get("")
@may(Act.WORK_CASES)
def choose(reference: str) -> Response:
    """Which letter, and to whom; then the page to write it on."""
    return page(reference, {"letter": request.args.get("letter", ""), "to": request.args.get("to", "")})


@letters.post("")
@may(Act.WORK_CASES)
def make(reference: str) -> Response:
    """First the whole letter to look at; then, on a second press, the PDF and the text, kept with the case."""
    form, typed = LetterForm(formdata=request.form), request.form.to_dict()
    letter = LETTERS.get((form.letter.data or "", form.to.data or ""))
    if letter is None:
        return page(reference, typed)
    if not form.validate():
        return page(reference, typed, errors={str(name): str(messages[0]) for name, messages in form.errors.items()})
    asked = Asked(form.greeting.data or "", form.said, form.day or today(), bool(form.large.data))
    try:
        # Before the transaction, so that nobody who sends waits for the printer. It fails here or not at all.
        composed = _compose(letter, _case(reference), asked)
        pdf = making.as_pdf(composed, now=now())
    except CannotPrint as fault:
        said = _("These signs cannot be printed: %(signs)s Take them out.", signs=fault.signs)
        in_name = set(fault.signs) & set(asked.greeting)
        return page(reference, typed, errors={"greeting" if in_name else "words": str(said)})
    except CalendarGap:
        return page(reference, typed, errors={"arrives": str(_("The bank holidays after this day are not known yet."))})
    if form.act.data != "make":
        return page(reference, typed, preview=making.as_text(composed))
    _keep(reference, letter, composed, pdf, uuid.UUID(form.document.data))
    return team_resuming.done(redirect(url_for("papers.documents", reference=reference), 303))


def _case(reference: str) -> Case:
    try:
        with transaction() as session:
            return triage.read(session, reference, viewer(), now=now())
    except triage.NoSuchCase:
        abort(404)


def _compose(letter: Letter, case: Case, asked: Asked) -> Composed:
    site = settings().base_url.partition("://")[2] or _("our site")
    house = House(settings().organisation, site, person().name)
    return making.compose(letter, case, asked, house, today=today(), calendar=calendar())


def _keep(reference: str, letter: Letter, composed: Composed, pdf: bytes, document: uuid.UUID) -> None:
    for tried in range(TRIES):
        try:
            with transaction() as session:
                found = triage.find(session, reference, viewer())
                making.keep(
                    session, found, letter, composed, pdf, document_id=document, by=person().id, now=now(), calendar=calendar()
                )
            return
        except Stale:
            # Somebody else was faster by a moment; a letter that was looked at is kept as it was looked at.
            if tried == TRIES - 1:
                raise
        except (triage.NoSuchCase, NotAllowed):
            abort(404)


def page(
    reference: str,
    typed: dict[str, str],
    *,
    errors: dict[str, str] | None = None,
    preview: str = "",
    resumed: bool = False,
) -> Response:
    """The page: the choice alone, or the letter that was chosen with what was typed and, once it is whole, a look at it."""
    found = _case(reference)
    letter = LETTERS.get((typed.get("letter", ""), typed.get("to", "")))
    values: dict[str, Any] = {
        "case": found,
        "state": found.state,
        "language": team_view.language(found.row),
        "kinds": KINDS,
        "audiences": AUDIENCES,
        "letter": letter,
        "typed": {"greeting": found.state.received.name, "arrives": today().isoformat()} | typed,
        "advocate_due": letter is not None and letter.audience == "child" and making.advocate_is_due(found.state),
        "rights": _rights(letter, found) if letter else [],
        "fresh": typed.get("document") or str(uuid.uuid4()),
        "errors": errors or {},
        "preview": preview,
        "age": reading_age(typed.get("words", "")),
        "resumed": resumed,
    }
    values |= contact_view.panel(found.state)
    return make_response(render_template("team/letter.html", **values), 422 if errors else 200)


def _rights(letter: Letter, case: Case) -> list[str]:
    """The rights that will stand in the letter, as they would if it arrived today."""
    try:
        composed = _compose(letter, case, Asked("", "", today()))
    except CalendarGap:
        return []
    return [light_text.plain((block,)) for part in composed.parts for block in part.blocks]
