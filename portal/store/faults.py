"""Why something could not be stored or read: the moment is wrong, or a value is another's."""

from sqlalchemy.exc import DBAPIError


class Unavailable(Exception):
    """The database cannot take or give anything just now: locked, full, or gone. Trying again later may work."""


class Taken(Exception):
    """A value that was picked, and nobody else may have, belongs to another row; pick again."""


def is_passing(error: DBAPIError) -> bool:
    """Whether a database error is about the moment (locked, full, gone) rather than about the statement."""
    if error.connection_invalidated:
        return True
    # Both drivers name such faults OperationalError: "database is locked", "disk is full", "connection refused", and
    # on PostgreSQL its subclasses for a server that is shutting down or out of room.
    kinds = [kind.__name__ for kind in type(error.orig).__mro__]
    return "OperationalError" in kinds and not is_lasting(error.orig)


def is_lasting(fault: object) -> bool:
    """Whether the tables are not those that this version knows, which no waiting mends."""
    return "no such table" in str(fault)
