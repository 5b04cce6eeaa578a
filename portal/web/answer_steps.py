"""The child's timeline: which facts a child is told of, under which key of the page's words."""

from portal.domain import advocacy_facts, facts, follow_up_facts, stages
from portal.domain.cases import CaseState
from portal.domain.facts import Event, Fact

KEYS: dict[type[Fact], str] = {
    facts.Received: "received",
    facts.Wrote: "wrote",
    facts.AskedForAdvocate: "asked_advocate",
    facts.ChangedContact: "contact_changed",
    facts.Replied: "replied",
    facts.Answered: "replied",
    facts.Closed: "closed",
    follow_up_facts.FollowUpAnswered: "questions_answered",
    follow_up_facts.WeDid: "did",
    stages.Extended: "more_time",
    stages.AdvocateAppointed: "advocate_there",
    advocacy_facts.AdvocateLetIn: "advocate_there",
    advocacy_facts.AdvocateWrote: "advocate_wrote",
    advocacy_facts.AdvocateLetGo: "advocate_gone",
    stages.PassedOn: "passed_on",
    stages.Joined: "joined",
    stages.Deferred: "deferred",
    stages.Resumed: "resumed",
    stages.Reinstated: "resumed",
    stages.MediationOffered: "meeting",
    stages.StatementSent: "statement",
    stages.StatementAgreed: "agreed",
    stages.PanelSet: "panel",
    stages.PanelHeld: "panel_held",
    stages.OmbudsmanContacted: "ombudsman",
    stages.ReferredEarly: "ombudsman",
}
# What a child did on their own page.
BY_CHILD = ("wrote", "asked_advocate", "contact_changed", "unhappy", "did_not_wait", "advocate_gone", "questions_answered")


def key(event: Event, state: CaseState) -> str:
    """What a fact is called on the child's page, or nothing where it is not told there."""
    match event.fact:
        case facts.Unhappy():
            answered = any(at < event.at for at in state.work.answered_at.values())
            return "unhappy" if answered else "did_not_wait"
        case stages.Appointed(role="independent_person"):
            return "outside"
        case stages.Reported(role="panel"):
            return "panel_reported"
        case fact:
            return KEYS.get(type(fact), "")


def standing(state: CaseState) -> str:
    """In which of the page's sentences the present stage is told, where it is another than the first."""
    if state.status.startswith("stage3"):
        return "stage3"
    if state.status.startswith(("stage2", "corporate2")):
        return "stage2"
    return state.status if state.status in ("deferred", "referred") else ""
