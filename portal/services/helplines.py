"""The help list (domain rules 8.1): numbers, hours, who they are for, and when somebody last checked them.

A trust's own lines come with its settings pages; these are the national ones and the starting values.
"""

from datetime import date

from portal.domain.frozen import frozen


def _later(text: str) -> str:
    """Mark a sentence for the catalogues; the page translates it when it is shown."""
    return text


@frozen
class Helpline:
    """One line: its name, the number as people read it and as phones dial it, and words for when and for whom."""

    name: str
    number: str
    dial: str
    hours: str
    who_for: str
    verified_on: date | None
    text: bool = False

    @property
    def tel(self) -> str:
        """The address that starts the call or the text."""
        return f"sms:{self.dial}" if self.text else f"tel:{self.dial}"


_READ = date(2026, 11, 23)
HELPLINES = (
    Helpline("999", "999", "999", _later("Day and night"), _later("You are in danger now."), _READ),
    Helpline("Childline", "0800 1111", "08001111", _later("Day and night"), _later("You are under 19."), _READ),
    Helpline(
        "Always Heard",
        "0808 800 5792",
        "08088005792",
        _later("Monday to Friday, 9:30 to 6"),
        _later("You are in care or have left care."),
        _READ,
    ),
    Helpline(
        "Help at Hand",
        "0800 528 0731",
        "08005280731",
        _later("Monday to Friday, 9 to 5"),
        _later("You are in care, have left care or have a social worker."),
        _READ,
    ),
    Helpline("Shout", "85258", "85258", _later("Day and night"), _later("You want to text. Send SHOUT."), None, text=True),
    Helpline("NSPCC", "0808 800 5000", "08088005000", "", _later("You are an adult and worry about a child."), None),
    Helpline(
        "Family Rights Group",
        "0808 801 0366",
        "08088010366",
        _later("Monday to Friday, 9:30 to 3"),
        _later("You are a parent or in the family."),
        _READ,
    ),
    Helpline("Ombudsman", "0300 061 0614", "03000610614", "", _later("You want to complain about us to someone else."), _READ),
)
