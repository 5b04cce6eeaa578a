"""``portal due``: what the clocks say about one date."""

import argparse
from datetime import date
from typing import Any

from portal.cli.telling import Misused, Refused


def add(commands: Any) -> None:
    """The command of this file."""
    due = commands.add_parser("due", help="work out a due date", description="The day by which something is due.")
    due.add_argument("start", metavar="DATE", help="the day that it arrived, as in 2026-12-24; arrival is day zero")
    due.add_argument("rule", metavar="RULE", nargs="?", help="which clock; leave it out with --to")
    due.add_argument("--to", metavar="DATE", help="print the working days from DATE to this day instead")
    due.set_defaults(run=run_due)


def run_due(arguments: argparse.Namespace) -> int:
    """Print a date, or a number of working days."""
    from portal.domain import clocks
    from portal.domain.working_days import CalendarGap
    from portal.store import bank_holidays

    start, england = _date(arguments.start), bank_holidays.load()
    try:
        if arguments.to:
            print(england.elapsed(start, _date(arguments.to)))
            return 0
        if arguments.rule not in clocks.RULES:
            known = ", ".join(clocks.RULES)
            raise Misused(
                f"{arguments.rule!r} is not a rule; the rules are: {known}." if arguments.rule else f"say which rule: {known}."
            )
        print(clocks.due(arguments.rule, start, england).isoformat())
        return 0
    except CalendarGap as gap:
        raise Refused(f"{gap}.") from None


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misused(f"{text!r} is not a date; write it as year-month-day, such as 2026-12-24.") from None
