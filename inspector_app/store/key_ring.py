"""The system's own key ring, where there is one: Windows' Credential Locker, a Secret Service.

The library costs 140 ms to import and asks the session bus, so nothing here runs before the window
is shown.
"""

from __future__ import annotations

import base64
import logging
from typing import Any, Final, Protocol

from inspector_app.domain.errors import StorageError

SERVICE: Final = "Inspector station key"
_SAFE: Final = frozenset(
    {"keyring.backends.Windows", "keyring.backends.SecretService", "keyring.backends.libsecret",
     "keyring.backends.kwallet", "keyring.backends.macOS"}
)  # fmt: skip
"""Rings that keep what they are given from other users; others of the library keep it in clear."""
_log = logging.getLogger(__name__)


class Ring(Protocol):
    """Secrets under a name; StorageError ``key_ring_closed`` when it cannot be asked."""

    def get(self, name: str) -> bytes | None:
        """The secret of that name."""

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret."""

    def drop(self, name: str) -> None:
        """Forget a secret, if it is there."""


class SystemRing:
    """The ring of the user who is signed in to the system."""

    def get(self, name: str) -> bytes | None:
        """StorageError ``key_ring_closed``."""
        try:
            found = _backend().get_password(SERVICE, name)
        except Exception as problem:  # each ring has errors of its own
            raise _closed(problem) from problem
        return None if found is None else base64.b64decode(found)

    def put(self, name: str, secret: bytes) -> None:
        """StorageError ``key_ring_closed``."""
        try:
            _backend().set_password(SERVICE, name, base64.b64encode(secret).decode("ascii"))
        except Exception as problem:  # each ring has errors of its own
            raise _closed(problem) from problem

    def drop(self, name: str) -> None:
        """StorageError ``key_ring_closed``."""
        try:
            backend = _backend()
            if backend.get_password(SERVICE, name) is not None:
                backend.delete_password(SERVICE, name)
        except Exception as problem:  # each ring has errors of its own
            raise _closed(problem) from problem


def is_usable(ring: Ring) -> bool:
    """Whether a ring keeps a secret and gives it back; may take as long as the system asks its
    user to open it."""
    probe, secret = "probe", b"inspector"
    try:
        ring.put(probe, secret)
        kept = ring.get(probe) == secret
        ring.drop(probe)
    except StorageError as problem:
        _log.info("no key ring", extra={"fields": {"reason": str(problem.params.get("reason"))}})
        return False
    return kept


def _backend() -> Any:
    import keyring

    found = keyring.get_keyring()
    if type(found).__module__ not in _SAFE and not hasattr(found, "backends"):
        raise LookupError(type(found).__module__)
    return found


def _closed(problem: Exception) -> StorageError:
    return StorageError("key_ring_closed", reason=type(problem).__name__)
