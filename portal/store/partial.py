"""Indexes of some of a table's rows. Only what makes and compares tables reads them: to say them for PostgreSQL is to load
PostgreSQL's dialect, which takes longer than all the tables together.
"""

import re

from sqlalchemy import DDL, Column, Index, LargeBinary, event, text

from portal.store.tables import advocacies, alerts, cases, disposals, holds, metadata, trail

__all__ = ["metadata"]


def _some(name: str, where: str, *columns: Column[object], unique: bool = False) -> None:
    # Both databases take the same words for the condition, but for how false is written.
    lite = re.sub(r"^NOT (\w+)$", r"\1 = 0", where)
    Index(name, *columns, unique=unique, sqlite_where=text(lite), postgresql_where=text(where))


_some("ix_cases_unread", "read_at IS NULL", cases.c.open, cases.c.received_at, cases.c.id)
# Open cases are few. Among the many closed ones, what is rare has to be found without going through the rest. That they
# begin with what all of them are alike in makes them better than the queue's index, and not only as good.
for _name in ("kind", "stage", "procedure", "area"):
    _some(f"ix_cases_closed_{_name}", "NOT open", cases.c.open, cases.c[_name], cases.c.rank, cases.c.id)
_some("ix_trail_checked", "deed = 'checked'", trail.c.at)
# One alert that nobody has taken for each case, whoever raises it.
_some("uq_alerts_open", "taken_at IS NULL", alerts.c.case_id, unique=True)
_some("uq_holds_live", "lifted_at IS NULL", holds.c.case_id, unique=True)
# A reference that was erased may be drawn again, years later, by another case.
_some("uq_disposals_live", "done_at IS NULL AND dropped_at IS NULL", disposals.c.reference, unique=True)
_some("uq_advocacies_live", "ended_at IS NULL", advocacies.c.case_id, advocacies.c.person_id, unique=True)
_some("ix_cases_fresh", "fresh IS NOT NULL", cases.c.received_at, cases.c.id)
# When it is sent, a case is nobody's and has no date to be erased on; what it need not be put into makes sending it quicker.
_some("ix_cases_assigned", "assigned_to IS NOT NULL", cases.c.assigned_to, cases.c.open)
_some("ix_cases_erase", "erase_on IS NOT NULL", cases.c.erase_on, cases.c.id)
# Most cases come from no place.
_some("ix_cases_place", "place IS NOT NULL", cases.c.place, cases.c.received_on, cases.c.kind)

# PostgreSQL would keep samples of what is sealed, also after it was erased.
for _table in metadata.sorted_tables:
    for _column in _table.c:
        if isinstance(getattr(_column.type, "impl_instance", _column.type), LargeBinary):
            _unsampled = DDL(f"ALTER TABLE {_table.name} ALTER COLUMN {_column.name} SET STATISTICS 0")  # type: ignore[no-untyped-call]
            event.listen(_table, "after_create", _unsampled.execute_if(dialect="postgresql"))
