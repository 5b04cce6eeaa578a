"""The rights paragraphs of the letters, for a child and for an adult: the words alone, by the letter's key.

For a child: sentences of fifteen words at most, and no word of the law. Names in braces are filled in when a letter is made.
"""

from typing import NamedTuple


class Version(NamedTuple):
    """A letter's title, and the heading over the rights with the paragraphs under it."""

    title: str
    heading: str
    rights: tuple[str, ...]


_CHILD_ADVOCATE = (
    "You can have an advocate. An advocate is on your side and does not work for us. It is free. "
    "Tell us if you want one. You can also ring Always Heard on {always_heard}."
)
_CHILD_OMBUDSMAN = (
    "You can also ring the Ombudsman on {ombudsman}. They check if we were fair. They do not work for us. It is free."
)
_CHILD_HELP = "If you are in danger now, ring 999. You can talk to Childline at any time on {childline}. It is free."
_CHILD_ASK = "You can tell us with your code on {site}. You can also tell any grown-up who works with you."
_CHILD_WORSE = "Telling us does not make things worse for you. If somebody is unkind about it, tell us."

_ADULT_ADVOCATE = (
    "A child or young person who complains, or thinks of it, has the right to a free and independent advocate. "
    "Ask us and we will arrange one. Always Heard can help too, on {always_heard}."
)
_ADULT_OMBUDSMAN = (
    "The Local Government and Social Care Ombudsman is free and independent. It can look at complaints about us. Normally it "
    "does so when our own procedure has ended, and within 12 months of the day you knew of the matter. You may ask it at any "
    "time. Ring {ombudsman} or see www.lgo.org.uk."
)
_ADULT_ASK = "You can ask in any way: in writing, by telephone, or through any of our staff. You need give no reasons."

# For each letter the child's version, then the adult's.
VERSIONS: dict[str, tuple[Version, Version]] = {
    "acknowledgement": (
        Version(
            "We have read what you told us",
            "What happens now",
            (
                "We will look into it. You will have an answer by {due}.",
                _CHILD_WORSE,
                "You can tell us more. You can also change your mind. " + _CHILD_ASK,
                _CHILD_ADVOCATE,
                _CHILD_HELP,
            ),
        ),
        Version(
            "We have received what you told us",
            "What happens now",
            (
                "We will look into it and answer you by {due}. If we need longer we will tell you before then, and why.",
                "You can send us more at any time, and you can withdraw at any time.",
                _ADULT_ADVOCATE,
                _ADULT_OMBUDSMAN,
            ),
        ),
    ),
    "stage1_outcome": (
        Version(
            "Our answer to what you told us",
            "If you are not happy with this answer",
            (
                "You can ask for the next step. Then somebody new looks at it.",
                "Please ask by {ask_by}. If that day has gone, ask us all the same.",
                _CHILD_ASK,
                _CHILD_ADVOCATE,
                _CHILD_OMBUDSMAN,
                _CHILD_HELP,
            ),
        ),
        Version(
            "Our answer to your complaint (Stage 1)",
            "If you are not satisfied",
            (
                "You have the right to ask for Stage 2. An investigator who was not involved looks into it, together with an "
                "independent person who does not work for us.",
                "Please ask by {ask_by}: 20 working days from the day you receive this letter, or 28 days where that is "
                "longer. If you are late, ask all the same: a person will decide. " + _ADULT_ASK,
                _ADULT_ADVOCATE,
                _ADULT_OMBUDSMAN,
            ),
        ),
    ),
    "extension": (
        Version(
            "We need more time",
            "What you can do",
            (
                "No answer by the new day? Then you can ask for the next step.",
                _CHILD_ASK,
                _CHILD_ADVOCATE,
                _CHILD_OMBUDSMAN,
                _CHILD_HELP,
            ),
        ),
        Version(
            "We need more time for your complaint",
            "What you can do",
            (
                "Stage 1 may take 20 working days in all, and Stage 2 may take 65 working days in all. If you have no answer "
                "at Stage 1 by the new date, you need not wait: you can ask for Stage 2. " + _ADULT_ASK,
                _ADULT_ADVOCATE,
                _ADULT_OMBUDSMAN,
            ),
        ),
    ),
    "advocate_offer": (
        Version(
            "Somebody on your side",
            "What an advocate does",
            (
                _CHILD_ADVOCATE,
                "They listen to you and help you say it. They can come with you and write for you. "
                "They keep what you say to themselves, unless somebody may be badly hurt.",
                "You choose. You can say no now and yes later. You can ask for a different advocate.",
                _CHILD_ASK,
                _CHILD_HELP,
            ),
        ),
        Version(
            "An advocate for a child or young person",
            "What an advocate does",
            (
                _ADULT_ADVOCATE,
                "An advocate helps the child to say what they think and want. The child chooses: they may say no now and yes "
                "later, ask for somebody else, or have a friend or relative instead.",
                _ADULT_OMBUDSMAN,
            ),
        ),
    ),
    "stage2_statement": (
        Version(
            "What we will look at",
            "What happens now",
            (
                "Please check what we wrote. Tell us if something is wrong or missing.",
                "Then two people look into it. One of them does not work for us.",
                "We try to finish in five weeks. It can take up to thirteen weeks.",
                _CHILD_ASK,
                _CHILD_ADVOCATE,
                _CHILD_OMBUDSMAN,
                _CHILD_HELP,
            ),
        ),
        Version(
            "What we will investigate (Stage 2)",
            "What happens now",
            (
                "Please check the points above, and tell us what is wrong or missing. What you agree is what will be "
                "investigated.",
                "Stage 2 takes 25 working days. It may be extended, to 65 working days in all; we would tell you why, and the "
                "new date.",
                _ADULT_ADVOCATE,
                _ADULT_OMBUDSMAN,
            ),
        ),
    ),
    "stage2_outcome": (
        Version(
            "What we found out",
            "If you are not happy with this answer",
            (
                "You can ask for the last step. Three people who do not work for us look at it.",
                "You can talk to them if you want. You can bring somebody with you.",
                "Please ask by {ask_by}. If that day has gone, ask us all the same.",
                _CHILD_ASK,
                _CHILD_ADVOCATE,
                _CHILD_OMBUDSMAN,
                _CHILD_HELP,
            ),
        ),
        Version(
            "Our answer to your complaint (Stage 2)",
            "If you are not satisfied",
            (
                "You have the right to ask for Stage 3. A panel of three independent people looks at how your complaint was "
                "dealt with. It meets within 30 working days of your request.",
                "Please ask by {ask_by}: 20 working days from the day you receive this letter, or 28 days where that is "
                "longer. If you are late, ask all the same: a person will decide. " + _ADULT_ASK,
                _ADULT_ADVOCATE,
                _ADULT_OMBUDSMAN,
            ),
        ),
    ),
    "stage3_ack": (
        Version(
            "Three people will look at it",
            "What happens now",
            (
                "Three people who do not work for us will meet. They do it within six weeks of when you asked.",
                "You can come and talk to them. You can bring an advocate and one more person.",
                "You can also write to them, or stay at home. You choose.",
                _CHILD_ADVOCATE,
                _CHILD_OMBUDSMAN,
                _CHILD_HELP,
            ),
        ),
        Version(
            "We have your request for Stage 3",
            "What happens now",
            (
                "A panel of three independent people meets within 30 working days of the day we received your request. Nobody "
                "on it was involved before.",
                "You may come, and bring an advocate and another person. You will have the papers beforehand.",
                "The panel reports within 5 working days of meeting. We answer within 15 working days of its report.",
                _ADULT_ADVOCATE,
                _ADULT_OMBUDSMAN,
            ),
        ),
    ),
    "stage3_outcome": (
        Version(
            "Our last answer",
            "If you are still not happy",
            (
                "This was our last step. You can now ask the Ombudsman to look at it. "
                "They check if we were fair. They do not work for us. It is free.",
                "Ring them on {ombudsman}, or ask somebody to ring for you. Please do it within a year.",
                _CHILD_ADVOCATE,
                _CHILD_HELP,
            ),
        ),
        Version(
            "Our answer after the panel (Stage 3)",
            "If you are not satisfied",
            ("This is the end of our own procedure.", _ADULT_OMBUDSMAN, _ADULT_ADVOCATE),
        ),
    ),
    "ombudsman": (
        Version(
            "Somebody else can look at it",
            "What the Ombudsman does",
            (
                _CHILD_OMBUDSMAN,
                "They may first ask us to finish our own steps. Asking them does not stop those steps.",
                _CHILD_ADVOCATE,
                _CHILD_HELP,
            ),
        ),
        Version(
            "The Ombudsman can look at your complaint",
            "What the Ombudsman does",
            (
                _ADULT_OMBUDSMAN,
                "It may send a complaint back when our own procedure has not ended. Asking it does not stop our procedure.",
                _ADULT_ADVOCATE,
            ),
        ),
    ),
    "not_for_us": (
        Version(
            "Who can help with this",
            "If you think this is wrong",
            (
                "Tell us, and a person will look again. " + _CHILD_ASK,
                _CHILD_ADVOCATE,
                _CHILD_OMBUDSMAN,
                _CHILD_HELP,
            ),
        ),
        Version(
            "Who can look at your complaint",
            "If you think this is wrong",
            (
                "Tell us why, and somebody senior will decide again. We keep a record of what you told us.",
                _ADULT_ADVOCATE,
                _ADULT_OMBUDSMAN,
            ),
        ),
    ),
    "withdrawal": (
        Version(
            "You took it back",
            "What you can do",
            (
                "That is all right. You can tell us again at any time. We keep a note of what you said.",
                "Did somebody want you to take it back? Tell us, or tell an advocate.",
                _CHILD_ASK,
                _CHILD_ADVOCATE,
                _CHILD_HELP,
            ),
        ),
        Version(
            "You have withdrawn your complaint",
            "What you can do",
            (
                "You can bring it back at any time. We keep a record of it, and we may still look at what went wrong.",
                "If anybody pressed you to withdraw, please tell us.",
                _ADULT_ADVOCATE,
                _ADULT_OMBUDSMAN,
            ),
        ),
    ),
}
