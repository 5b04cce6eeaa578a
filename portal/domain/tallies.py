"""Counts for reports, that add up, and that hide what could point at one child."""

from collections.abc import Iterable, Mapping, Sequence

from portal.domain.frozen import frozen
from portal.domain.questions import AGAIN, FEELINGS, FEELINGS_ABOUT, OPTIONS, QUESTIONS, Outcome

# Below this a count outside the Voice Team could point at somebody (I7).
SMALL = 5


@frozen
class Coverage:
    """Of whom asking was owed: ``due`` is the sum of ``by_outcome``; attempted, and told what we did, are among them."""

    due: int
    attempted: int
    told: int
    by_outcome: Mapping[str, int]

    @property
    def reached(self) -> int:
        """Those who answered or said no: somebody spoke with them."""
        return self.by_outcome[Outcome.ANSWERED.value] + self.by_outcome[Outcome.DECLINED.value]


@frozen
class Split:
    """One question: how many answered it, how many of those who answered the questions did not, and each option."""

    question: str
    answered: int
    missing: int
    options: Mapping[str, int]


def coverage(counted: Iterable[tuple[str, int, int, int]]) -> Coverage:
    """From rows of outcome, cases, attempted and told."""
    by_outcome = dict.fromkeys((outcome.value for outcome in Outcome), 0)
    attempted = told = 0
    for outcome, cases, tried, said in counted:
        by_outcome[outcome] += cases
        attempted += tried
        told += said
    return Coverage(sum(by_outcome.values()), attempted, told, by_outcome)


def splits(chosen: Mapping[tuple[str, str], int], answered: int) -> list[Split]:
    """Each question with its options, of ``answered`` children. Feelings are chosen several at a time, so none is missing."""
    found = []
    for question, options in (*((key, OPTIONS) for key in QUESTIONS), ("again", AGAIN)):
        counts = {option: chosen.get((question, option), 0) for option in options}
        total = sum(counts.values())
        found.append(Split(question, total, answered - total, counts))
    return found


def feelings(chosen: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """How often each feeling was chosen."""
    return {feeling: chosen.get((FEELINGS_ABOUT, feeling), 0) for feeling in FEELINGS}


def small(counts: Sequence[int]) -> bool:
    """Whether any of the counts could point at somebody; then none of them may be shown beside their sum."""
    return any(0 < count < SMALL for count in counts)
