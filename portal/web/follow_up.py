"""The questions when it is over, for a child: on their own page by code, or by a link of their own. Looking changes nothing."""

from flask import jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.domain import questions
from portal.domain.cases import CaseState
from portal.domain.questions import Window
from portal.services import following_up, returning
from portal.services.filing import Case
from portal.web import guards
from portal.web.child import child
from portal.web.child_forms import QuestionsForm, typed
from portal.web.wiring import PUBLIC, calendar, cookie, drop_cookie, may, now, portal, reading, set_cookie, today, transaction

PER_NETWORK = "60 per minute; 600 per hour"


def page(state: CaseState | None, action: str, kept: dict[str, list[str]], *, reference: str = "") -> Response:
    """The questions, or one of three other kind pages; where it is over for good, with the status that says so.

    ``reference`` goes along with what is typed, so that it is shown again in this case alone.
    """
    window = following_up.window(state, today=today(), calendar=calendar()) if state else Window.TOO_LATE
    if state is None or window is not Window.OPEN:
        html = render_template("child/questions_over.html", window=window)
        return make_response(html, 410 if window is Window.TOO_LATE else 200)
    errors = {kept["error_field"][0]: kept["error"][0]} if kept.get("error") else {}
    young = questions.young(state.received.age)
    shown = {"action": action, "reference": reference, "young": young, "keys": questions.QUESTIONS}
    return make_response(render_template("child/questions.html", **shown, kept=kept, errors=errors))


@child.get("/follow-up/<token>", endpoint="follow_up")
@may(PUBLIC)
def by_link(token: str) -> Response:
    """The questions by a link. It may be opened as often as anybody likes."""
    with portal().limiter.limit(PER_NETWORK), reading() as session:
        found = following_up.with_link(session, token, now=now())
        kept = returning.kept_form(session, cookie("kept"), request.path, now=now())
    return page(found[1] if found else None, url_for("child.follow_up_answers", token=token), kept)


@child.post("/follow-up/<token>", endpoint="follow_up_answers")
@may(PUBLIC)
def answers_by_link(token: str) -> Response:
    """What was answered by a link: only this spends it."""
    form = QuestionsForm()
    with portal().limiter.limit(PER_NETWORK):
        fresh = form.validate()
    back = url_for("child.follow_up", token=token)
    if not fresh:
        return _refused(*form.first_error(), back)
    with transaction() as session:
        found = following_up.with_link(session, token, now=now())
        returning.forget_form(session, cookie("kept"))
        if found:
            returning.answer_questions(session, Case(*found), form.answered("link"), now=now(), calendar=calendar())
    response: Response = jsonify(to=back) if guards.wants_json() else redirect(back, 303)
    drop_cookie(response, "kept")
    return response


def _refused(field: str, sentence: str, back: str) -> Response:
    if guards.wants_json():
        return make_response(jsonify(error=sentence, field=field, token=guards.form_token()), 422)
    values = typed() | {"error": [sentence], "error_field": [field]}
    with transaction() as session:
        kept = returning.keep_form(session, values, form=request.path, now=now())
    response = redirect(back, 303)
    set_cookie(response, "kept", kept)
    return response
