"""The stages of a case as plain values: every clock that runs, who has which part, the points and what was found."""

from collections.abc import Collection
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from portal.domain import running
from portal.domain.cases import CaseState
from portal.services.filing import Calendar
from portal.web import stage_labels as say
from portal.web import team_view
from portal.web.team_view import Clock


def panel(state: CaseState, *, today: date, calendar: Calendar, hidden: Collection[str] = ()) -> dict[str, Any]:
    """What the panel "Where it stands" shows; ``hidden`` are references of cases that are not there for whoever looks."""
    return {
        "procedure": say.PROCEDURES[state.procedure],
        "running": [_clock(clock, today, calendar) for clock in running.clocks_of(state, today, calendar)],
        "summary": [(label, words) for label, words in _summary(state, hidden) if words],
        "points": _points(state),
    }


def _clock(clock: running.Clock, today: date, calendar: Calendar) -> Clock:
    name = say.RULES[clock.rule]
    if clock.outer:
        name = _("Ombudsman's count") if clock.rule == "stage2-extended" else _("Limit")
    if clock.paused:
        return Clock(name, clock.due_on, "paused", _("paused"))
    if clock.due_on is None:
        return Clock(name, None, "resting", _("bank holidays not known"))
    if clock.theirs:
        return Clock(name, clock.due_on, "resting", "")
    return team_view.clock(name, clock.due_on, today, calendar.days)


def _summary(state: CaseState, hidden: Collection[str]) -> list[tuple[str, str]]:
    work, known = state.work, state.work.described
    lines = [
        (_("Who complains"), say.CAPACITIES.get(known.capacity, "")),
        (_("Themes"), "; ".join(say.THEMES[theme] for theme in known.themes if theme in say.THEMES)),
        (_("Service area"), ", ".join(part for part in (known.area, known.locality) if part)),
        (_("Wants"), known.desired),
        (_("Tags"), ", ".join(work.tags)),
        (_("Not there for"), ", ".join(work.shut_out.values())),
        (_("Let in"), "; ".join(f"{one.name}, {_day(one.until)}" for one in work.let_in.values())),
        (_("Advocate"), _advocate(state)),
        (_("More time"), "; ".join(f"{_day(more.until)} {more.why}".strip() for more in work.extensions.values())),
        (_("Meeting"), _meeting(state)),
    ]
    lines += [
        (say.QUESTIONS[key], (_("yes") if one.accepted else _("no")) + f": {one.why}") for key, one in work.decisions.items()
    ]
    lines += [(say.ROLES[one.role], one.name) for one in work.appointed]
    lines += [(_("To do by %(day)s", day=_day(task.due_on)), f"{task.what} ({task.owner_name})") for task in work.tasks.values()]
    tied = dict.fromkeys((work.joined_to, *work.linked))
    lines += [(_("Goes with"), reference) for reference in tied if reference not in hidden]
    return lines


def _advocate(state: CaseState) -> str:
    work = state.work
    if work.advocate:
        return f"{work.advocate.name}, {work.advocate.provider}"
    return say.RESPONSES[work.advocacy[-1].response] if work.advocacy else ""


def _meeting(state: CaseState) -> str:
    work = state.work
    if work.mediation_held:
        return say.MEETINGS[work.mediation_held.outcome]
    if work.mediation:
        return str(_("They said yes") if work.mediation.accepted else _("They said no"))
    return str(_("Offered") if work.mediation_offered_at else "")


def _points(state: CaseState) -> list[tuple[int, str, str]]:
    work = state.work
    at = max(work.findings, default=0)
    stage = _("Stage %(number)s", number=at)
    named = [f"{say.FINDINGS[one.finding]}, {stage}" for one in work.findings.get(at, ())] + [""] * len(work.points)
    return [(number, point.words, finding) for number, (point, finding) in enumerate(zip(work.points, named, strict=False), 1)]


def _day(day: date | None) -> str:
    return str(format_date(day, "d MMMM yyyy")) if day else ""
