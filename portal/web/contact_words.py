"""Reaching the child, in the team's words: what went out, what did not and why, and the plan that is kept."""

from flask_babel import gettext as _

from portal.domain.contact import DAYS, Route, SafePlan
from portal.domain.contact_facts import ContactConfirmed, ContactFact, NoticeFailed, NoticeHeld, NoticeSent, ToldByHand

ROUTES = {
    Route.CODE: "Only by their code, on this site",
    Route.EMAIL: "By e-mail",
    Route.TEXT: "By text",
    Route.CALL: "By a call",
    Route.LETTER: "By a letter",
    Route.ADVOCATE: "Through their advocate",
}
BY_HAND = {"call": "By a call", "visit": "On a visit", "letter": "By a letter", "advocate": "Through their advocate"}
WEEK = dict(zip(DAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True))
WHAT = {
    "answer": "that there is something to read",
    "late": "that it takes longer than was said",
    "questions": "that there are questions to answer",
}
REASONS = {
    "not_confirmed": "Nobody has confirmed yet how this child may be reached.",
    "forbidden": "The plan forbids this way.",
    "only_by_code": "The child wants to be reached by their code alone.",
    "not_chosen": "The plan names another way.",
    "by_hand": "This needs a person: a call, or their advocate.",
    "no_address": "The plan holds no address that can be used.",
    "no_time": "The plan leaves no hour in which anything may go out.",
    "failed_before": "What went to this address before did not come. Confirm another one.",
    "taken_back": "The child took it back.",
    "no_way": "This portal is not set up to send that way.",
}
FAILURES = {
    "refused": "The address was refused.",
    "not_delivered": "It was sent and could not be delivered.",
    "gave_up": "It could not be sent, although it was tried many times.",
}


def told(fact: ContactFact) -> tuple[str, str, str]:
    """A fact as a line of the timeline: what happened, the words, and the side."""
    match fact:
        case ContactConfirmed(plan=plan):
            return _("Confirmed how the child may be reached"), in_words(plan), "work"
        case NoticeSent(what=what, route=route, times=times):
            more = _("It may have gone %(count)d times.", count=times) if times > 1 else ""
            return _("Told the child %(way)s %(what)s", way=_way(route), what=WHAT[what]), more, "work"
        case NoticeHeld(what=what, why=why):
            return _("Did not tell the child %(what)s", what=WHAT[what]), REASONS[why], "work"
        case NoticeFailed(what=what, why=why):
            return _("Word did not reach the child: %(what)s", what=WHAT[what]), FAILURES[why], "work"
        case ToldByHand(route=route, words=words):
            return _("Reached the child: %(way)s", way=BY_HAND[route].lower()), words, "work"


def in_words(plan: SafePlan) -> str:
    """A plan as people read it, in lines."""
    where = f": {plan.address}" if plan.address else ""
    lines = [ROUTES[Route(plan.route)] + where]
    if plan.route in (Route.TEXT, Route.EMAIL):
        lines.append(f"{_days(plan)}, {plan.begins} to {plan.ends}")
    if plan.forbidden:
        lines.append(_("Never: %(ways)s", ways=", ".join(_way(route) for route in plan.forbidden)))
    if plan.never:
        lines.append(_("Who must not know: %(who)s", who=plan.never))
    return "\n".join(lines)


def _way(route: str) -> str:
    return ROUTES[Route(route)].lower()


def _days(plan: SafePlan) -> str:
    return _("Every day") if set(plan.days) == set(DAYS) else ", ".join(WEEK[day] for day in DAYS if day in plan.days)
