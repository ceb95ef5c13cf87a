"""The station's Ed25519 key in a file only its owner may read."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.domain.errors import EvidenceError, StorageError
from inspector_app.store.failures import refusing_files
from inspector_app.store.schema import flush_folder


class KeyFile:
    """Implements ``KeyStore``. The private half is written once and never leaves the object."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def open(cls, path: Path, *, may_make: bool = True) -> KeyFile:
        """Read the key, or make one on first start.

        ``may_make`` is False once something was signed with a key. Raises StorageError
        ``key_unreadable`` (the file is damaged: enrolling anew is the way back),
        ``key_missing``, ``read_only_folder`` or ``disk_full``.
        """
        if path.exists():
            return cls(_read(path))
        if not may_make:
            raise StorageError("key_missing", path=str(path))
        key = Ed25519PrivateKey.generate()
        body = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        with refusing_files(path):
            _write(path, body)
        # Not the key made here: of two programs that start at once the first one's counts.
        return cls(_read(path))

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


def _write(path: Path, body: bytes) -> None:
    """Whole and on the disk under its name, or not there at all."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    partial.unlink(missing_ok=True)
    # Owner-only from the first byte; on Windows the folder's own rights protect it.
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        _place(partial, path)
    except FileExistsError:
        pass  # another program was first: its key is the station's
    finally:
        partial.unlink(missing_ok=True)
    flush_folder(path.parent)


def _place(partial: Path, path: Path) -> None:
    """Give the file its name in one step, never in the place of another key."""
    if os.name != "nt":
        try:
            return os.link(partial, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            if path.exists():
                raise FileExistsError(str(path)) from None
    return os.rename(partial, path)


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as problem:
        raise StorageError("key_unreadable", path=str(path)) from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise StorageError("key_unreadable", path=str(path))
    return key
