"""Cases in every place of the procedure, made of facts, for the tests of the rules."""

from datetime import UTC, date, datetime, timedelta

from portal.domain import advocacy_facts, contact_facts, duty_facts, entry_facts, follow_up_facts, rights, stages
from portal.domain.cases import CaseState, fold
from portal.domain.contact import SafePlan
from portal.domain.facts import (
    Acknowledged,
    Answered,
    AskedForAdvocate,
    Assigned,
    ChangedContact,
    Closed,
    CodeReissued,
    DocumentAdded,
    DocumentRemoved,
    Event,
    Fact,
    Flagged,
    Hinted,
    LetterMade,
    Noted,
    Plan,
    Received,
    Replied,
    Settled,
    Unhappy,
    Withdrawn,
    Wrote,
)
from portal.domain.procedure import Procedure, Status

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 3)
CHECKED = stages.CHECKS
EXAMPLES: dict[type[Fact], Fact] = {
    type(fact): fact
    for fact in (
        Flagged(("harm_now",), "1"),
        Wrote("More."),
        AskedForAdvocate(),
        ChangedContact(Plan(how="text")),
        Unhappy("No."),
        Withdrawn(),
        Hinted("my dog"),
        CodeReissued("lost it"),
        Acknowledged("We read it."),
        Assigned("someone", "Someone"),
        Noted("Ring first."),
        Replied("We are looking."),
        Answered("Here is the answer."),
        Settled("Spoke to the school."),
        Closed("answered", "Thank you."),
        DocumentAdded("d1", "School report", "pdf", for_child=False, size=9),
        DocumentRemoved("d1", "School report", "Put here by mistake."),
        LetterMade("stage1_outcome", "child", "Our answer", "d2", "d3"),
        stages.Classified("statutory", ("X3",), "A looked-after child.", "We use the children's steps."),
        stages.Described(("conduct",), "children_we_care_for", "tipton", "looked_after_child"),
        stages.PointsListed((stages.Point("Nobody rang.", "communication"),)),
        stages.Found((stages.Finding("upheld", "They did not.", "They will."),)),
        stages.Decided("interest", True, "An aunt who visits."),
        stages.LateRequestRefused("A year late, no reason.", "You can ask the Ombudsman."),
        stages.AdvocacyOffered("spoke", "declined"),
        stages.PausedForAdvocate(DAY),
        stages.AdvocateAppointed("Femi", "Black Country Advocacy", DAY, stages.ADVOCATE_CHECKS),
        stages.Extended("complexity", "Two schools.", "We need more time.", date(2026, 12, 7)),
        stages.MediationOffered("Amira"),
        stages.MediationAnswered(True),
        stages.MediationHeld(DAY, "partly"),
        stages.StatementSent("1. Nobody rang."),
        stages.StatementAgreed(DAY),
        stages.Appointed("independent_person", "Ida", stages.INDEPENDENCE_CHECKS),
        stages.Reported("panel", DAY),
        stages.PanelSet(DAY),
        stages.PanelHeld(DAY),
        stages.OmbudsmanContacted(DAY),
        stages.OmbudsmanDecided(DAY, "upheld"),
        stages.ReferredEarly(stages.EARLY_REFERRAL, "It goes to the Ombudsman now."),
        stages.Referred("lado", "by phone"),
        stages.PassedOn("The school", "A school place.", "We told the school."),
        stages.Joined("YV-AAAA-2", "The same visit.", "We answer both together."),
        stages.Linked("YV-AAAA-2"),
        stages.Deferred("Family court", "A hearing.", "It waits for the court."),
        stages.Resumed("The court has decided."),
        stages.Reinstated("She changed her mind."),
        stages.TaskSet("t1", "Ring the school", "someone", "Someone", DAY),
        stages.TaskDone("t1", "Rang."),
        stages.ShutOut("someone", "Someone", "It is about them.", ("boss",)),
        stages.LetBack("someone", "Someone", "It is not."),
        stages.Restricted(True, "The police look at it."),
        stages.LetIn("ivo", "Ivo", DAY),
        stages.LetInEnded("ivo", "Ivo"),
        stages.Tagged(("siblings",)),
        stages.Recalculated("stage1", DAY, DAY),
        duty_facts.Alerted("someone", "Someone", 1),
        duty_facts.AlertTaken(),
        duty_facts.SecondReader(True, "Seen by her social worker."),
        contact_facts.ContactConfirmed(SafePlan("email", "sam@example.org")),
        contact_facts.NoticeSent("answer", "email"),
        contact_facts.NoticeHeld("answer", "text", "forbidden"),
        contact_facts.NoticeFailed("answer", "email", "refused"),
        contact_facts.ToldByHand("call", "She knows."),
        follow_up_facts.FollowUpAnswered("page", ("M2:yes", "M5:no"), ("heard",)),
        follow_up_facts.FollowUpTried("call", "nobody_there"),
        follow_up_facts.FollowUpDeclined("call"),
        follow_up_facts.FollowUpLeft("Black Country Advocacy"),
        follow_up_facts.FollowUpGivenUp("Three calls."),
        follow_up_facts.FollowUpDecided("Her social worker sees her on Friday."),
        follow_up_facts.WordsChosen("They listened."),
        follow_up_facts.WeDid("Your new worker rings you every Friday."),
        advocacy_facts.SentForChild("child", "alone", "She is very quiet."),
        advocacy_facts.AdvocateLetIn("nia", "Nia", "Black Country Advocacy", "sent", "given", "She said so."),
        advocacy_facts.AdvocateWrote("She asks when.", "Nia"),
        advocacy_facts.AdvocateLetGo("nia", "Nia", "child"),
        entry_facts.Entered("phone", DAY, "He sounded tired."),
        entry_facts.Assisted("someone", "Someone", False),
        rights.AccessAsked("parent", "Pat", DAY, "Passport seen."),
        rights.ViewRecorded(True, "not_asked", "She told me so."),
        rights.Exported("parent", "Pat", 2, True),
        rights.AccessRefused("parent", "The child said no."),
    )
}
_TOLD, _ANSWERED, _UNHAPPY = EXAMPLES[Acknowledged], EXAMPLES[Answered], EXAMPLES[Unhappy]
_STAGE2 = [_TOLD, _ANSWERED, _UNHAPPY]
_AGREED = [*_STAGE2, EXAMPLES[stages.StatementSent], EXAMPLES[stages.StatementAgreed]]
_STAGE3 = [*_AGREED, _ANSWERED, _UNHAPPY]
_SET = [*_STAGE3, EXAMPLES[stages.PanelSet]]
_HELD = [*_SET, EXAMPLES[stages.PanelHeld]]
_REPORTED = [*_HELD, EXAMPLES[stages.Reported]]
# How a statutory complaint gets to each place; the corporate ones begin with being sorted so.
ROADS: dict[Status, list[Fact]] = {
    Status.NEW: [],
    Status.ACKNOWLEDGED: [_TOLD],
    Status.ANSWERED: [_TOLD, _ANSWERED],
    Status.STAGE2_ASKED: _STAGE2,
    Status.STAGE2_AGREEING: [*_STAGE2, EXAMPLES[stages.StatementSent]],
    Status.STAGE2_OPEN: _AGREED,
    Status.STAGE2_ANSWERED: [*_AGREED, _ANSWERED],
    Status.STAGE3_ASKED: _STAGE3,
    Status.STAGE3_SET: _SET,
    Status.STAGE3_HELD: _HELD,
    Status.STAGE3_REPORTED: _REPORTED,
    Status.STAGE3_ANSWERED: [*_REPORTED, _ANSWERED],
    Status.CORPORATE2_ASKED: [_TOLD, _ANSWERED, _UNHAPPY],
    Status.CORPORATE2_OPEN: [_TOLD, _ANSWERED, _UNHAPPY, _TOLD],
    Status.CORPORATE2_ANSWERED: [_TOLD, _ANSWERED, _UNHAPPY, _ANSWERED],
    Status.DEFERRED: [_TOLD, EXAMPLES[stages.Deferred]],
    Status.CLOSED: [_TOLD, EXAMPLES[Closed]],
    Status.WITHDRAWN: [EXAMPLES[Withdrawn]],
    Status.PASSED_ON: [EXAMPLES[stages.PassedOn]],
    Status.JOINED: [EXAMPLES[stages.Joined]],
    Status.REFERRED: [*_AGREED, _ANSWERED, EXAMPLES[stages.ReferredEarly]],
}
_ONLY = {
    Procedure.STATUTORY: {s for s in Status if "corporate" not in s},
    Procedure.CORPORATE: {s for s in Status if not s.startswith(("stage", "referred"))},
}
_OTHERS = {Status.NEW, Status.ACKNOWLEDGED, Status.ANSWERED, Status.CLOSED, Status.WITHDRAWN, Status.PASSED_ON, Status.JOINED}


def can_stand(status: Status, procedure: Procedure) -> bool:
    """Whether a case of that procedure ever stands there."""
    return status in _ONLY.get(procedure, _OTHERS)


def sorted_as(procedure: Procedure) -> stages.Classified:
    return stages.Classified(procedure, ("X3",), "For the test.", "Told.")


def case_after(*facts: Fact, received: Received | None = None, start: datetime = START) -> CaseState:
    happened = [received or Received("complaint", "Nobody tells me anything."), *facts]
    return fold(Event(start + timedelta(hours=number), None, fact) for number, fact in enumerate(happened))


def standing_at(status: Status, procedure: Procedure) -> CaseState:
    return case_after(sorted_as(procedure), *ROADS[status])
