"""Cases as they are listed and found: pages of the queue in its order, narrowed, and by the words that they hold."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, insert, intersect, not_, select

from portal.domain.access import Sight, Viewer
from portal.store.cases import CaseRow
from portal.store.database import Session
from portal.store.tables import case_tags, cases, words
from portal.store.visibility import few_of, visible

_COLUMNS = tuple(cases.c[field.name] for field in fields(CaseRow))
# Up to so many cases that hold the words are looked up one by one; more are met soon enough in the queue's own order.
FEW = 1000
# A word that more cases hold than this says nothing about any two of them.
UNCOMMON, LEAST_SHARED, MOST_TOKENS = 50, 3, 80


def page(
    session: Session,
    viewer: Viewer,
    *,
    is_open: bool = True,
    status: str = "",
    urgent: bool = False,
    assigned_to: uuid.UUID | None = None,
    late_on: date | None = None,
    ranked_to: int | None = None,
    only: Mapping[str, str | int] = MappingProxyType({}),
    tag: str = "",
    where: Sequence[ColumnElement[bool]] = (),
    stems: frozenset[str] = frozenset(),
    after: tuple[int, uuid.UUID] | None = None,
    limit: int = 50,
) -> list[CaseRow]:
    """A page of the cases that the viewer may see: newest urgent first, then by the next date.

    ``after`` is the last row already seen.

    ``only`` are columns and the value that each has to have; an empty ``assigned_to`` is nobody.
    """
    query = select(*_COLUMNS).where(visible(viewer))
    if status:
        query = query.where(cases.c.status == status)
    if urgent:
        query = query.where(cases.c.rank < 0)
    if assigned_to:
        query = query.where(cases.c.assigned_to == assigned_to)
    if late_on:
        query = query.where(cases.c.next_on < late_on)
    if ranked_to:
        query = query.where(cases.c.rank <= ranked_to)
    for column, value in only.items():
        query = query.where(cases.c[column] == (None if value == "" else value))
    query = query.where(*where)
    if tag:
        query = query.where(cases.c.id.in_(select(case_tags.c.case_id).where(case_tags.c.tag == tag)))
    if after:
        rank, last = after
        # The first condition alone is a range of the index; the second leaves out the rows that were seen.
        query = query.where(cases.c.rank >= rank, (cases.c.rank > rank) | (cases.c.id > last))
    rows = session.execute(_found(session, viewer, query, stems, is_open=is_open).limit(limit))
    return [CaseRow(**row._mapping) for row in rows]


def _found(session: Session, viewer: Viewer, query: Select[Any], stems: frozenset[str], *, is_open: bool) -> Select[Any]:
    """The query, in the queue's order, for open or closed cases that hold all the stems."""
    # Said so, and not as a value, because only then does the index of the closed cases serve.
    narrowed = query.where(cases.c.open if is_open else not_(cases.c.open)).order_by(cases.c.rank, cases.c.id)
    if not stems:
        theirs = few_of(session, viewer, most=FEW) if viewer.sight in (Sight.OWN, Sight.GRANTED, Sight.HELPED) else None
        return narrowed if theirs is None else _among(query, theirs, is_open=is_open)
    tokens = [session.digest("word", stem)[:16] for stem in sorted(stems)]
    holding = [select(words.c.case_id).where(words.c.token == token) for token in tokens]
    both = intersect(*holding) if len(holding) > 1 else holding[0]
    few = list(session.execute(both.limit(FEW + 1)).scalars())
    if len(few) > FEW:
        for each in holding:
            narrowed = narrowed.where(cases.c.id.in_(each))
        return narrowed
    return _among(query, few, is_open=is_open)


def _among(query: Select[Any], few: Sequence[uuid.UUID], *, is_open: bool) -> Select[Any]:
    # Written so that no index but the one of ids fits: going through the whole queue for a few rows is what takes long.
    stands = case((cases.c.open, 1), else_=0) == int(is_open)
    return query.where(cases.c.id.in_(few), stands).order_by(cases.c.rank + 0, cases.c.id)


def retag(session: Session, case_id: uuid.UUID, tags: Sequence[str]) -> None:
    """Let the case be found by these tags and no others."""
    session.execute(delete(case_tags).where(case_tags.c.case_id == case_id))
    if tags:
        session.execute(insert(case_tags), [{"case_id": case_id, "tag": tag} for tag in tags])


def tags_in_use(session: Session, viewer: Viewer, most: int = 100) -> list[str]:
    """The tags of the cases that the viewer may see, in order."""
    tags = select(case_tags.c.tag).join(cases, cases.c.id == case_tags.c.case_id).where(visible(viewer)).distinct()
    return list(session.execute(tags.order_by(case_tags.c.tag).limit(most)).scalars())


def index_words(session: Session, case_id: uuid.UUID, stems: set[str]) -> None:
    """Let the case be found by these word stems; stored only as keyed digests."""
    known = set(session.execute(select(words.c.token).where(words.c.case_id == case_id)).scalars())
    fresh = {session.digest("word", stem)[:16] for stem in stems} - known
    if fresh:
        session.execute(insert(words), [{"token": token, "case_id": case_id} for token in sorted(fresh)])


def alike(session: Session, case_id: uuid.UUID, viewer: Viewer) -> list[tuple[CaseRow, int]]:
    """Other cases that hold the same uncommon words, with how many they share; the most alike first, five at most."""
    shared: Counter[uuid.UUID] = Counter()
    mine = select(words.c.token).where(words.c.case_id == case_id).limit(MOST_TOKENS)
    for token in list(session.execute(mine).scalars()):
        holding = list(session.execute(select(words.c.case_id).where(words.c.token == token).limit(UNCOMMON + 1)).scalars())
        if len(holding) <= UNCOMMON:
            shared.update(each for each in holding if each != case_id)
    likely = [(each, count) for each, count in shared.most_common(20) if count >= LEAST_SHARED]
    query = select(*_COLUMNS).where(visible(viewer), cases.c.id.in_([each for each, _count in likely]))
    rows = {row.id: CaseRow(**row._mapping) for row in session.execute(query)} if likely else {}
    return [(rows[each], count) for each, count in likely if each in rows][:5]


def with_mark(session: Session, mark: str, viewer: Viewer, most: int = 10) -> list[CaseRow]:
    """The cases that hold a mark, such as a telephone number, the newest first."""
    token = session.digest("word", mark)[:16]
    holding = select(words.c.case_id).where(words.c.token == token)
    query = select(*_COLUMNS).where(visible(viewer), cases.c.id.in_(holding)).order_by(cases.c.received_at.desc()).limit(most)
    return [CaseRow(**row._mapping) for row in session.execute(query)]
