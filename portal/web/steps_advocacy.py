"""The steps of letting a child's advocate into the case, and out of it."""

from portal.domain.advocacy_facts import AdvocateLetGo, AdvocateLetIn
from portal.domain.cases import CaseState
from portal.web import advocate_words as say
from portal.web.step_kinds import Around, Ask, Said, Step


def _let_in(said: Said, around: Around) -> AdvocateLetIn:
    name, organisation = around.advocates[said["person"]]
    return AdvocateLetIn(said["person"], name, organisation, "team", said["agreed"], said["how"])


def _there(state: CaseState) -> dict[str, str]:
    return {person: fact.name for person, fact in state.advocates.items()}


STEPS: tuple[Step, ...] = (
    Step(
        "advocate-in",
        "Let their advocate see the case",
        "advocacy",
        AdvocateLetIn,
        lambda state, around: (
            Ask(
                "person",
                "Which advocate",
                "select",
                {key: ", ".join(who) for key, who in around.advocates.items() if key not in state.advocates},
                hint="They see what the child sees, and nothing else.",
            ),
            *say.AGREEMENT,
        ),
        _let_in,
    ),
    Step(
        "advocate-out",
        "Their advocate sees the case no longer",
        "advocacy",
        AdvocateLetGo,
        lambda state, _around: (Ask("person", "Which advocate", "select", _there(state)),),
        lambda said, around: AdvocateLetGo(said["person"], around.everybody.get(said["person"], ""), "trust"),
        when=lambda state: bool(state.advocates),
    ),
)
