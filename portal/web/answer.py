"""The child comes back: the code, their own page, and their rights as buttons."""

from typing import Any

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.services import advocates, returning
from portal.services.filing import Case
from portal.services.storing import Stale
from portal.web import answer_code, answer_view, child_forms, child_sent, follow_up, guards
from portal.web.child import child
from portal.web.wiring import (
    PUBLIC,
    calendar,
    cookie,
    drop_cookie,
    may,
    now,
    reading,
    set_cookie,
    today,
    transaction,
)

# These pages join the child's own, and so do those of the other modules.
MODULES = (answer_code, child_sent, follow_up)
answer = child


@child.get("/answer", endpoint="answer")
@may(PUBLIC)
def show() -> AnyResponse:
    """The box for the code, or the child's own page while their reading pass lives."""
    token = _token()
    with reading() as session:
        case = returning.with_pass(session, token, now=now()) if token else None
        if case is None:
            return answer_code.ask(session)
        page = answer_view.page(session, case, today=today(), calendar=calendar())
        kept = returning.kept_form(session, cookie("kept"), *answer_code.FORMS, now=now())
    if kept.get("case", [""])[0] != page.reference:
        # Another child typed that, who came with another code.
        kept = {}
    errors = {kept["error_field"][0]: kept["error"][0]} if kept.get("error") else {}
    html = render_template("child/page.html", case=page, kept=kept, errors=errors, k=request.args.get("k", ""))
    return make_response(html)


@child.post("/answer/write")
@may(PUBLIC)
def write() -> AnyResponse:
    """Write more."""
    form = child_forms.WordsForm()
    return _act(form, lambda session, case: returning.write(session, case, form.words.data or "", now=now(), calendar=calendar()))


@child.post("/answer/unhappy")
@may(PUBLIC)
def unhappy() -> AnyResponse:
    """I am not happy with this answer."""
    form = child_forms.UnhappyForm()
    return _act(
        form,
        lambda session, case: returning.unhappy(
            session, case, form.words.data or "", now=now(), today=today(), calendar=calendar()
        ),
    )


@child.post("/answer/advocate")
@may(PUBLIC)
def advocate() -> AnyResponse:
    """I want an advocate."""
    return _act(
        child_forms.ButtonForm(),
        lambda session, case: returning.ask_for_advocate(session, case, now=now(), calendar=calendar()),
    )


@child.post("/answer/advocate/end")
@may(PUBLIC)
def end_advocate() -> AnyResponse:
    """My advocate no longer sees this."""
    form = child_forms.AdvocateForm()
    whom = form.advocate.data or ""
    return _act(
        form, lambda session, case: advocates.let_go(session, case, whom, "child", by=None, now=now(), calendar=calendar())
    )


@child.post("/answer/contact")
@may(PUBLIC)
def contact() -> AnyResponse:
    """Change how you contact me."""
    form = child_forms.ContactForm()
    return _act(form, lambda session, case: returning.change_contact(session, case, form.plan(), now=now(), calendar=calendar()))


@child.post("/answer/withdraw")
@may(PUBLIC)
def withdraw() -> AnyResponse:
    """Take it back."""
    return _act(
        child_forms.ButtonForm(),
        lambda session, case: returning.withdraw(session, case, now=now(), calendar=calendar()),
        ends=True,
    )


@child.get("/answer/questions", endpoint="questions")
@may(PUBLIC)
def questions() -> AnyResponse:
    """Our questions about how it was, for whoever came with their code."""
    token = _token()
    with reading() as session:
        case = returning.with_pass(session, token, now=now()) if token else None
        kept = returning.kept_form(session, cookie("kept"), "child.ask", now=now())
    if case is None:
        return redirect(url_for("child.answer"), 303)
    if kept.get("case", [""])[0] != case.row.reference:
        kept = {}
    return follow_up.page(case.state, url_for("child.ask", k=request.args.get("k")), kept, reference=case.row.reference)


@child.post("/answer/questions", endpoint="ask")
@may(PUBLIC)
def answered() -> AnyResponse:
    """What they answered. Where the questions are over meanwhile, their page says so."""
    form = child_forms.QuestionsForm()
    return _act(
        form,
        lambda session, case: returning.answer_questions(session, case, form.answered("page"), now=now(), calendar=calendar()),
        page="child.questions",
    )


@child.get("/answer/download")
@may(PUBLIC)
def download() -> AnyResponse:
    """Everything the child may see, as a page to keep."""
    token = _token()
    with reading() as session:
        case = returning.with_pass(session, token, now=now()) if token else None
        if case is None:
            return redirect(url_for("child.answer"), 303)
        page = answer_view.page(session, case, today=today(), calendar=calendar())
    text = render_template("child/download.txt", case=page)
    response = Response(text.encode("utf-8", "replace"), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="page.txt"'
    return response


@child.post("/answer/close", endpoint="close")
@may(PUBLIC)
def stop() -> AnyResponse:
    """Close the page; the code opens it again."""
    with transaction() as session:
        returning.stop_reading(session, _token())
    response = redirect(url_for("child.form"), 303)
    drop_cookie(response, "reading")
    return response


def _token() -> str:
    return cookie("reading") or request.args.get("k", "")


def _act(form: child_forms.PublicForm, act: Any, *, ends: bool = False, page: str = "child.answer") -> AnyResponse:
    """Do one thing to the case that the reading pass opens, and go back to its page; ``page`` is where the form stands."""
    token = _token()
    if not form.validate():
        return _refused(*form.first_error(), page=page)
    for last_try in (False, True):
        try:
            found = _act_once(token, act)
            break
        except Stale:
            # Somebody at the trust wrote at the same moment; the child's words go in after theirs.
            if last_try:
                raise
    return _back(ends=ends, page=page) if found else _refused("words", _("Type your code again. Your words are still here."))


def _act_once(token: str, act: Any) -> bool:
    with transaction() as session:
        case: Case | None = returning.with_pass(session, token, now=now()) if token else None
        if case is None:
            return False
        returning.keep_reading(session, token, now=now())
        returning.forget_form(session, cookie("kept"))
        act(session, case)
    return True


def _back(*, ends: bool = False, page: str = "child.answer") -> AnyResponse:
    k = request.args.get("k")
    to = url_for(page, k=k) if k and not cookie("reading") else url_for(page)
    response: AnyResponse = jsonify(to=to) if guards.wants_json() else redirect(to, 303)
    drop_cookie(response, "kept")
    if ends:
        drop_cookie(response, "reading")
        answer_code.say_taken_back(response)
    return response


def _refused(field: str, sentence: str, page: str = "child.answer") -> AnyResponse:
    if guards.wants_json():
        return make_response(jsonify(error=sentence, field=field, token=guards.form_token()), 422)
    values = child_forms.typed() | {"error": [sentence], "error_field": [field]}
    with transaction() as session:
        kept = returning.keep_form(session, values, form=request.endpoint or "", now=now())
    response = _back(page=page)
    set_cookie(response, "kept", kept)
    return response
