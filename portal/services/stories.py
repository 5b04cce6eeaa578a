"""What the demonstration shows: made-up children, made-up words, and what came of them.

Nobody ever said any of this. Days and hours count back from the day on which the demonstration is made.
"""

from dataclasses import dataclass

from portal.domain.facts import (
    Acknowledged,
    Answered,
    AskedForAdvocate,
    Assigned,
    Closed,
    Fact,
    Noted,
    Plan,
    Received,
    Replied,
    Settled,
    Unhappy,
    Withdrawn,
    Wrote,
)

CHILD, FIRST, SECOND = "child", "first worker", "second worker"


@dataclass(frozen=True)
class Step:
    """Something that happened after: how many days before today, at which London hour, by whom."""

    days_ago: int
    hour: int
    by: str
    fact: Fact


@dataclass(frozen=True)
class Story:
    """One case of the demonstration."""

    name: str
    days_ago: int
    hour: int
    received: Received
    then: tuple[Step, ...] = ()


TAKEN = Assigned("", "")

STORIES: tuple[Story, ...] = (
    Story(
        "the allotment",
        41,
        16,
        Received(
            "compliment",
            "Kemi took us to the allotment on Saturday and let me plant the beans. She remembered that I like beans.",
            about=("conduct",),
            feeling="happy",
            name="Theo",
            age="8_11",
        ),
        (
            Step(40, 9, FIRST, TAKEN),
            Step(40, 11, FIRST, Replied("Thank you, Theo. I told Kemi and she laughed out loud. How tall are the beans?")),
            Step(38, 17, CHILD, Wrote("as tall as my knee")),
            Step(37, 10, FIRST, Closed("thanked", "Kemi has your words on her wall now. Thank you for telling us.")),
        ),
    ),
    Story(
        "the three moves",
        36,
        19,
        Received(
            "complaint",
            "I moved house three times since summer and every time my drawing box got left behind. Nobody says sorry. "
            "I want my box.",
            "Get the box back and ask me before the next move.",
            about=("decision", "communication"),
            feeling="angry",
            safe="yes",
            age="12_15",
            advocate="yes",
            plan=Plan("code"),
        ),
        (
            Step(35, 9, SECOND, TAKEN),
            Step(
                35,
                10,
                SECOND,
                Acknowledged("Thank you for telling us. I am Sam. I read every word and I am asking about it today."),
            ),
            Step(30, 14, SECOND, Noted("Rang the last two homes. The box is in the second one's loft; collected on Friday.")),
            Step(
                27,
                15,
                SECOND,
                Answered(
                    "You were right. Your box was left behind and nobody told you. That was our mistake and I am sorry. "
                    "It is at my desk, with all the pencils. Your social worker will talk with you before any move.",
                ),
            ),
            Step(25, 18, CHILD, Wrote("got it. thank you for finding it")),
            Step(24, 9, SECOND, Closed("answered", "I am glad the box is back with you.")),
        ),
    ),
    Story(
        "the late visits",
        30,
        17,
        Received(
            "complaint",
            "My visits with my brother keep getting moved. Last month it was two times. "
            "I only find out when I already have my coat on.",
            "tell me the day before",
            about=("family_time", "delay"),
            feeling="sad",
            safe="yes",
            name="Priya",
            age="12_15",
            plan=Plan("text", "07700 900143", "after school", "not my mum's phone"),
        ),
        (
            Step(29, 10, FIRST, TAKEN),
            Step(29, 10, FIRST, Acknowledged("Hello Priya. I am Robin. I have read this and I am finding out what happened.")),
            Step(
                20,
                12,
                FIRST,
                Answered("The car was booked twice, so your visit lost. From now on it is booked a month ahead."),
            ),
            Step(16, 16, CHILD, Unhappy("it got moved again on sunday")),
        ),
    ),
    Story(
        "the bus pass",
        22,
        8,
        Received(
            "unsure",
            "i am 17 and they said i would get a bus pass in september. still no bus pass. i walk 50 minutes to college",
            about=("money", "delay"),
            feeling="worried",
            safe="yes",
            age="16_17",
            plan=Plan("email", "walker@example.org"),
        ),
        (
            Step(21, 9, SECOND, TAKEN),
            Step(21, 9, SECOND, Acknowledged("Thank you. That is a long walk. I am chasing the pass today.")),
            Step(12, 17, CHILD, Wrote("any news? it rained all week")),
        ),
    ),
    Story(
        "the review meeting",
        17,
        15,
        Received(
            "comment",
            "At my review there were nine grown ups and one of me. Could we do it with fewer people, maybe on a walk?",
            feeling="mixed",
            name="Jonah",
            age="12_15",
        ),
        (
            Step(16, 11, FIRST, TAKEN),
            Step(
                16,
                11,
                FIRST,
                Replied("What a good idea, Jonah. Your reviewing officer says yes to fewer people, and to the walk."),
            ),
            Step(9, 10, FIRST, Closed("passed_on", "We wrote your idea into how reviews are planned for everyone.")),
        ),
    ),
    Story(
        "the foster home",
        13,
        20,
        Received(
            "complaint",
            "They lock the kitchen at night and I get hungry. I said it and they said rules are rules.",
            "let me have toast",
            about=("quality", "conduct"),
            feeling="sad",
            safe="not_sure",
            age="8_11",
        ),
        (
            Step(12, 9, FIRST, TAKEN),
            Step(12, 9, FIRST, Acknowledged("I read this first thing today and I am coming to see you this afternoon.")),
            Step(
                12,
                16,
                FIRST,
                Noted("Visited with the supervising social worker. Spoke with the child alone. Kitchen stays open."),
            ),
            Step(12, 17, FIRST, Settled("Seen and spoken with alone on the same day; safe; food agreed with the carers.")),
            Step(
                5,
                13,
                FIRST,
                Answered("The kitchen is open now and there is a shelf that is yours. Nobody should go to bed hungry."),
            ),
        ),
    ),
    Story(
        "the polish letter",
        9,
        18,
        Received(
            "complaint",
            "Dostałem list po angielsku i nikt mi go nie wytłumaczył. Nie wiem, co będzie z moją szkołą.",
            feeling="worried",
            safe="yes",
            age="12_15",
            language="pl",
        ),
        (Step(8, 10, SECOND, TAKEN), Step(8, 10, SECOND, Acknowledged("Dziękujemy. Czytamy to i odpiszemy po polsku."))),
    ),
    Story(
        "taken back",
        8,
        12,
        Received("complaint", "My worker said she would ring and she did not.", about=("delay",), feeling="okay", age="16_17"),
        (Step(7, 19, CHILD, Withdrawn()),),
    ),
    Story(
        "the football boots",
        6,
        17,
        Received(
            "compliment",
            "Dev got me football boots in the right size the day before the match. We lost 4-1 but I scored the 1.",
            feeling="happy",
            name="Marlon",
            age="12_15",
        ),
    ),
    Story(
        "the quiet room",
        4,
        13,
        Received(
            "comment",
            "Can the family centre have one room with no toys and no noise for people my age",
            age="16_17",
            language="en-easy",
        ),
        (Step(3, 9, SECOND, TAKEN), Step(3, 9, SECOND, Acknowledged("Good thought. I am asking the centre."))),
    ),
    Story(
        "the new social worker",
        2,
        21,
        Received(
            "complaint",
            "I have a new social worker again, number five. I told my story five times now. I do not want to tell it again.",
            "keep one. or write it down so i dont have to",
            about=("decision", "conduct"),
            feeling="angry",
            safe="rather_not_say",
            age="12_15",
            plan=Plan("call", "0121 496 0187", "weekend", ""),
        ),
        (Step(1, 18, CHILD, AskedForAdvocate()),),
    ),
    Story(
        "not safe at home",
        1,
        22,
        Received(
            "unsure",
            "when he shouts i hide in the bathroom. last night he broke the door. i dont know if this is the right place",
            feeling="worried",
            safe="no",
            age="12_15",
        ),
    ),
    Story(
        "urdu",
        0,
        8,
        Received(
            "complaint",
            "میری ملاقات پھر سے منسوخ ہو گئی اور کسی نے مجھے نہیں بتایا کیوں۔",
            about=("family_time",),
            feeling="sad",
            safe="yes",
            age="8_11",
            helper="helping",
            language="ur",
        ),
    ),
)
