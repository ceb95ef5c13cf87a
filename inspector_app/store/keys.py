"""The station's Ed25519 key: in the system's key ring, or in a file only its owner may read.

The file is always there. It holds the private key, or only the public one where the private half
lies in the ring; that one is fetched when something is signed.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from inspector_app.domain.errors import EvidenceError, StorageError
from inspector_app.store.failures import refusing_files
from inspector_app.store.key_ring import Ring, SystemRing, is_usable
from inspector_app.store.schema import flush_folder
from inspector_app.wire.sealed_box import open_box


class KeyFile:
    """Implements ``KeyStore``. The private half is written once and never leaves the object."""

    def __init__(
        self, key: Ed25519PrivateKey | None, public: bytes, ring: Ring, path: Path
    ) -> None:
        self._key = key
        self._public = public
        self._ring = ring
        self._path = path
        self.in_ring = key is None

    @classmethod
    def open(cls, path: Path, *, may_make: bool = True, ring: Ring | None = None) -> KeyFile:
        """Read the key, or make one on first start.

        ``ring`` is the system's own where none is given; ``may_make`` is False once something was
        signed with a key. Raises StorageError ``key_unreadable`` (the file is damaged: enrolling
        anew is the way back), ``key_missing``, ``read_only_folder`` or ``disk_full``.
        """
        ring = ring or SystemRing()
        if path.exists():
            return cls._read(path, ring)
        if not may_make:
            raise StorageError("key_missing", path=str(path))
        key = Ed25519PrivateKey.generate()
        with refusing_files(path):
            write_private(path, _private_pem(key))
        # Not the key made here: of two programs that start at once the first one's counts.
        return cls._read(path, ring)

    @classmethod
    def _read(cls, path: Path, ring: Ring) -> KeyFile:
        found = _read(path)
        if isinstance(found, Ed25519PrivateKey):
            return cls(found, found.public_key().public_bytes_raw(), ring, path)
        return cls(None, found.public_bytes_raw(), ring, path)

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature of 64 bytes.

        StorageError ``key_ring_closed`` where the ring does not answer, ``key_not_in_ring`` where
        it knows nothing of the key (another user, another machine).
        """
        return self._private().sign(message)

    def public_key(self) -> bytes:
        """The raw public key of 32 bytes."""
        return self._public

    def derive(self, purpose: str) -> bytes:
        """32 bytes that only the holder of this key has, another for each purpose; raises as
        ``sign``."""
        seed = self._private().private_bytes_raw()
        info = b"inspector/derived/1\0" + purpose.encode("utf-8")
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(seed)

    def open_box(self, box: bytes) -> bytes:
        """What was sealed to this key (``wire.sealed_box``); EvidenceError
        ``sealed_for_another``, and as ``sign``."""
        return open_box(self._private().private_bytes_raw(), self._public, box)

    def move_into_ring(self) -> bool:
        """Let the system's ring keep the private half; False where there is no usable ring.

        Whenever the program ends in between, the key is in the file still.
        """
        if self.in_ring:
            return True
        if not is_usable(self._ring):
            return False
        name, seed = self._public.hex(), self._private().private_bytes_raw()
        self._ring.put(name, seed)
        if self._ring.get(name) != seed:
            return False
        with refusing_files(self._path):
            write_private(self._path, _public_pem(self._private().public_key()), over=True)
        self.in_ring = True
        return True

    def move_into_file(self) -> None:
        """The way back: the private half into the file, and out of the ring; raises as ``sign``."""
        if not self.in_ring:
            return
        with refusing_files(self._path):
            write_private(self._path, _private_pem(self._private()), over=True)
        self.in_ring = False
        self._ring.drop(self._public.hex())

    def destroy(self) -> None:
        """Forget the key for good; raises ``key_ring_closed``."""
        if self.in_ring:
            self._ring.drop(self._public.hex())
        self._path.unlink(missing_ok=True)
        flush_folder(self._path.parent)

    def _private(self) -> Ed25519PrivateKey:
        if self._key is None:
            seed = self._ring.get(self._public.hex())
            if seed is None:
                raise StorageError("key_not_in_ring", path=str(self._path))
            self._key = Ed25519PrivateKey.from_private_bytes(seed)
        return self._key

    def check(self, signature: bytes, message: bytes) -> None:
        """EvidenceError ``bad_signature`` unless this key signed ``message``."""
        check_signature(self._public, signature, message)


def check_signature(public_key: bytes, signature: bytes, message: bytes) -> None:
    """EvidenceError ``bad_signature`` unless the owner of the key signed ``message``."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature as problem:
        raise EvidenceError("bad_signature") from problem


def _private_pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _public_pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def write_private(path: Path, body: bytes, *, over: bool = False) -> None:
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
        os.replace(partial, path) if over else _place(partial, path)
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


def _read(path: Path) -> Ed25519PrivateKey | Ed25519PublicKey:
    key: object
    try:
        body = path.read_bytes()
        if b"PUBLIC KEY" in body:
            key = serialization.load_pem_public_key(body)
        else:
            key = serialization.load_pem_private_key(body, password=None)
    except (OSError, ValueError) as problem:
        raise StorageError("key_unreadable", path=str(path)) from problem
    if not isinstance(key, Ed25519PrivateKey | Ed25519PublicKey):
        raise StorageError("key_unreadable", path=str(path))
    return key
