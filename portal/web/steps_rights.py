"""The steps when somebody asks for a copy of what is kept about them (P5)."""

from portal.domain import rights
from portal.web import stage_labels as say
from portal.web.step_kinds import Ask, Step, day, why

_MONTHS = {"1": "One month", "3": "Three months: it is complex, or one of many, and they were told so"}

STEPS: tuple[Step, ...] = (
    Step(
        "copy-asked",
        "Somebody asked for a copy of their data",
        "data",
        rights.AccessAsked,
        lambda _state, around: (
            Ask("requester", "Who asked", "choice", say.REQUESTERS),
            Ask("name", "Their name", "line"),
            day("Asked on", around),
            Ask("authority", "How you know who they are, and that they may ask"),
            Ask("months", "It is due within", "choice", _MONTHS, value="1"),
            why("Why it takes longer", needed=False),
        ),
        lambda said, _around: rights.AccessAsked(
            said["requester"], said["name"], said["on"], said["authority"], int(said["months"]), said["why"]
        ),
    ),
    Step(
        "copy-view",
        "A parent asks: what the child understands and says",
        "data",
        rights.ViewRecorded,
        lambda _state, _around: (
            Ask(
                "understands",
                "Does the child understand what it is to ask for a copy?",
                "choice",
                {"yes": "Yes", "no": "No, not yet"},
                "A decision about this child. No age decides it.",
            ),
            Ask("agrees", "Does the child agree that the parent has a copy?", "choice", say.AGREES),
            why("How you know"),
        ),
        lambda said, _around: rights.ViewRecorded(said["understands"] == "yes", said["agrees"], said["why"]),
        when=lambda state: "parent" in state.work.access,
    ),
    Step(
        "copy-refused",
        "Give no copy",
        "data",
        rights.AccessRefused,
        lambda state, _around: (
            Ask("requester", "To whom", "choice", {who: say.REQUESTERS[who] for who in sorted(state.work.access_owed)}),
            why("Why, as they were told"),
        ),
        lambda said, _around: rights.AccessRefused(said["requester"], said["why"]),
        when=lambda state: bool(state.work.access_owed),
    ),
)
