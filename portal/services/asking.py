"""Who waits to be asked afterwards, who was told what we did, and what the answers say."""

from datetime import date

from portal.domain import tallies
from portal.domain.access import Act, Viewer, allowed
from portal.domain.frozen import frozen
from portal.domain.tallies import Coverage, Split
from portal.services.filing import load
from portal.store import cases, follow_ups, people
from portal.store.database import Session
from portal.store.follow_ups import Listed

LISTS = ("waiting", "decide", "owed", "words", "closed", "answered", "declined", "by_advocate", "not_reached")
MOST = 200
MOST_WORDS = 50
# This time and the same days of the years before it.
YEARS = 3


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
    elif which == "closed":
        rows = follow_ups.closed_loops(session, viewer, most=MOST + 1)
    elif which == "words":
        rows = follow_ups.to_choose(session, viewer, most=MOST + 1)
    elif which in LISTS:
        rows = follow_ups.done(session, viewer, which, most=MOST + 1)
    else:
        raise KeyError(which)
    names = {str(person_id): name for person_id, name in people.names(session).items()}
    return Page(rows[:MOST], names, len(rows) > MOST)


def over_years(session: Session, viewer: Viewer, *, first: date, last: date, area: str | None = None) -> list[Results]:
    """The results between two London days, and between the same days of each of the years before, the latest first."""
    return [
        results(session, viewer, first=_years_before(first, back), last=_years_before(last, back), area=area)
        for back in range(YEARS)
    ]


def _years_before(day: date, years: int) -> date:
    # The last of February stays the last of February.
    earlier = min(day.day, 28) if day.month == 2 else day.day
    return day.replace(year=day.year - years, day=earlier) if years else day


def areas(session: Session, viewer: Viewer, *, first: date, last: date) -> list[str]:
    """The areas of the cases closed between two London days, for those who may see small numbers; "" is none named."""
    if not allowed(viewer.role, Act.WORK_CASES):
        return []
    return sorted({row.area for row in follow_ups.coverage(session, viewer, first=first, last=last)})


def chosen_words(session: Session, viewer: Viewer, *, first: date, last: date, area: str | None = None) -> list[str]:
    """What children said in their own words, as it was chosen to be shown; the newest first, without a name or a reference."""
    found = follow_ups.chosen(session, viewer, first=first, last=last, area=area, most=MOST_WORDS)
    rows = [row for case_id in found if (row := cases.with_id(session, case_id))]
    return [load(session, row).state.follow.chosen for row in rows]


def results(session: Session, viewer: Viewer, *, first: date, last: date, area: str | None = None) -> Results:
    """Coverage first, then each question. Outside the Voice Team nothing is shown from which fewer than five can be read."""
    counted = follow_ups.coverage(session, viewer, first=first, last=last, area=area)
    chosen = follow_ups.answers(session, viewer, first=first, last=last, area=area)
    whole = tallies.coverage((row.outcome, row.cases, row.attempted, row.told) for row in counted)
    splits: list[Split | None] = list(tallies.splits(chosen, whole.by_outcome["answered"]))
    feelings: dict[str, int] | None = tallies.feelings(chosen)
    everything = allowed(viewer.role, Act.WORK_CASES)
    if not everything:
        splits = [None if split and tallies.small((*split.options.values(), split.missing)) else split for split in splits]
        feelings = None if feelings and tallies.small(list(feelings.values())) else feelings
    by_area = {
        name: tallies.coverage((row.outcome, row.cases, row.attempted, row.told) for row in counted if row.area == name)
        for name in sorted({row.area for row in counted})
    }
    told = (whole.attempted, whole.due - whole.attempted, whole.told, whole.due - whole.told)
    hidden = not everything and tallies.small((*whole.by_outcome.values(), *told))
    return Results(whole, hidden, by_area if everything else {}, splits, feelings)
