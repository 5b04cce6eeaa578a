"""The pages of casework as rows: what a step asks, and the fact that it makes of the answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any

from portal.domain.access import Act
from portal.domain.cases import CaseState
from portal.domain.facts import Fact
from portal.domain.frozen import frozen

Said = Mapping[str, Any]


@frozen
class Ask:
    """One field: ``kind`` is words, line, day, choice, select or many; ``choices`` are its values and what people read."""

    name: str
    label: str
    kind: str = "words"
    choices: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""
    needed: bool = True
    value: Any = None


@frozen
class Around:
    """What a step may need beside the case: the colleagues who may have a part, by id; the day; an id for something new.

    ``advocates`` are names and organisations by id.
    """

    colleagues: Mapping[str, str]
    today: date
    new_id: str
    areas: Mapping[str, str] = field(default_factory=dict)
    everybody: Mapping[str, str] = field(default_factory=dict)
    investigators: Mapping[str, str] = field(default_factory=dict)
    advocates: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@frozen
class Step:
    """A step: its page's address, title and group, who may take it, what is asked, and the fact that it makes."""

    key: str
    title: str
    group: str
    fact: type[Fact]
    asks: Callable[[CaseState, Around], Sequence[Ask]]
    make: Callable[[Said, Around], Fact]
    act: Act = Act.WORK_CASES
    when: Callable[[CaseState], bool] = lambda _state: True


GROUPS = {
    "follow_up": "When it is over",
    "contact": "Reach them",
    "sight": "Who sees it",
    "triage": "Sort it",
    "advocacy": "Advocate",
    "stage": "This stage",
    "meeting": "A meeting to put it right",
    "ombudsman": "Ombudsman",
    "data": "Their data",
    "other": "Other",
}


def told(label: str = "What the person is told") -> Ask:
    """Words that the person sees."""
    return Ask("told", label, hint="They see this, in these words.")


def why(label: str = "Why", *, needed: bool = True) -> Ask:
    """A reason, for the record."""
    return Ask("why", label, hint="For colleagues and for the record.", needed=needed)


def day(label: str, around: Around, name: str = "on", *, needed: bool = True) -> Ask:
    """A day; today is offered where one is needed."""
    return Ask(name, label, "day", needed=needed, value=around.today if needed else None)
