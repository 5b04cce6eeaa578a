"""A list of the queue narrowed to what a number at a glance counted: read from the address, and said in words."""

import uuid
from collections.abc import Mapping

from flask_babel import gettext as _

from portal.domain.procedure import Procedure
from portal.services.overview import COUNTS, NOBODY, Narrow
from portal.web.stage_labels import PROCEDURES

WHAT = (*COUNTS[1:], "unread-late")


def read(said: Mapping[str, str], view: str) -> Narrow:
    """What the address asks for; what makes no sense narrows nothing."""
    what, who = said.get("what", ""), said.get("who", "")
    procedure, stage = said.get("procedure", ""), said.get("stage", "")
    return Narrow(
        "unread" if view == "unread" else what if what in WHAT else "",
        who if who == NOBODY or _is_id(who) else "",
        procedure if procedure in tuple(Procedure) else "",
        int(stage) if stage in ("0", "1", "2", "3") else None,
    )


def query(narrow: Narrow) -> dict[str, str | int]:
    """The same as parts of an address."""
    parts = {"what": narrow.what, "who": narrow.who, "procedure": narrow.procedure, "stage": narrow.stage}
    return {name: value for name, value in parts.items() if value not in ("", None)}


def chips(narrow: Narrow, names: Mapping[str, str]) -> list[str]:
    """The same in words."""
    said = {
        "late": _("late"),
        "soon": _("due in 3 working days"),
        "unread": _("unread"),
        "paused": _("paused"),
        "unread-late": _("not read on the day it came"),
    }
    who = _("with nobody") if narrow.who == NOBODY else _("with %(name)s", name=names.get(narrow.who, "?")) if narrow.who else ""
    found = [said.get(narrow.what, ""), who, PROCEDURES.get(narrow.procedure, "")]
    return [*(str(chip) for chip in found if chip), *([stage_name(narrow.stage)] if narrow.stage is not None else [])]


def stage_name(stage: int) -> str:
    """A stage in words."""
    return str(_("Stage %(number)d", number=stage) if stage else _("in no stage"))


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
