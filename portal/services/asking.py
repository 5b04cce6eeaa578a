"""Who waits to be asked afterwards, who was told what we did, and what the answers say."""

from datetime import date

from portal.domain import tallies
from portal.domain.access import Act, Viewer, allowed
from portal.domain.frozen import frozen
from portal.domain.tallies import Coverage, Split
from portal.store import follow_ups, people
from portal.store.database import Session
from portal.store.follow_ups import Listed

LISTS = ("waiting", "decide", "owed", "answered", "declined", "by_advocate", "not_reached")
MOST = 200


@frozen
class Page:
    """A list, and the names of people by id."""

    rows: list[Listed]
    names: dict[str, str]
    more: bool


@frozen
class Results:
    """What asking came to between two London days. ``areas`` only for those who may see small numbers; None is hidden."""

    coverage: Coverage
    outcomes_hidden: bool
    areas: dict[str, Coverage]
    splits: list[Split | None]
    feelings: dict[str, int] | None


def page(session: Session, which: str, viewer: Viewer) -> Page:
    """One of LISTS, as far as the viewer may see the cases. Raises KeyError."""
    if which == "waiting":
        rows = follow_ups.waiting(session, viewer, most=MOST + 1)
    elif which == "decide":
        rows = follow_ups.worrying(session, viewer, most=MOST + 1)
    elif which == "owed":
        rows = follow_ups.owed(session, viewer, most=MOST + 1)
    elif which in LISTS:
        rows = follow_ups.done(session, viewer, which, most=MOST + 1)
    else:
        raise KeyError(which)
    names = {str(person_id): name for person_id, name in people.names(session).items()}
    return Page(rows[:MOST], names, len(rows) > MOST)


def results(session: Session, viewer: Viewer, *, first: date, last: date) -> Results:
    """Coverage first, then each question. Outside the Voice Team nothing is shown from which fewer than five can be read."""
    counted = follow_ups.coverage(session, viewer, first=first, last=last)
    chosen = follow_ups.answers(session, viewer, first=first, last=last)
    whole = tallies.coverage((row.outcome, row.cases, row.attempted, row.told) for row in counted)
    splits: list[Split | None] = list(tallies.splits(chosen, whole.by_outcome["answered"]))
    feelings: dict[str, int] | None = tallies.feelings(chosen)
    everything = allowed(viewer.role, Act.WORK_CASES)
    if not everything:
        splits = [None if split and tallies.small((*split.options.values(), split.missing)) else split for split in splits]
        feelings = None if feelings and tallies.small(list(feelings.values())) else feelings
    areas = {
        area: tallies.coverage((row.outcome, row.cases, row.attempted, row.told) for row in counted if row.area == area)
        for area in sorted({row.area for row in counted})
    }
    told = (whole.attempted, whole.due - whole.attempted, whole.told, whole.due - whole.told)
    hidden = not everything and tallies.small((*whole.by_outcome.values(), *told))
    return Results(whole, hidden, areas if everything else {}, splits, feelings)
