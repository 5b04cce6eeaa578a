"""The keyring that seals what people write, and the keyed digests by which sealed things are found again.

AES-256-GCM; a sealed value is ``version byte | key name length | key name | 12-byte nonce | ciphertext and tag``. The
place of the value (table, column, row) is authenticated with it, so a value moved to another row does not open.
"""

import base64
import hmac
from dataclasses import field
from functools import cached_property, lru_cache
from hashlib import sha256
from ssl import RAND_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.domain.frozen import frozen

VERSION = 1


class CannotOpen(Exception):
    """A sealed value was changed, moved, or sealed with a key that is not on the ring."""


@frozen
class Keyring:
    """Named 32-byte keys; the first is the one that seals."""

    keys: tuple[tuple[str, bytes], ...] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> "Keyring":
        """From ``name:base64,name:base64``. Raises ValueError when it is empty, repeated or of the wrong size."""
        keys: list[tuple[str, bytes]] = []
        for pair in text.split(","):
            name, _, encoded = pair.strip().partition(":")
            key = base64.urlsafe_b64decode(encoded)
            if not name.isalnum() or len(name) > 16 or len(key) != 32 or name in dict(keys):
                raise ValueError(pair[:16])
            keys.append((name, key))
        return cls(tuple(keys))

    @property
    def current(self) -> str:
        """The name of the key that seals now."""
        return self.keys[0][0]

    @cached_property
    def _ciphers(self) -> dict[str, AESGCM]:
        return {name: AESGCM(key) for name, key in self.keys}

    def seal(self, text: str, place: str) -> bytes:
        """``text`` closed for ``place``. Lone surrogates, which a broken phone can send, survive the round trip."""
        return self.seal_bytes(text.encode("utf-8", "surrogatepass"), place)

    def open(self, sealed: bytes, place: str) -> str:
        """The text sealed for ``place``. Raises CannotOpen."""
        return self.open_bytes(sealed, place).decode("utf-8", "surrogatepass")

    def seal_bytes(self, clear: bytes, place: str) -> bytes:
        """``clear``, such as a file, closed for ``place``."""
        name = self.current.encode()
        nonce = RAND_bytes(12)
        closed = self._ciphers[self.current].encrypt(nonce, clear, place.encode())
        return bytes((VERSION, len(name))) + name + nonce + closed

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """The bytes sealed for ``place``. Raises CannotOpen."""
        try:
            name, rest = _split(sealed)
            return self._ciphers[name].decrypt(rest[:12], rest[12:], place.encode())
        except (InvalidTag, KeyError, IndexError, ValueError):
            raise CannotOpen(place) from None

    @staticmethod
    def key_of(sealed: bytes) -> str:
        """The name of the key that sealed a value."""
        return _split(sealed)[0]


def _split(sealed: bytes) -> tuple[str, bytes]:
    if sealed[0] != VERSION:
        raise ValueError("unknown version")
    end = 2 + sealed[1]
    return sealed[2:end].decode(), sealed[end:]


def digest(secret: bytes, purpose: str, value: str) -> bytes:
    """A keyed digest (HMAC-SHA-256) of ``value``, different for every purpose."""
    # hmac.digest() lets go of the interpreter each time, and a dozen digests of some bytes are then a dozen waits for it.
    keyed = _keyed(secret).copy()
    keyed.update(f"{purpose}\0{value}".encode("utf-8", "surrogatepass"))
    return keyed.digest()


# The last key alone: one that is thrown away after its day, as that of the networks' names, must not stay here.
@lru_cache(1)
def _keyed(secret: bytes) -> hmac.HMAC:
    return hmac.new(secret, digestmod=sha256)
