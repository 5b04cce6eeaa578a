"""A PostgreSQL database copied by its own tools, pg_dump and pg_restore."""

import os
import re
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

BEGINS_WITH = b"PGDMP"
NAMES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}
COPY = re.compile(r"COPY (?:\w+\.)?(\w+) \((.*)\) FROM stdin;")


class NoTool(Exception):
    """pg_dump or pg_restore is not installed; the message names it."""


class ToolFailed(Exception):
    """The tool could not do it; the message is the first line of what it said."""


def dump(url: str, target: Path) -> None:
    """Write the whole database, as of one moment, into a new file. Raises NoTool or ToolFailed."""
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}", url=url)


def load(url: str, source: Path) -> None:
    """Put a dump in the place of the database, in one transaction. Raises NoTool or ToolFailed."""
    name = _environment(url)["PGDATABASE"]
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", f"--dbname={name}")
    _run("pg_restore", *options, str(source), url=url)


def rows(source: Path, table: str, column: str) -> Iterator[tuple[uuid.UUID, bytes]]:
    """The ids of a table's rows in a dump, with the bytes of one column where there are any; no database is needed."""
    # As everywhere here, nothing in the command comes from outside but the name of the file, and no shell reads it.
    command = [_tool("pg_restore"), "--data-only", f"--table={table}", "--file=-", str(source)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:  # noqa: S603
        if process.stdout is None:
            raise ToolFailed("pg_restore said nothing")
        columns: list[str] = []
        for line in process.stdout:
            begun = COPY.match(line)
            if begun and begun.group(1) == table:
                columns = [name.strip(' "') for name in begun.group(2).split(",")]
            elif line.startswith("\\."):
                columns = []
            elif columns:
                values = dict(zip(columns, line.rstrip("\n").split("\t"), strict=True))
                if values[column] != "\\N":
                    yield uuid.UUID(values["id"]), bytes.fromhex(values[column].removeprefix("\\\\x"))
    if process.returncode:
        raise ToolFailed("pg_restore cannot read this file")


def step(source: Path) -> str:
    """The migration step at which a dump was made; an empty string when it says none. Raises NoTool or ToolFailed."""
    command = [_tool("pg_restore"), "--data-only", "--table=alembic_version", "--file=-", str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise ToolFailed(_first_line(done.stderr))
    found = re.search(r"^COPY .*alembic_version .*\n(\w+)\n", done.stdout, re.MULTILINE)
    return found.group(1) if found else ""


def _run(tool: str, *options: str, url: str) -> None:
    # The password goes through the environment: everybody on the machine can read a command line.
    command = [_tool(tool), "--no-password", *options]
    done = subprocess.run(command, env=_environment(url), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise ToolFailed(_first_line(done.stderr))


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NoTool(name)
    return found


def _first_line(said: str) -> str:
    return next((line.strip() for line in said.splitlines() if line.strip()), "it gave no reason")


def _environment(url: str) -> dict[str, str]:
    parsed = make_url(url)
    known = {name: str(value) for name, value in parsed.query.items() if name in NAMES}
    direct = {
        "host": parsed.host,
        "port": parsed.port,
        "user": parsed.username,
        "password": parsed.password,
        "dbname": parsed.database,
    }
    known |= {name: str(value) for name, value in direct.items() if value}
    return dict(os.environ) | {NAMES[name]: value for name, value in known.items()}
