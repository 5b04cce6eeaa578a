"""What the team hands out with a code on it: making a place, ending it, and what came of it."""

import secrets
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from portal.domain.access import Viewer
from portal.domain.frozen import frozen
from portal.domain.places import SHORT_LETTERS, Item, Place, Seen, make, normalise
from portal.domain.trail import Deed
from portal.domain.working_days import london_date
from portal.services.storing import Taken
from portal.store import places, trail
from portal.store.database import Session

TRIES = 5


class NoSuchPlace(Exception):
    """No place has this short code."""


@frozen
class Line:
    """What came of one row of a table: scans, visits that were none, cases by kind, and what a case cost in pence."""

    name: str
    key: str
    scans: int
    others: int
    cases: Mapping[str, int]
    pence: int | None = None

    @property
    def sent(self) -> int:
        """All cases that came of it."""
        return sum(self.cases.values())

    @property
    def pence_a_case(self) -> int | None:
        """What each case cost, where the cost is known and there is a case."""
        return round(self.pence / self.sent) if self.pence is not None and self.sent else None


@frozen
class Numbers:
    """What came of places between two days: by place, by kind of item, by batch, by month, and what was not counted and why."""

    by_place: Sequence[Line]
    by_item: Sequence[Line]
    by_batch: Sequence[Line]
    by_month: Sequence[Line]
    not_counted: Mapping[str, int]


def keep(session: Session, place: Place, *, by: str, now: datetime, pick: Callable[[int], int] = secrets.randbelow) -> Place:
    """A new place with a short code of its own; that of ``place`` is not looked at. Raises Taken when none is free."""
    for _ in range(TRIES):
        made = replace(place, short=make(pick(32**SHORT_LETTERS)))
        if places.with_short(session, made.short) is None:
            places.add(session, made, at=now)
            _note(session, f"{made.short} made", by=by, now=now)
            return made
    raise Taken


def retire(session: Session, short: str, *, by: str, now: datetime) -> None:
    """The code is one of a place no longer: whoever has the thing still gets to the form. Raises NoSuchPlace."""
    one(session, short)
    places.retire(session, short, on=london_date(now))
    _note(session, f"{short} ended", by=by, now=now)


def _note(session: Session, what: str, *, by: str, now: datetime) -> None:
    trail.note(session, Deed.PLACE_CHANGED, at=now, person=uuid.UUID(by), detail=what)


def one(session: Session, short: str) -> Place:
    """The place with this short code, however it was typed. Raises NoSuchPlace, and NotAShortCode."""
    found = places.with_short(session, normalise(short))
    if found is None:
        raise NoSuchPlace(short)
    return found


def everything(session: Session) -> list[Place]:
    """All places, the newest first."""
    return places.everything(session)


def note_visit(session: Session, short: str, seen: Seen, *, today: date) -> None:
    """Count one visit to a place's address in this London month; nothing of whoever came is kept."""
    places.count(session, short, today.replace(day=1), seen.value)


def numbers(session: Session, viewer: Viewer, items: Iterable[Item], *, first: date, last: date) -> Numbers:
    """What came of every place between two London days. Scans are counted by whole months."""
    known = {place.short: place for place in places.everything(session)}
    opened, came = places.opened(session, first=first, last=last), places.came(session, viewer, first=first, last=last)
    names = {item.key: item.name for item in items}

    def lines(of: Callable[[str, date], str], named: Callable[[str], str], pence: Mapping[str, int | None]) -> list[Line]:
        scans, others, cases = Counter[str](), Counter[str](), dict[str, Counter[str]]()
        for visit in opened:
            (scans if visit.seen == Seen.SCAN else others)[of(visit.short, visit.month)] += visit.times
        for case in came:
            cases.setdefault(of(case.short, case.month), Counter())[case.kind] += case.times
        keys = [*dict.fromkeys([*pence, *sorted({*scans, *others, *cases})])]
        return [Line(named(key), key, scans[key], others[key], cases.get(key, {}), pence.get(key)) for key in keys]

    spent = {short: _spent([place]) for short, place in known.items()}
    return Numbers(
        by_place=lines(lambda short, _month: short, lambda short: known[short].name, spent),
        by_item=lines(lambda short, _month: known[short].item, lambda key: names.get(key, key), _by(known, "item")),
        by_batch=lines(lambda short, _month: known[short].batch, lambda batch: batch, _by(known, "batch")),
        by_month=lines(lambda _short, month: month.isoformat(), lambda month: month, {}),
        not_counted=_not_counted(opened),
    )


def _not_counted(opened: Iterable[places.Opened]) -> dict[str, int]:
    why = Counter[str]()
    for visit in opened:
        if visit.seen != Seen.SCAN:
            why[visit.seen] += visit.times
    return dict(why)


def _by(known: Mapping[str, Place], what: str) -> dict[str, int | None]:
    together: dict[str, list[Place]] = {}
    for place in known.values():
        together.setdefault(getattr(place, what), []).append(place)
    return {key: _spent(those) for key, those in together.items()}


def _spent(those: Iterable[Place]) -> int | None:
    """What they cost altogether in pence; None when it is not known of all of them."""
    costs = [place.pence * place.pieces if place.pence is not None else None for place in those]
    return sum(cost for cost in costs if cost is not None) if all(cost is not None for cost in costs) else None
