"""The commands: what they print, where, and with which status they end."""

import base64
import io
import json
import logging
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.cli import main, opening, parser
from portal.domain.facts import Kind
from portal.services import alarms, demonstrating
from portal.services.filing import load
from portal.store import migrating, queue
from portal.store.database import Database
from portal.store.tables import outbox as jobs
from tests.viewers import ALL

# Where the made-up cases stand.
SHOWN = {"new", "acknowledged", "answered", "stage2_asked", "stage2_open", "stage3_held", "corporate2_asked"} | {
    *("deferred", "passed_on", "closed", "withdrawn")
}
COMMANDS = ("serve", "work", "upgrade", "demo", "due", "person", "backup", "restore", "rotate-keys", "check", "forget")


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A portal of its own, with nothing in its environment that another test or a person left there."""
    for name in list(os.environ):
        if name.startswith("PORTAL_") or name in ("HOST", "PORT"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.chdir(Path(__file__).parent.parent)
    umask, root = os.umask(0o022), logging.getLogger()
    os.umask(umask)
    handlers, level = list(root.handlers), root.level
    yield tmp_path / "instance"
    logging.captureWarnings(False)
    root.handlers[:], root.level = handlers, level
    os.umask(umask)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """The status, and what was said on standard output and on standard error."""
    try:
        status = main(words)
    except SystemExit as end:
        status = int(end.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(capsys: pytest.CaptureFixture[str], command: str) -> None:
    status, out, _err = run(capsys, command, "--help")
    assert status == 0
    assert out.startswith(f"usage: portal {command}")


def test_the_commands_that_are_there_are_the_commands_that_are_promised() -> None:
    choices = parser()._subparsers._group_actions[0].choices  # type: ignore[union-attr]
    assert choices is not None
    assert sorted(choices) == sorted(COMMANDS)


def test_no_command_and_an_unknown_one_end_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys)[0] == 2
    assert run(capsys, "fly")[0] == 2


@pytest.mark.parametrize(
    "words, status, said",
    [
        (("2026-12-24", "stage1"), 0, "2027-01-12\n"),
        (("2026-12-24", "--to", "2027-01-12"), 0, "10\n"),
        (("2026-12-24", "stage9"), 2, "'stage9' is not a rule; the rules are: ack, stage1,"),
        (("2026-12-24",), 2, "say which rule: ack, stage1,"),
        (("24/12/2026", "stage1"), 2, "'24/12/2026' is not a date; write it as year-month-day"),
        (("2026-02-30", "stage1"), 2, "'2026-02-30' is not a date"),
        (("2026-12-24", "--to", "soon"), 2, "'soon' is not a date"),
        (("2044-12-24", "stage1"), 1, "bank holidays are known from 2012-01-01 to"),
    ],
)
def test_due(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], status: int, said: str) -> None:
    ended, out, err = run(capsys, "due", *words)
    assert ended == status
    assert (out if status == 0 else err.removeprefix("portal due: ")).startswith(said)
    assert (err if status == 0 else out) == ""


def test_due_needs_neither_a_database_nor_a_web_server(instance: Path) -> None:
    script = "import sys; from portal.cli import main; main(['due', '2026-12-24', 'stage1']); print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert not {"flask", "alembic", "gunicorn", "sqlalchemy.dialects.sqlite.base"} & set(loaded)
    assert not instance.exists()


def test_a_database_that_is_not_there_yet_is_said_to_need_an_upgrade(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (("check",), ("work", "--once"), ("serve",), ("backup", "x")):
        status, _out, err = run(capsys, *command)
        assert (status, err) == (1, f"portal {command[0]}: run 'portal upgrade' first.\n")


def test_upgrading_makes_the_tables_for_the_owner_only(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "upgrade")[0] == 0
    assert run(capsys, "upgrade") == (0, "", "The database is up to date.\n")
    assert {path.stat().st_mode & 0o077 for path in instance.iterdir()} == {0}
    assert run(capsys, "check") == (0, "", "Everything holds together.\n")


def test_a_bad_setting_is_named(instance: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_LOG_LEVEL", "LOUD")
    status, _out, err = run(capsys, "upgrade")
    assert status == 2
    assert err.startswith("portal upgrade: PORTAL_LOG_LEVEL: should be one of")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "voice.example"])
def test_the_demonstration_never_listens_to_everybody(
    instance: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("PORTAL_DEMO", "1")
    status, _out, err = run(capsys, "serve", "--host", host)
    assert status == 2
    assert "PORTAL_DEMO" in err
    assert host in err


@pytest.mark.parametrize(
    "words", [("--port", "0"), ("--port", "http"), ("--port", "70000"), ("--workers", "0"), ("--threads", "1000")]
)
def test_numbers_that_make_no_sense_are_refused(
    instance: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    run(capsys, "upgrade")
    assert run(capsys, "serve", *words)[0] == 2


def test_a_backup_goes_out_and_comes_back(instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "upgrade")
    file = tmp_path / "one.backup"
    status, _out, err = run(capsys, "backup", str(file))
    assert status == 0
    assert "The keys are not in it." in err
    assert file.stat().st_mode & 0o777 == 0o600
    assert run(capsys, "backup", str(file))[::2] == (1, "portal backup: that file exists already; choose a new name.\n")
    assert run(capsys, "restore", str(file))[0] == 0
    status, _out, err = run(capsys, "restore", str(tmp_path / "none"))
    assert (status, err) == (1, f"portal restore: {tmp_path / 'none'}: No such file or directory.\n")


def test_keys_are_changed_step_by_step(
    instance: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "upgrade")
    status, fresh, _err = run(capsys, "rotate-keys", "--new-key", "k2")
    assert status == 0
    name, _, key = fresh.strip().partition(":")
    assert (name, len(base64.urlsafe_b64decode(key))) == ("k2", 32)
    old = json.loads((instance / "keys.json").read_text())["DATA_KEYS"]
    monkeypatch.setenv("PORTAL_DATA_KEYS", f"{fresh.strip()},{old}")
    status, _out, err = run(capsys, "rotate-keys")
    assert status == 0
    assert "Sealed anew with the key 'k2': 0 values." in err
    assert "Nothing is sealed with k1 any more." in err
    assert run(capsys, "rotate-keys", "--new-key", "no good")[0] == 2


def test_a_fault_nobody_expected_tells_where_and_not_what(
    instance: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise ValueError("somebody's words")

    monkeypatch.setattr("portal.store.migrating.upgrade", fail)
    status, _out, err = run(capsys, "upgrade")
    assert status == 1
    assert "builtins.ValueError" in err
    assert "somebody" not in err


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Lets a test say what comes on standard input."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_people_are_added_kept_out_and_given_new_secrets(
    instance: Path, capsys: pytest.CaptureFixture[str], typed: Callable[[str], None]
) -> None:
    run(capsys, "upgrade")
    add = ("person", "add", "Kit@Trust.example", "--name", "Kit Rowe", "--role", "voice", "--password-stdin")
    typed("three words apart\n")
    status, out, err = run(capsys, *add)
    assert status == 0
    assert out.startswith("otpauth://totp/Your%20Voice:kit%40trust.example?secret=")
    assert "three words apart" not in out + err
    typed("three words apart\n")
    assert run(capsys, *add)[::2] == (1, "portal person: Kit@Trust.example is there already.\n")
    assert run(capsys, "person", "list")[1] == "kit@trust.example\tKit Rowe\tvoice\tmay sign in\n"
    assert run(capsys, "person", "disable", "kit@trust.example")[0] == 0
    assert run(capsys, "person", "list")[1].endswith("\tkept out\n")
    assert run(capsys, "person", "enable", "kit@trust.example")[0] == 0
    typed("other words entirely")
    status, fresh, _err = run(capsys, "person", "reset", "kit@trust.example", "--password-stdin")
    assert status == 0
    assert fresh.startswith("otpauth://")
    assert fresh != out


@pytest.mark.parametrize(
    "words, given, status, said",
    [
        (("disable", "no@trust.example"), "", 1, "nobody has the address no@trust.example."),
        (("reset", "no@trust.example", "--password-stdin"), "three words apart", 1, "nobody has the address"),
        (("add", "a@b", "--name", "A", "--role", "voice", "--password-stdin"), "short", 1, "A password has at least 12"),
        (("add", "a@b", "--name", "A", "--role", "voice"), "", 2, "there is no terminal to ask for a password on"),
        (("add", "nobody", "--name", "A", "--role", "voice"), "", 2, "a person needs an e-mail address"),
    ],
)
def test_what_cannot_be_done_for_a_person_is_said(
    instance: Path,
    capsys: pytest.CaptureFixture[str],
    typed: Callable[[str], None],
    words: tuple[str, ...],
    given: str,
    status: int,
    said: str,
) -> None:
    run(capsys, "upgrade")
    typed(given)
    ended, _out, err = run(capsys, "person", *words)
    assert ended == status
    assert err.removeprefix("portal person: ").startswith(said)


def test_an_unknown_role_is_refused(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "person", "add", "a@b", "--name", "A", "--role", "king")[0] == 2


def test_the_demonstration_is_made_once_and_printed_each_time(
    instance: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "upgrade")
    status, _out, err = run(capsys, "demo")
    assert status == 1
    assert "PORTAL_DEMO=1" in err
    monkeypatch.setenv("PORTAL_DEMO", "1")
    status, out, err = run(capsys, "demo")
    # A slow machine is told how far it is; what was done comes last.
    assert (status, err.splitlines()[-1]) == (0, "Cases made: 18; there already: 0.")
    again = run(capsys, "demo")
    assert (again[:2], again[2].splitlines()[-1]) == ((0, out), "Cases made: 0; there already: 18.")
    assert out.count("password ") == len(demonstrating.PEOPLE)
    assert run(capsys, "check")[0] == 0


def test_the_demonstration_shows_every_state(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_DEMO", "1")
    settings = opening.settings()
    with opening.database(settings, ready=False) as database:
        migrating.upgrade(database)
        for moment in (datetime(2026, 11, 23, 0, 5, tzinfo=UTC), datetime(2027, 1, 1, 23, 55, tzinfo=UTC)):
            workers = demonstrating.staff(database, now=moment)
            calendar = opening.calendar(settings)
            demonstrating.show(database, workers, now=moment, calendar=calendar, progress=lambda _done, _total: None)
        with database.reading() as session:
            rows = queue.page(session, ALL) + queue.page(session, ALL, is_open=False)
            events = [event for row in rows for event in load(session, row).state.events]
        assert only_alarms_wait(database)
    assert {row.status for row in rows} == SHOWN
    assert {row.kind for row in rows} == set(Kind)
    assert any(row.urgent for row in rows)
    assert max(event.at for event in events) <= datetime(2026, 11, 23, 0, 5, tzinfo=UTC)


def only_alarms_wait(database: Database) -> bool:
    """What is urgent and has nobody waits for its next step; all else was done."""
    with database.reading() as session:
        kinds = session.execute(select(jobs.c.kind).where(jobs.c.done_at.is_(None))).scalars()
        return set(kinds) <= {alarms.ESCALATE}


def test_a_broken_trail_is_named_and_ends_with_1(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "upgrade")[0] == 0
    assert run(capsys, "backup", str(instance / "empty.backup"))[0] == 0
    assert run(capsys, "check")[0] == 0
    assert run(capsys, "rotate-keys")[0] == 0
    status, out, err = run(capsys, "check")
    assert (status, out) == (0, "")
    (kept,) = re.findall(r"The trail ends at (\d+:[0-9a-f]{64})\. Keep this line elsewhere\.", err)
    assert run(capsys, "check", "--trail-end", kept)[:2] == (0, "")
    with sqlite3.connect(instance / "portal.db") as database:
        database.execute("UPDATE trail SET detail = 'ours' WHERE deed = 'exported'")
    status, out, err = run(capsys, "check", "--trail-end", kept.replace(":", ":0"))
    assert status == 1
    assert out.splitlines() == [
        "trail: entry 1 was changed.",
        "trail: it does not pass through the end that was kept: cut off, linked anew, or older than that end.",
    ]
    assert err.endswith("Found: 2.\n")
    with sqlite3.connect(instance / "portal.db") as database:
        checks = [row[0] for row in database.execute("SELECT detail FROM trail WHERE deed = 'checked' ORDER BY at")]
    assert checks == ["sound", "sound", "sound", "not sound"]


def test_a_backup_tells_where_its_trail_ends_and_a_restore_goes_on_from_there(
    instance: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(capsys, "upgrade")[0] == 0
    for name in ("one", "two"):
        status, _out, err = run(capsys, "backup", str(tmp_path / name))
        assert status == 0
    (later,) = re.findall(r"The trail in it goes to (2:[0-9a-f]{64}) at least\.", err)
    assert run(capsys, "restore", "--replace", str(tmp_path / "one"))[0] == 0
    status, out, _err = run(capsys, "check")
    assert (status, out) == (0, "")
    with sqlite3.connect(instance / "portal.db") as database:
        deeds = [row[0] for row in database.execute("SELECT deed FROM trail WHERE number IS NOT NULL ORDER BY number")]
    assert deeds == ["exported", "restored"]
    # The end of the later backup is gone with what was lost.
    assert "does not pass through the end that was kept" in run(capsys, "check", "--trail-end", later)[1]
