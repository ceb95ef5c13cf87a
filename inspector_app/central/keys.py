"""The central system's own signing key: answers and receipts carry its signature."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from inspector_app.domain.errors import EvidenceError


class ServerKey:
    """An Ed25519 key in memory."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def create(cls, path: Path, seed: bytes) -> ServerKey:
        """A new key of 32 unpredictable bytes, written for the owner only; never overwrites."""
        key = Ed25519PrivateKey.from_private_bytes(seed)
        path.parent.mkdir(parents=True, exist_ok=True)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with open(os.open(path, flags, 0o600), "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        return cls(key)

    @classmethod
    def load(cls, path: Path) -> ServerKey:
        """The key of an initialised folder; EvidenceError ``central_key_unreadable``."""
        try:
            key = load_pem_private_key(path.read_bytes(), password=None)
        except (OSError, ValueError) as problem:
            raise EvidenceError("central_key_unreadable", path=str(path)) from problem
        if not isinstance(key, Ed25519PrivateKey):
            raise EvidenceError("central_key_unreadable", path=str(path))
        return cls(key)

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        return self._key.sign(message)

    def public(self) -> bytes:
        """32 raw bytes."""
        return self._key.public_key().public_bytes_raw()
