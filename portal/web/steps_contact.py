"""The steps by which staff keep a child's plan: confirm what the child's words mean, and write down who was reached by hand."""

from collections.abc import Sequence

from portal.domain import contact
from portal.domain.cases import CaseState
from portal.domain.contact import Route, SafePlan
from portal.domain.contact_facts import ContactConfirmed, ToldByHand
from portal.web import contact_words as say
from portal.web.step_kinds import Around, Ask, Said, Step

TIMES = {f"{hour:02d}:{minute:02d}": f"{hour:02d}:{minute:02d}" for hour in range(7, 23) for minute in (0, 30)}
_ROUTES = {str(route): words for route, words in say.ROUTES.items()}
_TO_FORBID = {route: words for route, words in _ROUTES.items() if route != Route.CODE}


def _wrote(words: str, more: str = "") -> str:
    """The child's own words beside the field that a person fills from them."""
    own = f"The child wrote: {words.strip()}" if words.strip() else ""
    return " ".join(part for part in (more, own) if part)


def _plan(state: CaseState, _around: Around) -> Sequence[Ask]:
    reach = state.reach
    said = reach.said
    plan = reach.plan or contact.offered(said.how, said.contact, said.when, said.never)
    return (
        Ask("route", "How", "choice", _ROUTES, "Not sure? Choose the code: then nothing goes out.", value=str(plan.route)),
        Ask(
            "address",
            "Number or address",
            hint=_wrote(said.contact, "One number or e-mail address. For a letter: three lines or more, then the postcode."),
            needed=False,
            value=plan.address,
        ),
        Ask("days", "On these days", "many", say.WEEK, _wrote(said.when, "Letters come when the post comes."), False, plan.days),
        Ask("begins", "From (London time)", "select", TIMES, value=plan.begins),
        Ask("ends", "Until (London time)", "select", TIMES, value=plan.ends),
        Ask("forbidden", "Never in this way", "many", _TO_FORBID, needed=False, value=plan.forbidden),
        Ask("never", "Who must not know", hint=_wrote(said.never), needed=False, value=plan.never),
    )


def _confirmed(said: Said, _around: Around) -> ContactConfirmed:
    route = said["route"]
    where = contact.address(route, said["address"]) or said["address"].strip()
    plan = SafePlan(
        route,
        where if route != Route.CODE else "",
        tuple(said["days"]),
        said["begins"],
        said["ends"],
        tuple(said["forbidden"]),
        said["never"].strip(),
    )
    return ContactConfirmed(plan)


STEPS: tuple[Step, ...] = (
    Step("contact-plan", "Confirm how this child may be reached", "contact", ContactConfirmed, _plan, _confirmed),
    Step(
        "told-by-hand",
        "I reached the child myself",
        "contact",
        ToldByHand,
        lambda _state, _around: (
            Ask("route", "How", "choice", say.BY_HAND),
            Ask("words", "What was said", hint="For colleagues and for the record. The child does not see it here."),
        ),
        lambda said, _around: ToldByHand(said["route"], said["words"]),
    ),
)
