"""Places in the team's words: verdicts on a code, their reasons, what to do instead, and visits that were no scan."""

from portal.domain.places import Light, Seen, Verdict

LIGHTS = {
    Light.STOP: "Stop",
    Light.RISKY: "Risky",
    Light.GOOD: "Good",
    Light.GREAT: "Good, also for phones that cannot focus",
}
REASONS = {
    "too_small": "Each square would be {square:.2f} mm. Under 0.33 mm no cheap phone reads it.",
    "small": "Each square would be {square:.2f} mm. Cheap phones read it well from 0.50 mm.",
    "too_curved": "It would cover {curve:.0f} % of the diameter. Over 70 % its sides turn away from the camera.",
    "curved": "It would cover {curve:.0f} % of the diameter. Over 50 % some phones fail.",
    "no_room": "The item has no room for a square of this size.",
}
IN_SHORT = {
    **{"too_small": "too small", "small": "small", "too_curved": "wraps around", "curved": "curved"},
    "no_room": "larger than the item",
}
ADVICE = {
    "no_code": "No code works on this item. Print the web address in words.",
    "capitals": "Use the short link in capitals: it needs fewer squares, so each is larger.",
    "largest": "Print it as large as the item allows.",
    "larger": "Print it at least {least} mm wide.",
    "smaller": "Print it smaller, so that it does not wrap around.",
    "proof": "Scan a proof with a cheap phone before you order.",
    "words": "Print the web address in words beside it.",
}
SEEN = {
    Seen.SCAN: "Scans",
    Seen.HEAD: "A check whether the address is there",
    Seen.PREFETCH: "A browser that loaded it before anybody asked",
    Seen.PREVIEW: "An app that made a preview of the link",
    Seen.ROBOT: "A robot",
    Seen.NOBODY: "No browser at all",
    Seen.PART: "Loaded as a part of another page",
    Seen.AGAIN: "The same visit: loaded again, or in another language",
}
KINDS = {"compliment": "Something good", "comment": "An idea", "complaint": "Something is wrong", "unsure": "Not sure yet"}


def reasons(found: Verdict) -> list[str]:
    """Why, a sentence each."""
    return [REASONS[key].format(square=found.square_mm, curve=100 * found.curve) for key in found.reasons]


def advice(found: Verdict) -> list[str]:
    """What to do instead, a sentence each."""
    return [ADVICE[key].format(least=found.least_mm) for key in found.advice]


def in_short(found: Verdict) -> str:
    """A verdict with its reasons in a few words."""
    why = ", ".join(IN_SHORT[key] for key in found.reasons)
    return f"{LIGHTS[found.light]}: {why}" if why else LIGHTS[found.light]


def label(size: float, found: Verdict) -> str:
    """A size with its verdict, for a printed sheet."""
    return f"{size:g} mm: {found.light.value}"
