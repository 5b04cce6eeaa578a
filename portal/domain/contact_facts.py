"""How a child is reached, as plain values: the plan that a person confirmed, and what went out, did not, or never came."""

from portal.domain.contact import SafePlan
from portal.domain.frozen import frozen

# What a child is told: there is something to read, it takes longer than was said, there are questions to answer.
ANSWER, LATE, QUESTIONS = "answer", "late", "questions"
WHAT = (ANSWER, LATE, QUESTIONS)


@frozen
class ContactConfirmed:
    """A person read how the child wants to be reached, and says what that means (S9)."""

    plan: SafePlan


@frozen
class NoticeSent:
    """The portal sent word by a route; it held nothing of the case. ``times`` is how often it may have gone."""

    what: str
    route: str
    times: int = 1


@frozen
class NoticeHeld:
    """The portal did not send word, because of the plan: ``why`` is one of contact.REASONS (S9)."""

    what: str
    route: str
    why: str


@frozen
class NoticeFailed:
    """Word was sent and did not come: ``why`` is one of contact.FAILURES."""

    what: str
    route: str
    why: str


@frozen
class ToldByHand:
    """Somebody reached the child themselves, by a call, a visit, a letter or their advocate."""

    route: str
    words: str


ContactFact = ContactConfirmed | NoticeSent | NoticeHeld | NoticeFailed | ToldByHand
BY_PORTAL = (NoticeSent, NoticeHeld, NoticeFailed)
