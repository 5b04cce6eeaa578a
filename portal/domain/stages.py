"""What happens to a complaint on its way through the stages, as plain values. Days are London dates.

Closed lists are the law's or the report's words as keys; what a person reads for them is written on the pages.
"""

from datetime import date

from portal.domain.frozen import frozen

THEMES = ("conduct", "communication", "quality", "decision", "money", "accuracy", "delay", "family_time", "access")
CAPACITIES = (
    "looked_after_child",
    "child_in_need",
    "care_leaver",
    "parent",
    "person_with_pr",
    "la_foster_carer",
    "special_guardian",
    "child_under_sgo",
    "parent_of_sgo_child",
    "applicant_sg_support",
    "child_may_be_adopted",
    "parent_of_child_may_be_adopted",
    "prospective_adopter",
    "adoption_services_recipient",
    "adopted_person",
    "adoptive_parent",
    "birth_parent_of_adopted",
    "former_guardian_of_adopted",
    "sufficient_interest",
    "not_known",
)
CHILDREN = frozenset(
    (
        "looked_after_child",
        "child_in_need",
        "care_leaver",
        "child_under_sgo",
        "child_may_be_adopted",
        "adopted_person",
        "not_known",
    )
)
FINDINGS = ("upheld", "partly_upheld", "not_upheld", "no_finding")
EXTENSION_GROUNDS = ("complexity", "advocate")
ADVOCACY_METHODS = ("their_page", "spoke", "wrote", "through_somebody")
ADVOCACY_RESPONSES = ("accepted", "declined", "already_has", "wants_other_person", "undecided")
# What rules a person out as an advocate (R1.7.3): each line has to be confirmed as not so.
ADVOCATE_CHECKS = ("not_subject", "not_manager", "not_resources", "not_deciding")
# Regulation 2, and for a trust its own staff and directors too (R1.10.6).
INDEPENDENCE_CHECKS = ("not_member_or_officer", "not_spouse", "not_trust_staff")
INVESTIGATOR_CHECKS = ("outside_the_line",)
CHAIR_CHECKS = (*INDEPENDENCE_CHECKS, "not_involved_before")
ROLES = ("investigating_officer", "independent_person", "adjudicating_officer", "chair", "panellist")
CHECKS: dict[str, tuple[str, ...]] = {
    "investigating_officer": INVESTIGATOR_CHECKS,
    "independent_person": INDEPENDENCE_CHECKS,
    "adjudicating_officer": (),
    "chair": CHAIR_CHECKS,
    "panellist": INDEPENDENCE_CHECKS,
}
MEDIATION_OUTCOMES = ("resolved", "partly", "not_resolved", "no_show")
OMBUDSMAN_DECISIONS = (
    "upheld",
    "not_upheld",
    "closed_after_initial_enquiries",
    "referred_back",
    "advice_given",
    "invalid_or_incomplete",
)
# All of it has to hold before a case may go to the Ombudsman without a panel (R1.12.2, statutory guidance, memory).
EARLY_REFERRAL = (
    "robust_report",
    "complete_adjudication",
    "all_significant_upheld",
    "action_plan",
    "meets_desired_outcomes",
    "manager_and_person_agree",
)
REFERRALS = ("safeguarding", "lado")


@frozen
class Classified:
    """Which procedure it takes and which rows of the routing table say so (R1.5.1, R1.5.2).

    ``counts_from`` is the day it counts from where that is not the day it was received; ``told`` is what the person is told.
    """

    procedure: str
    matters: tuple[str, ...]
    why: str
    told: str = ""
    counts_from: date | None = None


@frozen
class Described:
    """What it is about and who says so: themes, service area, locality, the capacity in which they complain (R1.3.1)."""

    themes: tuple[str, ...] = ()
    area: str = ""
    locality: str = ""
    capacity: str = ""
    subjects: tuple[str, ...] = ()
    desired: str = ""


@frozen
class Point:
    """One point of a complaint, with a theme of its own."""

    words: str
    theme: str = ""


@frozen
class PointsListed:
    """The points of the complaint, in order; a new list replaces the one before."""

    points: tuple[Point, ...]


@frozen
class Finding:
    """What was found about one point at one stage (R1.8.6, R1.10.7)."""

    finding: str
    why: str = ""
    action: str = ""


@frozen
class Found:
    """The findings of the present stage, one for each point in order."""

    findings: tuple[Finding, ...]


@frozen
class Decided:
    """A reasoned yes or no: ``question`` is interest (R1.3.2), late (R1.6.5), freeze (R1.13.2) or late_request (R1.10.2)."""

    question: str
    accepted: bool
    why: str
    grounds_on: date | None = None
    review_on: date | None = None


QUESTIONS = ("interest", "late", "freeze", "late_request")


@frozen
class LateRequestRefused:
    """A request for the next stage came too late and was refused, for a reason the person was told (R1.10.2, R1.11.1)."""

    why: str
    told: str


@frozen
class AdvocacyOffered:
    """An advocate was offered, how, and what was said (R1.7.2). Declining once is not for ever."""

    method: str
    response: str
    provider: str = ""


@frozen
class PausedForAdvocate:
    """Stage 1 waits until an advocate is found, within its outer limit (R1.8.4).

    ``agreed_on`` is the day on which the person agreed in writing that the outer limit moves too, if they did.
    """

    begins: date
    agreed_on: date | None = None


@frozen
class AdvocateAppointed:
    """An advocate is there from that day; ``checks`` are the conflict lines that were confirmed (R1.7.3)."""

    name: str
    provider: str
    on: date
    checks: tuple[str, ...]


@frozen
class Extended:
    """The stage has more time: its ground or reason, and the notice that the person was sent (R1.8.3, R1.10.5, C4)."""

    ground: str
    why: str
    notice: str
    until: date | None = None


@frozen
class MediationOffered:
    """A meeting to put it right was offered. It runs beside every clock and gates nothing (R1.9.3)."""

    by: str


@frozen
class MediationAnswered:
    """The person said yes or no; the clock rests only from ``pause_agreed_on``, which they agreed to in writing (R1.9.4)."""

    accepted: bool
    pause_agreed_on: date | None = None


@frozen
class MediationHeld:
    """How the meeting ended, which ends its pause too (R1.9.6)."""

    on: date
    outcome: str
    agreement: str = ""
    manager: str = ""


@frozen
class StatementSent:
    """A version of the statement of complaint went to the person to agree (R1.10.3)."""

    words: str


@frozen
class StatementAgreed:
    """The statement is final: agreed, or gone on with after no reply, for a reason (R1.10.4)."""

    on: date
    was_oral: bool = False
    amended: bool = False
    no_reply_why: str = ""


@frozen
class Appointed:
    """Somebody has a part in a stage, and what was confirmed about them (R1.10.6, R1.11.6)."""

    role: str
    name: str
    checks: tuple[str, ...]
    internal: bool = False
    person_id: str = ""


@frozen
class Reported:
    """A report came in: of the investigating officer, of the independent person, of the panel (R1.10.7, R1.10.8, R1.11.9)."""

    role: str
    on: date
    words: str = ""


@frozen
class PanelSet:
    """The panel will meet on that day; beyond the limit only with the person's reason (R1.11.4)."""

    on: date
    why_late: str = ""


@frozen
class PanelHeld:
    """The panel met."""

    on: date


@frozen
class OmbudsmanContacted:
    """The Ombudsman has it or asked about it. That closes nothing (R1.12.3)."""

    on: date
    words: str = ""


@frozen
class OmbudsmanDecided:
    """What the Ombudsman decided, in the Ombudsman's own vocabulary (section 3.3)."""

    on: date
    decision: str
    injustice: bool = False
    words: str = ""


@frozen
class ReferredEarly:
    """It goes to the Ombudsman without a panel, because every line of the checklist holds (R1.12.2)."""

    checks: tuple[str, ...]
    told: str


@frozen
class Referred:
    """It was told at once to those who protect children, or to the designated officer about a worker (X1, X2)."""

    to: str
    how: str


@frozen
class PassedOn:
    """Not for us: where instead and why, and what the person was told (section 1.5)."""

    where: str
    why: str
    told: str


@frozen
class Joined:
    """It goes on with another case, which answers both; what the person was told."""

    reference: str
    why: str
    told: str


@frozen
class Linked:
    """It has to do with another case."""

    reference: str
    why: str = ""


@frozen
class Deferred:
    """It waits while a court, tribunal or other process runs, because going on could harm that (regulation 8, X6)."""

    process: str
    why: str
    told: str
    review_on: date | None = None


@frozen
class Resumed:
    """What waited goes on where it stood."""

    why: str


@frozen
class Reinstated:
    """What was taken back or passed on is taken up again where it stood (R1.13.1)."""

    why: str


@frozen
class TaskSet:
    """Something somebody has to do by a day."""

    task: str
    what: str
    owner: str
    owner_name: str
    due_on: date


@frozen
class TaskDone:
    """A task is done, or no longer needed, and what came of it."""

    task: str
    outcome: str


@frozen
class ShutOut:
    """For somebody the complaint is about, and for their line, the case is not there any more (R1.8.5, P12, S7)."""

    person: str
    name: str
    why: str
    line: tuple[str, ...] = ()


@frozen
class LetBack:
    """It turned out that it is not about them."""

    person: str
    name: str
    why: str


@frozen
class Restricted:
    """Only those who are named, and those who see restricted cases, see it; or that is over (X1, X2)."""

    on: bool
    why: str


@frozen
class LetIn:
    """Somebody sees this one case until a day, that day included (R1.10.10)."""

    person: str
    name: str
    until: date


@frozen
class LetInEnded:
    """What somebody was let into is closed to them again."""

    person: str
    name: str


@frozen
class Tagged:
    """The team's own words for sorting cases; a new list replaces the one before."""

    tags: tuple[str, ...]


@frozen
class Recalculated:
    """The calendar of bank holidays changed, and a due date with it (W4)."""

    rule: str
    before: date
    after: date


StageFact = (
    Classified
    | Described
    | PointsListed
    | Found
    | Decided
    | LateRequestRefused
    | AdvocacyOffered
    | PausedForAdvocate
    | AdvocateAppointed
    | Extended
    | MediationOffered
    | MediationAnswered
    | MediationHeld
    | StatementSent
    | StatementAgreed
    | Appointed
    | Reported
    | PanelSet
    | PanelHeld
    | OmbudsmanContacted
    | OmbudsmanDecided
    | ReferredEarly
    | Referred
    | PassedOn
    | Joined
    | Linked
    | Deferred
    | Resumed
    | Reinstated
    | TaskSet
    | TaskDone
    | ShutOut
    | LetBack
    | Restricted
    | LetIn
    | LetInEnded
    | Tagged
    | Recalculated
)
