"""Kinds of columns: an instant that keeps its zone, and sealed bytes that nothing in clear can take the place of."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, LargeBinary, TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, on SQLite too, where it is kept without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse an instant without a zone rather than guess one."""
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        """The instant in UTC."""
        if value is None:
            return None
        instant: datetime = value
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


class Sealed(TypeDecorator[bytes]):
    """Sealed bytes; refuses anything that is not."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, _dialect: Dialect) -> bytes | None:
        """Refuse clear text."""
        if value is not None and (not isinstance(value, bytes) or value[:1] != b"\x01"):
            raise ValueError("this column takes sealed values only")
        return value
