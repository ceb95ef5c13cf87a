"""The secret of this device under which PIN verifiers are kept, and how they are kept.

An argon2id verifier of a short PIN can be guessed off line by whoever has it. Those that came from
the central system are therefore kept encrypted under a secret of this device. Where the system's
key ring keeps that secret, a copied folder is worth nothing; where it lies in a file for its owner
only, it protects copies of the database alone (backups, support), not a stolen folder.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from inspector_app.domain.errors import StorageError
from inspector_app.services.station import PinCheck
from inspector_app.store.failures import refusing_files
from inspector_app.store.key_ring import Ring
from inspector_app.store.keys import write_private

WRAPPED: Final = "wrapped1:"
_IN_RING: Final = b"ring:"
_SIZE: Final = 32
_NONCE: Final = 12


class PinSecret:
    """32 bytes that never change and never leave the device; made when first needed.

    It has nothing to do with the signing key, so that neither a changed key nor a new enrolment
    ever locks anybody out.
    """

    def __init__(self, path: Path, ring: Ring) -> None:
        self._path = path
        self._ring = ring
        self._known: bytes | None = None

    def get(self, *, may_make: bool = False) -> bytes:
        """StorageError ``pins_locked`` where it is lost or lies in another user's ring."""
        if self._known is None:
            self._known = self._read(may_make=may_make)
        return self._known

    def move_into_ring(self) -> None:
        """Let the system's ring keep it from now on; whenever this ends in between, the file
        still has it. StorageError ``key_ring_closed``."""
        if not self._path.exists() or self._path.read_bytes().startswith(_IN_RING):
            return
        secret = self.get()
        name = f"pins-{hashlib.sha256(secret).hexdigest()[:32]}"
        self._ring.put(name, secret)
        if self._ring.get(name) == secret:
            with refusing_files(self._path):
                write_private(self._path, _IN_RING + name.encode(), over=True)

    def _read(self, *, may_make: bool) -> bytes:
        if not self._path.exists():
            if not may_make:
                raise StorageError("pins_locked")
            with refusing_files(self._path):
                write_private(self._path, ChaCha20Poly1305.generate_key())
        kept = self._path.read_bytes()
        if kept.startswith(_IN_RING):
            found = self._ring.get(kept.removeprefix(_IN_RING).decode("ascii", "replace"))
        else:
            found = kept
        if found is None or len(found) != _SIZE:
            raise StorageError("pins_locked")
        return found


def wrap(verifier: str, secret: bytes) -> str:
    """How a verifier is kept; the same one looks the same again."""
    plain = verifier.encode()
    nonce = hmac.digest(secret, b"inspector/pin-nonce/1\0" + plain, "sha256")[:_NONCE]
    sealed = ChaCha20Poly1305(secret).encrypt(nonce, plain, None)
    return WRAPPED + base64.b64encode(nonce + sealed).decode()


def unwrap(kept: str, secret: bytes) -> str:
    """StorageError ``pins_locked`` when it was kept under another secret."""
    try:
        raw = base64.b64decode(kept.removeprefix(WRAPPED), validate=True)
        return ChaCha20Poly1305(secret).decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()
    except (binascii.Error, InvalidTag, ValueError) as problem:
        raise StorageError("pins_locked") from problem


class WrappedPins:
    """Implements ``PinCheck`` over verifiers kept either way; ``plain`` does the hashing."""

    def __init__(self, plain: PinCheck, secret: PinSecret) -> None:
        self._plain = plain
        self._secret = secret

    def verify(self, verifier: str, pin: str) -> bool:
        """Whether the PIN belongs to the verifier; StorageError ``pins_locked``, for which
        nobody is told that the PIN was wrong."""
        if verifier.startswith(WRAPPED):
            verifier = unwrap(verifier, self._secret.get())
        return self._plain.verify(verifier, pin)

    def hash(self, pin: str) -> str:
        """A fresh verifier, as it is before it is kept."""
        return self._plain.hash(pin)
