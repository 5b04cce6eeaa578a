"""``portal forget``: what two people agreed to erase is erased, and the database's files are written anew without it."""

import argparse
from typing import Any

from portal.cli import opening
from portal.cli.telling import Misused, Refused, tell

WHY = {
    "NoSuchCase": "there is no case with this reference.",
    "NotProposed": "nobody proposed on the page of records that it be erased; two people have to agree.",
    "SamePerson": "whoever proposed it cannot approve it too; two people have to agree.",
    "NotDue": "its time is not over, or it is open again.",
    "OnHold": "it is on legal hold.",
}
BACKUPS = (
    "Backups made before today still hold it until they are rotated: delete each backup file older than today when the "
    "next good one is there, and on PostgreSQL let the archived log go the same way."
)


def add(commands: Any) -> None:
    """The command of this file."""
    forget = commands.add_parser(
        "forget",
        help="erase a case that two people agreed to erase",
        description="Erase a case for good: one person proposed it on the page of records, --by is the second. Its figures "
        "and a certificate stay. Then the database's files are written anew, so that no trace is left in them; without a "
        "reference only that is done, for what was approved on the page. It needs the database for itself for some "
        "seconds: choose a quiet hour.",
    )
    forget.add_argument("reference", metavar="REFERENCE", nargs="?", help="such as YV-7F3KA-2")
    forget.add_argument("--by", metavar="EMAIL", help="the second person, who approves")
    forget.set_defaults(run=run_forget)


def run_forget(arguments: argparse.Namespace) -> int:
    """Erase, and write the files anew."""
    from portal.services import records
    from portal.store.faults import Unavailable

    if bool(arguments.reference) != bool(arguments.by):
        raise Misused("an erasure needs a reference and --by.")
    with opening.database(settings := opening.settings()) as database:
        if arguments.reference:
            _approve(database, settings, arguments)
            tell(f"{arguments.reference} is erased. Its figures and a certificate stay.")
        try:
            records.rewrite(database, now=opening.now())
        except Unavailable as busy:
            raise Refused(f"the files could not be written anew ({busy}); run 'portal forget' again in a quiet hour.") from None
    tell("The database's files were written anew.")
    tell(BACKUPS)
    return 0


def _approve(database: Any, settings: Any, arguments: argparse.Namespace) -> None:
    from portal.domain.working_days import london_date
    from portal.services import people, records

    now = opening.now()
    refusals = (records.NoSuchCase, records.NotProposed, records.SamePerson, records.NotDue, records.OnHold)
    with database.writing() as session:
        try:
            keeper = people.keeper_of_records(session, arguments.by, london_date(now))
            calendar = opening.calendar(settings)
            records.approve(session, arguments.reference, keeper, now=now, calendar=calendar)
        except people.NobodyThere:
            raise Refused(f"{arguments.by} is nobody who may keep records.") from None
        except refusals as refusal:
            raise Refused(WHY[type(refusal).__name__]) from None
