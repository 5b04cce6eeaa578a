"""The steps of triage: what it is, who may complain, whose it is, what it goes with, and the advocate."""

from collections.abc import Sequence

from portal.domain import facts, stages
from portal.domain.cases import CaseState
from portal.domain.casework import stage_owed
from portal.domain.duty_facts import SecondReader
from portal.domain.facts import Fact
from portal.domain.procedure import MATTERS
from portal.web import stage_labels as say
from portal.web.step_kinds import Around, Ask, Said, Step, day, told, why


def _classify(state: CaseState, _around: Around) -> Sequence[Ask]:
    rows = {code: f"{code} {row.what}" for code, row in MATTERS.items()}
    return (
        Ask(
            "matters",
            "What it is about",
            "many",
            rows,
            "All that hold. The table says which procedures may take it.",
            value=state.work.matters,
        ),
        Ask("procedure", "Procedure", "choice", say.PROCEDURES, value=state.work.procedure and str(state.work.procedure)),
        why(),
        Ask("told", "What the person is told", hint="Needed when the procedure changes.", needed=False),
        Ask("counts_from", "Counts from another day", "day", hint="Only where a request became a complaint later.", needed=False),
    )


def _describe(state: CaseState, around: Around) -> Sequence[Ask]:
    known = state.work.described
    return (
        Ask("themes", "Themes", "many", say.THEMES, needed=False, value=known.themes or state.received.about),
        Ask("area", "Service area", "select", around.areas, needed=False, value=known.area),
        Ask("locality", "Locality", "line", needed=False, value=known.locality),
        Ask("capacity", "Who complains", "choice", say.CAPACITIES, needed=False, value=known.capacity),
        Ask(
            "subjects",
            "Children it is about",
            hint="One a line; initials are enough.",
            needed=False,
            value="\n".join(known.subjects),
        ),
        Ask("desired", "What they want to happen", needed=False, value=known.desired or state.received.better),
    )


def _describe_fact(said: Said, _around: Around) -> Fact:
    subjects = tuple(line.strip() for line in said["subjects"].splitlines() if line.strip())
    return stages.Described(
        tuple(said["themes"]), said["area"][:64], said["locality"], said["capacity"], subjects, said["desired"]
    )


def _points(state: CaseState, _around: Around) -> Sequence[Ask]:
    asks: list[Ask] = []
    for number in range(1, max(4, len(state.work.points) + 3)):
        known = state.work.points[number - 1] if number <= len(state.work.points) else stages.Point("")
        asks.append(Ask(f"point_{number}", f"Point {number}", needed=number == 1, value=known.words))
        asks.append(Ask(f"theme_{number}", f"Theme of point {number}", "select", say.THEMES, needed=False, value=known.theme))
    return asks


def _points_fact(said: Said, _around: Around) -> Fact:
    numbers = range(1, sum(name.startswith("point_") for name in said) + 1)
    points = (stages.Point(said[f"point_{n}"], said[f"theme_{n}"]) for n in numbers)
    return stages.PointsListed(tuple(point for point in points if point.words.strip()))


def _findings(state: CaseState, _around: Around) -> Sequence[Ask]:
    asks: list[Ask] = []
    known = state.work.findings.get(stage_owed(state.status, state.work), ())
    for number, point in enumerate(state.work.points, 1):
        before = known[number - 1] if number <= len(known) else stages.Finding("")
        asks.append(Ask(f"finding_{number}", f"{number}. {point.words}", "choice", say.FINDINGS, value=before.finding))
        asks.append(Ask(f"why_{number}", f"Why, for point {number}", needed=False, value=before.why))
        asks.append(
            Ask(f"action_{number}", f"What will be done about point {number}, and by when", needed=False, value=before.action)
        )
    return asks


def _findings_fact(said: Said, _around: Around) -> Fact:
    numbers = range(1, sum(name.startswith("finding_") for name in said) + 1)
    return stages.Found(tuple(stages.Finding(said[f"finding_{n}"], said[f"why_{n}"], said[f"action_{n}"]) for n in numbers))


def _deciding(question: str, title: str, yes: str, no: str) -> Step:
    def asks(_state: CaseState, around: Around) -> Sequence[Ask]:
        more: list[Ask] = []
        if question == "late":
            more = [day("The day it happened, or the last of it", around, "grounds_on", needed=False)]
        if question == "freeze":
            more = [day("Look at it again on", around, "review_on", needed=False)]
        return (Ask("accepted", "Decision", "choice", {"yes": yes, "no": no}), why(), *more)

    def make(said: Said, _around: Around) -> Fact:
        return stages.Decided(question, said["accepted"] == "yes", said["why"], said.get("grounds_on"), said.get("review_on"))

    wanted = (lambda state: bool(state.work.asked_late)) if question == "late_request" else (lambda _state: True)
    return Step(f"decide-{question.replace('_', '-')}", title, "triage", stages.Decided, asks, make, when=wanted)


def _tags(said: Said, _around: Around) -> Fact:
    words = (" ".join(tag.casefold().split())[:32] for tag in said["tags"].split(","))
    return stages.Tagged(tuple(dict.fromkeys(word for word in words if word))[:10])


STEPS: tuple[Step, ...] = (
    Step(
        "assign",
        "Give it to a colleague",
        "other",
        facts.Assigned,
        lambda state, around: (Ask("to", "Who has it", "select", around.colleagues, value=state.assigned_to),),
        lambda said, around: facts.Assigned(said["to"], around.colleagues[said["to"]]),
    ),
    Step(
        "tags",
        "Tag it",
        "other",
        stages.Tagged,
        lambda state, _around: (
            Ask(
                "tags",
                "Tags",
                "line",
                hint="Your own words for sorting, with commas between.",
                needed=False,
                value=", ".join(state.work.tags),
            ),
        ),
        _tags,
    ),
    Step(
        "classify",
        "Choose the procedure",
        "triage",
        stages.Classified,
        _classify,
        lambda said, _around: stages.Classified(
            said["procedure"], tuple(said["matters"]), said["why"], said["told"], said["counts_from"]
        ),
    ),
    Step("describe", "Say what it is about", "triage", stages.Described, _describe, _describe_fact),
    Step("points", "List the points", "triage", stages.PointsListed, _points, _points_fact),
    Step(
        "refer",
        "Tell safeguarding or the designated officer",
        "triage",
        stages.Referred,
        lambda _state, _around: (Ask("to", "Who was told", "choice", say.REFERRALS), Ask("how", "How and by whom")),
        lambda said, _around: stages.Referred(said["to"], said["how"]),
    ),
    _deciding("interest", "Decide on sufficient interest", "Has sufficient interest", "Has not"),
    _deciding("late", "Decide about the one-year limit", "Look into it all the same", "Refuse; the person is told why"),
    _deciding("freeze", "Decide whether to hold the decision complained about", "Hold it", "Do not hold it"),
    _deciding("late_request", "Decide on a late request", "Accept it", "Refuse: use the other page"),
    Step(
        "join",
        "Join to another case",
        "triage",
        stages.Joined,
        lambda _state, _around: (Ask("reference", "Reference of the other case", "line"), why(), told()),
        lambda said, _around: stages.Joined(said["reference"], said["why"], said["told"]),
    ),
    Step(
        "link",
        "Link to another case",
        "other",
        stages.Linked,
        lambda _state, _around: (Ask("reference", "Reference of the other case", "line"), why(needed=False)),
        lambda said, _around: stages.Linked(said["reference"], said["why"]),
    ),
    Step(
        "pass-on",
        "Not for us",
        "triage",
        stages.PassedOn,
        lambda _state, _around: (Ask("where", "Where instead", "line"), why(), told()),
        lambda said, _around: stages.PassedOn(said["where"], said["why"], said["told"]),
    ),
    Step(
        "ask",
        "Ask the child",
        "triage",
        facts.Replied,
        lambda _state, _around: (
            Ask("words", "Your question", hint="The child sees this. One thing at a time, in short words."),
        ),
        lambda said, _around: facts.Replied(said["words"], "", asks=True),
    ),
    Step(
        "advocacy",
        "Offer an advocate",
        "advocacy",
        stages.AdvocacyOffered,
        lambda _state, _around: (
            Ask("method", "How it was offered", "choice", say.METHODS),
            Ask("response", "What they said", "choice", say.RESPONSES),
            Ask("provider", "Who provides the advocate", "line", needed=False),
        ),
        lambda said, _around: stages.AdvocacyOffered(said["method"], said["response"], said["provider"]),
    ),
    Step(
        "pause",
        "Pause Stage 1 for an advocate",
        "advocacy",
        stages.PausedForAdvocate,
        lambda _state, around: (
            day("First day of the pause", around, "begins"),
            day("They agreed in writing that the limit moves, on", around, "agreed_on", needed=False),
        ),
        lambda said, _around: stages.PausedForAdvocate(said["begins"], said["agreed_on"]),
    ),
    Step(
        "advocate",
        "The advocate is there",
        "advocacy",
        stages.AdvocateAppointed,
        lambda _state, around: (
            Ask("name", "Name", "line"),
            Ask("provider", "Provider", "line"),
            day("Since", around),
            Ask("checks", "Confirmed about this advocate", "many", say.ADVOCATE_CHECKS),
        ),
        lambda said, _around: stages.AdvocateAppointed(said["name"], said["provider"], said["on"], tuple(said["checks"])),
    ),
    Step(
        "second-reader",
        "Second reader",
        "other",
        SecondReader,
        lambda _state, _around: (
            Ask("agrees", "Nothing more has to be done", "choice", {"yes": "I agree", "no": "I do not agree"}),
            why("What you read, and why"),
        ),
        lambda said, _around: SecondReader(said["agrees"] == "yes", said["why"]),
        when=lambda state: state.flagged,
    ),
    Step(
        "findings",
        "Findings, point by point",
        "stage",
        stages.Found,
        _findings,
        _findings_fact,
        when=lambda state: bool(state.work.points),
    ),
)
