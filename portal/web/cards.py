"""Cards with children's codes that wait in this browser to be handed over: each is shown until it was, the newest first."""

from typing import Any

from portal.web import tokens
from portal.web.wiring import cookie, drop_cookie, now, person, set_cookie, settings

# As many as a cookie holds. Who has not handed over that many has lost sight of the first.
MOST = 12


def waiting(name: str) -> list[dict[str, Any]]:
    """What waits under ``name`` for the member of staff who asks, newest first. A browser that changed hands shows nothing."""
    kept = tokens.unclose(settings().keyring, name, cookie(name), now=now()) if cookie(name) else None
    cards: list[dict[str, Any]] = kept["cards"] if kept and kept["for"] == person().id else []
    return cards


def add(response: Any, name: str, card: dict[str, Any]) -> None:
    """One more; the same card again is still one."""
    _keep(response, name, [card, *(each for each in waiting(name) if each != card)][:MOST])


def handed_over(response: Any, name: str) -> None:
    """The newest is where it belongs."""
    _keep(response, name, waiting(name)[1:])


def _keep(response: Any, name: str, cards: list[dict[str, Any]]) -> None:
    if cards:
        set_cookie(response, name, tokens.close(settings().keyring, name, {"for": person().id, "cards": cards}, now=now()))
    else:
        drop_cookie(response, name)
