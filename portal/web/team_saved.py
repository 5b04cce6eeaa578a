"""The page on which the team keeps its saved replies."""

import uuid

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import Field, StringField, ValidationError

from portal.domain.access import Act
from portal.domain.letters import AUDIENCES
from portal.services import saved_replies as keeping
from portal.web import team_frame
from portal.web.child_forms import says_something
from portal.web.team_forms import TeamForm, WordsForm
from portal.web.team_papers import ID
from portal.web.wiring import may, reading, transaction

saved = Blueprint("saved", __name__, url_prefix="/team/replies")
team_frame.install(saved)
MOST_LETTERS_OF_TITLE = 100


class SavedReplyForm(WordsForm):
    """A title, whom it is for, the words, and the id that the page gave."""

    reply = StringField()
    title = StringField(filters=[lambda typed: (typed or "").replace("\0", "").strip()])
    audience = StringField()

    def validate_reply(self, field: Field) -> None:
        """As the page made it."""
        if not ID.fullmatch(field.data or ""):
            raise ValidationError(_("Something was wrong with this page. Send it again."))

    def validate_title(self, field: Field) -> None:
        """Something short."""
        if not says_something(field.data):
            raise ValidationError(_("Give it a title."))
        if len(field.data) > MOST_LETTERS_OF_TITLE:
            raise ValidationError(_("This title is too long. You can use up to %(most)s letters.", most=MOST_LETTERS_OF_TITLE))

    def validate_audience(self, field: Field) -> None:
        """One of the two."""
        if field.data not in AUDIENCES:
            raise ValidationError(_("Choose whom it is for."))


@saved.get("")
@may(Act.WORK_CASES)
def replies() -> Response:
    """All of them, and the form for one more or for the one to change."""
    with reading() as session:
        chosen = keeping.one(session, request.args.get("change", ""))
    typed = {} if chosen is None else {"reply": str(chosen.id), "title": chosen.title, "audience": chosen.audience}
    return _page(typed | ({"words": chosen.words} if chosen else {}))


@saved.post("")
@may(Act.WORK_CASES)
def keep() -> Response:
    """One more, or new words for one."""
    form = SavedReplyForm(formdata=request.form)
    if not form.validate():
        return _page(request.form.to_dict(), {str(name): str(messages[0]) for name, messages in form.errors.items()})
    with transaction() as session:
        keeping.keep(
            session, form.reply.data or "", title=form.title.data or "", audience=form.audience.data or "", words=form.said
        )
    return redirect(url_for("saved.replies"), 303)


@saved.post("/<reply>/forget")
@may(Act.WORK_CASES)
def forget(reply: str) -> Response:
    """One less."""
    if not TeamForm(formdata=request.form).validate():
        abort(400)
    with transaction() as session:
        keeping.forget(session, reply)
    return redirect(url_for("saved.replies"), 303)


def _page(typed: dict[str, str], errors: dict[str, str] | None = None) -> Response:
    with reading() as session:
        every = keeping.everything(session)
    ids = {str(each.id) for each in every}
    html = render_template(
        "team/replies.html",
        replies=every,
        audiences=AUDIENCES,
        typed=typed,
        fresh=typed.get("reply") or str(uuid.uuid4()),
        changing=typed.get("reply") in ids,
        errors=errors or {},
    )
    return make_response(html, 422 if errors else 200)
