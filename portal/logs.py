"""Logs: one JSON object a line on standard error, which by construction cannot hold anybody's words.

Our own messages are logged as they were written, with numbers filled in and everything else left out. What a library
says is not logged at all, only where it said it: it may have put a path into the text already. An exception is the names
of its classes and the places it came through, never its message, which may quote a form or a row. What may be logged
beside that is the closed list of fields below.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

FIELDS = ("process", "endpoint", "method", "status", "milliseconds", "request", "job", "tries", "fault", "trail")
LOUD = ("sqlalchemy", "alembic", "urllib3", "asyncio", "prometheus_client")
# gunicorn fills values into its messages as late as we do, but for two that our server process never lets it say.
OURS = ("portal", "gunicorn.error")
LEFT_OUT = "…"

portal = logging.getLogger("portal")


class Plainly(logging.Formatter):
    """One JSON object for each record."""

    def format(self, record: logging.LogRecord) -> str:
        """The record without a value that somebody else chose, except the names of endpoints and classes."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        if record.name in OURS:
            line["event"] = said(record)
        else:
            line["event"] = "a library said something"
            line["where"] = f"{record.name} {record.filename}:{record.lineno} {record.funcName}"
        for name in FIELDS:
            value = getattr(record, name, None)
            if isinstance(value, int | float | str):
                line[name] = value
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"], line["frames"] = names(record.exc_info[1]), frames(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def said(record: logging.LogRecord) -> str:
    """The message as its author wrote it, with numbers filled in and every other value left out."""
    if not record.args or not isinstance(record.msg, str):
        return record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    values = record.args if isinstance(record.args, tuple) else (record.args,)
    safe = tuple(value if isinstance(value, int | float) else LEFT_OUT for value in values)
    try:
        return record.msg % safe
    except (TypeError, ValueError):
        return record.msg


def names(error: BaseException) -> list[str]:
    """The classes of an exception and of what caused it."""
    found: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(found) < 8:
        found.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        cause = cause.__cause__ or cause.__context__
    return found


def frames(trace: TracebackType | None) -> list[str]:
    """Where an exception came through, innermost last."""
    summary = traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False, capture_locals=False)
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in summary][-20:]


def configure(level: str) -> None:
    """Send every log of this process to standard error as JSON, from ``level`` up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Plainly())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in LOUD:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    # The development server would print the path of each request.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    logging.captureWarnings(True)
