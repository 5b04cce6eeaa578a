"""The documents of a case: what is there, one more, one less, and each to save."""

import re
import uuid
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer
from wtforms import BooleanField, Field, StringField, ValidationError

from portal.domain.access import Act
from portal.domain.cases import NotAllowed
from portal.domain.papers import KINDS, MOST_LETTERS_OF_TITLE, listed
from portal.services import papers as keeping
from portal.services import triage
from portal.services.storing import Stale
from portal.services.vetting import Vetted
from portal.web import team_frame, uploads
from portal.web.child_forms import says_something
from portal.web.team_forms import TeamForm, WordsForm
from portal.web.wiring import calendar, may, now, person, transaction, viewer

papers = Blueprint("papers", __name__, url_prefix="/team/cases/<reference>")
team_frame.install(papers)
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TRIES = 3


class DocumentForm(TeamForm):
    """A title, whom it is for, and the id that the page gave, by which the same press is known again."""

    document = StringField()
    title = StringField(filters=[lambda typed: (typed or "").replace("\0", "").strip()])
    for_child = BooleanField()

    def validate_title(self, field: Field) -> None:
        """Something short."""
        if not says_something(field.data):
            raise ValidationError(_("Give it a title."))
        if len(field.data) > MOST_LETTERS_OF_TITLE:
            raise ValidationError(_("This title is too long. You can use up to %(most)s letters.", most=MOST_LETTERS_OF_TITLE))

    def validate_document(self, field: Field) -> None:
        """As the page made it."""
        if not ID.fullmatch(field.data or ""):
            raise ValidationError(_("Something was wrong with this page. Send it again."))


@papers.get("/documents")
@may(Act.SEE_CASES)
def documents(reference: str) -> Answer:
    """The documents of a case, and the form for one more."""
    return _page(reference)


@papers.post("/documents")
@may(Act.NOTE_CASES)
def add(reference: str) -> Answer:
    """One more, when it is what it says."""
    uploads.expect_a_file()
    form, errors = DocumentForm(formdata=request.form), {}
    if not form.validate():
        errors = {str(name): str(messages[0]) for name, messages in form.errors.items()}
    file = uploads.vetted("file", errors)
    if errors or file is None:
        return _page(reference, typed=request.form.to_dict(), errors=errors)
    return _done(reference, lambda session, case: _keep(session, case, form, file))


def _keep(session: Any, case: Any, form: DocumentForm, file: Vetted) -> None:
    keeping.add(
        session,
        case,
        file,
        document_id=uuid.UUID(form.document.data),
        title=form.title.data or "",
        for_child=bool(form.for_child.data),
        by=person().id,
        now=now(),
        calendar=calendar(),
    )


@papers.post("/documents/<document>/remove")
@may(Act.WORK_CASES)
def remove(reference: str, document: str) -> Answer:
    """One less, for a reason."""
    form = WordsForm()
    if not form.validate():
        _name, why = form.first_error()
        return _page(reference, typed=request.form.to_dict(), errors={f"why-{document}": why})
    by, moment = person().id, now()
    return _done(
        reference,
        lambda session, case: keeping.remove(session, case, document, form.said, by=by, now=moment, calendar=calendar()),
    )


@papers.get("/documents/<document>")
@may(Act.SEE_CASES)
def download(reference: str, document: str) -> Answer:
    """A document, to save and never to run: nothing in it may do anything in the browser."""
    try:
        with transaction() as session:
            case = triage.find(session, reference, viewer())
            paper, data = keeping.open_one(session, case, document, by=person().id, now=now())
    except (triage.NoSuchCase, keeping.NoSuchDocument):
        abort(404)
    response = Response(data, content_type=KINDS[paper.kind])
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Content-Disposition"] = f'attachment; filename="{case.row.reference}-{paper.id[:8]}.{paper.kind}"'
    return response


def _done(reference: str, act: Any) -> Answer:
    """Do it to the case as it stands, whatever else happened to the case meanwhile."""
    for tried in range(TRIES):
        try:
            with transaction() as session:
                act(session, triage.find(session, reference, viewer()))
            break
        except Stale:
            # Somebody else was faster by a moment; a document does not depend on what they did.
            if tried == TRIES - 1:
                raise
        except (triage.NoSuchCase, keeping.NoSuchDocument, NotAllowed):
            abort(404)
    return redirect(url_for("papers.documents", reference=reference), 303)


def _page(reference: str, *, typed: dict[str, str] | None = None, errors: dict[str, str] | None = None) -> Answer:
    try:
        with transaction() as session:
            opened = triage.opened(session, reference, viewer(), now=now())
    except triage.NoSuchCase:
        abort(404)
    html = render_template(
        "team/documents.html",
        case=opened.case,
        documents=listed(opened.case.state.events),
        who=opened.names,
        # A refused form is sent again with the id it had.
        fresh=(typed or {}).get("document") or str(uuid.uuid4()),
        typed=typed or {},
        errors=errors or {},
    )
    return make_response(html, 422 if errors else 200)
