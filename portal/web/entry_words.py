"""Entering paper and spoken feedback, in words: what is asked, in the order of the form on paper, and lines of the timeline."""

from collections.abc import Mapping
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from portal.domain.entry_facts import Assisted, Entered, EntryFact
from portal.domain.facts import Plan, Received
from portal.services.form_words import QUESTIONS, Question
from portal.web.step_kinds import Ask

# Each begins with a letter of its own where it can, because a letter chooses it on the keyboard.
CHANNELS = {
    "paper": "Paper form",
    "letter": "Letter or card",
    "phone": "Telephone, to us",
    "contact_centre": "Contact centre, by telephone",
    "email": "E-mail to the team",
    "online_account": "Council’s online account",
    "visit": "Visit by the Voice Team",
    "worker": "Worker: social worker, personal adviser, reviewing officer",
    "professional": "Another professional",
    "advocate": "Advocate, by letter or call",
    "forum": "Forum or group",
    "other": "Other",
}
TO_CONFIRM = "Send the record to whoever said it, and put right what they correct (R1.6.1)"
_ASKED = {one.name: one for one in QUESTIONS}
OWN_WORDS = Ask("own", "Your own words", hint="Kept apart from theirs. The child does not see them.", needed=False)


def _answers(one: Question) -> dict[str, str]:
    return {each.value: each.words or each.as_it_is for each in one.choices}


def _as_on_paper(name: str, kind: str, *, needed: bool = False) -> Ask:
    one = _ASKED[name]
    return Ask(name, one.words, kind, _answers(one), needed=needed)


def asks(languages: Mapping[str, str], today: Any) -> tuple[Ask, ...]:
    """What is asked; ``languages`` by tag. What has many boxes stands last, so that nobody has to go through it."""
    return (
        Ask("channel", "How it came", "select", CHANNELS),
        Ask("on", "The day it reached any part of the trust", "day", hint="Clocks count from it.", value=today),
        _as_on_paper("kind", "choice", needed=True),
        Ask("words", "Their words", hint="Just as they wrote or said them. Nothing of yours.", needed=False),
        Ask("better", _ASKED["better"].words, needed=False),
        OWN_WORDS,
        *(_as_on_paper(name, "select") for name in ("feeling", "safe", "advocate")),
        Ask("name", "Their name", "line", hint="Only if they want it known.", needed=False),
        *(_as_on_paper(name, "select") for name in ("age", "helper", "contact_how")),
        *(Ask(name, _ASKED[name].words, "line", needed=False) for name in ("contact", "contact_when", "contact_not")),
        Ask("language", "The language for their page", "select", languages, needed=False, value="en"),
        Ask("place", "Place code", "line", hint="The five signs on the form, if it has any.", needed=False),
        _as_on_paper("about", "many"),
    )


def received(said: Mapping[str, Any]) -> Received:
    """The fact that the answers of the page make: their words as they are."""
    return Received(
        kind=said["kind"],
        words=said["words"],
        better=said["better"],
        about=tuple(said["about"]),
        feeling=said["feeling"],
        safe=said["safe"],
        helper=said["helper"],
        name=said["name"],
        age=said["age"],
        plan=Plan(said["contact_how"], said["contact"], said["contact_when"], said["contact_not"]),
        advocate=said["advocate"],
        language=said["language"] or "en",
    )


def told(fact: EntryFact) -> tuple[str, str, str]:
    """What happened, the words with it, and on which side of the timeline it stands."""
    match fact:
        case Entered(channel=channel, on=on, words=words):
            title = _("Typed in. It came on %(day)s: %(channel)s", day=format_date(on, "d MMMM yyyy"), channel=CHANNELS[channel])
            return title, words, "notes" if words else "work"
        case Assisted(name=name, may_read=may_read):
            title = _("Filled in with %(name)s", name=name)
            return title, _("The child lets them read it.") if may_read else _("The child does not want them to read it."), "work"
