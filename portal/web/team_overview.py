"""The team's work at a glance. Each number leads to the list of just the cases that it counts."""

from typing import Any

from flask import render_template, url_for

from portal.domain.access import Act
from portal.domain.procedure import COMPLAINTS
from portal.services import overview as glance
from portal.services import triage
from portal.services.overview import COUNTS, NOBODY, Count
from portal.web import team_view
from portal.web.queue_view import stage_name
from portal.web.stage_labels import PROCEDURES
from portal.web.team import team
from portal.web.wiring import calendar, may, reading, today, viewer

MOST_LATE = 10


def _cells(count: Count, **where: str | int) -> list[tuple[int, str]]:
    addresses = ({"view": "open"} | where | ({"what": what} if what != "open" else {}) for what in COUNTS)
    return [(getattr(count, what), _queue(parts)) for what, parts in zip(COUNTS, addresses, strict=True)]


def _queue(parts: dict[str, Any]) -> str:
    return url_for("team.queue", **parts)


@team.get("/overview")
@may(Act.SEE_CASES)
def overview() -> str:
    """Who has how much, where it stands, what is late, and what waits to be read."""
    with reading() as session:
        found = glance.look(session, viewer(), calendar=calendar())
        unread = glance.unread(session, viewer(), calendar=calendar())
        late = triage.queue(session, "late", viewer(), calendar=calendar())
    people = [(found.names.get(who, ""), _cells(count, who=who or NOBODY)) for who, count in found.people.items()]
    stages = [
        (
            f"{PROCEDURES[procedure]}, {stage_name(stage)}" if procedure in COMPLAINTS else PROCEDURES[procedure],
            _cells(count, procedure=procedure, stage=stage),
        )
        for (procedure, stage), count in found.stages.items()
    ]
    return render_template(
        "team/overview.html",
        total=_cells(found.total),
        people=people,
        stages=stages,
        oldest=found.oldest_unread,
        unread=unread,
        late=[team_view.line(row, late, today=today(), days=calendar().days) for row in late.rows[:MOST_LATE]],
    )
