"""Who may do what: roles by acts, as one table."""

from enum import StrEnum


class Role(StrEnum):
    """A signed-in person's role."""

    VOICE = "voice"
    ADMINISTRATOR = "administrator"
    DPO = "dpo"


class Act(StrEnum):
    """What a page lets a person do."""

    SEE_CASES = "see cases"
    WORK_CASES = "work cases"
    SEE_OWN_ACCOUNT = "see own account"
    SEE_OUTBOX = "see what could not be sent"
    KEEP_RECORDS = "keep records and let them go"


# An administrator keeps the portal running and does not read what children wrote.
TABLE: dict[Role, frozenset[Act]] = {
    Role.VOICE: frozenset({Act.SEE_CASES, Act.WORK_CASES, Act.SEE_OWN_ACCOUNT, Act.KEEP_RECORDS}),
    Role.ADMINISTRATOR: frozenset({Act.SEE_OWN_ACCOUNT, Act.SEE_OUTBOX}),
    Role.DPO: frozenset({Act.SEE_OWN_ACCOUNT, Act.KEEP_RECORDS}),
}


def allowed(role: Role, act: Act) -> bool:
    """Whether a person in that role may do that."""
    return act in TABLE[role]
