"""Which key signs requests while a change of the key is on its way to the central system.

The central system knows the new key once it holds the event that names it. Whether it does is not
known after a lost answer, so where one key is refused the other is tried.
"""

from __future__ import annotations

from collections.abc import Callable

from inspector_app.services.ports import KeyStore


class RequestKeys:
    """A ``KeyStore`` of the present key, or of the one before it; ``earlier`` gives that one for
    as long as it is kept."""

    def __init__(self, present: KeyStore, earlier: Callable[[], KeyStore | None]) -> None:
        self._present = present
        self._earlier = earlier
        self._chosen: KeyStore | None = None

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature of 64 bytes."""
        return (self._chosen or self._present).sign(message)

    def public_key(self) -> bytes:
        """The raw public key of 32 bytes."""
        return (self._chosen or self._present).public_key()

    def turn(self) -> bool:
        """Sign with the other key from now on; False when there is no other."""
        if self._chosen is not None:
            self._chosen = None
            return True
        self._chosen = self._earlier()
        return self._chosen is not None
