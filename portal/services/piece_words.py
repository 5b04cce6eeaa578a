"""What printed pieces say, in each language of the child's side. Much of it is what the pages say too, in the same words."""

from portal.services.helplines import HELPLINES
from portal.services.notice_words import catalogue


def _later(text: str) -> str:
    """Mark a sentence for the catalogues; it is translated when it is printed."""
    return text


CODE = _later("A code to scan. It opens %(address)s")
PLACES = ("Childline", "Always Heard", "Help at Hand")
# The drawing before each of the four choices, and before each feeling, as on the pages.
KINDS = (
    ("sun", _later("Something good")),
    ("bulb", _later("An idea")),
    ("rain", _later("Something is wrong (a complaint)")),
    ("ask", _later("I am not sure yet")),
)
FEELINGS = (
    ("happy", _later("Happy")),
    ("okay", _later("Okay")),
    ("mixed", _later("Mixed")),
    ("sad", _later("Sad")),
    ("worried", _later("Worried")),
    ("angry", _later("Angry")),
)
SENTENCES = {
    "brand": _later("Your Voice"),
    "team": _later("The Voice Team"),
    "ask": _later("What do you want to tell us?"),
    "tell": _later("Tell us something"),
    "scan": _later("Scan this with a phone."),
    "type": _later("Or type this:"),
    "your_way": _later("Say it your way"),
    "code": _later("You get a code. It opens our answer."),
    "secret": _later("You can keep your name secret."),
    "danger": _later("In danger now? Call 999."),
    "childline": _later("Childline is free, day and night."),
    "how": _later("How are things?"),
    "feel": _later("How do you feel?"),
    "well": _later("What is going well?"),
    "better": _later("What would make it better?"),
    "side": _later("Do you want someone on your side?"),
    "later": _later("You can tell us later, on your own."),
    "next": _later("What happens next"),
    "read": _later("A person in the Voice Team reads it."),
    "use": _later("Use your code to see our answer and write back."),
    "unhappy": _later("If you are not happy with our answer"),
    "anew": _later("Someone new looks at it, with a person who does not work for us."),
    "press": _later("Press “I’m not happy with this answer” on your page."),
    "late": _later("If our answer is late, you do not have to wait for it."),
    "rights": _later("Your rights"),
    "advocate": _later("You can have an advocate."),
    "who": _later("An advocate is on your side and does not work for us."),
    "own": _later("You can tell us in your own words and your own language."),
    "stop": _later("You can stop at any time and take it back."),
    "badly": _later("Nobody may treat you badly because you told us."),
    "help": _later("I need help now"),
    "others": _later("More people who can help"),
}


def said(language: str, address: str) -> dict[str, object]:
    """Every sentence by its name, in ``language``: with the four choices, the feelings, the help lines, and what the code is."""

    say = catalogue(language).gettext
    sentences: dict[str, object] = {name: say(text) for name, text in SENTENCES.items()}
    lines = [line for line in HELPLINES if line.name in PLACES]
    return sentences | {
        "alt": say(CODE) % {"address": address},
        "kinds": [(picture, say(text)) for picture, text in KINDS],
        "feelings": [(picture, say(text)) for picture, text in FEELINGS],
        "lines": [(line.name, line.number, say(line.who_for), say(line.hours)) for line in lines],
    }
