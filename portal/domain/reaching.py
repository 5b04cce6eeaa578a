"""What the facts of a case say about reaching the child now."""

from collections.abc import Iterable
from datetime import datetime

from portal.domain import contact, facts
from portal.domain.contact import SafePlan
from portal.domain.contact_facts import ContactConfirmed, NoticeFailed, NoticeHeld, ToldByHand
from portal.domain.facts import Event, Plan
from portal.domain.frozen import frozen

# The reasons that need a person: somebody has to read the plan, or reach the child themselves.
FOR_A_PERSON = ("not_confirmed", "by_hand", "no_address", "no_time", "failed_before", "no_way", "forbidden", "not_chosen")


@frozen
class Reach:
    """The plan that is kept, if one is; what waits for a person, and since when (UTC).

    ``failed`` is the last thing that did not come, ``held`` the last that was not sent, until somebody did something about it.
    """

    plan: SafePlan | None
    said: Plan
    confirmed: bool = False
    failed: NoticeFailed | None = None
    held: NoticeHeld | None = None
    since: datetime | None = None


def reach(events: Iterable[Event]) -> Reach:
    """How the child may be reached after ``events``, oldest first."""
    now = Reach(None, Plan())
    for event in events:
        match event.fact:
            case facts.Received(plan=said) | facts.ChangedContact(plan=said):
                # What a person confirmed before was about other words.
                now = Reach(contact.clear(said.how, said.contact, said.when, said.never), said)
            case ContactConfirmed(plan=plan):
                now = Reach(plan, now.said, confirmed=True)
            case NoticeFailed():
                now = Reach(now.plan, now.said, now.confirmed, event.fact, now.held, now.since or event.at)
            case NoticeHeld(why=why) if why in FOR_A_PERSON:
                now = Reach(now.plan, now.said, now.confirmed, now.failed, event.fact, now.since or event.at)
            case ToldByHand():
                # The child knows; the address that failed is still not used again.
                now = Reach(now.plan, now.said, now.confirmed, now.failed)
            case _:
                pass
    return now
