"""Asking afterwards in the team's words: labels, and lines of the timeline."""

from flask_babel import gettext as _

from portal.domain.follow_up_facts import (
    FollowUpAnswered,
    FollowUpDecided,
    FollowUpDeclined,
    FollowUpFact,
    FollowUpGivenUp,
    FollowUpLeft,
    FollowUpTried,
    WeDid,
    WordsChosen,
)
from portal.domain.questions import Answers

ROUTES = {
    "page": "On their own page",
    "link": "By their own link",
    "phone": "By phone",
    "visit": "At a visit",
    "paper": "On paper",
    "advocate": "Through their advocate",
}
BY_STAFF = {route: ROUTES[route] for route in ("phone", "visit", "paper", "advocate")}
TRIED_BY = {
    **{"call": "A call", "text": "A text", "email": "An e-mail", "letter": "A letter", "visit": "A visit"},
    "advocate": "Through their advocate",
}
CAME_OF_IT = {
    "nobody_there": "Nobody was there",
    "wrong_number": "The number or address is wrong",
    "not_now": "Not a good time",
    "asked_later": "They asked to be asked later",
    "message": "It went out; nothing came back yet",
}
OUTCOMES = {
    "waiting": "Waits to be asked",
    "answered": "Answered",
    "declined": "Did not want to",
    "by_advocate": "Left to the advocate",
    "not_reached": "Could not be contacted",
}
QUESTIONS = {
    "M1": "How did it feel to tell us?",
    "M2": "Do you know your rights?",
    "M3": "Do you know how to tell us things?",
    "M4": "Do you know what happened after you told us?",
    "M5": "Did we take it seriously?",
    "M6": "Did we do what we said?",
    "M7": "Are things better now?",
    "M8": "Did someone tell you about advocates and independent visitors?",
    "again": "Would you tell us again?",
    "safe": "Are you safe right now?",
}
OPTIONS = {"yes": "Yes", "sort_of": "Sort of", "no": "No", "not_sure": "Not sure", "maybe": "Maybe"}
FEELINGS = {
    **{"happy": "Happy", "okay": "Okay", "mixed": "Mixed", "sad": "Sad", "worried": "Worried", "angry": "Angry"},
    **{"heard": "Listened to", "relieved": "Glad I told you", "nothing": "Nothing much"},
}


def told(fact: FollowUpFact) -> tuple[str, str, str]:
    """A fact as a line of the timeline: what happened, the words, and the side."""
    match fact:
        case FollowUpAnswered(route=route):
            return _("Answered our questions: %(how)s", how=ROUTES[route].lower()), in_words(fact), "work"
        case FollowUpTried(route=route, outcome=outcome, note=note):
            what = _("Tried to ask: %(how)s. %(what)s", how=TRIED_BY[route].lower(), what=CAME_OF_IT[outcome])
            return what, note, "work"
        case FollowUpDeclined(note=note):
            return _("Does not want to be asked"), note, "work"
        case FollowUpLeft(organisation=organisation):
            return _("Asking is left to %(who)s", who=organisation), "", "work"
        case FollowUpGivenUp(why=why):
            return _("Could not be contacted to be asked"), why, "work"
        case FollowUpDecided(decided=decided):
            return _("Read the answer and decided"), decided, "work"
        case WordsChosen(words=words):
            return _("Chose the child’s words to show others") if words else _("Shows the child’s words to nobody"), words, "work"
        case WeDid(words=words, could_not=could_not):
            return (
                _("Told the child what we could not do, and why") if could_not else _("Told the child what we did"),
                words,
                "child",
            )


def in_words(fact: FollowUpAnswered) -> str:
    """Answers as people read them, a line each."""
    lines = [f"{QUESTIONS['M1']} {', '.join(FEELINGS[each] for each in fact.feelings)}"] if fact.feelings else []
    answers = dict(Answers.read(fact.answers).by_question)
    answers |= {key: said for key, said in (("again", fact.again), ("safe", fact.safe)) if said}
    lines += [f"{QUESTIONS[key]} {OPTIONS[said]}" for key, said in answers.items()]
    if fact.own:
        lines.append(_("In their own words: %(words)s", words=fact.own))
        lines.append(_("These words may be shown to others.") if fact.share else _("These words may not be shown to others."))
    if fact.writer:
        lines.append(_("Whoever wrote it down adds: %(words)s", words=fact.writer))
    return "\n".join(lines)
