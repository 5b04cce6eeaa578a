"""What a case's page shows about reaching the child."""

from typing import Any

from portal.domain.access import Act, allowed
from portal.domain.cases import CaseState, move
from portal.domain.contact_facts import ContactConfirmed
from portal.web import contact_words
from portal.web.wiring import person


def panel(state: CaseState) -> dict[str, Any]:
    """The plan in lines, why word was held or did not come, and whether whoever looks may confirm a plan."""
    return {
        "contact_lines": lambda plan: contact_words.in_words(plan).split("\n"),
        "contact_failures": contact_words.FAILURES,
        "contact_reasons": contact_words.REASONS,
        "can_contact": allowed(person().role, Act.WORK_CASES) and move(state, ContactConfirmed) is not None,
    }
