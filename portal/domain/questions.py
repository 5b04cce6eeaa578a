"""The questions that a child is asked when it is over (domain rules 10.3 to 10.5), and when they can be answered."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from portal.domain import facts
from portal.domain.frozen import frozen

# M1 asks for feelings; each of the others has the same answers, so that years and ages can be set side by side.
FEELINGS_ABOUT = "M1"
QUESTIONS = ("M2", "M3", "M4", "M5", "M6", "M7", "M8")
OPTIONS = ("yes", "sort_of", "no", "not_sure")
AGAIN = ("yes", "maybe", "no")
FEELINGS = (*facts.FEELINGS, "heard", "relieved", "nothing")
SAFE = facts.SAFE[:3]
# The youngest are asked in shorter words.
YOUNG = ("under_8", "8_11")
SERIOUS = "M5"


class Window(StrEnum):
    """Whether the questions can be answered: four kind pages."""

    NOT_YET = "not_yet"
    OPEN = "open"
    ANSWERED = "answered"
    TOO_LATE = "too_late"


class Outcome(StrEnum):
    """What became of asking. Each child's case that is over has just one, so that they add up."""

    WAITING = "waiting"
    ANSWERED = "answered"
    DECLINED = "declined"
    BY_ADVOCATE = "by_advocate"
    NOT_REACHED = "not_reached"


# What ends the asking.
DONE = tuple(outcome for outcome in Outcome if outcome is not Outcome.WAITING)


@frozen
class Answers:
    """The answers of one child: by question one of OPTIONS; skipped ones are not there."""

    by_question: Mapping[str, str]

    @classmethod
    def read(cls, written: Sequence[str]) -> "Answers":
        """From "M2:yes". Whatever is no answer to a question of ours is left out."""
        pairs = (each.partition(":")[::2] for each in written)
        return cls({key: said for key, said in pairs if key in QUESTIONS and said in OPTIONS})

    def written(self) -> tuple[str, ...]:
        """As "M2:yes", in the questions' order."""
        return tuple(f"{key}:{self.by_question[key]}" for key in QUESTIONS if key in self.by_question)


def worries(answers: Sequence[str], safe: str) -> bool:
    """Whether a person has to read it and decide: not taken seriously, or not safe."""
    return Answers.read(answers).by_question.get(SERIOUS) == "no" or safe in facts.NOT_SAFE


def young(age: str) -> bool:
    """Whether the shorter words are for this age band."""
    return age in YOUNG


def window(*, opened_on: date | None, ends_on: date | None, outcome: Outcome, today: date) -> Window:
    """Whether they can be answered on the London day ``today``. Both ends are in it.

    Somebody who said no, or could not be reached, may still answer while it is open.
    """
    if opened_on is None or today < opened_on:
        return Window.NOT_YET
    if outcome is Outcome.ANSWERED:
        return Window.ANSWERED
    return Window.TOO_LATE if ends_on is not None and today > ends_on else Window.OPEN
