"""What the queue can be narrowed to, and to what it is: lists to choose from, and a chip for each choice."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from portal.domain.facts import Kind
from portal.domain.frozen import frozen
from portal.services.triage import Choices, Filters
from portal.web.stage_labels import PROCEDURES

Offered = dict[str, tuple[str, dict[str, str]]]


@frozen
class Chip:
    """One choice that narrows the view, in words, and the address of the view without it."""

    words: str
    without: str


def offered(choices: Choices, areas: Iterable[str]) -> Offered:
    """For each filter its name and the values that people can choose."""
    kinds = {"compliment": _("Compliment"), "comment": _("Comment"), "complaint": _("Complaint"), "unsure": _("Not sure")}
    return {
        "kind": (_("Kind"), kinds),
        "procedure": (_("Procedure"), PROCEDURES),
        "stage": (_("Stage"), {str(number): stage_name(number) for number in (1, 2, 3, 0)}),
        "what": (
            _("Which"),
            {
                "late": _("late"),
                "soon": _("due in 3 working days"),
                "unread": _("unread"),
                "paused": _("paused"),
                "unread-late": _("not read on the day it came"),
            },
        ),
        "area": (_("Service area"), {area: area for area in areas}),
        "who": (_("Who has it"), {"nobody": _("Nobody yet")} | choices.people),
        "tag": (_("Tag"), {tag: tag for tag in choices.tags}),
    }


WHICH = ("late", "soon", "unread", "paused", "unread-late")


def sensible(filters: Filters) -> Filters:
    """The filters without what makes no sense, which narrows nothing."""
    known = {"kind": tuple(Kind), "procedure": tuple(PROCEDURES), "stage": ("0", "1", "2", "3"), "what": WHICH}
    return replace(filters, **{name: "" for name, values in known.items() if getattr(filters, name) not in values})


def stage_name(stage: int) -> str:
    """A stage in words."""
    return str(_("Stage %(number)d", number=stage) if stage else _("in no stage"))


def chips(narrowed: Mapping[str, str], lists: Offered) -> list[Chip]:
    """A chip for each filter that is set."""
    kept = {name: value for name, value in request.args.items() if name != "after"}
    made = []
    for name, value in narrowed.items():
        title, known = lists[name]
        rest: dict[str, Any] = {key: each for key, each in kept.items() if key != name}
        made.append(Chip(f"{title}: {known.get(value, value)}", url_for("team.queue", **rest)))
    return made
