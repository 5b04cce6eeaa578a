"""An advocate at a child's side, as plain values: let in with the child's agreement, writing for them, and let go."""

from portal.domain.frozen import frozen

# Who held the pen, and whether the child was alone with the advocate.
PENS = ("child", "together", "advocate")
ALONE = ("alone", "somebody_there", "not_known")
# The child agreed; or was not able to say so, and how that was decided is written down (R1.7.5).
AGREED = ("given", "not_able")
# How an advocate came to a case, and who ended it.
WAYS = ("sent", "code", "team")
ENDED_BY = ("child", "trust", "advocate")


@frozen
class SentForChild:
    """An advocate sent this for the child. ``words`` are the advocate's own, which are never the child's."""

    pen: str
    alone: str
    words: str = ""


@frozen
class AdvocateLetIn:
    """An advocate sees the case from now on; ``how`` is how the child agreed, or why they could not (R1.7.5)."""

    person: str
    name: str
    organisation: str
    way: str
    agreed: str
    how: str


@frozen
class AdvocateWrote:
    """An advocate wrote for the child."""

    words: str
    name: str


@frozen
class AdvocateLetGo:
    """The advocate sees the case no longer: the child, the trust or the advocate ended it."""

    person: str
    name: str
    ended_by: str


AdvocacyFact = SentForChild | AdvocateLetIn | AdvocateWrote | AdvocateLetGo
