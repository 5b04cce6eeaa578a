"""Made-up cases further on: at the second and third stage, on the corporate track, passed on, waiting for a court."""

from datetime import date, timedelta

from portal.domain.facts import Acknowledged, Answered, Plan, Received, Unhappy
from portal.domain.stages import (
    CHECKS,
    AdvocacyOffered,
    AdvocateAppointed,
    Appointed,
    Classified,
    Deferred,
    Described,
    Extended,
    Finding,
    Found,
    MediationAnswered,
    MediationOffered,
    PanelHeld,
    PanelSet,
    PassedOn,
    Point,
    PointsListed,
    Referred,
    Reported,
    StatementAgreed,
    StatementSent,
)
from portal.services.story_kinds import CHILD, FIRST, SECOND, TAKEN, Step, Story

CARE = "Children We Care For"
STATUTORY = Classified("statutory", ("X3",), "A looked-after child about their own care.")


def _had(role: str, name: str, *, internal: bool = False) -> Appointed:
    return Appointed(role, name, CHECKS[role], internal)


def _agreed(day: date) -> StatementAgreed:
    return StatementAgreed(day, amended=True)


def _more_time(day: date) -> Extended:
    return Extended(
        "",
        "The school and two workers still have to be asked.",
        "We need more time, until the day on this page.",
        day + timedelta(days=42),
    )


STAGED: tuple[Story, ...] = (
    Story(
        "the savings",
        95,
        16,
        Received(
            "complaint",
            "There should be savings for me from when I was six. It is always being looked at.",
            "tell me how much there is",
            about=("money", "delay"),
            feeling="angry",
            safe="yes",
            name="Tariq",
            age="16_17",
            plan=Plan("email", "tariq@demonstration.example", "any time", ""),
            advocate="yes",
        ),
        (
            Step(94, 9, FIRST, TAKEN),
            Step(94, 10, FIRST, STATUTORY),
            Step(
                94,
                10,
                FIRST,
                Described(
                    ("money", "delay"), CARE, "Tipton and Rowley", "looked_after_child", ("T. A.",), "To know how much there is."
                ),
            ),
            Step(94, 11, FIRST, Acknowledged("Hello Tariq. I am Robin. I have read this and asked the savings team.")),
            Step(93, 10, FIRST, AdvocacyOffered("spoke", "accepted", "Black Country Advocacy")),
            Step(
                91,
                10,
                FIRST,
                lambda day: AdvocateAppointed(
                    "Femi", "Black Country Advocacy", day, ("not_subject", "not_manager", "not_resources", "not_deciding")
                ),
            ),
            Step(
                90,
                10,
                FIRST,
                PointsListed((Point("Nobody told me how much there is.", "money"), Point("It took a year.", "delay"))),
            ),
            Step(
                83,
                14,
                FIRST,
                Found((Finding("partly_upheld", "Savings began in 2019 only."), Finding("upheld", "No answer for a year."))),
            ),
            Step(
                83,
                15,
                FIRST,
                Answered("There is £1,140. It began when you were nine. You should have been told long ago. I am sorry."),
            ),
            Step(80, 17, CHILD, Unhappy("i was in care from six. where is the rest")),
            Step(79, 10, FIRST, MediationOffered("Robin Hale, by phone")),
            Step(78, 10, FIRST, MediationAnswered(False)),
            Step(74, 10, SECOND, StatementSent("1. Savings from 2016 to 2019 are missing.\n2. Nobody answered for a year.")),
            Step(70, 10, SECOND, _agreed),
            Step(70, 11, SECOND, _had("investigating_officer", "Ivo Marsh")),
            Step(70, 11, SECOND, _had("independent_person", "Ida Free")),
            Step(70, 11, SECOND, _had("adjudicating_officer", "Ada Quartey", internal=True)),
            Step(45, 11, SECOND, _more_time),
            Step(6, 11, SECOND, lambda day: Reported("investigating_officer", day)),
        ),
    ),
    Story(
        "the school far away",
        190,
        12,
        Received(
            "complaint",
            "They moved my school when they moved me. It is two buses. I asked and asked to stay.",
            about=("decision",),
            feeling="sad",
            safe="yes",
            name="Ellie",
            age="12_15",
            advocate="have_one",
        ),
        (
            Step(189, 10, SECOND, TAKEN),
            Step(189, 10, SECOND, STATUTORY),
            Step(189, 11, SECOND, Described(("decision",), CARE, "Smethwick and Oldbury", "looked_after_child")),
            Step(180, 11, SECOND, PointsListed((Point("Nobody asked me before I was moved.", "decision"),))),
            Step(178, 11, SECOND, Found((Finding("not_upheld", "A meeting was held."),))),
            Step(178, 12, SECOND, Answered("There was a meeting before the move. We think that it was decided rightly.")),
            Step(171, 16, CHILD, Unhappy("i was not at the meeting!!")),
            Step(168, 11, SECOND, StatementSent("1. Ellie was not asked before the move.")),
            Step(166, 11, SECOND, _agreed),
            Step(165, 11, SECOND, _had("investigating_officer", "Nadia Bright")),
            Step(165, 11, SECOND, _had("independent_person", "Colm Reid")),
            Step(165, 11, SECOND, _had("adjudicating_officer", "Ada Quartey", internal=True)),
            Step(140, 11, SECOND, lambda day: Reported("investigating_officer", day)),
            Step(139, 11, SECOND, lambda day: Reported("independent_person", day)),
            Step(136, 11, SECOND, Found((Finding("partly_upheld", "She was told, and not asked."),))),
            Step(
                135, 11, SECOND, Answered("You were told and not asked. That was wrong. The school stays as it is for this year.")
            ),
            Step(120, 16, CHILD, Unhappy("i want to say it to people who were not there")),
            Step(
                119,
                11,
                SECOND,
                Acknowledged("Hello Ellie. Three people who were not there will hear you. We will tell you the day."),
            ),
            Step(112, 11, SECOND, _had("chair", "Professor June Abiola")),
            Step(111, 11, SECOND, _had("panellist", "Bea Lam")),
            Step(111, 11, SECOND, _had("panellist", "Dev Rao")),
            Step(110, 11, SECOND, lambda day: PanelSet(day + timedelta(days=24))),
            Step(84, 15, SECOND, PanelHeld),
        ),
    ),
    Story(
        "the noisy road",
        26,
        13,
        Received(
            "complaint",
            "I live beside your office. The cars of the staff block our road every day.",
            about=("something_else",),
            age="adult",
        ),
        (
            Step(25, 10, FIRST, Classified("corporate", ("X9",), "A neighbour, about parking.")),
            Step(25, 10, FIRST, Acknowledged("Thank you. We have it and will answer within ten working days.")),
            Step(14, 10, FIRST, Answered("Staff were asked to use the car park behind the building.")),
            Step(9, 19, CHILD, Unhappy("They still do.")),
        ),
    ),
    Story(
        "the school place",
        12,
        11,
        Received(
            "complaint", "The school says there is no place for me after Christmas.", about=("access",), safe="yes", age="16_17"
        ),
        (
            Step(
                11,
                10,
                FIRST,
                PassedOn(
                    "School admissions",
                    "School places are not ours to decide.",
                    "We told the people who decide about school places. They write to you.",
                ),
            ),
        ),
    ),
    Story(
        "what happened in the car",
        20,
        15,
        Received(
            "complaint",
            "He drove so fast that I cried. He said I am a baby.",
            about=("conduct",),
            feeling="worried",
            safe="yes",
            age="8_11",
        ),
        (
            Step(20, 16, FIRST, TAKEN),
            Step(20, 16, FIRST, Classified("statutory", ("X2", "X6"), "A worker's driving; the police look at it.")),
            Step(20, 16, FIRST, Referred("lado", "Robin Hale rang the duty officer.")),
            Step(20, 17, FIRST, Acknowledged("Thank you for telling us. You did the right thing. He will not drive you.")),
            Step(
                18,
                10,
                FIRST,
                Deferred(
                    "Police",
                    "Questions from us could harm theirs.",
                    "The police ask their questions first. We go on after. You can always write here.",
                ),
            ),
        ),
    ),
)
