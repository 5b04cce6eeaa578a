"""The child's own page as plain values: what happened, what was said, what they may do now."""

from datetime import date

from markupsafe import Markup

from portal.domain import guards
from portal.domain.advocacy_facts import AdvocateWrote
from portal.domain.cases import CaseState
from portal.domain.facts import Answered, Event, Received, Replied, Unhappy, Wrote, told
from portal.domain.frozen import frozen
from portal.domain.procedure import WAITING, Status
from portal.domain.working_days import london_date
from portal.services import following_up, returning
from portal.services.filing import Calendar, Case
from portal.services.helplines import HELPLINES, Helpline
from portal.services.storing import Session
from portal.web import answer_steps, sanitise


@frozen
class Step:
    """One line of the timeline."""

    what: str
    at: date


@frozen
class Message:
    """One thing that was said, by the child or ``who`` for them (``mine``), or to them; ``better`` is what would help."""

    mine: bool
    who: str
    at: date
    words: str
    html: Markup | None = None
    better: str = ""


@frozen
class Helper:
    """An advocate who sees the case: id, name, and whom they work for."""

    id: str
    name: str
    organisation: str


@frozen
class ChildsPage:
    """Everything that the page shows. Dates are London dates."""

    kind: str
    reference: str
    steps: tuple[Step, ...]
    conversation: tuple[Message, ...]
    told: Received
    due_on: date | None
    overdue: bool
    open: bool
    answered: bool
    may_unhappy: bool
    unhappy_late: bool
    standing: str
    next_stage: int
    ombudsman: Helpline
    may_withdraw: bool
    may_write: bool
    advocate_asked: bool
    advocates: tuple[Helper, ...]
    contact_how: str
    contact: str
    contact_when: str
    contact_not: str
    no_address: bool
    questions: str

    @property
    def done(self) -> Step | None:
        """What the child did here, where it is the last that happened: it is said at the top of the page."""
        last = self.steps[-1] if self.steps else None
        return last if last and last.what in answer_steps.BY_CHILD else None


def page(session: Session, case: Case, *, today: date, calendar: Calendar) -> ChildsPage:
    """The page for the child whose case this is."""
    state, row = case.state, case.row
    keys = [(event.at, answer_steps.key(event, state)) for event in state.events]
    read_at = returning.read_at(session, case)
    if read_at:
        keys.append((read_at, "read"))
    # Sorted by the moment, and by nothing else: two things of one day stand in the order in which they happened.
    steps = [Step(key, london_date(at)) for at, key in sorted(keys, key=lambda each: each[0]) if key]
    return ChildsPage(
        kind=row.kind,
        reference=row.reference,
        steps=tuple(steps),
        conversation=tuple(message for event in state.events if (message := _message(event))),
        told=state.received,
        due_on=row.due_on,
        overdue=row.due_on is not None and today > row.due_on,
        open=state.open,
        answered=state.status in WAITING or (state.answered_at is not None and not state.open),
        may_unhappy=returning.may_be_unhappy(state, today=today, calendar=calendar),
        unhappy_late=guards.request_is_late(state, today, calendar),
        standing=answer_steps.standing(state),
        next_stage=next_stage(state),
        ombudsman=next(line for line in HELPLINES if line.name == "Ombudsman"),
        may_withdraw=state.open,
        may_write=True,
        advocate_asked=state.advocate_wanted,
        advocates=tuple(Helper(person, each.name, each.organisation) for person, each in state.advocates.items()),
        contact_how=state.plan.how,
        contact=state.plan.contact,
        contact_when=state.plan.when,
        contact_not=state.plan.never,
        no_address=state.plan.lacks_address,
        questions=following_up.window(state, today=today, calendar=calendar).value,
    )


def next_stage(state: CaseState) -> int:
    """The stage that the child would ask for with "I'm not happy": 2 or 3; 4 where only the Ombudsman is left, 0 where none."""
    stood = state.stood if state.status is Status.CLOSED else state.status
    if stood in (Status.STAGE3_ANSWERED, Status.CORPORATE2_ANSWERED):
        return 4
    return 3 if stood is Status.STAGE2_ANSWERED else 2


def _message(event: Event) -> Message | None:
    match event.fact:
        case Received(words=words, better=better):
            return Message(True, "", london_date(event.at), words, better=better) if words or better else None
        case Wrote(words=words) | Unhappy(words=words):
            return Message(True, "", london_date(event.at), words) if words else None
        case AdvocateWrote(words=words, name=name):
            return Message(True, name, london_date(event.at), words)
        case Replied(words=words, name=name) | Answered(words=words, name=name):
            return Message(False, name, london_date(event.at), words, sanitise.staff_html(words))
        case _:
            words = told(event.fact)
            return Message(False, "", london_date(event.at), words) if words else None
