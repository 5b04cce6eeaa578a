"""The ``portal`` command: each subcommand in a file of its own, and nothing heavy imported before it is needed.

Exit status 0 means done, 1 that it could not be done or that something was found, 2 that the command or a setting was
not understood.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from portal.cli import backups, dates, forgetting, keeping, people, running
from portal.cli.telling import Misused, Refused, tell
from portal.config_reader import BadSetting


def parser() -> argparse.ArgumentParser:
    """Every subcommand with its help."""
    top = argparse.ArgumentParser(
        prog="portal",
        description="The Your Voice portal. Settings are read from the environment; each name starts with PORTAL_.",
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in (running, keeping, dates, people, backups, forgetting):
        module.add(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    # Whatever a command makes, databases and backups above all, is for its owner only.
    os.umask(0o077)
    # Instants are in UTC and days in London's time whatever the machine's own zone, so nobody need look for it; Babel
    # would, at every start, by way of a list of six hundred.
    os.environ.setdefault("TZ", "UTC")
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except (Misused, BadSetting) as error:
        tell(f"portal {arguments.command}: {error}")
        return 2
    except Refused as error:
        tell(f"portal {arguments.command}: {error}")
        return 1
    except KeyboardInterrupt:
        tell("Stopped.")
        return 1
    except BrokenPipeError:
        # Whoever was reading has gone; the rest of the answer is for nobody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        return _explain(arguments.command, error)


def _explain(command: str, error: Exception) -> int:
    from portal.store.faults import Unavailable

    if isinstance(error, Unavailable):
        tell(f"portal {command}: the database cannot be reached or is busy ({error}). Try again.")
        return 1
    from portal import logs

    kind = logs.names(error)[0]
    tell(f"portal {command}: this failed in a way nobody expected ({kind}). Where it happened:")
    for frame in logs.frames(error.__traceback__)[-6:]:
        tell(f"  {frame}")
    return 1
