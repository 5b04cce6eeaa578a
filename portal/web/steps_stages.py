"""The steps of the stages: more time, the statement, who has which part, reports, the panel, the Ombudsman, waiting."""

from collections.abc import Mapping, Sequence

from portal.domain import facts, stages
from portal.domain.cases import CaseState
from portal.domain.casework import stage_owed
from portal.domain.facts import Fact
from portal.domain.procedure import STAGE2, STAGE3, Procedure, Status
from portal.web import stage_labels as say
from portal.web.step_kinds import Around, Ask, Said, Step, day, told, why


def _extend(state: CaseState, around: Around) -> Sequence[Ask]:
    asks = (why("Reason"), Ask("notice", "Notice to the person", hint="They see this. Say why, and the new day."))
    if state.procedure is not Procedure.STATUTORY:
        return asks
    if stage_owed(state.status, state.work) == 1:
        only = "The law knows no other. The new day is 20 working days from receipt."
        return (Ask("ground", "Ground", "choice", say.GROUNDS, only), *asks)
    return (*asks, day("New day", around, "until"))


def _checks(role: str) -> Mapping[str, str]:
    return {check: say.CHECKS[check] for check in stages.CHECKS[role]}


def _appointing(role: str) -> Step:
    inside = role in ("investigating_officer", "adjudicating_officer")

    def asks(_state: CaseState, around: Around) -> Sequence[Ask]:
        found = [Ask("name", "Name", "line", hint="Or choose a colleague below." if inside else "", needed=not inside)]
        if inside:
            found.append(Ask("person", "Colleague", "select", around.colleagues, needed=False))
        if _checks(role):
            found.append(Ask("checks", "Confirmed about this person", "many", _checks(role)))
        return found

    def make(said: Said, around: Around) -> Fact:
        person = said.get("person") or ""
        name = said["name"] or around.colleagues.get(person, "")
        return stages.Appointed(role, name, tuple(said.get("checks", ())), internal=bool(person), person_id=person)

    places = STAGE3 if role in ("chair", "panellist") else STAGE2
    return Step(
        role.replace("_", "-"),
        say.ROLES[role],
        "stage",
        stages.Appointed,
        asks,
        make,
        when=lambda s: s.status in places,
    )


def _reporting(role: str, title: str) -> Step:
    place = Status.STAGE3_HELD if role == "panel" else Status.STAGE2_OPEN
    return Step(
        f"report-{role.replace('_', '-')}",
        title,
        "stage",
        stages.Reported,
        lambda _state, around: (day("The day it came", around), Ask("words", "What it says, in short", needed=False)),
        lambda said, _around: stages.Reported(role, said["on"], said["words"]),
        when=lambda state: state.status is place and (role == "panel" or state.work.holding(role) is not None),
    )


def _task_words(state: CaseState) -> dict[str, str]:
    return {key: f"{task.what} ({task.owner_name})" for key, task in state.work.tasks.items()}


def _colleague(said: Said, around: Around) -> tuple[str, str]:
    return said["owner"], around.colleagues.get(said["owner"], "")


STEPS: tuple[Step, ...] = (
    Step(
        "extend",
        "Give this stage more time",
        "stage",
        stages.Extended,
        _extend,
        lambda said, _around: stages.Extended(said.get("ground", ""), said["why"], said["notice"], said.get("until")),
    ),
    Step(
        "statement",
        "Send the statement of complaint",
        "stage",
        stages.StatementSent,
        lambda state, _around: (
            Ask(
                "words",
                "Statement",
                hint="The person sees this and can ask for changes.",
                value=state.work.statement or "\n".join(f"{n}. {point.words}" for n, point in enumerate(state.work.points, 1)),
            ),
        ),
        lambda said, _around: stages.StatementSent(said["words"]),
    ),
    Step(
        "statement-final",
        "The statement is final",
        "stage",
        stages.StatementAgreed,
        lambda _state, around: (
            day("Agreed on", around),
            Ask("how", "How it came about", "many", say.STATEMENTS, "Stage 2 counts from this day only then.", needed=False),
            Ask("no_reply_why", "No reply came, and it goes on because", needed=False),
        ),
        lambda said, _around: stages.StatementAgreed(
            said["on"], "was_oral" in said["how"], "amended" in said["how"], said["no_reply_why"]
        ),
    ),
    _appointing("investigating_officer"),
    _appointing("independent_person"),
    _appointing("adjudicating_officer"),
    _reporting("investigating_officer", "The investigating officer's report is in"),
    _reporting("independent_person", "The independent person's report is in"),
    _appointing("chair"),
    _appointing("panellist"),
    Step(
        "panel",
        "Set the day of the panel",
        "stage",
        stages.PanelSet,
        lambda _state, around: (
            day("The panel meets on", around),
            Ask(
                "why_late", "Why it is after the limit", hint="Only where it is, and in the person's own interest.", needed=False
            ),
        ),
        lambda said, _around: stages.PanelSet(said["on"], said["why_late"]),
    ),
    Step(
        "panel-held",
        "The panel met",
        "stage",
        stages.PanelHeld,
        lambda state, around: (Ask("on", "The day", "day", value=state.work.panel_on or around.today),),
        lambda said, _around: stages.PanelHeld(said["on"]),
    ),
    _reporting("panel", "The panel's report is in"),
    Step(
        "refuse-late-request",
        "Refuse a late request",
        "stage",
        stages.LateRequestRefused,
        lambda _state, _around: (why(), told("What the person is told; name the Ombudsman")),
        lambda said, _around: stages.LateRequestRefused(said["why"], said["told"]),
        when=lambda state: bool(state.work.asked_late),
    ),
    Step(
        "unhappy",
        "They asked us for the next stage",
        "stage",
        facts.Unhappy,
        lambda _state, _around: (Ask("words", "What they said", hint="In their words. It counts from today.", needed=False),),
        lambda said, _around: facts.Unhappy(said["words"]),
    ),
    Step(
        "meeting-offer",
        "Offer a meeting",
        "meeting",
        stages.MediationOffered,
        lambda _state, _around: (Ask("by", "Who offered it, and how", "line"),),
        lambda said, _around: stages.MediationOffered(said["by"]),
        when=lambda state: state.work.mediation_offered_at is None,
    ),
    Step(
        "meeting-answer",
        "What they said about a meeting",
        "meeting",
        stages.MediationAnswered,
        lambda _state, around: (
            Ask("accepted", "Answer", "choice", {"yes": "Yes, they want to meet", "no": "No"}),
            day("They agreed in writing that the clock waits, from", around, "pause_agreed_on", needed=False),
        ),
        lambda said, _around: stages.MediationAnswered(said["accepted"] == "yes", said["pause_agreed_on"]),
        when=lambda state: state.work.mediation_offered_at is not None and state.work.mediation_held is None,
    ),
    Step(
        "meeting-held",
        "The meeting is over",
        "meeting",
        stages.MediationHeld,
        lambda _state, around: (
            day("The day", around),
            Ask("outcome", "How it ended", "choice", say.MEETINGS),
            Ask("agreement", "What was agreed", needed=False),
            Ask("manager", "Senior manager who was there", "line", needed=False),
        ),
        lambda said, _around: stages.MediationHeld(said["on"], said["outcome"], said["agreement"], said["manager"]),
        when=lambda state: bool(state.work.mediation and state.work.mediation.accepted) and state.work.mediation_held is None,
    ),
    Step(
        "ombudsman",
        "The Ombudsman has it",
        "ombudsman",
        stages.OmbudsmanContacted,
        lambda _state, around: (day("Since", around), Ask("words", "What about", needed=False)),
        lambda said, _around: stages.OmbudsmanContacted(said["on"], said["words"]),
    ),
    Step(
        "ombudsman-decided",
        "The Ombudsman decided",
        "ombudsman",
        stages.OmbudsmanDecided,
        lambda _state, around: (
            day("On", around),
            Ask("decision", "Decision", "choice", say.OMBUDSMAN),
            Ask("injustice", "Injustice", "choice", {"yes": "Yes", "no": "No"}),
            Ask("words", "Recommendations and what they ask for", needed=False),
        ),
        lambda said, _around: stages.OmbudsmanDecided(said["on"], said["decision"], said["injustice"] == "yes", said["words"]),
        when=lambda state: bool(state.work.ombudsman) or state.status is Status.REFERRED,
    ),
    Step(
        "refer-early",
        "Go to the Ombudsman without a panel",
        "ombudsman",
        stages.ReferredEarly,
        lambda _state, _around: (Ask("checks", "All of this holds", "many", say.EARLY_REFERRAL), told()),
        lambda said, _around: stages.ReferredEarly(tuple(said["checks"]), said["told"]),
    ),
    Step(
        "defer",
        "Wait while a court or another process runs",
        "other",
        stages.Deferred,
        lambda _state, around: (
            Ask("running", "Which process", "line"),
            why("How going on could harm it"),
            told(),
            day("Look at it again on", around, "review_on", needed=False),
        ),
        lambda said, _around: stages.Deferred(said["running"], said["why"], said["told"], said["review_on"]),
    ),
    Step(
        "resume",
        "Go on",
        "other",
        stages.Resumed,
        lambda _state, _around: (why(),),
        lambda said, _around: stages.Resumed(said["why"]),
    ),
    Step(
        "withdraw",
        "They told us to stop",
        "other",
        facts.Withdrawn,
        lambda _state, _around: (told("Confirm it to them in writing, and ask a child whether anyone pressed them"),),
        lambda said, _around: facts.Withdrawn(said["told"]),
    ),
    Step(
        "reinstate",
        "Take it up again",
        "other",
        stages.Reinstated,
        lambda _state, _around: (why(),),
        lambda said, _around: stages.Reinstated(said["why"]),
    ),
    Step(
        "task",
        "Set a task",
        "other",
        stages.TaskSet,
        lambda _state, around: (
            Ask("what", "What has to be done", "line"),
            Ask("owner", "Who does it", "select", around.colleagues),
            day("By", around, "due_on"),
        ),
        lambda said, around: stages.TaskSet(around.new_id, said["what"], *_colleague(said, around), said["due_on"]),
    ),
    Step(
        "task-done",
        "A task is done",
        "other",
        stages.TaskDone,
        lambda state, _around: (
            Ask("task", "Task", "choice", _task_words(state)),
            Ask("outcome", "What came of it", needed=False),
        ),
        lambda said, _around: stages.TaskDone(said["task"], said["outcome"]),
        when=lambda state: bool(state.work.tasks),
    ),
)
