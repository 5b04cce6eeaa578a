"""What the facts of a case say about advocates: who is at the child's side now, and who sent it for them."""

from collections.abc import Iterable

from portal.domain.advocacy_facts import AdvocateLetGo, AdvocateLetIn, SentForChild
from portal.domain.facts import Event, Fact


def at_side(events: Iterable[Event]) -> dict[str, AdvocateLetIn]:
    """The advocates who see the case now, by their id."""
    now: dict[str, AdvocateLetIn] = {}
    for event in events:
        match event.fact:
            case AdvocateLetIn(person=person):
                now[person] = event.fact
            case AdvocateLetGo(person=person):
                now.pop(person, None)
            case _:
                pass
    return now


def sent_for(events: Iterable[Event]) -> SentForChild | None:
    """How it was sent, when an advocate sent it for the child."""
    return next((event.fact for event in events if isinstance(event.fact, SentForChild)), None)


def missing(events: Iterable[Event], fact: Fact) -> str:
    """What has to be so before ``fact`` may happen, as a key of the guards; "" when nothing lacks."""
    match fact:
        case AdvocateLetIn(person=person, how=how):
            if person in at_side(events):
                return "advocate_there"
            return "" if how.strip() else "advocate_agreed"
        case AdvocateLetGo(person=person):
            return "" if person in at_side(events) else "advocate_gone"
        case _:
            return ""
