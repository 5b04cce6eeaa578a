"""What the stages of a complaint add up to: who decided what, who has which part, which answers went out."""

from dataclasses import field, replace
from datetime import date, datetime

from portal.domain import facts, rights, stages
from portal.domain.clocks import Pause
from portal.domain.facts import Event
from portal.domain.frozen import frozen
from portal.domain.procedure import CORPORATE2, STAGE2, Procedure, Status, stage


@frozen
class Casework:
    """The casework so far. Mappings by stage have 1, 2 and 3 as keys; instants are UTC, days are London dates."""

    procedure: Procedure | None = None
    matters: tuple[str, ...] = ()
    counts_from: date | None = None
    described: stages.Described = field(default_factory=stages.Described)
    points: tuple[stages.Point, ...] = ()
    findings: dict[int, tuple[stages.Finding, ...]] = field(default_factory=dict)
    decisions: dict[str, stages.Decided] = field(default_factory=dict)
    advocacy: tuple[stages.AdvocacyOffered, ...] = ()
    pause: Pause | None = None
    pause_agreed: bool = False
    advocate: stages.AdvocateAppointed | None = None
    extensions: dict[int, stages.Extended] = field(default_factory=dict)
    mediation_offered_at: datetime | None = None
    mediation: stages.MediationAnswered | None = None
    mediation_held: stages.MediationHeld | None = None
    asked_at: dict[int, datetime] = field(default_factory=dict)
    asked_late: frozenset[int] = frozenset()
    acknowledged_at: dict[int, datetime] = field(default_factory=dict)
    answered_at: dict[int, datetime] = field(default_factory=dict)
    statement: str = ""
    statement_agreed: stages.StatementAgreed | None = None
    appointed: tuple[stages.Appointed, ...] = ()
    reported: dict[str, date] = field(default_factory=dict)
    panel_on: date | None = None
    panel_held_on: date | None = None
    referred_at: dict[str, datetime] = field(default_factory=dict)
    joined_to: str = ""
    linked: tuple[str, ...] = ()
    restricted: bool = False
    shut_out: dict[str, str] = field(default_factory=dict)
    let_in: dict[str, stages.LetIn] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    tasks: dict[str, stages.TaskSet] = field(default_factory=dict)
    ombudsman: tuple[stages.OmbudsmanContacted | stages.OmbudsmanDecided, ...] = ()
    access: dict[str, rights.AccessAsked] = field(default_factory=dict)
    access_owed: frozenset[str] = frozenset()
    view: rights.ViewRecorded | None = None

    def holding(self, role: str) -> stages.Appointed | None:
        """Who has that part now: the last one appointed to it."""
        return next((one for one in reversed(self.appointed) if one.role == role), None)

    @property
    def panel(self) -> tuple[stages.Appointed, ...]:
        """The chair and the other members, each name once, however it is spaced or written."""
        members = {" ".join(one.name.split()).casefold(): one for one in self.appointed if one.role in ("chair", "panellist")}
        return tuple(members.values())


def stage_owed(status: Status, work: Casework) -> int:
    """The stage whose answer is owed: Stage 1's first, also after the next was asked for (R1.8.8); 0 when none is."""
    if status in (Status.STAGE2_ASKED, Status.STAGE2_AGREEING) and 1 not in work.answered_at:
        return 1
    if status in (*STAGE2, *CORPORATE2, Status.STAGE3_REPORTED, Status.STAGE3_HELD, Status.STAGE3_SET, Status.STAGE3_ASKED):
        return stage(status)
    return 1 if status in (Status.NEW, Status.ACKNOWLEDGED) else 0


def after(work: Casework, event: Event, status: Status, then: Status) -> Casework:
    """The casework once ``event`` has happened to a case that stood at ``status`` and now stands at ``then``."""
    match event.fact:
        case facts.Unhappy(late=late):
            asked = stage(then)
            return replace(
                work, asked_at=work.asked_at | {asked: event.at}, asked_late=work.asked_late | ({asked} if late else set())
            )
        case facts.Acknowledged() | facts.Replied():
            at = stage(status)
            return replace(work, acknowledged_at={at: event.at} | work.acknowledged_at)
        case facts.Answered():
            owed = stage_owed(status, work) or stage(status)
            return replace(
                work, acknowledged_at={owed: event.at} | work.acknowledged_at, answered_at={owed: event.at} | work.answered_at
            )
        case stages.Classified(procedure=procedure, matters=matters, counts_from=counts_from):
            asked_at = work.asked_at if then is not Status.STAGE2_ASKED else {2: event.at} | work.asked_at
            kept = counts_from or work.counts_from
            return replace(work, procedure=Procedure(procedure), matters=matters, counts_from=kept, asked_at=asked_at)
        case stages.Described():
            return replace(work, described=event.fact)
        case stages.PointsListed(points=points):
            # Findings about other points would be findings about nothing.
            left = {at: found for at, found in work.findings.items() if at != stage_owed(status, work)}
            return replace(work, points=points, findings=left)
        case stages.Found(findings=found):
            return replace(work, findings=work.findings | {stage_owed(status, work): found})
        case stages.Decided(question=question):
            return replace(work, decisions=work.decisions | {question: event.fact})
        case stages.LateRequestRefused():
            return replace(work, asked_at={at: when for at, when in work.asked_at.items() if at != stage(status)})
        case stages.Extended():
            return replace(work, extensions=work.extensions | {stage_owed(status, work): event.fact})
        case stages.Reported(role=role, on=on):
            return replace(work, reported=work.reported | {role: on})
        case _:
            return _after_the_rest(work, event)


def _after_the_rest(work: Casework, event: Event) -> Casework:
    match event.fact:
        case stages.AdvocacyOffered():
            return replace(work, advocacy=(*work.advocacy, event.fact))
        case stages.PausedForAdvocate(begins=begins, agreed_on=agreed_on):
            return replace(work, pause=Pause(begins), pause_agreed=agreed_on is not None)
        case stages.AdvocateAppointed(on=on):
            pause = Pause(work.pause.begins, on) if work.pause and work.pause.ends is None else work.pause
            return replace(work, advocate=event.fact, pause=pause)
        case stages.MediationOffered():
            return replace(work, mediation_offered_at=event.at)
        case stages.MediationAnswered():
            return replace(work, mediation=event.fact)
        case stages.MediationHeld():
            return replace(work, mediation_held=event.fact)
        case stages.StatementSent(words=words):
            return replace(work, statement=words)
        case stages.StatementAgreed():
            return replace(work, statement_agreed=event.fact)
        case stages.Appointed():
            return replace(work, appointed=(*work.appointed, event.fact))
        case stages.PanelSet(on=on):
            return replace(work, panel_on=on)
        case stages.PanelHeld(on=on):
            return replace(work, panel_held_on=on)
        case stages.Referred(to=to):
            return replace(work, referred_at={to: event.at} | work.referred_at)
        case stages.Restricted(on=on):
            return replace(work, restricted=on)
        case stages.ShutOut(person=person, name=name):
            return replace(work, shut_out=work.shut_out | {person: name})
        case stages.LetBack(person=person):
            return replace(work, shut_out={key: name for key, name in work.shut_out.items() if key != person})
        case stages.LetIn(person=person):
            return replace(work, let_in=work.let_in | {person: event.fact})
        case stages.LetInEnded(person=person):
            return replace(work, let_in={key: one for key, one in work.let_in.items() if key != person})
        case stages.Tagged(tags=tags):
            return replace(work, tags=tags)
        case stages.Joined(reference=reference):
            return replace(work, joined_to=reference)
        case stages.Linked(reference=reference):
            return replace(work, linked=(*work.linked, reference))
        case stages.TaskSet(task=task):
            return replace(work, tasks=work.tasks | {task: event.fact})
        case stages.TaskDone(task=task):
            return replace(work, tasks={key: one for key, one in work.tasks.items() if key != task})
        case stages.OmbudsmanContacted() | stages.OmbudsmanDecided():
            return replace(work, ombudsman=(*work.ombudsman, event.fact))
        case rights.AccessAsked(requester=who):
            return replace(work, access=work.access | {who: event.fact}, access_owed=work.access_owed | {who})
        case rights.Exported(requester=who) | rights.AccessRefused(requester=who):
            return replace(work, access_owed=work.access_owed - {who})
        case rights.ViewRecorded():
            return replace(work, view=event.fact)
        case _:
            return work
