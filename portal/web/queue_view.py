"""What the queue can be narrowed to, and to what it is: lists to choose from, and a chip for each choice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from portal.services.triage import Choices
from portal.web.stage_labels import PROCEDURES

Offered = dict[str, tuple[str, dict[str, str]]]


@dataclass(frozen=True)
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
        "stage": (_("Stage"), {str(number): _("Stage %(number)s", number=number) for number in (1, 2, 3)}),
        "area": (_("Service area"), {area: area for area in areas}),
        "who": (_("Who has it"), {"nobody": _("Nobody yet")} | choices.people),
        "tag": (_("Tag"), {tag: tag for tag in choices.tags}),
    }


def chips(narrowed: Mapping[str, str], lists: Offered) -> list[Chip]:
    """A chip for each filter that is set."""
    kept = {name: value for name, value in request.args.items() if name != "after"}
    made = []
    for name, value in narrowed.items():
        title, known = lists[name]
        rest: dict[str, Any] = {key: each for key, each in kept.items() if key != name}
        made.append(Chip(f"{title}: {known.get(value, value)}", url_for("team.queue", **rest)))
    return made
