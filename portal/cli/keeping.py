"""``portal upgrade``, ``rotate-keys`` and ``check``: what keeps a running portal sound."""

import argparse
from typing import Any

from portal.cli import opening
from portal.cli.telling import Misused, Progress, Refused, tell


def add(commands: Any) -> None:
    """The commands of this file."""
    upgrade = commands.add_parser(
        "upgrade", help="bring the database up to date", description="Make or change the tables; safe to repeat."
    )
    upgrade.set_defaults(run=run_upgrade)
    rotate = commands.add_parser(
        "rotate-keys",
        help="seal everything with the current key",
        description="Seal everything anew with the current key. To change keys, put a new one first in PORTAL_DATA_KEYS "
        "(or in instance/keys.json) with the old ones after it, start the portal again, then run this. It can be "
        "stopped and run again, and the portal goes on working.",
    )
    rotate.add_argument("--new-key", metavar="NAME", help="only print a fresh key of that name, ready for the setting")
    rotate.set_defaults(run=run_rotate)
    check = commands.add_parser(
        "check",
        help="look for anything that does not hold together",
        description="Open every sealed value, work out every date anew, look at what could not be sent, and follow the "
        "trail from its first entry to its last. Prints what is wrong, one line each, and ends with status 1 when there is "
        "anything.",
    )
    check.add_argument(
        "--trail-end",
        metavar="NUMBER:LINK",
        default="",
        help="where the trail ended once, from the worker's log or a backup's message: shows whether it was cut since",
    )
    check.set_defaults(run=run_check)


def run_upgrade(_arguments: argparse.Namespace) -> int:
    """Make the tables what this version needs."""
    from portal.store import migrating

    with opening.database(opening.settings(), ready=False) as database:
        try:
            before, after = migrating.upgrade(database)
        except migrating.UnknownStep as step:
            raise Refused(f"the database was made by a newer version of the portal (step {step}).") from None
    tell("The database is up to date." if before == after else f"The database was upgraded to step {after}.")
    return 0


def run_rotate(arguments: argparse.Namespace) -> int:
    """Seal everything with the current key."""
    from portal.keyring import CannotOpen
    from portal.services import noting, resealing

    if arguments.new_key:
        return _print_key(arguments.new_key)
    settings = opening.settings()
    progress = Progress("Looked at values")
    with opening.database(settings) as database:
        try:
            renewed = resealing.reseal(database, settings.keyring, progress)
        except CannotOpen as place:
            raise Refused(f"the value at {place} does not open with these keys; bring the old key back first.") from None
        finally:
            progress.end()
        noting.keys_rotated(database, now=opening.now())
        used = resealing.keys_in_use(database)
    tell(f"Sealed anew with the key '{settings.keyring.current}': {renewed:,} values.")
    unused = [name for name, _key in settings.keyring.keys[1:] if name not in used]
    if unused:
        tell(f"Nothing is sealed with {', '.join(unused)} any more. Backups made before today still need it.")
    return 0


def _print_key(name: str) -> int:
    import base64
    import secrets

    if not name.isalnum() or len(name) > 16:
        raise Misused("a key's name has up to 16 letters and digits.")
    print(f"{name}:{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}")
    return 0


def run_check(arguments: argparse.Namespace) -> int:
    """Print what is wrong."""
    from portal.services import checking, proving

    settings = opening.settings()
    progress = Progress("Checked cases")
    found: list[str] = []
    with opening.database(settings) as database:
        calendar, end = opening.calendar(settings), arguments.trail_end.strip().lower()
        for finding in checking.findings(database, now=opening.now(), calendar=calendar, progress=progress, kept_end=end):
            print(finding)
            found.append(finding)
        progress.end()
        with database.writing() as session:
            proving.note_check(session, sound=not any(line.startswith(proving.SAYS) for line in found), now=opening.now())
            ends = proving.ends_at(session)
    if ends:
        tell(f"The trail ends at {ends}. Keep this line elsewhere.")
    tell(f"Found: {len(found):,}." if found else "Everything holds together.")
    return 1 if found else 0
