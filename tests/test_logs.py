"""Logs: whatever is handed to them, nobody's words come out."""

import json
import logging
import sys
from typing import Any

import pytest

from portal import logs


def written(
    message: object, *values: Any, error: BaseException | None = None, by: str = "portal", **extra: Any
) -> dict[str, Any]:
    """The line that a record becomes."""
    given = (type(error), error, error.__traceback__) if error else None
    record = logging.Logger(by).makeRecord(by, logging.ERROR, "f.py", 1, message, values, given, extra=extra)
    line = json.loads(logs.Plainly().format(record))
    assert isinstance(line, dict)
    return line


def caught(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as raised:
        return raised


@pytest.mark.parametrize(
    "message, values, event",
    [
        ("Booting worker with pid: %s", (7,), "Booting worker with pid: 7"),
        ("Exception on %s [%s]", ("/answer/1234", "GET"), "Exception on … […]"),
        ("took %.1f s for %r", (1.25, "words"), "took 1.2 s for '…'"),
        ("%d of %s", ("not a number", 1), "%d of %s"),
        ("100 % sure", (), "100 % sure"),
        ("%(word)s", ({"word": "secret"},), "%(word)s"),
        (ValueError("secret"), (), "ValueError"),
    ],
)
def test_a_message_keeps_its_numbers_and_loses_its_words(message: object, values: tuple[Any, ...], event: str) -> None:
    assert written(message, *values)["event"] == event


def test_an_exception_is_its_class_and_its_causes_and_where_it_came_from() -> None:
    try:
        try:
            raise KeyError("a child's words")
        except KeyError as cause:
            raise ValueError("more words") from cause
    except ValueError as error:
        line = written("it broke", error=error)
    assert line["exception"] == ["builtins.ValueError", "builtins.KeyError"]
    assert line["frames"][-1].startswith("test_logs.py:")
    assert "words" not in json.dumps(line)


def test_an_exception_that_is_its_own_cause_ends() -> None:
    error = caught(ValueError())
    error.__context__ = caught(KeyError())
    error.__context__.__context__ = error
    assert len(written("x", error=error)["exception"]) <= 8


def test_what_a_library_says_is_left_out_and_where_it_said_it_is_kept() -> None:
    line = written("Exception on /answer/1234", by="portal.app")
    assert (line["event"], line["where"]) == ("a library said something", "portal.app f.py:1 None")
    assert "1234" not in json.dumps(line)


def test_only_known_fields_are_written() -> None:
    line = written("x", endpoint="child.form", status=200, words="secret", job=object())
    assert (line["endpoint"], line["status"]) == ("child.form", 200)
    assert "words" not in line
    assert "job" not in line


def test_a_line_is_one_line() -> None:
    record = logging.makeLogRecord({"name": "x", "levelname": "INFO", "msg": "one\ntwo\u2028three"})
    assert "\n" not in logs.Plainly().format(record)


def test_configuring_sends_everything_to_standard_error_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    try:
        logs.configure("INFO")
        root.handlers[0].setStream(sys.stderr)  # type: ignore[attr-defined]
        logging.getLogger("portal").info("said")
        logging.getLogger("portal").debug("not said")
        logging.getLogger("werkzeug").info("GET /path")
    finally:
        logging.captureWarnings(False)
        root.handlers[:], root.level = before, level
    said = capsys.readouterr()
    assert [json.loads(line)["event"] for line in said.err.splitlines()] == ["said"]
    assert said.out == ""
