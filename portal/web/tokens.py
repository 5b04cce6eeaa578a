"""Signed tokens that need no cookie and no row: the form's token, what a sender is shown next, and the small puzzle."""

import base64
import binascii
import hmac
import json
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from portal.keyring import CannotOpen, Keyring, digest

FORM_AGE = timedelta(hours=12)
SHOWN_FOR = timedelta(minutes=30)


def form_token(secret: bytes, *, now: datetime) -> str:
    """A token for a public form, good for FORM_AGE."""
    stamp = f"{int(now.timestamp()):x}.{secrets.token_urlsafe(6)}"
    return f"{stamp}.{_sign(secret, 'form', stamp)}"


def form_token_ok(secret: bytes, token: str, *, now: datetime) -> bool:
    """Whether we made the token and it is young enough."""
    stamp, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _sign(secret, "form", stamp).encode()):
        return False
    return 0 <= now.timestamp() - int(stamp.partition(".")[0], 16) <= FORM_AGE.total_seconds()


def staff_token(secret: bytes, session_id: str) -> str:
    """The token of every form in one person's session."""
    return _sign(secret, "staff form", session_id)


def _sign(secret: bytes, purpose: str, text: str) -> str:
    return base64.urlsafe_b64encode(digest(secret, purpose, text)[:16]).decode().rstrip("=")


def close(keyring: Keyring, purpose: str, values: dict[str, Any], *, now: datetime, lasts: timedelta = SHOWN_FOR) -> str:
    """Values sealed into text that only we can read, for so long."""
    body = json.dumps(values | {"until": (now + lasts).timestamp()})
    return base64.urlsafe_b64encode(keyring.seal(body, purpose)).decode().rstrip("=")


def unclose(keyring: Keyring, purpose: str, text: str, *, now: datetime) -> dict[str, Any] | None:
    """The values, unless the text is not ours or its time is over."""
    try:
        sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        values: dict[str, Any] = json.loads(keyring.open(sealed, purpose))
    except (CannotOpen, binascii.Error, ValueError):
        return None
    return values if values["until"] > now.timestamp() else None


def puzzle(secret: bytes, *, bits: int, wait: int, now: datetime) -> str:
    """A puzzle for one more try at a code: find a number that gives ``bits`` zero bits, or wait ``wait`` seconds."""
    stamp = f"{int(now.timestamp()):x}.{bits}.{wait}.{secrets.token_urlsafe(6)}"
    return f"{stamp}.{_sign(secret, 'puzzle', stamp)}"


def puzzle_done(secret: bytes, given: str, solution: str, code: str, *, now: datetime) -> bool:
    """Whether the puzzle was ours and was solved for just this code, or waited out."""
    stamp, _, signature = given.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _sign(secret, "puzzle", stamp).encode()):
        return False
    made, bits, wait, _ = stamp.split(".")
    age = now.timestamp() - int(made, 16)
    if age > 1800:
        return False
    work = sha256(f"{given}|{code}|{solution}".encode("utf-8", "replace")).digest()
    return age >= int(wait) or int.from_bytes(work) >> (256 - int(bits)) == 0
