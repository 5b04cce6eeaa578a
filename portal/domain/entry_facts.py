"""What came by another way than the child's own hand on this site, as plain values: entered by staff, or typed with them."""

from datetime import date

from portal.domain.frozen import frozen

# How it came (section 4.2): the ways that somebody has to type in.
CHANNELS = (
    "paper",
    "letter",
    "phone",
    "contact_centre",
    "email",
    "online_account",
    "visit",
    "worker",
    "professional",
    "advocate",
    "forum",
    "other",
)
# What was said aloud is written down, and the person reads and corrects it (R1.6.1).
SPOKEN = ("phone", "contact_centre", "visit", "forum")


@frozen
class Entered:
    """Somebody at the trust typed this in. ``on`` is the London day it reached any part of the trust (R1.6.2).

    When it was logged is when this happened. ``words`` are the writer's own, which are never the child's.
    """

    channel: str
    on: date
    words: str = ""


@frozen
class Assisted:
    """Somebody at the trust handed the child their device. Unless the child let them, they never see what came of it."""

    person: str
    name: str
    may_read: bool


EntryFact = Entered | Assisted
