"""Asking a child, when it is over, whether they felt listened to; and telling them what came of it. As plain values."""

from portal.domain.frozen import frozen

# How the questions were answered: the child's own page by code, a link of their own, somebody who wrote down what they said.
BY_CHILD = ("page", "link")
BY_STAFF = ("phone", "visit", "paper", "advocate")
ROUTES = (*BY_CHILD, *BY_STAFF)
TRIED_BY = ("call", "text", "email", "letter", "visit", "advocate")
CAME_OF_IT = ("nobody_there", "wrong_number", "not_now", "asked_later", "message")


@frozen
class FollowUpAnswered:
    """The child answered: ``answers`` as "M2:yes", only what was answered; M1 is ``feelings``. ``share`` is their permission.

    ``own`` are their own words as they were written or said, ``writer`` is what the person who wrote them down adds.
    """

    route: str
    answers: tuple[str, ...] = ()
    feelings: tuple[str, ...] = ()
    again: str = ""
    safe: str = ""
    own: str = ""
    share: bool = False
    writer: str = ""


@frozen
class FollowUpTried:
    """Somebody tried to ask, and what came of it."""

    route: str
    outcome: str
    note: str = ""


@frozen
class FollowUpDeclined:
    """The child does not want to be asked."""

    route: str
    note: str = ""


@frozen
class FollowUpLeft:
    """The child has an advocate whose organisation asks them itself, so that nobody asks twice."""

    organisation: str


@frozen
class FollowUpGivenUp:
    """They could not be contacted; the attempts are on record."""

    why: str


@frozen
class FollowUpDecided:
    """A person read an answer that worries, and says what they decided."""

    decided: str


@frozen
class WeDid:
    """What we did because of it, or could not do and why, in words for the child."""

    words: str
    could_not: bool = False


@frozen
class WordsChosen:
    """A person chose words that the child allowed to be shown, without what says who it is; "" shows them no more."""

    words: str


FollowUpFact = (
    FollowUpAnswered | FollowUpTried | FollowUpDeclined | FollowUpLeft | FollowUpGivenUp | FollowUpDecided | WeDid | WordsChosen
)
