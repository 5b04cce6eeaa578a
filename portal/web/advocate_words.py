"""Advocates' pages in words: what is asked when one sends for a child, and lines of the timeline."""

from collections.abc import Mapping

from flask_babel import gettext as _

from portal.domain.advocacy_facts import AdvocacyFact, AdvocateLetGo, AdvocateLetIn, AdvocateWrote, SentForChild
from portal.web.step_kinds import Ask

KINDS = {
    "complaint": "A complaint",
    "comment": "A comment or an idea",
    "compliment": "A compliment",
    "unsure": "Not sure",
}
PENS = {
    "child": "The child wrote or typed it",
    "together": "We wrote it together",
    "advocate": "I wrote down what the child said",
}
ALONE = {
    "alone": "Alone with me",
    "somebody_there": "Somebody else was there",
    "not_known": "Not known",
}
AGREED = {"given": "Yes, the child agreed", "not_able": "The child was not able to say"}
WAYS = {"sent": "sent it for the child", "code": "was given the code by the child", "team": "was let in by the Voice Team"}
ENDED_BY = {"child": "The child ended it", "trust": "The trust ended it", "advocate": "The advocate ended it"}
AGES = {
    **{"under_8": "Under 8", "8_11": "8 to 11", "12_15": "12 to 15"},
    **{"16_17": "16 to 17", "18_25": "18 to 25", "adult": "Adult"},
}
SAFE = {"yes": "Yes", "not_sure": "Not sure", "no": "No", "rather_not_say": "They would rather not say"}
HOWS = {
    "code": "By their code, on this site",
    "advocate": "Through me",
    "text": "By text",
    "call": "By a call",
    "email": "By e-mail",
    "letter": "By a letter",
}
AGREEMENT = (
    Ask("agreed", "Does the child agree that you see this and what comes of it?", "choice", AGREED),
    Ask("how", "How you know", hint="What the child said or showed; or why they were not able to say.", value=""),
)


def sending(languages: Mapping[str, str]) -> tuple[Ask, ...]:
    """What is asked of an advocate who sends for a child; ``languages`` by tag."""
    return (
        Ask("kind", "What is it?", "choice", KINDS),
        Ask("words", "The child’s words", hint="Just as they said or wrote them. Nothing of yours."),
        Ask("own", "Your words", hint="Kept apart from the child’s. Only the Voice Team sees them.", needed=False),
        Ask("pen", "Who held the pen?", "choice", PENS),
        Ask("alone", "Was the child alone with you?", "choice", ALONE),
        *AGREEMENT,
        Ask("safe", "Is the child safe right now?", "choice", SAFE, needed=False),
        Ask("name", "The child’s name", "line", hint="Only if they want it known.", needed=False),
        Ask("age", "How old are they?", "choice", AGES, needed=False),
        Ask("contact_how", "How can they safely be reached?", "choice", HOWS, needed=False),
        Ask("contact", "Their number or address", "line", needed=False),
        Ask("contact_when", "When it is safe", "line", needed=False),
        Ask("contact_not", "Who must not know", "line", needed=False),
        Ask("language", "The language for their page", "choice", languages, value="en"),
    )


def told(fact: AdvocacyFact) -> tuple[str, str, str]:
    """What happened, the words with it, and on which side of the timeline it stands."""
    match fact:
        case SentForChild(pen=pen, alone=alone, words=words):
            lines = (f"{_('Who held the pen')}: {PENS[pen]}", f"{_('The child was')}: {ALONE[alone]}", words)
            return _("An advocate sent this for the child"), "\n".join(line for line in lines if line), "work"
        case AdvocateLetIn(name=name, organisation=where, way=way, agreed=agreed, how=how):
            title = _("%(name)s (%(where)s) %(way)s, and sees the case now", name=name, where=where, way=WAYS[way])
            return title, f"{AGREED[agreed]}: {how}", "work"
        case AdvocateWrote(words=words, name=name):
            return _("%(name)s wrote for the child", name=name), words, "child"
        case AdvocateLetGo(name=name, ended_by=ended_by):
            return _("%(name)s sees the case no longer", name=name), ENDED_BY[ended_by], "work"
