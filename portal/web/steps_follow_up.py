"""The steps of asking a child afterwards, and of telling them what we did."""

from collections.abc import Sequence

from portal.domain import questions
from portal.domain.access import Act
from portal.domain.cases import CaseState
from portal.domain.follow_up_facts import (
    FollowUpAnswered,
    FollowUpDecided,
    FollowUpDeclined,
    FollowUpGivenUp,
    FollowUpLeft,
    FollowUpTried,
    WeDid,
    WordsChosen,
)
from portal.domain.questions import Outcome
from portal.services import following_up
from portal.web import follow_up_words as say
from portal.web.step_kinds import Around, Ask, Said, Step

_FOUR = {key: say.OPTIONS[key] for key in questions.OPTIONS}
_AGAIN = {key: say.OPTIONS[key] for key in questions.AGAIN}
_SAFE = {key: say.OPTIONS[key] for key in questions.SAFE}


def _waits(state: CaseState) -> bool:
    return state.follow.opened_at is not None and state.follow.outcome is Outcome.WAITING


def _entry(_state: CaseState, _around: Around) -> Sequence[Ask]:
    return (
        Ask("route", "How", "choice", say.BY_STAFF, "By phone or at a visit somebody asks who did not work on the case."),
        Ask("feelings", say.QUESTIONS["M1"], "many", say.FEELINGS, needed=False),
        *(Ask(key, say.QUESTIONS[key], "choice", _FOUR, needed=False) for key in questions.QUESTIONS),
        Ask("again", say.QUESTIONS["again"], "choice", _AGAIN, needed=False),
        Ask("safe", say.QUESTIONS["safe"], "choice", _SAFE, needed=False),
        Ask("own", "Their own words", hint="Just as they said or wrote them.", needed=False),
        Ask("share", "They said that these words may be shown to others", "many", {"yes": "Yes"}, needed=False),
        Ask("writer", "What you add", hint="Kept apart from the child's words.", needed=False),
    )


def _answered(said: Said, _around: Around) -> FollowUpAnswered:
    return following_up.said(
        said["route"],
        {key: value for key, value in said.items() if isinstance(value, str)},
        list(said["feelings"]),
        own=said["own"],
        share="yes" in said["share"],
        writer=said["writer"],
    )


STEPS: tuple[Step, ...] = (
    Step(
        "we-did",
        "Tell the child what we did",
        "follow_up",
        WeDid,
        lambda _state, _around: (
            Ask(
                "words", "What we did because of it, or could not do and why", hint="The child sees this, in these words. Short."
            ),
            Ask("could_not", "Was it possible?", "choice", {"did": "We did something", "could_not": "We could not do it"}),
        ),
        lambda said, _around: WeDid(said["words"], said["could_not"] == "could_not"),
        act=Act.WORK_CASES,
        when=lambda state: state.by_child,
    ),
    Step("follow-up-answers", "Write down their answers", "follow_up", FollowUpAnswered, _entry, _answered, when=_waits),
    Step(
        "follow-up-tried",
        "I tried to ask them",
        "follow_up",
        FollowUpTried,
        lambda _state, _around: (
            Ask("route", "How", "choice", say.TRIED_BY),
            Ask("outcome", "What came of it", "choice", say.CAME_OF_IT),
            Ask("note", "Note", needed=False),
        ),
        lambda said, _around: FollowUpTried(said["route"], said["outcome"], said["note"]),
        when=_waits,
    ),
    Step(
        "follow-up-declined",
        "They do not want to be asked",
        "follow_up",
        FollowUpDeclined,
        lambda _state, _around: (Ask("route", "How they said so", "choice", say.TRIED_BY), Ask("note", "Note", needed=False)),
        lambda said, _around: FollowUpDeclined(said["route"], said["note"]),
        when=_waits,
    ),
    Step(
        "follow-up-left",
        "Their advocate's organisation asks them",
        "follow_up",
        FollowUpLeft,
        lambda _state, _around: (Ask("organisation", "Which organisation", "line", hint="So that nobody asks twice."),),
        lambda said, _around: FollowUpLeft(said["organisation"]),
        when=_waits,
    ),
    Step(
        "follow-up-given-up",
        "They could not be contacted",
        "follow_up",
        FollowUpGivenUp,
        lambda _state, _around: (Ask("why", "Why it ends here", hint="The attempts have to be on record first."),),
        lambda said, _around: FollowUpGivenUp(said["why"]),
        when=_waits,
    ),
    Step(
        "follow-up-decided",
        "Decide about their answer",
        "follow_up",
        FollowUpDecided,
        lambda _state, _around: (
            Ask("decided", "What you decided", hint="What happens now because of what the child answered."),
        ),
        lambda said, _around: FollowUpDecided(said["decided"]),
        when=lambda state: state.follow.worry is not None,
    ),
    Step(
        "words-chosen",
        "Choose their words to show others",
        "follow_up",
        WordsChosen,
        lambda state, _around: (
            Ask(
                "words",
                "The words to show",
                hint="The child allowed these words. Take out whatever could say who it is, and change nothing else. "
                "Empty, they are shown to nobody.",
                needed=False,
                value=state.follow.chosen or (state.follow.answered.own if state.follow.answered else ""),
            ),
        ),
        lambda said, _around: WordsChosen(said["words"].strip()),
        when=lambda state: state.follow.may_show,
    ),
)
