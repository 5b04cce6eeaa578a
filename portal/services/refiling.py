"""Filing every case anew when what it was filed by has changed: the bank holidays, or the trust's own days (W4)."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from portal.domain.cases import NotAllowed
from portal.domain.facts import Fact
from portal.domain.stages import Recalculated
from portal.keyring import CannotOpen
from portal.logs import portal as log
from portal.services import filing, following_up
from portal.services.filing import Calendar, Case
from portal.store import bank_holidays, cases, everything, marks
from portal.store.cases import CaseRow, Filed
from portal.store.database import Database, Session

MARK = "calendar"
# Raised when the same facts are filed otherwise by a new version of the portal.
FILING = 5


def mark_of(calendar: Calendar) -> str:
    """What the filed dates depend on, in short."""
    days = calendar.days
    parts = (FILING, bank_holidays.fingerprint(), sorted(days.holidays), days.known_until, days.nonworking_receipt)
    more = (
        calendar.acknowledge_days,
        calendar.pause_moves_outer_limit,
        calendar.mediation_pause_days,
        sorted(calendar.rule_days.items()),
        sorted(calendar.retention.items()),
    )
    return sha256(repr((parts, more)).encode()).hexdigest()[:16]


def refile(database: Database, *, calendar: Calendar, clock: Callable[[], datetime]) -> int:
    """File every case anew if something changed since the last time. Returns how many were filed otherwise.

    A due date that moved is a fact of its case, which says so. Stopped half-way it begins again, and finds less to do.
    """
    mark = mark_of(calendar)
    with database.reading() as session:
        before = marks.get(session, MARK)
    if before == mark:
        return 0
    changed = 0
    for rows in everything.case_batches(database):
        for row in rows:
            with database.writing() as session:
                changed += _refile(session, row, calendar=calendar, now=clock(), tell=bool(before))
    with database.writing() as session:
        marks.put(session, MARK, mark)
    if changed:
        log.info("cases were filed anew", extra={"cases": changed})
    return changed


def _refile(session: Session, before: CaseRow, *, calendar: Calendar, now: datetime, tell: bool) -> bool:
    row = cases.with_id(session, before.id)
    if row is None:
        return False
    try:
        case = filing.load(session, row)
    except (CannotOpen, NotAllowed, KeyError, TypeError, ValueError):
        # `portal check` names it; the other cases still get their dates.
        log.warning("a case could not be filed anew", extra={"reference": row.reference})
        return False
    filed = filing.file(case.state, calendar)
    following_up.file(session, row, case.state, calendar)
    if _same(row, filed):
        return False
    moved = _moved(row, filed) if tell and case.state.open else None
    if moved is None:
        cases.refile(session, row, filed)
    else:
        filing.append(session, Case(row, case.state), moved, by=None, now=now, calendar=calendar)
    return True


def _same(row: CaseRow, filed: Filed) -> bool:
    return all(getattr(row, name) == value for name, value in filed.__dict__.items())


def _moved(row: CaseRow, filed: Filed) -> Fact | None:
    for name in ("due_on", "next_on"):
        was, is_now = getattr(row, name), getattr(filed, name)
        if was and is_now and was != is_now:
            return Recalculated("answer" if name == "due_on" else filed.next_rule, was, is_now)
    return None
