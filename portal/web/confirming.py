"""Asking for the password again before something that cannot be taken back, or that takes words out of the portal."""

from wtforms import PasswordField

from portal.services import signing_in as entering
from portal.web.team_forms import TeamForm
from portal.web.wiring import person, portal, reading

TRIES = "5 per minute; 30 per hour"


class PasswordForm(TeamForm):
    """Whoever is signed in shows that it is still them."""

    password = PasswordField()


def confirmed(form: PasswordForm) -> bool:
    """Whether the password is right. Too many tries end in a page that says so; they lock nobody out."""
    with portal().limiter.limit(TRIES, key_func=lambda: person().id), reading() as session:
        found = entering.look_up(session, person().email)
    return entering.password_ok(found, str(form.password.data or ""))
