"""Photos by content hash in a folder or an object store."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final, Protocol

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore

from inspector_app.domain.errors import EvidenceError, StorageError, SyncError
from inspector_app.wire.envelope import MAX_PHOTO

_DIGEST: Final = re.compile("[0-9a-f]{64}")
_CHUNK: Final = 1024 * 1024


class BlobStore(Protocol):
    """Durable photos; a photo has exactly one name and is never changed."""

    async def receive(
        self, tenant: str, sha256: str, parts: AsyncIterator[bytes], place: str
    ) -> int:
        """Store a body and return its size once its bytes *on the disk* have the digest.

        ``place`` is a fresh id for the unfinished upload. EvidenceError ``digest_mismatch``,
        SyncError ``photo_too_large``, StorageError ``central_disk_full`` or ``photos_unavailable``.
        """

    async def size(self, tenant: str, sha256: str) -> int | None:
        """How long the stored photo is; None when it is not here."""

    async def is_intact(self, tenant: str, sha256: str) -> bool:
        """Whether the stored bytes still have the digest of their name."""

    async def remove(self, tenant: str, sha256: str) -> None:
        """Drop a damaged photo so that it can be sent again."""

    def read(self, tenant: str, sha256: str) -> AsyncIterator[bytes]:
        """The stored bytes in parts; StorageError ``photo_missing``."""

    async def local_copy(self, tenant: str, sha256: str) -> Path:
        """A file with the photo for programs that need one; StorageError ``photo_missing``."""


def check_digest_text(sha256: str) -> str:
    """The text if it is a digest and nothing else; SyncError ``bad_blob_name``."""
    if not _DIGEST.fullmatch(sha256):
        raise SyncError("bad_blob_name")
    return sha256


class FolderBlobs:
    """A folder through the interface that also speaks S3.

    An upload lands under ``staging/``, is synced, read back and hashed, and only then renamed.
    """

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self._root = root
        self._store = LocalStore(prefix=root, mkdir=True)

    async def receive(
        self, tenant: str, sha256: str, parts: AsyncIterator[bytes], place: str
    ) -> int:
        staging = f"staging/{place}"
        meter = _Meter()
        try:
            await self._put(staging, meter.count(parts))
            await asyncio.to_thread(_sync_file, self._root / staging)
            if await self._hash(staging) != (sha256, meter.size):
                raise EvidenceError("digest_mismatch")
            final = _key(tenant, sha256)
            await obstore.rename_async(self._store, staging, final)
            await asyncio.to_thread(_sync_folders, self._root, self._root / final)
        except BaseError as problem:
            raise _storage_error(problem) from problem
        except OSError as problem:
            raise _storage_error(problem) from problem
        finally:
            await self._discard(staging)
        return meter.size

    async def size(self, tenant: str, sha256: str) -> int | None:
        try:
            found = await obstore.head_async(self._store, _key(tenant, sha256))
        except FileNotFoundError:
            return None
        except BaseError as problem:
            raise _storage_error(problem) from problem
        return int(found["size"])

    async def is_intact(self, tenant: str, sha256: str) -> bool:
        try:
            digest, _ = await self._hash(_key(tenant, sha256))
        except FileNotFoundError:
            return False
        except BaseError as problem:
            raise _storage_error(problem) from problem
        return digest == sha256

    async def remove(self, tenant: str, sha256: str) -> None:
        await self._discard(_key(tenant, sha256))

    async def read(self, tenant: str, sha256: str) -> AsyncIterator[bytes]:
        try:
            async for part in self._parts(_key(tenant, sha256)):
                yield part
        except FileNotFoundError as problem:
            raise StorageError("photo_missing", sha256=sha256) from problem

    async def local_copy(self, tenant: str, sha256: str) -> Path:
        path = self._root / _key(tenant, sha256)
        if not await asyncio.to_thread(path.is_file):
            raise StorageError("photo_missing", sha256=sha256)
        return path

    async def _put(self, key: str, parts: AsyncIterator[bytes]) -> None:
        await obstore.put_async(self._store, key, parts)

    async def _discard(self, key: str) -> None:
        if await asyncio.to_thread((self._root / key).exists):
            await obstore.delete_async(self._store, key)

    async def _parts(self, key: str) -> AsyncIterator[bytes]:
        found = await obstore.get_async(self._store, key)
        async for part in found.stream(min_chunk_size=_CHUNK):
            yield bytes(part)

    async def _hash(self, key: str) -> tuple[str, int]:
        hasher = hashlib.sha256()
        size = 0
        async for part in self._parts(key):
            hasher.update(part)
            size += len(part)
        return hasher.hexdigest(), size


class _Meter:
    """Counts what passes and ends an upload that grows too long."""

    def __init__(self) -> None:
        self.size = 0

    async def count(self, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for part in parts:
            self.size += len(part)
            if self.size > MAX_PHOTO:
                raise SyncError("photo_too_large", limit=MAX_PHOTO)
            if part:
                yield part


def _key(tenant: str, sha256: str) -> str:
    check_digest_text(sha256)
    return f"{tenant}/{sha256[:2]}/{sha256}"


def _sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folders(root: Path, path: Path) -> None:
    """The new names up to the root are on the disk too (POSIX; Windows journals them)."""
    if os.name != "posix":
        return
    for folder in path.relative_to(root).parents:
        handle = os.open(root / folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _storage_error(problem: Exception) -> StorageError:
    text = str(problem)
    full = ("StorageFull", "os error 28", "os error 112", "No space left")
    if any(mark in text for mark in full):
        return StorageError("central_disk_full")
    return StorageError("photos_unavailable")
