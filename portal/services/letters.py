"""Making letters: the words put together, then set as an accessible PDF and as plain text. Nothing here sends one."""

import uuid
from dataclasses import asdict
from datetime import date, datetime

from portal.domain import clocks, light_text
from portal.domain.cases import CaseState, NotAllowed
from portal.domain.facts import LetterMade
from portal.domain.frozen import frozen
from portal.domain.letters import Letter
from portal.domain.light_text import Block
from portal.domain.papers import listed
from portal.services import typesetting
from portal.services.filing import Calendar, Case, append
from portal.services.helplines import HELPLINES
from portal.store import documents
from portal.store.database import Session

POINTS = {"child": 14, "adult": 12}
LARGE_PRINT = 18
_LINES = {"always_heard": "Always Heard", "ombudsman": "Ombudsman", "childline": "Childline"}


@frozen
class Asked:
    """What staff say about a letter: the name in its greeting, their words, the London day it arrives, and large print."""

    greeting: str
    words: str
    arrives: date
    large: bool = False


@frozen
class House:
    """Who writes: the organisation, the address of the site, and the name of the person."""

    organisation: str
    site: str
    person: str


@frozen
class Part:
    """A heading and what is under it."""

    heading: str
    blocks: tuple[Block, ...]


@frozen
class Composed:
    """A whole letter; ``size`` is that of its print in points."""

    organisation: str
    reference: str
    facts: tuple[str, ...]
    title: str
    greeting: str
    body: tuple[Block, ...]
    parts: tuple[Part, ...]
    closing: tuple[str, ...]
    size: int


def compose(letter: Letter, case: Case, asked: Asked, house: House, *, today: date, calendar: Calendar) -> Composed:
    """Put a letter together. Raises CalendarGap when the last day to ask lies beyond the known bank holidays."""
    known = {key: _number(name) for key, name in _LINES.items()} | {"site": house.site}
    if any("{ask_by}" in words for words in letter.rights):
        known["ask_by"] = long_date(clocks.last_day_to_ask(asked.arrives, calendar.days))
    if case.row.due_on and case.row.due_on >= today:
        known["due"] = long_date(case.row.due_on)
    rights = [words.format_map(known) for words in letter.rights if "due" in known or "{due}" not in words]
    name = light_text.printable(asked.greeting).strip()
    return Composed(
        organisation=house.organisation,
        reference=case.row.reference,
        facts=(long_date(today), f"Our reference: {case.row.reference}"),
        title=letter.title,
        greeting=f"{'Hello' if letter.audience == 'child' else 'Dear'} {name}," if name else "Hello,",
        body=light_text.blocks(asked.words),
        parts=(Part(letter.heading, light_text.blocks("\n\n".join(rights))),),
        closing=(light_text.printable(house.person), "Voice Team", house.organisation),
        size=LARGE_PRINT if asked.large else POINTS[letter.audience],
    )


def advocate_is_due(state: CaseState) -> bool:
    """Whether nothing in the case says that the child was asked about an advocate, which comes before any answer (R1.7.2)."""
    offered = any(isinstance(event.fact, LetterMade) and event.fact.letter == "advocate_offer" for event in state.events)
    return not (offered or state.advocate_wanted or state.received.advocate)


def as_text(composed: Composed) -> str:
    """The letter as plain text, in the order in which it is read."""
    parts = [f"{part.heading}\n\n{light_text.plain(part.blocks)}" for part in composed.parts]
    whole = (
        composed.organisation,
        "\n".join(composed.facts),
        composed.title,
        composed.greeting,
        light_text.plain(composed.body),
        *parts,
        "\n".join(composed.closing),
    )
    return "\n\n".join(whole) + "\n"


def as_pdf(composed: Composed, *, now: datetime) -> bytes:
    """The letter as PDF/UA-1. Raises typesetting.CannotPrint."""
    return typesetting.pdf("letter.typ", asdict(composed), now=now)


def keep(
    session: Session,
    case: Case,
    letter: Letter,
    composed: Composed,
    pdf: bytes,
    *,
    document_id: uuid.UUID,
    by: str,
    now: datetime,
    calendar: Calendar,
) -> Case:
    """Keep a letter with its case, as two documents. The same ``document_id`` twice is one press sent twice, and adds nothing.

    Raises NotAllowed when another case holds that id.
    """
    if documents.exists(session, document_id):
        if any(paper.id == str(document_id) for paper in listed(case.state.events)):
            return case
        raise NotAllowed("a document belongs to one case")
    text, text_id = as_text(composed).encode(), uuid.uuid4()
    documents.add(session, document_id, case.row.id, pdf)
    documents.add(session, text_id, case.row.id, text)
    fact = LetterMade(
        letter.kind.key,
        letter.audience,
        f"{letter.kind.name}: {letter.title}",
        str(document_id),
        str(text_id),
        len(pdf),
        len(text),
    )
    return append(session, case, fact, by=by, now=now, calendar=calendar)


def long_date(day: date) -> str:
    """A date as a letter has it: Monday 23 November 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def _number(name: str) -> str:
    return next(line.number for line in HELPLINES if line.name == name)
