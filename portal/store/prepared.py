"""Inserts in SQLite's own words, worked out once for each table and its columns.

To have each statement put together anew takes several times as long as to store its row.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, Insert
from sqlalchemy.sql.compiler import SQLCompiler

from portal.domain.frozen import frozen


@frozen
class Prepared:
    """An insert of just these columns, in the driver's order, and how each value is handed to the driver."""

    text: str
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]

    def values(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        """The values of a row that has these columns, as the driver takes them. Raises what is wrong with one."""
        return tuple([row[name] if hand is None else hand(row[name]) for name, hand in self.columns])


def prepare(statement: Insert, columns: Sequence[str], dialect: Dialect) -> Prepared:
    """The insert for rows that have these columns. Raises TypeError where the statement says more than what to insert."""
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))
    if not isinstance(compiled, SQLCompiler) or compiled.positiontup is None or set(compiled.positiontup) != set(columns):
        raise TypeError("only plain inserts whose every value is given can be prepared")
    types = statement.entity_description["table"].c
    hands = ((name, types[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in compiled.positiontup)
    return Prepared(compiled.string, tuple(hands))
