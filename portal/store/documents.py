"""The bytes of documents, sealed. What they are called, and who added them when, are facts of their case."""

import uuid

from sqlalchemy import delete, insert, select

from portal.store.database import Session
from portal.store.tables import documents

PLACE = "documents.data"


def add(session: Session, document_id: uuid.UUID, case_id: uuid.UUID, data: bytes) -> None:
    """Keep a document of a case."""
    session.execute(
        insert(documents), {"id": document_id, "case_id": case_id, "data": session.seal_bytes(PLACE, document_id, data)}
    )


def exists(session: Session, document_id: uuid.UUID) -> bool:
    """Whether a document with that id is kept, in whatever case."""
    return session.execute(select(documents.c.id).where(documents.c.id == document_id)).first() is not None


def data_of(session: Session, document_id: uuid.UUID, case_id: uuid.UUID) -> bytes | None:
    """The bytes of a document of this case, if there is one. Raises sealed.CannotOpen."""
    query = select(documents.c.data).where(documents.c.id == document_id, documents.c.case_id == case_id)
    sealed = session.execute(query).scalar()
    return session.open_bytes(PLACE, document_id, sealed) if sealed is not None else None


def remove(session: Session, document_id: uuid.UUID, case_id: uuid.UUID) -> bool:
    """Take a document away for good; False when it was gone already."""
    gone = delete(documents).where(documents.c.id == document_id, documents.c.case_id == case_id)
    return session.execute(gone).rowcount == 1
