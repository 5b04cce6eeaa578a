"""The form on paper, in words: the questions of the child's form with the same names and answers, and what paper adds.

Every sentence of a question is the page's own, so that one translation serves both.
"""

from typing import Final, Literal

from portal.domain.frozen import frozen


def _later(text: str) -> str:
    """Mark a sentence for the catalogues; it is translated when a form is printed."""
    return text


@frozen
class Choice:
    """One answer: its value, its words (nothing where ``as_it_is`` is the same in every language), and its picture."""

    value: str
    words: str = ""
    picture: str = ""
    as_it_is: str = ""


@frozen
class Question:
    """One question: ``one`` or ``many`` of some answers, a ``line`` or a ``box`` to write in. ``height`` is in millimetres."""

    name: str
    kind: Literal["one", "many", "line", "box"]
    words: str
    hints: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    columns: int = 2
    height: int = 0


TITLE: Final = _later("Your Voice on paper")
DANGER: Final = (_later("In danger now? Call 999."), _later("Childline is free, day and night."))
CHILDLINE: Final = (_later("Childline"), "0800 1111")
INTRODUCTION: Final = (_later("You can skip any question."), _later("Use more paper if you need it."))
SEND_TO: Final = _later("When you are done, give this to a person you trust. Or post it to:")
HAND_TO: Final = _later("When you are done, give this to a person you trust. Ask them to pass it to:")
CODE: Final = (_later("We send you a code on a card."), _later("Keep it. It opens our answer."))
ONLINE: Final = _later("You can also tell us on a phone:")
SQUARES: Final = _later("Squares for the camera of a phone. They open this address.")
PLACE: Final = _later("Place")
READ: Final = _later("A person reads this, Monday to Friday.")

QUESTIONS: Final = (
    Question(
        "kind",
        "one",
        _later("What do you want to tell us?"),
        choices=(
            Choice("compliment", _later("Something good"), "sun"),
            Choice("comment", _later("An idea"), "bulb"),
            Choice("complaint", _later("Something is wrong (a complaint)"), "rain"),
            Choice("unsure", _later("I am not sure yet"), "ask"),
        ),
    ),
    Question(
        "about",
        "many",
        _later("What is it about?"),
        (_later("You can choose more than one."),),
        (
            Choice("conduct", _later("A worker: what they did or said"), "worker"),
            Choice("communication", _later("Nobody told me, or people don’t answer"), "dots"),
            Choice("quality", _later("The help was not good"), "down"),
            Choice("decision", _later("A decision about me"), "ways"),
            Choice("money", _later("Money or savings"), "coin"),
            Choice("accuracy", _later("Something written about me is wrong"), "cross"),
            Choice("delay", _later("I had to wait too long"), "clock"),
            Choice("family_time", _later("Seeing my family"), "people"),
            Choice("access", _later("I can’t get help"), "door"),
            Choice("something_else", _later("Something else"), "pencil"),
            Choice("dont_know", _later("I don’t know"), "ask"),
        ),
    ),
    Question(
        "words",
        "box",
        _later("Say it your way"),
        (_later("We may have to tell someone whose job is to keep you safe."), _later("We will tell you first if we can.")),
        height=44,
    ),
    Question("better", "box", _later("What would make it better?"), height=20),
    Question(
        "feeling",
        "one",
        _later("How do you feel?"),
        choices=(
            Choice("happy", _later("Happy"), "happy"),
            Choice("okay", _later("Okay"), "okay"),
            Choice("mixed", _later("Mixed"), "mixed"),
            Choice("sad", _later("Sad"), "sad"),
            Choice("worried", _later("Worried"), "worried"),
            Choice("angry", _later("Angry"), "angry"),
        ),
        columns=3,
    ),
    Question(
        "safe",
        "one",
        _later("Are you safe right now?"),
        choices=(
            Choice("yes", _later("Yes"), "tick"),
            Choice("not_sure", _later("Not sure"), "ask"),
            Choice("no", _later("No"), "bang"),
            Choice("rather_not_say", _later("Rather not say"), "dots"),
        ),
    ),
    Question(
        "advocate",
        "one",
        _later("Do you want someone on your side?"),
        (_later("An advocate listens to you and helps people hear you."),),
        (
            Choice("yes", _later("Yes, please"), "people"),
            Choice("no", _later("No, thank you"), "one"),
            Choice("have_one", _later("I have one"), "tick"),
            Choice("tell_me_more", _later("Tell me more"), "info"),
        ),
    ),
    Question(
        "who",
        "one",
        _later("Do you want to give your name?"),
        choices=(Choice("secret", _later("Keep me secret"), "lock"), Choice("named", _later("Say who I am"), "badge")),
    ),
    Question("name", "line", _later("Your name")),
    Question(
        "age",
        "one",
        _later("How old are you?"),
        choices=(
            Choice("under_8", _later("Under 8")),
            Choice("8_11", as_it_is="8–11"),
            Choice("12_15", as_it_is="12–15"),
            Choice("16_17", as_it_is="16–17"),
            Choice("18_25", as_it_is="18–25"),
            Choice("adult", _later("Adult")),
        ),
        columns=6,
    ),
    Question(
        "helper",
        "one",
        _later("Is someone else here?"),
        choices=(
            Choice("with_me", _later("Someone is with me"), "people"),
            Choice("helping", _later("I am helping someone"), "worker"),
        ),
    ),
    Question(
        "contact_how",
        "one",
        _later("How can we safely reach you?"),
        choices=(
            Choice("code", _later("I will use my code"), "keys"),
            Choice("text", _later("Text me"), "phone"),
            Choice("call", _later("Call me"), "call"),
            Choice("email", _later("E-mail me"), "post"),
            Choice("advocate", _later("Tell my advocate"), "people"),
            Choice("letter", _later("Send me a letter"), "paper"),
        ),
    ),
    Question("contact", "line", _later("Your number or address")),
    Question("contact_when", "line", _later("When is a good time?")),
    Question("contact_not", "line", _later("Who must not know?")),
)
