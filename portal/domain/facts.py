"""What can happen to a case, as plain values: the facts a child and the team make from the first word to the last.

Facts are appended and never edited. The words of a fact are the words as they were written. What the stages of a complaint
add is in ``stages``.
"""

from datetime import datetime
from enum import StrEnum
from typing import get_args

from portal.domain import advocacy_facts, contact_facts, duty_facts, entry_facts, follow_up_facts, rights, stages
from portal.domain.frozen import frozen


class Kind(StrEnum):
    """What the child chose. Staff classify in law (R1.5.1); a child is never asked to."""

    COMPLIMENT = "compliment"
    COMMENT = "comment"
    COMPLAINT = "complaint"
    UNSURE = "unsure"


ABOUT = (
    "conduct",
    "communication",
    "quality",
    "decision",
    "money",
    "accuracy",
    "delay",
    "family_time",
    "access",
    "something_else",
    "dont_know",
)
FEELINGS = ("happy", "okay", "mixed", "sad", "worried", "angry")
SAFE = ("yes", "not_sure", "no", "rather_not_say")
NOT_SAFE = ("no", "not_sure")
HELPERS = ("helping", "with_me")
# Whether the child agreed to what somebody sends for them (R1.3.3).
HELPER_AGREED = ("yes", "no", "cannot")
WHO = ("secret", "named")
CONTACT_HOW = ("code", "text", "call", "email", "advocate", "letter")
ADVOCATE = ("yes", "no", "have_one", "tell_me_more")
AGES = ("under_8", "8_11", "12_15", "16_17", "18_25", "adult")
# The ways that need a number or an address.
BY_ADDRESS = ("text", "call", "email", "letter")
CLOSE_REASONS = ("answered", "thanked", "passed_on", "asked_to_stop", "no_way_to_answer", "duplicate")


@frozen
class Plan:
    """How a child may safely be reached: every part optional, in their own words."""

    how: str = ""
    contact: str = ""
    when: str = ""
    never: str = ""

    @property
    def lacks_address(self) -> bool:
        """Whether a way was chosen that needs a number or an address, and none was given."""
        return self.how in BY_ADDRESS and not self.contact.strip()


@frozen
class Received:
    """A child, or somebody for them, told us something. Whoever helped says whether the child agreed, and adds words apart."""

    kind: str
    words: str = ""
    better: str = ""
    about: tuple[str, ...] = ()
    feeling: str = ""
    safe: str = ""
    helper: str = ""
    name: str = ""
    age: str = ""
    plan: Plan = Plan()
    advocate: str = ""
    language: str = "en"
    helper_agreed: str = ""
    helper_words: str = ""


@frozen
class Flagged:
    """The words hold phrases that may mean danger: which rows of which version of the table, never the words."""

    flags: tuple[str, ...]
    rules: str


@frozen
class Wrote:
    """The child wrote more."""

    words: str


@frozen
class AskedForAdvocate:
    """The child wants somebody independent on their side (R1.7.2)."""


@frozen
class ChangedContact:
    """The child changed how they may be reached."""

    plan: Plan


@frozen
class Unhappy:
    """The child is not happy with the answer, or tired of waiting: that asks for the next stage (R1.10.1, R1.11.1).

    ``late`` when the days for asking were over, so that a person has to decide (R1.10.2).
    """

    words: str = ""
    late: bool = False


@frozen
class Withdrawn:
    """The child took it back, or told the team to, which confirms it in writing (R1.13.1). The record stays."""

    told: str = ""


@frozen
class Hinted:
    """The child left a hint by which the Voice Team may give them a new code."""

    hint: str


@frozen
class CodeReissued:
    """The Voice Team gave the child a new code; the old one stopped working."""

    why: str


@frozen
class Acknowledged:
    """The team told the child that their words were read (R1.6.3)."""

    words: str


@frozen
class Assigned:
    """Somebody has it."""

    to: str
    name: str


@frozen
class Noted:
    """A note between colleagues; a child never sees it."""

    words: str


@frozen
class Replied:
    """The team wrote to the child; ``asks`` when the child's answer is waited for."""

    words: str
    name: str = ""
    asks: bool = False


@frozen
class Answered:
    """The answer that ends the stage in which the complaint stands (R1.8.6, R1.10.9, R1.11.10, C4)."""

    words: str
    name: str = ""


@frozen
class Settled:
    """A person looked at what made the case urgent, acted, and says why it is urgent no longer."""

    why: str


@frozen
class Closed:
    """The team closed it, for a reason from the list and in words for the child."""

    reason: str
    words: str


@frozen
class DocumentAdded:
    """Somebody put a file with the case; the file itself is kept under this id. ``size`` is in bytes."""

    document_id: str
    title: str
    kind: str
    for_child: bool
    size: int = 0


@frozen
class DocumentRemoved:
    """Somebody took a file away for good, and says why."""

    document_id: str
    title: str
    why: str


@frozen
class LetterMade:
    """A letter was made, as a PDF and as text. Making it sends nothing."""

    letter: str
    audience: str
    title: str
    pdf_id: str
    text_id: str
    pdf_size: int = 0
    text_size: int = 0


Fact = (
    Received
    | Flagged
    | Wrote
    | AskedForAdvocate
    | ChangedContact
    | Unhappy
    | Withdrawn
    | Hinted
    | CodeReissued
    | Acknowledged
    | Assigned
    | Noted
    | Replied
    | Answered
    | Settled
    | Closed
    | DocumentAdded
    | DocumentRemoved
    | LetterMade
    | stages.StageFact
    | duty_facts.DutyFact
    | rights.RightsFact
    | follow_up_facts.FollowUpFact
    | contact_facts.ContactFact
    | advocacy_facts.AdvocacyFact
    | entry_facts.EntryFact
)
FACTS: dict[str, type[Fact]] = {fact.__name__: fact for fact in get_args(Fact)}


def told(fact: Fact) -> str:
    """What the person is told in plain text when this happens, if they are told anything."""
    match fact:
        case (
            Acknowledged(words=words)
            | Closed(words=words)
            | stages.StatementSent(words=words)
            | follow_up_facts.WeDid(words=words)
        ):
            return words
        case stages.Extended(notice=words) | Withdrawn(told=words):
            return words
        case (
            stages.Classified(told=words)
            | stages.PassedOn(told=words)
            | stages.Joined(told=words)
            | stages.Deferred(told=words)
            | stages.LateRequestRefused(told=words)
            | stages.ReferredEarly(told=words)
        ):
            return words
        case _:
            return ""


@frozen
class Event:
    """One fact, when it happened (UTC) and who did it: a person's id, or None for the child."""

    at: datetime
    by: str | None
    fact: Fact
