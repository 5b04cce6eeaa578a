"""The agenda of the weekly meeting as a page that is ready to print: no name, and not a word that a child wrote."""

import re
from datetime import date, timedelta
from typing import Any

from flask import render_template, request
from flask_babel import format_date
from flask_babel import gettext as _

from portal.domain import agenda as rules
from portal.domain.access import Act
from portal.domain.frozen import frozen
from portal.services import agenda as agendas
from portal.services.filing import Case
from portal.web import stage_view
from portal.web.stage_labels import THEMES
from portal.web.team import team
from portal.web.team_view import Clock
from portal.web.wiring import calendar, may, reading, today, viewer

WEEK = re.compile(r"(\d{4})-W(\d{2})")


@frozen
class Item:
    """A complaint on the agenda: its row, every clock, what it is about, what the child waits for, what is to be decided."""

    row: Any
    clocks: tuple[Clock, ...]
    about: str
    waits: str
    decisions: tuple[str, ...]
    paused: str


def decisions() -> dict[str, str]:
    """What there is to decide, in words."""
    return {
        "safeguarding": _("Tell children's safeguarding"),
        "lado": _("Tell the designated officer (LADO)"),
        "second_reader": _("A second reader for what was flagged"),
        "owner": _("Who takes it"),
        "sort": _("Which procedure it belongs to"),
        "year": _("Whether to look into what is more than a year old"),
        "late_request": _("Whether to take the late request for the next stage"),
        "advocate": _("Who offers the advocate that the child asked for"),
        "people": _("The investigating officer and the independent person"),
        "adjudicator": _("Who adjudicates"),
        "panel": _("The chair and the members of the panel"),
    }


def waits() -> dict[str, str]:
    """What a child may wait for, in words."""
    return {
        "reading": _("to hear that it was read"),
        "words": _("an answer to what they wrote since"),
        "statement": _("the statement of complaint"),
        "panel_day": _("the day of the panel"),
        "meeting": _("the panel"),
        "answer": _("our answer"),
        "process": _("another process to end"),
        "nothing": _("nothing from us: it is the child's turn"),
    }


def pauses() -> dict[str, str]:
    """What may hold an answer up, in words."""
    return {"process": _("another process"), "advocate": _("an advocate"), "meeting": _("a meeting to put it right")}


def _item(case: Case) -> Item:
    state = case.state
    panel = stage_view.panel(state, today=today(), calendar=calendar())
    themes = [THEMES[theme] for theme in state.work.described.themes or state.received.about if theme in THEMES]
    return Item(
        case.row,
        tuple(panel["running"]),
        "; ".join(themes),
        waits()[rules.waits_for(state)],
        tuple(decisions()[key] for key in rules.decisions(state)),
        pauses()[rules.why_paused(state)],
    )


def _monday(week: str) -> date:
    """The Monday of a week such as 2026-W48; this week's where that is none."""
    found = WEEK.fullmatch(week)
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else agendas.monday_of(today())
    except ValueError:
        return agendas.monday_of(today())


def _in_full(day: date) -> str:
    """A day as it stands on a page that is kept: with its year."""
    return str(format_date(day, "EEEE d MMMM yyyy"))


def _week(monday: date) -> str:
    year, week, _day = monday.isocalendar()
    return f"{year}-W{week:02}"


@team.get("/agenda")
@may(Act.SEE_CASES)
def agenda() -> str:
    """What the Voice Team and the Customer Experience Team talk about this week."""
    monday = min(max(_monday(request.args.get("week", "")), date(2000, 1, 3)), date(2999, 12, 30))
    with reading() as session:
        found = agendas.prepare(session, monday, viewer(), calendar=calendar())
    items = {case.row.id: _item(case) for case in found.everything}
    lists = {name: [items[case.row.id] for case in getattr(found, name)] for name in ("new", "due", "going_on", "paused")}
    return render_template(
        "team/agenda.html",
        agenda=found,
        lists=lists,
        to_decide=[item for item in items.values() if item.decisions],
        weeks={"before": _week(monday - timedelta(days=7)), "this": _week(monday), "after": _week(monday + timedelta(days=7))},
        in_full={"monday": _in_full(monday), "today": _in_full(today())},
        far=date.max,
    )
