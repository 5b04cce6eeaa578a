"""What the facts of a case say about asking the child afterwards: who is to be asked, what became of it, what is owed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from portal.domain import facts, stages
from portal.domain.contact_facts import QUESTIONS, NoticeSent
from portal.domain.facts import Event, Kind
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
from portal.domain.frozen import frozen
from portal.domain.questions import DONE, Outcome, Window, window, worries
from portal.domain.working_days import CalendarGap, WorkingDays, london_date

# Who only kept the record of a case took no part in it.
NO_PART = (
    *(FollowUpAnswered, FollowUpTried, FollowUpDeclined, FollowUpLeft, FollowUpGivenUp, FollowUpDecided, WeDid, WordsChosen),
    *(facts.CodeReissued, stages.ShutOut, stages.LetBack, stages.LetIn, stages.LetInEnded, stages.Restricted, stages.Tagged),
    *(stages.Linked, stages.Recalculated),
)


@frozen
class FollowUp:
    """Asking one child. ``tried`` counts the attempts, a message that went out among them; ``worry`` since when (UTC)."""

    opened_at: datetime | None = None
    outcome: Outcome = Outcome.WAITING
    tried: int = 0
    answered: FollowUpAnswered | None = None
    answered_at: datetime | None = None
    worry: datetime | None = None
    did: WeDid | None = None
    chosen: str = ""

    @property
    def may_show(self) -> bool:
        """Whether the child said that their own words may be shown to others."""
        return self.answered is not None and self.answered.share and bool(self.answered.own)

    @property
    def lacking(self) -> tuple[str, ...]:
        """What the loop still lacks (R1.15, domain rule 10.1): told, asked, decided; nothing where nobody is to be asked."""
        if self.opened_at is None:
            return ()
        lacks = {"told": self.did is None, "asked": self.outcome not in DONE, "decided": self.worry is not None}
        return tuple(name for name, lacking in lacks.items() if lacking)

    @property
    def loop_closed(self) -> bool:
        """They were told what came of it, they were asked or it was tried, and nothing they answered waits for a person."""
        return self.opened_at is not None and not self.lacking


def is_asked(received: facts.Received, *, by_child: bool) -> bool:
    """Whether the child of such a case is asked afterwards: all but those who only praised somebody."""
    return by_child and received.kind != Kind.COMPLIMENT


def follow_up(events: Iterable[Event], *, asked: bool) -> FollowUp:
    """How asking stands after ``events``, oldest first. What was closed and goes on begins anew when it is closed again."""
    now = FollowUp()
    for event in events:
        match event.fact:
            case facts.Closed() if asked:
                now = FollowUp(opened_at=event.at, did=now.did)
            case facts.Unhappy() | stages.Reinstated():
                now = FollowUp()
            case WeDid():
                now = replace(now, did=event.fact)
            case _ if now.opened_at is not None:
                now = _asked(now, event)
            case _:
                pass
    return now


def _asked(now: FollowUp, event: Event) -> FollowUp:
    match event.fact:
        case NoticeSent(what=what) if what == QUESTIONS:
            return replace(now, tried=now.tried + 1)
        case FollowUpTried():
            return replace(now, tried=now.tried + 1)
        case FollowUpDeclined():
            return replace(now, outcome=Outcome.DECLINED, tried=now.tried + 1)
        case FollowUpLeft():
            return replace(now, outcome=Outcome.BY_ADVOCATE)
        case FollowUpGivenUp():
            return replace(now, outcome=Outcome.NOT_REACHED)
        case FollowUpAnswered(answers=answers, safe=safe):
            worry = event.at if worries(answers, safe) else None
            return replace(now, outcome=Outcome.ANSWERED, answered=event.fact, answered_at=event.at, worry=worry)
        case FollowUpDecided():
            return replace(now, worry=None)
        case WordsChosen(words=words):
            return replace(now, chosen=words)
        case _:
            return now


def days_of(now: FollowUp, days: WorkingDays, *, within: int, lasts: int) -> tuple[date | None, date | None]:
    """The London days by which they should be asked and until which they can answer: ``within``, ``lasts`` working days."""
    if now.opened_at is None:
        return None, None
    opened = london_date(now.opened_at)
    try:
        return days.due(opened, within), days.due(opened, lasts)
    except CalendarGap:
        return None, None


def window_of(now: FollowUp, days: WorkingDays, *, lasts: int, today: date) -> Window:
    """Whether the questions can be answered today."""
    opened = london_date(now.opened_at) if now.opened_at else None
    ends = days_of(now, days, within=0, lasts=lasts)[1]
    return window(opened_on=opened, ends_on=ends, outcome=now.outcome, today=today)


def took_part(events: Iterable[Event]) -> frozenset[str]:
    """The ids of the people who worked on the case: none of them asks the child how it was (domain rule 10.2, E3)."""
    people: set[str] = set()
    for event in events:
        if event.by and not isinstance(event.fact, NO_PART):
            people.add(event.by)
        if isinstance(event.fact, facts.Assigned) and event.fact.to:
            people.add(event.fact.to)
    return frozenset(people)


def missing(now: FollowUp, fact: facts.Fact, *, by: str | None, part: frozenset[str], is_open: bool, attempts: int) -> str:
    """What has to be so before ``fact`` may happen, as a key of the guards; "" when nothing lacks.

    ``part`` are the people who worked on the case, ``is_open`` whether the questions can be answered today.
    """
    match fact:
        case FollowUpAnswered(route=route):
            if not is_open:
                return "follow_up_open"
            return "asked_by_another" if route in ("phone", "visit") and by in part else ""
        case FollowUpTried() | FollowUpDeclined() | FollowUpLeft() if now.opened_at is None or now.outcome in DONE:
            return "follow_up_waits"
        case FollowUpTried():
            return "asked_by_another" if by in part else "attempts_over" if now.tried >= attempts else ""
        case FollowUpGivenUp():
            if now.opened_at is None or now.outcome in DONE:
                return "follow_up_waits"
            return "attempts_first" if now.tried < attempts else ""
        case FollowUpDecided():
            return "" if now.worry else "follow_up_worry"
        case WordsChosen():
            return "" if now.may_show else "words_allowed"
        case _:
            return ""
