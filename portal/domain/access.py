"""Who may do what, as one table of roles and acts; and of which cases a role sees anything at all.

On top of the table, a case can shut people out: for somebody complained about, and everybody above them, it is not there.
"""

from datetime import date
from enum import StrEnum
from uuid import UUID

from portal.domain.frozen import frozen


class Role(StrEnum):
    """A signed-in person's role."""

    VOICE = "voice"
    HANDLER = "handler"
    COMPLAINTS = "complaints"
    DIRECTOR = "director"
    INVESTIGATOR = "investigator"
    DPO = "dpo"
    ADMINISTRATOR = "administrator"
    ADVOCATE = "advocate"


class Act(StrEnum):
    """What a page lets a person do."""

    SEE_CASES = "see cases"
    NOTE_CASES = "note on cases"
    ANSWER_CASES = "answer cases"
    WORK_CASES = "work cases"
    DECIDE = "decide about stages"
    ADJUDICATE = "adjudicate"
    SHUT_OUT = "shut people out of cases"
    SEE_RESTRICTED = "see restricted cases"
    GRANT = "let somebody see one case"
    KEEP_RECORDS = "keep records and let them go"
    MANAGE_PEOPLE = "manage people"
    SEE_AUDIT = "see the trail"
    SEE_OWN_ACCOUNT = "see own account"
    SEE_OUTBOX = "see what could not be sent"
    HELP_CHILDREN = "help children as their advocate"


class Sight(StrEnum):
    """Of which cases a role sees anything: all, those the person has, those they were let into, their children's, none."""

    ALL = "all"
    OWN = "own"
    GRANTED = "granted"
    HELPED = "helped"
    NONE = "none"


_EVERYBODY = frozenset({Act.SEE_OWN_ACCOUNT})
_READ = _EVERYBODY | {Act.SEE_CASES, Act.NOTE_CASES}
_VOICE = _READ | {Act.ANSWER_CASES, Act.WORK_CASES, Act.SHUT_OUT, Act.KEEP_RECORDS}

TABLE: dict[Role, frozenset[Act]] = {
    Role.VOICE: _VOICE,
    # A manager answers what they were given.
    Role.HANDLER: _READ | {Act.ANSWER_CASES},
    Role.COMPLAINTS: _VOICE | {Act.DECIDE, Act.ADJUDICATE, Act.SEE_RESTRICTED, Act.GRANT},
    Role.DIRECTOR: _READ | {Act.ANSWER_CASES, Act.ADJUDICATE, Act.SEE_RESTRICTED},
    Role.INVESTIGATOR: _READ,
    # Looks after the trail and the records. Reads a case only to make a copy for whoever asked for their data.
    Role.DPO: _EVERYBODY | {Act.SEE_AUDIT, Act.KEEP_RECORDS},
    # Keeps the portal running, and does not read what children wrote.
    Role.ADMINISTRATOR: _EVERYBODY | {Act.SEE_OUTBOX, Act.SEE_AUDIT, Act.MANAGE_PEOPLE},
    # Not of the trust: sees what the child sees, of the children who agreed to it, on pages of their own (R1.7.5).
    Role.ADVOCATE: _EVERYBODY | {Act.HELP_CHILDREN},
}
SIGHT: dict[Role, Sight] = {
    Role.VOICE: Sight.ALL,
    Role.HANDLER: Sight.OWN,
    Role.COMPLAINTS: Sight.ALL,
    Role.DIRECTOR: Sight.ALL,
    Role.INVESTIGATOR: Sight.GRANTED,
    Role.DPO: Sight.ALL,
    Role.ADMINISTRATOR: Sight.NONE,
    Role.ADVOCATE: Sight.HELPED,
}
# Those who can be given a case; an investigator is let into one instead.
HOLDERS = tuple(role for role in Role if Act.ANSWER_CASES in TABLE[role])


@frozen
class Viewer:
    """Somebody who looks at cases: who, in which role, on which London day, because what they were let into ends."""

    person_id: UUID
    role: Role
    today: date

    @property
    def sight(self) -> Sight:
        """Of which cases they may see anything."""
        return SIGHT[self.role]


def allowed(role: Role, act: Act) -> bool:
    """Whether a person in that role may do that."""
    return act in TABLE[role]
