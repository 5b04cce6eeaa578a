"""The procedure as one table: what can happen to a case, where it stands then, where it leads, and which rule says so.

A row whose basis ends in "(memory)" could not be read in the Regulations themselves: staff see a note to check it with the
trust's legal team.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, Literal, get_args

from portal.domain import advocacy_facts, contact_facts, duty_facts, entry_facts, facts, follow_up_facts, rights, stages
from portal.domain.facts import Fact
from portal.domain.frozen import frozen


class Status(StrEnum):
    """Where a case stands, in the queue's words."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    STAGE2_ASKED = "stage2_asked"
    STAGE2_AGREEING = "stage2_agreeing"
    STAGE2_OPEN = "stage2_open"
    STAGE2_ANSWERED = "stage2_answered"
    STAGE3_ASKED = "stage3_asked"
    STAGE3_SET = "stage3_set"
    STAGE3_HELD = "stage3_held"
    STAGE3_REPORTED = "stage3_reported"
    STAGE3_ANSWERED = "stage3_answered"
    CORPORATE2_ASKED = "corporate2_asked"
    CORPORATE2_OPEN = "corporate2_open"
    CORPORATE2_ANSWERED = "corporate2_done"
    DEFERRED = "deferred"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    PASSED_ON = "passed_on"
    JOINED = "joined"
    REFERRED = "referred"


class Procedure(StrEnum):
    """By which rules a case is answered. Staff choose it, from the routing table (section 1.5)."""

    STATUTORY = "statutory"
    CORPORATE = "corporate"
    SERVICE_REQUEST = "service_request"
    ENQUIRY = "enquiry"
    FEEDBACK = "feedback"
    ELSEWHERE = "elsewhere"


@frozen
class Matter:
    """A row of the routing table: what it is about, the procedures that may take it (the usual one first), and what else."""

    code: str
    what: str
    procedures: tuple[Procedure, ...]
    basis: str
    restrict: bool = False
    refer: str = ""
    decide: str = ""


_S, _C = Procedure.STATUTORY, Procedure.CORPORATE
_R, _E, _F, _X = Procedure.SERVICE_REQUEST, Procedure.ENQUIRY, Procedure.FEEDBACK, Procedure.ELSEWHERE

MATTERS: dict[str, Matter] = {
    row.code: row
    for row in (
        Matter("X1", "A child may be suffering or at risk of significant harm", (_S, _C), "S1, S6", True, "safeguarding"),
        Matter("X2", "Somebody who works with children may have harmed a child", (_S, _C), "S7", True, "lado"),
        Matter("X3", "Children's social care, by somebody who may use the procedure", (_S,), "Regulations 3 to 5"),
        Matter("X4", "A child protection enquiry or conference", (_C, _S), "R1.5 X4; whole as statutory when mixed (memory)"),
        Matter("X5", "A court's decision, a report for a court, evidence in court", (_X,), "R1.5 X5"),
        Matter(
            "X6", "Overlaps with a court, tribunal, disciplinary or criminal process", (_S, _C), "Regulation 8", decide="defer"
        ),
        Matter("X7", "Personal data and nothing else", (_X,), "Data (Use and Access) Act 2025: acknowledge within 30 days"),
        Matter("X8", "Special educational needs or a school place", (_X, _C), "R1.5 X8"),
        Matter("X9", "A person or a function outside the children's procedure", (_C,), "C10: Complaint Handling Code"),
        Matter("X10", "The same matter has been through all the stages", (_X,), "Statutory guidance"),
        Matter("X11", "It happened more than a year ago", (_S, _C), "Regulation 9", decide="late"),
        Matter("X12", "Nobody knows who it is from", (_S, _C, _F), "R1.6.4; the complaints manager decides (memory)"),
        Matter("X13", "A request for a service, or a question", (_R, _E, _S), "C2"),
        Matter("X14", "A comment, an idea, a compliment, how somebody feels", (_F, _S), "R1.4.2"),
    )
}

STAYS: Final = "stays"
BACK: Final = "back"
Target = Status | Literal["stays", "back"]
# What has stages and answers that are due.
COMPLAINTS = (_S, _C)
_ANY = tuple(Procedure)
_OTHERS = (_R, _E, _F, _X)


@frozen
class Move:
    """A fact may happen where a case stands in ``when``, in these procedures; it leads to ``to``, because of ``basis``."""

    fact: type[Fact]
    when: tuple[Status, ...]
    to: Target
    basis: str
    procedures: tuple[Procedure, ...] = _ANY


FIRST = (Status.NEW, Status.ACKNOWLEDGED)
STAGE2 = (Status.STAGE2_ASKED, Status.STAGE2_AGREEING, Status.STAGE2_OPEN)
STAGE3 = (Status.STAGE3_ASKED, Status.STAGE3_SET, Status.STAGE3_HELD, Status.STAGE3_REPORTED)
CORPORATE2 = (Status.CORPORATE2_ASKED, Status.CORPORATE2_OPEN)
# The stage has its answer and the person may ask for the next.
WAITING = (Status.ANSWERED, Status.STAGE2_ANSWERED, Status.STAGE3_ANSWERED, Status.CORPORATE2_ANSWERED)
UNDER_WAY = (*FIRST, *STAGE2, *STAGE3, *CORPORATE2)
OPEN = (*UNDER_WAY, *WAITING, Status.DEFERRED)
EVERY = tuple(Status)
_NOT_WITHDRAWN = tuple(status for status in Status if status is not Status.WITHDRAWN)

MOVES: tuple[Move, ...] = (
    # What the child does.
    Move(facts.Flagged, EVERY, STAYS, "S4"),
    Move(facts.Wrote, _NOT_WITHDRAWN, STAYS, "R1.6.1"),
    Move(facts.AskedForAdvocate, _NOT_WITHDRAWN, STAYS, "R1.7.1"),
    Move(facts.ChangedContact, _NOT_WITHDRAWN, STAYS, "S9"),
    Move(facts.Unhappy, (*FIRST, Status.ANSWERED), Status.STAGE2_ASKED, "R1.10.1; unanswered, R1.8.8 (memory)", (_S,)),
    Move(facts.Unhappy, (Status.STAGE2_ANSWERED,), Status.STAGE3_ASKED, "R1.11.1", (_S,)),
    Move(facts.Unhappy, (*FIRST, Status.ANSWERED), Status.CORPORATE2_ASKED, "C4, C5", (_C,)),
    Move(facts.Withdrawn, OPEN, Status.WITHDRAWN, "R1.13.1, regulation 7 (memory)"),
    Move(facts.Hinted, EVERY, STAYS, "R1.6.4"),
    Move(facts.CodeReissued, EVERY, STAYS, "R1.6.4"),
    # How it came, when not by the child's own hand on this site.
    Move(entry_facts.Entered, (Status.NEW,), STAYS, "R1.6.1, R1.6.2"),
    Move(entry_facts.Assisted, (Status.NEW,), STAYS, "S7, S8: the helper reads it only if the child says so"),
    # What the team does with any case.
    Move(facts.Acknowledged, (Status.NEW,), Status.ACKNOWLEDGED, "R1.6.3"),
    Move(facts.Acknowledged, (Status.STAGE2_ASKED,), STAYS, "L4", (_S,)),
    Move(facts.Acknowledged, (Status.STAGE3_ASKED,), STAYS, "R1.11.2 (memory)", (_S,)),
    Move(facts.Acknowledged, (Status.CORPORATE2_ASKED,), Status.CORPORATE2_OPEN, "C4", (_C,)),
    Move(facts.Assigned, OPEN, STAYS, "R1.8.5"),
    Move(facts.Noted, EVERY, STAYS, "S8"),
    Move(facts.Settled, EVERY, STAYS, "S11"),
    Move(facts.Replied, (Status.NEW,), Status.ACKNOWLEDGED, "R1.6.3"),
    Move(facts.Replied, tuple(s for s in _NOT_WITHDRAWN if s is not Status.NEW), STAYS, "L4"),
    Move(facts.Answered, FIRST, Status.ANSWERED, "R1.8.6, regulation 15; C4"),
    Move(facts.Answered, (Status.ANSWERED,), STAYS, "R1.8.6"),
    Move(facts.Answered, (Status.STAGE2_ASKED, Status.STAGE2_AGREEING), STAYS, "R1.8.8: the Stage 1 answer is still owed", (_S,)),
    Move(facts.Answered, (Status.STAGE2_OPEN,), Status.STAGE2_ANSWERED, "R1.10.9, regulation 17", (_S,)),
    Move(facts.Answered, (Status.STAGE3_REPORTED,), Status.STAGE3_ANSWERED, "R1.11.10, regulation 20", (_S,)),
    Move(facts.Answered, CORPORATE2, Status.CORPORATE2_ANSWERED, "C4", (_C,)),
    Move(facts.Closed, (*FIRST, *WAITING), Status.CLOSED, "R1.15: the person is told"),
    Move(facts.DocumentAdded, EVERY, STAYS, "P12"),
    Move(facts.DocumentRemoved, EVERY, STAYS, "P7"),
    Move(facts.LetterMade, EVERY, STAYS, "R1.6.3, R1.8.6"),
    # Reaching the child.
    Move(contact_facts.ContactConfirmed, _NOT_WITHDRAWN, STAYS, "S9"),
    Move(contact_facts.NoticeSent, EVERY, STAYS, "S9"),
    Move(contact_facts.NoticeHeld, EVERY, STAYS, "S9"),
    Move(contact_facts.NoticeFailed, EVERY, STAYS, "S9"),
    Move(contact_facts.ToldByHand, EVERY, STAYS, "S9"),
    # Asking afterwards, and what came of it.
    Move(follow_up_facts.FollowUpAnswered, (Status.CLOSED,), STAYS, "Domain rules 10.1 and 10.5"),
    Move(follow_up_facts.FollowUpTried, (Status.CLOSED,), STAYS, "Domain rule 10.5: three attempts"),
    Move(follow_up_facts.FollowUpDeclined, (Status.CLOSED,), STAYS, "Domain rule 10.5"),
    Move(follow_up_facts.FollowUpLeft, (Status.CLOSED,), STAYS, "Domain rule 10.5: not asked twice"),
    Move(follow_up_facts.FollowUpGivenUp, (Status.CLOSED,), STAYS, "Domain rule 10.5: three attempts"),
    Move(follow_up_facts.FollowUpDecided, (Status.CLOSED,), STAYS, "S6"),
    Move(follow_up_facts.WordsChosen, (Status.CLOSED,), STAYS, "P1: only with the child's permission"),
    Move(follow_up_facts.WeDid, (*WAITING, Status.CLOSED), STAYS, "R1.15, domain rule 10.1: influence"),
    # While it is urgent.
    Move(duty_facts.Alerted, EVERY, STAYS, "S5"),
    Move(duty_facts.AlertTaken, EVERY, STAYS, "S5"),
    Move(duty_facts.SecondReader, EVERY, STAYS, "S11"),
    # Triage.
    Move(stages.Classified, (*FIRST, Status.ANSWERED), STAYS, "R1.5.1, R1.5.2"),
    Move(stages.Classified, CORPORATE2, Status.STAGE2_ASKED, "L1: it belonged to the children's procedure", (_C,)),
    Move(stages.Described, _NOT_WITHDRAWN, STAYS, "Section 4.1"),
    Move(stages.PointsListed, UNDER_WAY, STAYS, "R1.8.6, R1.10.3", COMPLAINTS),
    Move(stages.Decided, _NOT_WITHDRAWN, STAYS, "R1.3.2, R1.6.5, R1.13.2, R1.10.2"),
    Move(stages.Referred, EVERY, STAYS, "S6, S7"),
    Move(stages.PassedOn, FIRST, Status.PASSED_ON, "Section 1.5"),
    Move(stages.Joined, FIRST, Status.JOINED, "C6"),
    Move(stages.Linked, EVERY, STAYS, "R1.6.6"),
    Move(stages.TaskSet, EVERY, STAYS, "R1.8.6: what will be done and by when"),
    Move(stages.TaskDone, EVERY, STAYS, "R1.8.6: what will be done and by when"),
    # Who may see it.
    Move(stages.ShutOut, EVERY, STAYS, "R1.8.5, P12, S7"),
    Move(stages.LetBack, EVERY, STAYS, "P12"),
    Move(stages.Restricted, EVERY, STAYS, "X1, X2"),
    Move(stages.LetIn, EVERY, STAYS, "R1.10.10"),
    Move(stages.LetInEnded, EVERY, STAYS, "R1.10.10"),
    Move(stages.Tagged, EVERY, STAYS, "The team's own order"),
    Move(stages.Recalculated, OPEN, STAYS, "W4"),
    # Advocacy.
    Move(stages.AdvocacyOffered, _NOT_WITHDRAWN, STAYS, "R1.7.2, section 26A"),
    Move(advocacy_facts.SentForChild, (Status.NEW,), STAYS, "R1.7.5"),
    Move(advocacy_facts.AdvocateLetIn, EVERY, STAYS, "R1.7.5: with the child's agreement on record"),
    Move(advocacy_facts.AdvocateWrote, _NOT_WITHDRAWN, STAYS, "R1.7.1: help, including representation"),
    Move(advocacy_facts.AdvocateLetGo, EVERY, STAYS, "R1.7.4, R1.7.5"),
    Move(stages.PausedForAdvocate, FIRST, STAYS, "R1.8.4", (_S,)),
    Move(stages.AdvocateAppointed, _NOT_WITHDRAWN, STAYS, "R1.7.3 (memory)"),
    # Stage 1 and more time.
    Move(stages.Extended, FIRST, STAYS, "R1.8.3, regulation 14", (_S,)),
    Move(stages.Extended, STAGE2, STAYS, "R1.10.5, regulation 17", (_S,)),
    Move(stages.Extended, (Status.ACKNOWLEDGED, Status.CORPORATE2_OPEN), STAYS, "C4", (_C,)),
    Move(stages.Found, (*FIRST, *STAGE2, Status.STAGE3_REPORTED, *CORPORATE2), STAYS, "R1.8.6, R1.10.7", COMPLAINTS),
    # Mediation is never a stage: it leads nowhere and stops nothing.
    Move(stages.MediationOffered, (*UNDER_WAY, *WAITING), STAYS, "R1.9.1, R1.9.3", COMPLAINTS),
    Move(stages.MediationAnswered, (*UNDER_WAY, *WAITING), STAYS, "R1.9.2, R1.9.4", COMPLAINTS),
    Move(stages.MediationHeld, (*UNDER_WAY, *WAITING), STAYS, "R1.9.6", COMPLAINTS),
    # Stage 2.
    Move(
        stages.StatementSent,
        (Status.STAGE2_ASKED, Status.STAGE2_AGREEING),
        Status.STAGE2_AGREEING,
        "R1.10.3, regulation 16",
        (_S,),
    ),
    Move(stages.StatementAgreed, (Status.STAGE2_ASKED, Status.STAGE2_AGREEING), Status.STAGE2_OPEN, "R1.10.4", (_S,)),
    Move(stages.Appointed, STAGE2, STAYS, "R1.10.6, regulation 17(2)", (_S,)),
    Move(stages.Reported, (Status.STAGE2_OPEN,), STAYS, "R1.10.7, R1.10.8", (_S,)),
    Move(stages.LateRequestRefused, (Status.STAGE2_ASKED,), Status.ANSWERED, "R1.10.2", (_S,)),
    # Stage 3.
    Move(stages.LateRequestRefused, (Status.STAGE3_ASKED,), Status.STAGE2_ANSWERED, "R1.11.1", (_S,)),
    Move(stages.Appointed, (Status.STAGE3_ASKED, Status.STAGE3_SET), STAYS, "R1.11.6, regulation 19", (_S,)),
    Move(stages.PanelSet, (Status.STAGE3_ASKED, Status.STAGE3_SET), Status.STAGE3_SET, "R1.11.4, regulation 19(4)", (_S,)),
    Move(stages.PanelHeld, (Status.STAGE3_SET,), Status.STAGE3_HELD, "R1.11.8", (_S,)),
    Move(stages.Reported, (Status.STAGE3_HELD,), Status.STAGE3_REPORTED, "R1.11.9, regulation 20", (_S,)),
    # The Ombudsman.
    Move(stages.OmbudsmanContacted, EVERY, STAYS, "R1.12.3"),
    Move(stages.OmbudsmanDecided, EVERY, STAYS, "Section 3.3"),
    Move(stages.ReferredEarly, (Status.STAGE2_ANSWERED,), Status.REFERRED, "R1.12.2, statutory guidance (memory)", (_S,)),
    # A copy of what is kept, for whoever may have one.
    *(Move(fact, EVERY, STAYS, "P5") for fact in get_args(rights.RightsFact)),
    # Waiting and coming back.
    Move(stages.Deferred, (*UNDER_WAY, *WAITING), Status.DEFERRED, "Regulation 8, X6", COMPLAINTS),
    Move(stages.Resumed, (Status.DEFERRED,), BACK, "X6"),
    Move(stages.Reinstated, (Status.WITHDRAWN, Status.PASSED_ON, Status.JOINED, Status.CLOSED), BACK, "R1.13.1"),
)

_ROWS: dict[tuple[type[Fact], Status, Procedure], Move] = {}
for _move in MOVES:
    for _status in _move.when:
        for _procedure in _move.procedures:
            if (_move.fact, _status, _procedure) in _ROWS:
                raise ValueError(f"two rows for {_move.fact.__name__} at {_status} in {_procedure}")
            _ROWS[_move.fact, _status, _procedure] = _move


def row(fact: type[Fact], status: Status, procedure: Procedure) -> Move | None:
    """The row that allows a fact there, if one does."""
    return _ROWS.get((fact, status, procedure))


def matters(codes: Iterable[str]) -> tuple[Matter, ...]:
    """The rows of the routing table with these codes. Raises KeyError."""
    return tuple(MATTERS[code] for code in codes)


def stage(status: Status) -> int:
    """The stage in which a case stands: 1, 2 or 3; 0 where it stands in none."""
    if status in (*FIRST, Status.ANSWERED):
        return 1
    if status in (*STAGE2, Status.STAGE2_ANSWERED, *CORPORATE2, Status.CORPORATE2_ANSWERED, Status.REFERRED):
        return 2
    return 3 if status in (*STAGE3, Status.STAGE3_ANSWERED) else 0
