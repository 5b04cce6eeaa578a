"""The pages of casework: one plain page for each step, made from its row and offered where the procedure's table allows it."""

import uuid
from dataclasses import replace
from typing import Any

from flask import abort, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.domain.access import Act, allowed
from portal.domain.cases import CaseState, NotAllowed, move
from portal.domain.guards import NotYet
from portal.services import casework, triage
from portal.services.filing import Case
from portal.services.resuming import Typed
from portal.services.storing import Stale
from portal.services.triage import Opened
from portal.web import (
    step_forms,
    steps_advocacy,
    steps_contact,
    steps_follow_up,
    steps_rights,
    steps_sight,
    steps_stages,
    steps_triage,
    team_resuming,
)
from portal.web.stage_labels import MISSING
from portal.web.step_kinds import GROUPS, Around, Step
from portal.web.team import team
from portal.web.team_forms import TeamForm
from portal.web.wiring import calendar, may, now, person, reading, settings, today, transaction, viewer

team_steps = team  # These pages join the queue's own.
# Who may take a step that is not everyday work.
ACTS = (
    dict.fromkeys(("findings", "task-done"), Act.ANSWER_CASES)
    | dict.fromkeys(("shut-out", "restrict"), Act.SHUT_OUT)
    | dict.fromkeys(("let-back", "unrestrict", "let-in", "let-in-ended"), Act.GRANT)
    | dict.fromkeys(("decide-interest", "decide-late", "decide-freeze", "decide-late-request", "refuse-late-request"), Act.DECIDE)
    | dict.fromkeys(("extend", "defer", "resume", "reinstate", "refer-early", "statement-final"), Act.DECIDE)
    | dict.fromkeys(("investigating-officer", "independent-person", "adjudicating-officer"), Act.DECIDE)
    | dict.fromkeys(("chair", "panellist", "panel", "panel-held", "ombudsman-decided"), Act.DECIDE)
)
STEPS: dict[str, Step] = {
    step.key: replace(step, act=ACTS.get(step.key, step.act))
    for step in (
        *steps_follow_up.STEPS,
        *steps_contact.STEPS,
        *steps_sight.STEPS,
        *steps_advocacy.STEPS,
        *steps_triage.STEPS,
        *steps_stages.STEPS,
        *steps_rights.STEPS,
    )
}


def offered(state: CaseState) -> list[tuple[str, list[Step]]]:
    """What can be done to a case now by whoever is signed in, in groups."""
    # Whom it is about is asked first of all, on the page itself.
    able = [step for step in STEPS.values() if step.key != "shut-out" and _can(step, state)]
    groups = ((title, [step for step in able if step.group == key]) for key, title in GROUPS.items())
    return [(title, steps) for title, steps in groups if steps]


def about(opened: Opened) -> dict[str, str] | None:
    """Whom a case may be about: names by id, without those it is hidden from already; None for who cannot say so."""
    if not _can(STEPS["shut-out"], opened.case.state):
        return None
    out = {person().id, *opened.case.state.work.shut_out}
    others = {key: name for key, name in opened.names.items() if key not in out}
    return dict(sorted(others.items(), key=lambda one: one[1].casefold()))


def _can(step: Step, state: CaseState) -> bool:
    return allowed(person().role, step.act) and move(state, step.fact) is not None and step.when(state)


def _step(key: str) -> Step:
    step = STEPS.get(key)
    if step is None:
        abort(404)
    if not allowed(person().role, step.act):
        abort(403)
    return step


def _around(session: Any, case: Case) -> Around:
    people = casework.people_of(session, case)
    areas = {area: area for area in settings().areas}
    return Around(people.colleagues, today(), uuid.uuid4().hex, areas, people.everybody, people.investigators, people.advocates)


@team.get("/cases/<reference>/steps/<key>")
@may(Act.SEE_CASES)
def step_page(reference: str, key: str) -> Response:
    """What a step asks."""
    row = _step(key)
    with transaction() as session:
        found = _find(session, reference)
        around = _around(session, found)
    return _page(found, row, around)


def resume(kept: Typed) -> Response:
    """The step on which somebody was writing when their session fell asleep, with what they wrote."""
    row = _step(kept.fields["key"])
    with transaction() as session:
        found = _find(session, kept.reference)
        around = _around(session, found)
    typed = team_resuming.as_typed(kept, row.asks(found.state, around))
    return _page(found, row, around, typed=typed, resumed=True)


def _page(
    found: Case, step: Step, around: Around, *, typed: dict[str, Any] | None = None, errors: Any = None, **more: bool
) -> Response:
    state = found.state
    row = move(state, step.fact)
    html = render_template(
        "team/step.html",
        case=found,
        step=step,
        asks=step.asks(state, around),
        basis=row.basis if row else "",
        there=row is not None and step.when(state),
        typed=typed,
        errors=errors or {},
        **{"changed": False, "resumed": False} | more,
    )
    return make_response(html, 409 if more.get("changed") else 422 if errors else 200)


def _find(session: Any, reference: str) -> Case:
    try:
        return triage.read(session, reference, viewer(), now=now())
    except triage.NoSuchCase:
        abort(404)


@team.post("/cases/<reference>/steps/<key>")
@may(Act.SEE_CASES)
def step(reference: str, key: str) -> Response:
    """Take a step and go back to the case; what was typed is never lost."""
    row = _step(key)
    with transaction() as session:
        found = _find(session, reference)
        around = _around(session, found)
    asks = row.asks(found.state, around)
    form = step_forms.form_of(asks)
    typed = step_forms.typed(form, asks)
    if form.version.data != str(found.row.version):
        if _twice(found, form, row, asks, around):
            return _done(reference)
        return _page(found, row, around, typed=typed, changed=True)
    if not form.validate():
        return _page(found, row, around, typed=typed, errors={name: messages[0] for name, messages in form.errors.items()})
    try:
        with transaction() as session:
            fact = row.make(step_forms.said(form, asks), around)
            casework.record(session, found, fact, viewer(), now=now(), calendar=calendar())
    except NotYet as missing:
        return _page(found, row, around, typed=typed, errors={"": MISSING[missing.key]})
    except casework.NoSuchOther:
        return _page(found, row, around, typed=typed, errors={"reference": _("There is no other case with this reference.")})
    except Stale:
        with transaction() as session:
            found = _find(session, reference)
        return _page(found, row, around, typed=typed, changed=True)
    except NotAllowed:
        return _page(found, row, around, typed=typed, errors={"": _("This cannot be done to the case as it stands now.")})
    return _done(reference)


def _twice(found: Case, form: TeamForm, row: Step, asks: Any, around: Around) -> bool:
    """Whether the one change since the form was made is this very form, pressed twice."""
    last = found.state.events[-1]
    if form.version.data != str(found.row.version - 1) or last.by != person().id or not form.validate():
        return False
    return bool(row.make(step_forms.said(form, asks), around) == last.fact)


def _done(reference: str) -> Response:
    # Whoever restricts a case, or gives it away, may have seen it for the last time.
    try:
        with reading() as session:
            triage.find(session, reference, viewer())
        where = url_for("team.case", reference=reference, _anchor="timeline")
    except triage.NoSuchCase:
        where = url_for("team.queue")
    return team_resuming.done(redirect(where, 303))
