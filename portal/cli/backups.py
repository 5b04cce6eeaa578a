"""``portal backup`` and ``portal restore``."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from portal.cli import opening
from portal.cli.telling import Progress, Refused, tell

KEYS = (
    "The keys are not in it. Keep instance/keys.json, or PORTAL_SECRET_KEY and PORTAL_DATA_KEYS, in another safe place: "
    "without them nobody can read this backup."
)

EXISTS = "that file exists already; choose a new name."
NOT_EMPTY = "the database is not empty; add --replace to lose what is in it now."


def add(commands: Any) -> None:
    """The commands of this file."""
    backup = commands.add_parser(
        "backup",
        help="copy the database into one file",
        description="Copy the database into a new file while the portal goes on working. The keys are not in it.",
    )
    backup.add_argument("file", type=Path, metavar="FILE", help="a file that does not exist yet")
    backup.set_defaults(run=run_backup)
    restore = commands.add_parser(
        "restore",
        help="put a backup in the place of the database",
        description="Put a backup in the place of the database. Stop the portal first. Everybody signs in anew afterwards.",
    )
    restore.add_argument("file", type=Path, metavar="FILE", help="what 'portal backup' wrote")
    restore.add_argument("--replace", action="store_true", help="even though the database is not empty")
    restore.set_defaults(run=run_restore)


def run_backup(arguments: argparse.Namespace) -> int:
    """Write a backup."""
    from portal.services import backing_up, noting

    settings = opening.settings()
    with (
        opening.database(settings) as database,
        _explained(arguments.file, occupied=EXISTS),
        _progress("Copied pages") as progress,
    ):
        # Noted first, so that the copy holds the entry about itself, and its trail ends where we say.
        end = noting.backing_up(database, now=opening.now())
        backing_up.back_up(settings.database_url, arguments.file, progress)
    size = arguments.file.stat().st_size
    tell(f"Backed up to {arguments.file} ({size:,} bytes), checked and readable by its owner only.")
    tell(f"The trail in it goes to {end} at least. Keep this line elsewhere.")
    tell(KEYS)
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    """Put a backup back."""
    from portal.services import backing_up, noting

    settings = opening.settings()
    with (
        opening.database(settings, ready=False) as database,
        _explained(arguments.file, occupied=NOT_EMPTY),
        _progress("Checked values") as progress,
    ):
        backing_up.restore(database, settings.database_url, arguments.file, settings.keyring, progress, replace=arguments.replace)
        noting.restored(database, now=opening.now())
    tell(f"Restored from {arguments.file}. Start the portal again; everybody signs in anew.")
    return 0


@contextmanager
def _progress(what: str) -> Iterator[Progress]:
    progress = Progress(what)
    try:
        yield progress
    finally:
        progress.end()


@contextmanager
def _explained(file: Path, *, occupied: str) -> Iterator[None]:
    """Say in plain words why a backup or a restore was refused."""
    from portal.services import backing_up as acts

    try:
        yield
    except acts.Occupied:
        raise Refused(occupied) from None
    except acts.NotOurs as why:
        raise Refused(f"{file} cannot be restored here: {why}.") from None
    except acts.NotSealedWithThese as count:
        raise Refused(
            f"{file} was not restored: {count} of its sealed values do not open with the keys at hand. "
            "Bring the keys that were current when it was made."
        ) from None
    except acts.Damaged:
        raise Refused(f"{file} is damaged: the database did not pass its own check.") from None
    except acts.NoTool as name:
        raise Refused(f"{name} is not installed; it comes with the PostgreSQL client programs.") from None
    except acts.ToolFailed as said:
        raise Refused(f"PostgreSQL's own tool could not do it: {said}") from None
    except OSError as fault:
        raise Refused(f"{fault.filename or file}: {fault.strerror or type(fault).__name__}.") from None
