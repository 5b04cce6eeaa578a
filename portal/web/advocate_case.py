"""One child's case for their advocate: what the child sees with its days, writing, letters, the questions, the end."""

import uuid
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from portal.domain import questions
from portal.domain.access import Act
from portal.domain.advocacy import sent_for
from portal.domain.cases import NotAllowed
from portal.domain.papers import KINDS, Paper, listed
from portal.domain.questions import Window
from portal.domain.trail import Deed
from portal.services import advocates, following_up, returning, triage
from portal.services import papers as keeping
from portal.services.filing import Case
from portal.services.storing import Session, Stale
from portal.web import answer_view, step_forms, team_frame, team_resuming, uploads
from portal.web import follow_up_words as asked
from portal.web.advocate import clocks_of, waits_for
from portal.web.step_kinds import Ask
from portal.web.team_forms import TeamForm, WordsForm
from portal.web.team_papers import DocumentForm
from portal.web.wiring import calendar, may, now, person, today, transaction, viewer

advocate_case = Blueprint("advocate_case", __name__, url_prefix="/advocate/cases/<reference>")
team_frame.install(advocate_case)
TRIES = 3
_FOUR = {key: asked.OPTIONS[key] for key in questions.OPTIONS}
QUESTIONS = (
    Ask("feelings", asked.QUESTIONS["M1"], "many", asked.FEELINGS, needed=False),
    *(Ask(key, asked.QUESTIONS[key], "choice", _FOUR, needed=False) for key in questions.QUESTIONS),
    Ask("again", asked.QUESTIONS["again"], "choice", {key: asked.OPTIONS[key] for key in questions.AGAIN}, needed=False),
    Ask("safe", asked.QUESTIONS["safe"], "choice", {key: asked.OPTIONS[key] for key in questions.SAFE}, needed=False),
    Ask("own", "Their own words", hint="Just as they said or wrote them.", needed=False),
    Ask("share", "They said that these words may be shown to others", "many", {"yes": "Yes"}, needed=False),
    Ask("writer", "What you add", hint="Kept apart from the child’s words.", needed=False),
)


@advocate_case.get("")
@may(Act.HELP_CHILDREN)
def one(reference: str) -> Answer:
    """The case as the child sees it, with its days."""
    typed = team_resuming.waiting()
    if typed and typed.form == "write" and typed.reference == reference:
        return _page(reference, typed={"words": typed.fields["words"]}, resumed=True)
    return _page(reference)


def _page(
    reference: str, *, typed: dict[str, str] | None = None, errors: dict[str, str] | None = None, resumed: bool = False
) -> Answer:
    try:
        with transaction() as session:
            found = advocates.read(session, reference, viewer(), now=now())
            seen = answer_view.page(session, found, today=today(), calendar=calendar())
    except triage.NoSuchCase:
        abort(404)
    html = render_template(
        "advocate/case.html",
        found=found,
        case=seen,
        waits=waits_for(found),
        clocks=clocks_of(found),
        sent=sent_for(found.state.events),
        documents=_theirs(found),
        fresh=(typed or {}).get("document") or str(uuid.uuid4()),
        typed=typed or {},
        errors=errors or {},
        resumed=resumed,
    )
    return make_response(html, 422 if errors else 200)


def _theirs(found: Case) -> list[Paper]:
    """The documents for the child, and those that this advocate added."""
    return [paper for paper in listed(found.state.events) if paper.for_child or paper.by == person().id]


@advocate_case.post("/write")
@may(Act.HELP_CHILDREN)
def write(reference: str) -> Answer:
    """Write for the child; it is marked so."""
    form = WordsForm()
    if not form.validate():
        _field, sentence = form.first_error()
        return _page(reference, typed=request.form.to_dict(), errors={"words": sentence})

    def said(session: Session, case: Case) -> None:
        advocates.write(session, case, form.said, advocates.who(session, viewer()), now=now(), calendar=calendar())

    return team_resuming.done(_done(reference, said, "said"))


@advocate_case.post("/documents")
@may(Act.HELP_CHILDREN)
def add(reference: str) -> Answer:
    """A letter or a picture, when it is what it says."""
    uploads.expect_a_file()
    form, errors = DocumentForm(formdata=request.form), {}
    if not form.validate():
        errors = {str(name): str(messages[0]) for name, messages in form.errors.items()}
    file = uploads.vetted("file", errors)
    if errors or file is None:
        return _page(reference, typed=request.form.to_dict(), errors=errors)

    def keep(session: Session, case: Case) -> None:
        told: dict[str, Any] = {"document_id": uuid.UUID(form.document.data), "title": form.title.data or "", "for_child": False}
        keeping.add(session, case, file, **told, by=person().id, now=now(), calendar=calendar())

    return _done(reference, keep, "documents")


@advocate_case.get("/documents/<document>")
@may(Act.HELP_CHILDREN)
def download(reference: str, document: str) -> Answer:
    """A document that is the child's to see, or one's own: to save and never to run."""
    try:
        with transaction() as session:
            found = triage.find(session, reference, viewer())
            if document not in {paper.id for paper in _theirs(found)}:
                abort(404)
            paper, data = keeping.open_one(session, found, document, by=person().id, now=now(), deed=Deed.READ_AS_ADVOCATE)
    except (triage.NoSuchCase, keeping.NoSuchDocument):
        abort(404)
    response = Response(data, content_type=KINDS[paper.kind])
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Content-Disposition"] = f'attachment; filename="{found.row.reference}-{paper.id[:8]}.{paper.kind}"'
    return response


@advocate_case.get("/questions")
@may(Act.HELP_CHILDREN)
def asking(reference: str) -> Answer:
    """The questions, to hand in what the child answered."""
    return _asking(reference, {})


def _asking(reference: str, typed: dict[str, Any], errors: dict[str, str] | None = None) -> Answer:
    try:
        with transaction() as session:
            found = advocates.read(session, reference, viewer(), now=now())
    except triage.NoSuchCase:
        abort(404)
    window = following_up.window(found.state, today=today(), calendar=calendar())
    values: dict[str, Any] = {"asks": QUESTIONS, "typed": typed, "errors": errors or {}, "window": window}
    html = render_template("advocate/questions.html", found=found, **values)
    return make_response(html, 422 if errors else 410 if window is Window.TOO_LATE else 200)


@advocate_case.post("/questions")
@may(Act.HELP_CHILDREN)
def answered(reference: str) -> Answer:
    """What the child answered; nobody asks them again."""
    form = step_forms.form_of(QUESTIONS)
    typed = step_forms.typed(form, QUESTIONS)
    if not form.validate():
        return _asking(reference, typed, {str(name): str(messages[0]) for name, messages in form.errors.items()})
    said = step_forms.said(form, QUESTIONS)
    lines = {key: value for key, value in said.items() if isinstance(value, str)}
    more: dict[str, Any] = {"own": said["own"], "share": "yes" in said["share"], "writer": said["writer"]}
    fact = following_up.said("advocate", lines, list(said["feelings"]), **more)
    if not (fact.answers or fact.feelings or fact.again or fact.safe or fact.own):
        return _asking(reference, typed, {"feelings": _("Choose or write one thing first.")})

    def keep(session: Session, case: Case) -> None:
        returning.answer_questions(session, case, fact, by=person().id, now=now(), calendar=calendar())

    return _done(reference, keep)


@advocate_case.post("/end")
@may(Act.HELP_CHILDREN)
def end(reference: str) -> Answer:
    """The advocate is at this child's side no longer."""
    form = TeamForm()
    if not form.validate():
        return _page(reference, errors={"": form.first_error()[1]})

    def leave(session: Session, case: Case) -> None:
        advocates.let_go(session, case, person().id, "advocate", by=person().id, now=now(), calendar=calendar())

    _done(reference, leave)
    return redirect(url_for("advocate.listed"), 303)


def _done(reference: str, act: Any, anchor: str | None = None) -> Answer:
    """Do it to the case as it stands, whatever else happened to it meanwhile, and go back to its page."""
    for tried in range(TRIES):
        try:
            with transaction() as session:
                act(session, triage.find(session, reference, viewer()))
            break
        except Stale:
            if tried == TRIES - 1:
                raise
        except (triage.NoSuchCase, NotAllowed):
            abort(404)
    return redirect(url_for("advocate_case.one", reference=reference, _anchor=anchor), 303)
