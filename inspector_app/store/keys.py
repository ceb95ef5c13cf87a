"""The station's Ed25519 key in a file only its owner may read."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.domain.errors import EvidenceError, StorageError


class KeyFile:
    """Implements ``KeyStore``. The private half is written once and never leaves the object."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def open(cls, path: Path) -> KeyFile:
        """Read the key, or make one on first start.

        Raises StorageError ``key_unreadable`` (the file is damaged: enrolling anew is the way
        back) or ``read_only_folder``.
        """
        if path.exists():
            return cls(_read(path))
        key = Ed25519PrivateKey.generate()
        body = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        try:
            # Owner-only from the first byte; on Windows the folder's own rights protect it.
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
        except OSError as problem:
            raise StorageError("read_only_folder", folder=str(path.parent)) from problem
        return cls(key)

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature of 64 bytes."""
        return self._key.sign(message)

    def public_key(self) -> bytes:
        """The raw public key of 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    def check(self, signature: bytes, message: bytes) -> None:
        """EvidenceError ``bad_signature`` unless this key signed ``message``."""
        try:
            self._key.public_key().verify(signature, message)
        except InvalidSignature as problem:
            raise EvidenceError("bad_signature") from problem


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as problem:
        raise StorageError("key_unreadable", path=str(path)) from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise StorageError("key_unreadable", path=str(path))
    return key
