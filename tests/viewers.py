"""People who look at cases, for tests that are not about who may see what."""

import uuid
from datetime import date

from portal.domain.access import Role, Viewer

TODAY = date(2026, 11, 23)
# Somebody who sees every case, restricted ones too.
ALL = Viewer(uuid.UUID(int=1), Role.COMPLAINTS, TODAY)


def seen_by(person_id: str, role: Role = Role.VOICE, today: date = TODAY) -> Viewer:
    """The sight of one person."""
    return Viewer(uuid.UUID(person_id), role, today)
