"""The letters of the procedure, for a child and for an adult, as rows with the rights that belong to each stage.

Staff write what is between the greeting and the rights; the rights are never left to memory. Names in braces are filled in
when a letter is made; a sentence group whose {due} is not known is left out. Letters marked ``check`` rest at least in part
on guidance that could not be read itself "(memory)": staff see that, and have their legal team look.
"""

from typing import Final

from portal.domain.frozen import frozen
from portal.domain.letter_words import VERSIONS

AUDIENCES: Final = ("child", "adult")


@frozen
class Kind:
    """What both versions of a letter share: its stage, its basis, what staff must write, and whether to check it."""

    key: str
    name: str
    stage: str
    basis: str
    must: str
    check: bool = False


@frozen
class Letter:
    """One version of a letter: its title and, under a heading, the rights for whoever it is to."""

    kind: Kind
    audience: str
    title: str
    heading: str
    rights: tuple[str, ...]


_KINDS = (
    Kind(
        "acknowledgement",
        "We have it",
        "1",
        "R1.6.3: what happens, dates, a name, advocacy, help",
        "Say in a sentence what you understood, and who will look into it.",
    ),
    Kind(
        "stage1_outcome",
        "Stage 1 answer",
        "1",
        "R1.8.6: regulation 15; R1.10.2: 20 working days to ask for Stage 2",
        "Say what you looked at, what you found on each point, what will be done and by when; and sorry where it is due.",
    ),
    Kind(
        "extension",
        "It takes longer",
        "1 or 2",
        "R1.8.3: regulation 14, before day 10 ends; R1.10.5: regulation 17, 65 in all",
        "Say why it takes longer, and the new date. It must reach them before the date that was promised.",
    ),
    Kind(
        "advocate_offer",
        "Offer of an advocate",
        "any",
        "R1.7.1 and R1.7.2: section 26A, offered anew at each stage",
        "Say who could be their advocate and how to meet them. Nobody the complaint is about may arrange it.",
    ),
    Kind(
        "stage2_statement",
        "Stage 2: what we will look at",
        "2",
        "R1.10.3: regulation 16; R1.10.4: the start of the clock (memory)",
        "List the points by number, and what they want to happen. Name the investigator and the independent person.",
        check=True,
    ),
    Kind(
        "stage2_outcome",
        "Stage 2 answer",
        "2",
        "R1.10.9: the decision with both reports; R1.11.1: 20 working days to ask for Stage 3",
        "Answer each point, list what will be done and by when, and offer to meet. Both reports go with this letter.",
    ),
    Kind(
        "stage3_ack",
        "Stage 3: we have your request",
        "3",
        "R1.11.2: within 2 working days (memory); R1.11.4: regulation 19(4); R1.11.7: regulation 19(6)",
        "Name who arranges the panel. Ask which days and which place suit them, and what they need to take part.",
        check=True,
    ),
    Kind(
        "stage3_outcome",
        "Stage 3 answer",
        "3",
        "R1.11.10: regulation 20, within 15 working days of the panel's report",
        "Answer each recommendation. Where you do not follow one, say why. Say what will be done and by when.",
    ),
    Kind(
        "ombudsman",
        "About the Ombudsman",
        "after",
        "R1.12.1 and R1.12.3; early referral R1.12.2 (memory)",
        "Say why you write about the Ombudsman now. For an early referral, say what was agreed.",
        check=True,
    ),
    Kind(
        "not_for_us",
        "Not for us, and where instead",
        "any",
        "R1.5 table X4 to X10; R1.6.5: a refusal is written, gives reasons and names the Ombudsman; in part (memory)",
        "Say why we cannot look at it under this procedure, who can, and how to reach them. Say what we did for them.",
        check=True,
    ),
    Kind(
        "withdrawal",
        "You took it back",
        "any",
        "R1.13.1: confirmed in writing; a child is asked whether anybody pressed them",
        "Say what you understood, when and from whom. Ask whether anybody wanted them to take it back.",
    ),
)

KINDS: dict[str, Kind] = {kind.key: kind for kind in _KINDS}
LETTERS: dict[tuple[str, str], Letter] = {
    (kind.key, audience): Letter(kind, audience, *version)
    for kind in _KINDS
    for audience, version in zip(AUDIENCES, VERSIONS[kind.key], strict=True)
}
