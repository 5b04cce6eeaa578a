"""The steps about who sees a case: shut out whom it is about, restrict it, let somebody in for a time."""

from portal.domain import stages
from portal.web.step_kinds import Around, Ask, Said, Step, day, why


def _person(said: Said, around: Around) -> tuple[str, str]:
    return said["person"], around.everybody[said["person"]]


STEPS: tuple[Step, ...] = (
    Step(
        "shut-out",
        "It is about somebody who signs in here",
        "sight",
        stages.ShutOut,
        lambda state, around: (
            Ask(
                "person",
                "Who it is about",
                "select",
                {key: name for key, name in around.everybody.items() if key not in state.work.shut_out},
                "For them, and for everybody above them, this case will not be there any more.",
            ),
            why(),
        ),
        lambda said, around: stages.ShutOut(*_person(said, around), said["why"]),
    ),
    Step(
        "let-back",
        "It is not about them after all",
        "sight",
        stages.LetBack,
        lambda state, _around: (Ask("person", "Who", "choice", state.work.shut_out), why()),
        lambda said, around: stages.LetBack(*_person(said, around), said["why"]),
        when=lambda state: bool(state.work.shut_out),
    ),
    Step(
        "restrict",
        "Restrict it to those who are named",
        "sight",
        stages.Restricted,
        lambda _state, _around: (why(),),
        lambda said, _around: stages.Restricted(True, said["why"]),
        when=lambda state: not state.work.restricted,
    ),
    Step(
        "unrestrict",
        "Restrict it no longer",
        "sight",
        stages.Restricted,
        lambda _state, _around: (why(),),
        lambda said, _around: stages.Restricted(False, said["why"]),
        when=lambda state: state.work.restricted,
    ),
    Step(
        "let-in",
        "Let somebody in for a time",
        "sight",
        stages.LetIn,
        lambda _state, around: (
            Ask("person", "Who", "select", around.investigators, "They see this case, and no other, and may write notes."),
            day("Until", around, "until"),
        ),
        lambda said, around: stages.LetIn(*_person(said, around), said["until"]),
    ),
    Step(
        "let-in-ended",
        "End what they were let into",
        "sight",
        stages.LetInEnded,
        lambda state, _around: (Ask("person", "Who", "choice", {key: one.name for key, one in state.work.let_in.items()}),),
        lambda said, around: stages.LetInEnded(*_person(said, around)),
        when=lambda state: bool(state.work.let_in),
    ),
)
