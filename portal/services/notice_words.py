"""What word to a child says, in each language: that there is something, and where. Never what, and never of whom."""

from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

from portal.domain.contact_facts import ANSWER, LATE, QUESTIONS

# The catalogue of a language, where it is not called like the language itself.
LOCALES = {"en": "en_GB", "en-easy": "en_001", "pa": "pa_Guru_IN"}
RIGHT_TO_LEFT = ("ur",)
_INSIDE = Path(__file__).parents[1] / "translations"
_FOLDER = _INSIDE if _INSIDE.is_dir() else Path(__file__).parents[2] / "translations"


def _later(text: str) -> str:
    """Mark a sentence for the catalogues; it is translated when it is sent."""
    return text


SUBJECT = _later("A message for you")
TEXTS = {
    ANSWER: _later("There is something for you to read. Go to %(link)s and type your code."),
    LATE: _later("We have not forgotten you. It takes longer than we said. Go to %(link)s and type your code."),
    QUESTIONS: _later("We have a few short questions for you. You do not have to answer. Go to %(link)s"),
}


@cache
def catalogue(language: str) -> NullTranslations:
    """The sentences of a language, for what is said outside of pages."""
    return translation("messages", _FOLDER, [LOCALES.get(language, language)], fallback=True)


def subject(language: str) -> str:
    """The subject, in the child's language."""
    return catalogue(language).gettext(SUBJECT)


def text(what: str, language: str, link: str) -> str:
    """The one or two sentences, in the child's language. Raises KeyError for what nobody is told."""
    return catalogue(language).gettext(TEXTS[what]) % {"link": link}
