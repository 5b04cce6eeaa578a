"""Passwords: long ones, hashed with Argon2id, a few at a time so that nobody can exhaust the machine by trying."""

import threading
from functools import cache
from typing import Any

LEAST, MOST = 12, 1000
AT_ONCE = threading.BoundedSemaphore(2)
# What guessing begins with, among passwords long enough to be taken; and words that everybody here would try.
COMMON = frozenset(
    {
        "000000000000",
        "111111111111",
        "123456789012",
        "1234567890123",
        "1q2w3e4r5t6y",
        "1qaz2wsx3edc",
        "abcdefgh1234",
        "abcdefghijkl",
        "adminadminadmin",
        "administrator",
        "changeme1234",
        "changemechangeme",
        "correcthorsebatterystaple",
        "football1234",
        "iloveyou1234",
        "letmeinletmein",
        "liverpool1234",
        "password123!",
        "password1234",
        "password12345",
        "passwordpassword",
        "q1w2e3r4t5y6",
        "qwerty123456",
        "qwertyuiop12",
        "qwertyuiop123",
        "sunshine1234",
        "trustno1trustno1",
        "welcome12345",
        "welcome123456",
        "zxcvbnm12345",
    }
)
CONTEXT = ("yourvoice", "sandwell", "childrenstrust", "voiceteam")


class WeakPassword(Exception):
    """The password is too short, too long, or among the first that anybody would try; the message says which."""


@cache
def hasher() -> Any:
    """Argon2id with the library's own strength."""
    from argon2 import PasswordHasher

    return PasswordHasher()


def check(password: str) -> None:
    """Refuse what is too easy. Raises WeakPassword. No rules about kinds of letters: length is what counts."""
    if len(password) < LEAST:
        raise WeakPassword(f"A password has at least {LEAST} characters.")
    if len(password) > MOST:
        raise WeakPassword(f"A password has at most {MOST} characters.")
    plain = password.casefold().replace(" ", "")
    rest = plain
    for word in CONTEXT:
        rest = rest.replace(word, "")
    if plain in COMMON or len(set(plain)) < 4 or len(rest.strip("0123456789!")) < 4:
        raise WeakPassword("This password is easy to guess. Three words that have nothing to do with each other are better.")


def make_hash(password: str) -> str:
    """The hash to store."""
    with AT_ONCE:
        return str(hasher().hash(password))


def matches(stored: str, password: str) -> bool:
    """Whether the password is the one that was hashed."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with AT_ONCE:
        try:
            return bool(hasher().verify(stored, password[:MOST]))
        except (VerificationError, InvalidHashError):
            return False


@cache
def nobodys_hash() -> str:
    """A hash to check against when nobody has the address, so that the time tells nothing."""
    return make_hash("nobody has this password")
