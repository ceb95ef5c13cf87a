"""The folder ``keys/`` in a backup: sealed under a passphrase, or not in it at all.

Who has the central key can give receipts in our name, so a copy of it never lies open beside the
rows. Argon2id makes the key of the seal from the passphrase (64 MB, so that guessing is dear).
"""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from inspector_app.domain.errors import AccessError, StorageError

SHORTEST: Final = 12
_MAGIC: Final = b"inspector-keys/1\0"
_MEMORY_KB: Final = 64 * 1024
_SALT: Final = 16
_NONCE: Final = 12


def seal(keys: Path, passphrase: str, seed: bytes) -> bytes:
    """All files of the folder under one seal; ``seed`` is 32 unpredictable bytes.

    AccessError ``passphrase_too_short``.
    """
    if len(passphrase) < SHORTEST:
        raise AccessError("passphrase_too_short", minimum=SHORTEST)
    files = {
        path.relative_to(keys).as_posix(): path.read_bytes()
        for path in sorted(keys.rglob("*"))
        if path.is_file()
    }
    salt, nonce = seed[:_SALT], seed[_SALT : _SALT + _NONCE]
    box = ChaCha20Poly1305(_key(passphrase, salt))
    return _MAGIC + salt + nonce + box.encrypt(nonce, msgspec.msgpack.encode(files), _MAGIC)


def unseal(sealed: bytes, passphrase: str) -> dict[str, bytes]:
    """Contents by name; AccessError ``wrong_passphrase``."""
    start = len(_MAGIC)
    salt, nonce = sealed[start : start + _SALT], sealed[start + _SALT : start + _SALT + _NONCE]
    if not sealed.startswith(_MAGIC) or len(nonce) < _NONCE:
        raise AccessError("wrong_passphrase")
    try:
        box = ChaCha20Poly1305(_key(passphrase, salt))
        opened = box.decrypt(nonce, sealed[start + _SALT + _NONCE :], _MAGIC)
    except InvalidTag as problem:
        raise AccessError("wrong_passphrase") from problem
    return msgspec.msgpack.decode(opened, type=dict[str, bytes])


def put_back(files: dict[str, bytes], keys: Path) -> None:
    """Write them for the owner only; StorageError ``central_backup_damaged`` for a name that
    leads out of the folder."""
    for name, data in files.items():
        parts = PurePosixPath(name).parts
        if not parts or ".." in parts or "\\" in name or ":" in name or name.startswith("/"):
            raise StorageError("central_backup_damaged", path=name)
        path = keys.joinpath(*parts)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with open(os.open(path, flags, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def _key(passphrase: str, salt: bytes) -> bytes:
    return hash_secret_raw(
        passphrase.encode(), salt, time_cost=3, memory_cost=_MEMORY_KB, parallelism=1,
        hash_len=32, type=Type.ID,
    )  # fmt: skip
