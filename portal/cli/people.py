"""``portal person`` and ``portal demo``: who may sign in."""

import argparse
import sys
from typing import Any

from portal.cli import opening
from portal.cli.telling import Misused, Progress, Refused, tell

ROLES = ("voice", "handler", "complaints", "director", "investigator", "dpo", "administrator", "advocate")


def add(commands: Any) -> None:
    """The commands of this file."""
    person = commands.add_parser("person", help="people who may sign in", description="The people who may sign in.")
    acts = person.add_subparsers(dest="act", metavar="ACT", required=True)
    new = acts.add_parser("add", help="add somebody", description="Add somebody, with a password and a second factor.")
    new.add_argument("email", metavar="EMAIL")
    new.add_argument("--name", required=True, help="as children will read it")
    new.add_argument(
        "--role",
        required=True,
        choices=ROLES,
        help="a handler sees what they were given, an investigator what they were let into; administrator and dpo read no case",
    )
    new.add_argument("--organisation", default="", help="for an advocate: whom they work for")
    new.set_defaults(run=run_add)
    listed = acts.add_parser("list", help="list everybody", description="Everybody, with role and whether they may sign in.")
    listed.set_defaults(run=run_list)
    for name, help_, run in (
        ("disable", "keep somebody out; their sessions end at once", run_disable),
        ("enable", "let somebody in again", run_enable),
        ("reset", "give somebody a new password and second factor; their sessions end at once", run_reset),
    ):
        act = acts.add_parser(name, help=help_, description=f"{help_[0].upper()}{help_[1:]}.")
        act.add_argument("email", metavar="EMAIL")
        act.set_defaults(run=run)
    line = acts.add_parser(
        "manager", help="say who manages somebody", description="Say who manages somebody; without --is, that nobody does."
    )
    line.add_argument("email", metavar="EMAIL")
    line.add_argument(
        "--is", dest="manager", metavar="EMAIL", default="", help="the manager; a case about somebody is hidden from these too"
    )
    line.set_defaults(run=run_manager)
    for asking in (new, act):
        # The last of them is the reset.
        asking.add_argument("--password-stdin", action="store_true", help="read the password from standard input, one line")
    demo = commands.add_parser(
        "demo",
        help="make the demonstration's people and cases",
        description="Make made-up people and cases of the past weeks, and print how to sign in. Safe to repeat. Needs "
        "PORTAL_DEMO=1.",
    )
    demo.set_defaults(run=run_demo)


def run_add(arguments: argparse.Namespace) -> int:
    """Add somebody and print what their authenticator app needs."""
    from portal.services import people

    if "@" not in arguments.email or not arguments.name.strip():
        raise Misused("a person needs an e-mail address and a name.")
    if (arguments.role == "advocate") != bool(arguments.organisation.strip()):
        raise Misused("an advocate needs an --organisation, and nobody else has one.")
    with opening.database(opening.settings()) as database:
        password = _password(arguments)
        try:
            with database.writing() as session:
                made = people.add(
                    session,
                    email=arguments.email,
                    name=arguments.name,
                    role=arguments.role,
                    password=password,
                    organisation=arguments.organisation.strip(),
                    now=opening.now(),
                )
        except people.Known:
            raise Refused(f"{arguments.email} is there already.") from None
        except people.WeakPassword as why:
            raise Refused(str(why)) from None
    tell(f"{made.email} may sign in now.")
    return _print_secret(made)


def run_list(_arguments: argparse.Namespace) -> int:
    """Print everybody."""
    from portal.services import people

    with opening.database(opening.settings()) as database, database.reading() as session:
        for person in people.everyone(session):
            state = "may sign in" if person.active else "kept out"
            print(f"{person.email}\t{person.name}\t{person.role}\t{state}")
    return 0


def run_disable(arguments: argparse.Namespace) -> int:
    """Keep somebody out."""
    from portal.services import people

    with opening.database(opening.settings()) as database, database.writing() as session:
        try:
            people.disable(session, arguments.email, now=opening.now())
        except people.NobodyThere:
            raise Refused(f"nobody has the address {arguments.email}.") from None
    tell(f"{arguments.email} is kept out from now on.")
    return 0


def run_enable(arguments: argparse.Namespace) -> int:
    """Let somebody in again."""
    from portal.services import people

    with opening.database(opening.settings()) as database, database.writing() as session:
        try:
            people.enable(session, arguments.email, now=opening.now())
        except people.NobodyThere:
            raise Refused(f"nobody has the address {arguments.email}.") from None
    tell(f"{arguments.email} may sign in again.")
    return 0


def run_manager(arguments: argparse.Namespace) -> int:
    """Say who manages somebody."""
    from portal.services import sight

    settings = opening.settings()
    calendar = opening.calendar(settings)
    with opening.database(settings) as database, database.writing() as session:
        try:
            sight.set_manager(session, arguments.email, arguments.manager, by=None, now=opening.now(), calendar=calendar)
        except LookupError as who:
            raise Refused(f"nobody here has the address {who}.") from None
        except ValueError as why:
            raise Refused(f"{why}.") from None
    tell("Done.")
    return 0


def run_reset(arguments: argparse.Namespace) -> int:
    """Give somebody new secrets and print what their authenticator app needs."""
    from portal.services import people

    with opening.database(opening.settings()) as database:
        password = _password(arguments)
        try:
            with database.writing() as session:
                made = people.reset(session, arguments.email, password, now=opening.now())
        except people.NobodyThere:
            raise Refused(f"nobody has the address {arguments.email}.") from None
        except people.WeakPassword as why:
            raise Refused(str(why)) from None
    tell(f"{made.email} has a new password and a new second factor; every session of theirs has ended.")
    return _print_secret(made)


def _password(arguments: argparse.Namespace) -> str:
    if arguments.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Misused("there is no terminal to ask for a password on; use --password-stdin.")
    from getpass import getpass

    first = getpass("Password: ")
    if getpass("The same again: ") != first:
        raise Refused("the two passwords are not the same.")
    return first


def _print_secret(made: Any) -> int:
    tell("Give them this, once and in private, for their authenticator app:")
    print(made.otpauth_uri)
    return 0


def run_demo(_arguments: argparse.Namespace) -> int:
    """Make what the demonstration shows and print how to sign in."""
    from portal import logs
    from portal.services import demonstrating

    settings = opening.settings()
    if not settings.demo:
        raise Refused("made-up cases belong in a demonstration only; set PORTAL_DEMO=1 and use a database of its own.")
    # That no mail goes out about made-up danger is no news.
    logs.configure("ERROR")
    progress = Progress("Made cases")
    with opening.database(settings) as database:
        workers = demonstrating.staff(database, now=opening.now())
        calendar = opening.calendar(settings)
        shown = demonstrating.show(database, workers, now=opening.now(), calendar=calendar, progress=progress)
    progress.end()
    tell(f"Cases made: {sum(case.new for case in shown)}; there already: {sum(not case.new for case in shown)}.")
    print("Sign in at /team/sign-in, with one click or with:")
    for worker in workers:
        print(f"  {worker.email}  password {worker.password}  ({worker.role})")
        print(f"    authenticator app: {worker.totp_secret}")
    print("Open as a child at /answer:")
    for case in shown:
        if case.name in demonstrating.OPENED:
            print(f"  {' '.join(case.code[i : i + 4] for i in range(0, 16, 4))}  {case.name}")
    return 0
