"""A copy of what is kept in a case, for the person who asked: what is theirs to see, with other people blacked out (P5)."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from portal.domain import redacting, subject_access
from portal.domain.facts import Event, Noted
from portal.domain.frozen import frozen
from portal.domain.redacting import Redactor
from portal.domain.rights import Exported
from portal.services.filing import Calendar, Case, append
from portal.store import people
from portal.store.database import Session


class NotThere(Exception):
    """Strings to black out that are nowhere in the copy; ``typed`` names them."""

    def __init__(self, typed: tuple[str, ...]) -> None:
        super().__init__(len(typed))
        self.typed = typed


@frozen
class Wanted:
    """A copy that somebody wants: for whom, what is blacked out, and whether it has the notes of colleagues.

    ``own_names`` are how a member of staff is named in the case; their copy holds what names them and nothing else.
    """

    requester: str
    to: str
    names: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    notes: bool = True
    why: str = ""
    own_names: tuple[str, ...] = ()


@frozen
class Part:
    """One thing that happened (UTC), by whom, and what was said, field by field."""

    at: datetime
    by: str
    what: str
    said: tuple[tuple[str, str], ...]


@frozen
class Copy:
    """A copy, ready to be shown or saved."""

    reference: str
    requester: str
    to: str
    received_on: date
    made_at: datetime
    made_by: str
    parts: tuple[Part, ...]
    redactions: int
    left_out: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """The same as plain values; instants as in ISO 8601."""
        said = asdict(self)
        parts = [part | {"at": part["at"].isoformat(), "said": [list(pair) for pair in part["said"]]} for part in said["parts"]]
        return said | {"received_on": str(self.received_on), "made_at": self.made_at.isoformat(), "parts": parts}


def export(session: Session, case: Case, wanted: Wanted, *, by: str, now: datetime, calendar: Calendar) -> Copy:
    """Make the copy and write down that it was made.

    Raises guards.NotYet when it may not be made for them, NotThere, and store Stale.
    """
    copy = _copy(session, case, wanted, by=by, now=now)
    fact = Exported(wanted.requester, wanted.to, copy.redactions, wanted.notes, wanted.why)
    append(session, case, fact, by=by, now=now, calendar=calendar)
    return copy


def _copy(session: Session, case: Case, wanted: Wanted, *, by: str, now: datetime) -> Copy:
    names = {str(person_id): name for person_id, name in people.names(session).items()}
    others = (case.state.received.name,) if wanted.requester == "staff" and case.state.received.name else ()
    # A child's name is blacked out for staff wherever it stands; it need not stand anywhere.
    black, always = Redactor(wanted.names, wanted.passages), Redactor(others)
    left_out = {"notes": 0, "contact": 0, "others": 0}
    parts = []
    for event in case.state.events:
        if isinstance(event.fact, Noted) and not wanted.notes:
            left_out["notes"] += 1
        elif subject_access.leaves_out(wanted.requester, event.fact):
            left_out["contact"] += 1
        else:
            said = tuple((field, always(black(text))) for field, text in _said(event, wanted))
            if wanted.requester == "staff" and not said:
                left_out["others"] += 1
                continue
            parts.append(Part(event.at, black(_by(event, names, wanted)), _words(type(event.fact).__name__), said))
    if black.not_found:
        raise NotThere(black.not_found)
    return Copy(
        reference=case.row.reference,
        requester=wanted.requester,
        to=wanted.to,
        received_on=case.row.received_on,
        made_at=now,
        made_by=names.get(by, ""),
        parts=tuple(parts),
        redactions=black.total + always.total,
        left_out=left_out,
    )


def _by(event: Event, names: dict[str, str], wanted: Wanted) -> str:
    if event.by is None:
        return "The child"
    name = names.get(event.by, "")
    theirs = wanted.requester != "staff" or (wanted.own_names and redacting.pattern(wanted.own_names).search(name))
    return name if theirs else "A colleague"


def _said(event: Event, wanted: Wanted) -> Iterator[tuple[str, str]]:
    kind = type(event.fact).__name__
    mine = redacting.pattern(wanted.own_names) if wanted.requester == "staff" else None
    for field, value in asdict(event.fact).items():
        if (kind, field) in subject_access.IDS:
            continue
        if wanted.requester != "child" and field in subject_access.ONLY_THE_CHILDS_FIELDS:
            if wanted.requester != "staff" and any(_texts(value)):
                yield _words(field), redacting.KEPT_BACK
            continue
        for text in _texts(value):
            if mine is None or mine.search(text):
                yield _words(field), text


def _texts(value: Any) -> Iterator[str]:
    """Every text in a field: of lists each, of values inside values each; yes and no in words."""
    match value:
        case None | "" | False:
            return
        case True:
            yield "yes"
        case dict():
            for name, inner in value.items():
                for text in _texts(inner):
                    yield f"{_words(name)}: {text}"
        case tuple() | list():
            for inner in value:
                yield from _texts(inner)
        case _:
            yield str(value)


def _words(name: str) -> str:
    """A name of ours in plain words: ``AdvocacyOffered`` and ``pause_agreed`` read as "Advocacy offered", "Pause agreed"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).capitalize()
