"""Asking a child afterwards whether they felt listened to: their own page, a link of their own, or somebody who asks.

Reading changes nothing: what scanners and previews fetch is the page with the questions, and only sending it counts.
"""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from portal.domain import follow_up, questions
from portal.domain.cases import CaseState
from portal.domain.contact_facts import QUESTIONS
from portal.domain.facts import Closed, Fact, Unhappy
from portal.domain.follow_up_facts import FollowUpAnswered, FollowUpFact
from portal.domain.procedure import Status
from portal.domain.questions import Answers, Window
from portal.domain.running import Calendar
from portal.domain.stages import Described, Reinstated
from portal.domain.working_days import london_date
from portal.services import telling_child
from portal.store import cases, follow_ups, passes
from portal.store.cases import CaseRow
from portal.store.database import Session
from portal.store.follow_ups import FollowUpRow

PURPOSE = "follow-up"
# Longer than any window, so that somebody who comes late reads that it is over, and not that there is no such page.
LINK_LASTS = timedelta(days=400)


def file(session: Session, row: CaseRow, state: CaseState, calendar: Calendar) -> None:
    """Keep where asking stands, worked out from the facts."""
    now = state.follow
    if now.opened_at is None:
        follow_ups.keep(session, row.id, None, ())
        return
    ask_by, ends_on = follow_up.days_of(now, calendar.days, within=calendar.asking.within, lasts=calendar.asking.lasts)
    kept = FollowUpRow(
        opened_on=london_date(now.opened_at),
        ask_by=ask_by,
        ends_on=ends_on,
        outcome=now.outcome.value,
        route=now.answered.route if now.answered else "",
        tried=now.tried,
        answered_on=london_date(now.answered_at) if now.answered_at else None,
        worry=now.worry is not None,
        told=now.did is not None,
        may_show=now.may_show,
        chosen=bool(now.chosen),
    )
    follow_ups.keep(session, row.id, kept, _chosen(now.answered))


def _chosen(answered: FollowUpAnswered | None) -> list[tuple[str, str]]:
    if answered is None:
        return []
    chosen = list(Answers.read(answered.answers).by_question.items())
    chosen += [(questions.FEELINGS_ABOUT, feeling) for feeling in answered.feelings if feeling in questions.FEELINGS]
    chosen += [(name, said) for name, said in (("again", answered.again), ("safe", answered.safe)) if said]
    return list(dict.fromkeys(chosen))


def after(session: Session, row: CaseRow, state: CaseState, fact: Fact, *, now: datetime, calendar: Calendar) -> None:
    """What follows for the questions from a fact that was just written down."""
    if isinstance(fact, FollowUpFact | Closed | Unhappy | Reinstated | Described) or _sent(fact):
        file(session, row, state, calendar)
    if isinstance(fact, Closed) and state.follow.opened_at is not None:
        plan = state.reach.plan
        # Without a way to reach them the questions wait on their own page, and a link would be a secret for nobody.
        if plan is not None and telling_child.may_send(plan):
            telling_child.ask(session, row, state, QUESTIONS, now=now, link=f"/follow-up/{link(session, row.id, now=now)}")


def _sent(fact: Fact) -> bool:
    return getattr(fact, "what", "") == QUESTIONS


def link(session: Session, case_id: uuid.UUID, *, now: datetime) -> str:
    """The secret part of a child's own link. Only its digest is kept."""
    return passes.give(session, PURPOSE, str(case_id), until=now + LINK_LASTS)


def with_link(session: Session, token: str, *, now: datetime) -> tuple[CaseRow, CaseState] | None:
    """The case that a link is about, for looking only; None when there is no such link, or it was taken back."""
    from portal.services.filing import load

    held = passes.look(session, PURPOSE, token, now=now)
    row = cases.with_id(session, uuid.UUID(held)) if held else None
    return (row, load(session, row).state) if row and row.status != Status.WITHDRAWN else None


def window(state: CaseState, *, today: date, calendar: Calendar) -> Window:
    """Whether the questions can be answered on the London day ``today``."""
    return follow_up.window_of(state.follow, calendar.days, lasts=calendar.asking.lasts, today=today)


def said(
    route: str, typed: Mapping[str, str], feelings: list[str], *, own: str, share: bool, writer: str = ""
) -> FollowUpAnswered:
    """The answers of a form, by question; whatever is none of the options is left out, as if it had been skipped."""
    given = {key: typed.get(key, "") for key in questions.QUESTIONS}
    answers = Answers({key: value for key, value in given.items() if value in questions.OPTIONS})
    again, safe = typed.get("again", ""), typed.get("safe", "")
    return FollowUpAnswered(
        route,
        answers.written(),
        tuple(feeling for feeling in questions.FEELINGS if feeling in feelings),
        again if again in questions.AGAIN else "",
        safe if safe in questions.SAFE else "",
        own,
        share and bool(own.strip()),
        writer,
    )
