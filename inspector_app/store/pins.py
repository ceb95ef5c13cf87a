"""PIN verifiers: argon2id."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Argon2Pins:
    """Implements ``PinCheck`` with the library's recommended cost (RFC 9106, low-memory)."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()

    def verify(self, verifier: str, pin: str) -> bool:
        """Whether the PIN belongs to the verifier; a damaged verifier fits no PIN."""
        try:
            return self._hasher.verify(verifier, pin)
        except (VerificationError, InvalidHashError):
            return False

    def hash(self, pin: str) -> str:
        """A fresh verifier."""
        return self._hasher.hash(pin)
