"""What happens when somebody asks for a copy of what is kept about them, as plain values (P5). Days are London dates."""

from datetime import date

from portal.domain.frozen import frozen

REQUESTERS = ("child", "parent", "representative", "staff")
ANSWERS = ("yes", "no", "not_asked")


@frozen
class AccessAsked:
    """Somebody asked for a copy on that day. ``authority`` says how we know who they are and that they may ask.

    ``months`` is 1, or 3 where it is complex or one of many, for a reason that they were told.
    """

    requester: str
    name: str
    on: date
    authority: str
    months: int = 1
    why: str = ""


@frozen
class ViewRecorded:
    """A person's decision whether the child understands what it is to ask, and what the child said about it.

    England knows no age for this. ``agrees`` is yes, no or not_asked.
    """

    understands: bool
    agrees: str
    why: str


@frozen
class Exported:
    """A copy was made: for whom, how many times something was blacked out, and whether it has the notes of colleagues."""

    requester: str
    to: str
    redactions: int
    notes: bool
    why: str = ""


@frozen
class AccessRefused:
    """No copy is given to them, for a reason that they were told."""

    requester: str
    why: str


RightsFact = AccessAsked | ViewRecorded | Exported | AccessRefused
