"""The documents of a case: put there, opened, taken away. The file is sealed in the database; the rest are facts."""

import uuid
from datetime import datetime

from portal.domain.cases import NotAllowed
from portal.domain.facts import DocumentAdded, DocumentRemoved
from portal.domain.papers import Paper, listed
from portal.domain.trail import Deed
from portal.services.filing import Calendar, Case, append
from portal.services.vetting import Vetted
from portal.store import documents, trail
from portal.store.database import Session


class NoSuchDocument(Exception):
    """The case has no such document, or has it no more."""


def add(
    session: Session,
    case: Case,
    file: Vetted,
    *,
    document_id: uuid.UUID,
    title: str,
    for_child: bool,
    by: str,
    now: datetime,
    calendar: Calendar,
) -> Case:
    """Put a file that was vetted with the case. The same ``document_id`` twice is one press sent twice, and adds nothing.

    Raises NotAllowed when another case holds that id.
    """
    if documents.exists(session, document_id):
        if any(paper.id == str(document_id) for paper in listed(case.state.events)):
            return case
        raise NotAllowed("a document belongs to one case")
    documents.add(session, document_id, case.row.id, file.data)
    fact = DocumentAdded(str(document_id), title, file.kind, for_child, len(file.data))
    return append(session, case, fact, by=by, now=now, calendar=calendar)


def open_one(
    session: Session, case: Case, document_id: str, *, by: str, now: datetime, deed: Deed = Deed.READ
) -> tuple[Paper, bytes]:
    """A document with its bytes; that it was opened is noted as a reading of the case. Raises NoSuchDocument."""
    paper = _find(case, document_id)
    data = documents.data_of(session, uuid.UUID(paper.id), case.row.id)
    if data is None:
        raise NoSuchDocument(document_id)
    trail.note(session, deed, at=now, person=uuid.UUID(by), case=case.row.id)
    return paper, data


def remove(session: Session, case: Case, document_id: str, why: str, *, by: str, now: datetime, calendar: Calendar) -> Case:
    """Take a document away for good, for a reason; that it was there stays in the timeline. Raises NoSuchDocument."""
    paper = _find(case, document_id)
    documents.remove(session, uuid.UUID(paper.id), case.row.id)
    return append(session, case, DocumentRemoved(paper.id, paper.title, why), by=by, now=now, calendar=calendar)


def _find(case: Case, document_id: str) -> Paper:
    for paper in listed(case.state.events):
        if paper.id == document_id:
            return paper
    raise NoSuchDocument(document_id)
