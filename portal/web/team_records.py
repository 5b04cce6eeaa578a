"""The page of records: what is due to be erased, what waits for a second person, legal holds, certificates."""

from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.domain.access import Act
from portal.domain.retention import CLASSES
from portal.services import records as keeping
from portal.web import step_forms, team_frame
from portal.web.confirming import PasswordForm, confirmed
from portal.web.step_kinds import Ask
from portal.web.team_forms import TeamForm
from portal.web.wiring import calendar, may, now, person, portal, reading, transaction, viewer

records = Blueprint("records", __name__, url_prefix="/team/records")
team_frame.install(records)
HOLD = (
    Ask("reference", "Reference of the case", "line"),
    Ask("why", "Why it has to be kept", hint="Who asked for it, such as a court or an inquiry, and until when."),
)
REFUSALS: dict[type[Exception], str] = {
    keeping.NoSuchCase: "There is no case with this reference.",
    keeping.NotDue: "Its time is not over, or it is open again. Nothing was erased.",
    keeping.OnHold: "It is on legal hold. Nothing was erased.",
    keeping.NotProposed: "Somebody decided about this one already.",
    keeping.SamePerson: "You proposed it, so somebody else has to approve it. Nothing was erased.",
    keeping.NotCopied: "The outcome has to be on the child's own record first. Confirm that it is.",
    keeping.Already: "That was done already.",
}


@records.get("")
@may(Act.KEEP_RECORDS)
def shown() -> Response:
    """What is due, proposed, held and erased."""
    return _page()


def _page(*, error: str = "", errors: dict[str, str] | None = None, typed: dict[str, Any] | None = None) -> Response:
    with reading() as session:
        found = keeping.overview(session, viewer(), after=request.args.get("after", ""))
    html = render_template(
        "team/records.html",
        found=found,
        classes=CLASSES,
        years=calendar().retention,
        me=person().id,
        hold=HOLD,
        error=error,
        errors=errors or {},
        typed=typed,
    )
    return make_response(html, 422 if errors else 409 if error else 200)


def _back() -> Response:
    return redirect(url_for("records.shown"), 303)


@records.get("/<reference>/propose")
@may(Act.KEEP_RECORDS)
def proposing(reference: str) -> Response:
    """What to look at before a case is proposed."""
    return _propose_page(reference)


def _propose_page(reference: str, error: str = "") -> Response:
    try:
        with transaction() as session:
            found = keeping.proposal(session, reference, viewer(), calendar=calendar())
    except keeping.NoSuchCase:
        abort(404)
    except (keeping.NotDue, keeping.OnHold) as refusal:
        return _page(error=REFUSALS[type(refusal)])
    html = render_template("team/records_propose.html", found=found, classes=CLASSES, error=error)
    return make_response(html, 422 if error else 200)


@records.post("/<reference>/propose")
@may(Act.KEEP_RECORDS)
def propose(reference: str) -> Response:
    """Ask a second person to agree."""
    form, copied = TeamForm(), request.form.get("copied") == "y"
    if not form.validate():
        return _propose_page(reference, form.first_error()[1])
    try:
        with transaction() as session:
            keeping.propose(session, reference, viewer(), copied=copied, now=now(), calendar=calendar())
    except keeping.NoSuchCase:
        abort(404)
    except keeping.NotCopied as refusal:
        return _propose_page(reference, REFUSALS[type(refusal)])
    except (keeping.NotDue, keeping.OnHold, keeping.Already) as refusal:
        return _page(error=REFUSALS[type(refusal)])
    return _back()


@records.get("/<reference>/approve")
@may(Act.KEEP_RECORDS)
def approving(reference: str) -> Response:
    """What the second person looks at; they give their password again."""
    return _approve_page(reference)


def _approve_page(reference: str, error: str = "") -> Response:
    with reading() as session:
        try:
            keeping.known(session, reference, viewer())
        except keeping.NoSuchCase:
            abort(404)
        found = keeping.overview(session, viewer())
    row = next((one for one in found.waiting if one.reference == reference), None)
    if row is None:
        return _page(error=REFUSALS[keeping.NotProposed])
    if str(row.proposed_by) == person().id:
        return _page(error=REFUSALS[keeping.SamePerson])
    html = render_template("team/records_approve.html", row=row, names=found.names, classes=CLASSES, error=error)
    return make_response(html, 422 if error else 200)


@records.post("/<reference>/approve")
@may(Act.KEEP_RECORDS)
def approve(reference: str) -> Response:
    """Erase it: the second person agrees."""
    form = PasswordForm()
    if not form.validate():
        return _approve_page(reference, form.first_error()[1])
    if not confirmed(form):
        return _approve_page(reference, _("This is not your password. Nothing was erased."))
    try:
        with transaction() as session:
            keeping.approve(session, reference, viewer(), now=now(), calendar=calendar())
    except keeping.NoSuchCase:
        abort(404)
    except (keeping.NotProposed, keeping.SamePerson, keeping.NotDue, keeping.OnHold) as refusal:
        return _page(error=REFUSALS[type(refusal)])
    keeping.empty_log(portal().database)
    return _back()


@records.post("/<reference>/drop")
@may(Act.KEEP_RECORDS)
def drop(reference: str) -> Response:
    """Keep it after all."""
    form = TeamForm()
    try:
        with transaction() as session:
            keeping.known(session, reference, viewer())
            if form.validate():
                keeping.drop(session, reference, viewer(), now=now())
    except keeping.NoSuchCase:
        abort(404)
    except keeping.NotProposed as refusal:
        return _page(error=REFUSALS[type(refusal)])
    return _back()


@records.post("/hold")
@may(Act.KEEP_RECORDS)
def hold() -> Response:
    """Put a case on legal hold."""
    form = step_forms.form_of(HOLD)
    typed = step_forms.typed(form, HOLD)
    if not form.validate():
        return _page(errors={name: messages[0] for name, messages in form.errors.items()}, typed=typed)
    try:
        with transaction() as session:
            keeping.hold(session, typed["reference"], typed["why"], viewer(), now=now())
    except (keeping.NoSuchCase, keeping.Already) as refusal:
        return _page(errors={"reference": REFUSALS[type(refusal)]}, typed=typed)
    return _back()


@records.post("/lift")
@may(Act.KEEP_RECORDS)
def lift() -> Response:
    """End a legal hold."""
    if TeamForm().validate():
        with transaction() as session:
            keeping.lift(session, request.form.get("hold", ""), viewer(), now=now())
    return _back()
