"""What was refused to somebody who is signed in goes into the trail, whichever page it was and whichever rule refused it."""

from flask import g, request
from werkzeug.wrappers import Response

from portal.logs import portal as log
from portal.services import noting
from portal.services.storing import Unavailable
from portal.web.wiring import now, transaction

REFUSED = frozenset({403, 404})


def note(response: Response) -> Response:
    """Write a refusal down: a page that is not theirs, and a case that for them is not there."""
    who = g.get("person")
    if who is None or response.status_code not in REFUSED:
        return response
    reference, page = str((request.view_args or {}).get("reference", "")), request.endpoint or ""
    try:
        with transaction() as session:
            noting.refused(session, by=who.id, status=response.status_code, page=page, reference=reference, now=now())
    except Unavailable:
        # They were refused all the same.
        log.warning("a refusal could not be written down: the database is not there")
    return response
