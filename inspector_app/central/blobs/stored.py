"""What a folder and an object store have in common."""

from __future__ import annotations

import contextlib
import errno
import hashlib
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Final

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from inspector_app.central.blobs.names import DIGEST, UNFINISHED, parts_key, photo_key
from inspector_app.domain.errors import EvidenceError, StorageError, SyncError
from inspector_app.wire.envelope import MAX_PHOTO

_CHUNK: Final = 1024 * 1024
_FULL: Final = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_FULL_TEXTS: Final = ("StorageFull", "os error 28", "os error 112", "No space left")
_PROBE: Final = bytes(8 * 1024)
"""Larger than a page of a disk: a store that appends still finds room for less on a full one."""


class StoredBlobs(ABC):
    """What a folder and an object store have in common.

    An upload lands under ``staging/``, is read back and hashed, is made durable, and only then gets
    its name. Names are content, so that writing one twice is harmless.
    """

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @abstractmethod
    async def receive(
        self, tenant: str, sha256: str, parts: AsyncIterator[bytes], place: str
    ) -> int: ...

    async def size(self, tenant: str, sha256: str) -> int | None:
        try:
            found = await obstore.head_async(self._store, photo_key(tenant, sha256))
        except FileNotFoundError:
            return None
        except BaseError as problem:
            raise storage_error(problem) from problem
        return int(found["size"])

    async def upload_url(self, tenant: str, sha256: str, station: str) -> str | None:
        return None

    async def take_uploaded(self, tenant: str, sha256: str, station: str, place: str) -> int | None:
        return None

    async def arrived(self, tenant: str, sha256: str, station: str) -> int:
        try:
            return sum(size for _, size in await self._parts_of(tenant, sha256, station))
        except BaseError as problem:
            raise storage_error(problem) from problem

    async def add_part(
        self, tenant: str, sha256: str, station: str, offset: int, data: bytes
    ) -> None:
        try:
            await obstore.put_async(
                self._store, f"{parts_key(tenant, sha256, station)}/{offset:012d}", data
            )
        except BaseError as problem:
            raise storage_error(problem) from problem

    async def join_parts(self, tenant: str, sha256: str, station: str, place: str) -> int:
        async def joined() -> AsyncIterator[bytes]:
            for key, _ in parts:
                async for chunk in self._parts(key):
                    yield chunk

        try:
            parts = await self._parts_of(tenant, sha256, station)
            size = await self.receive(tenant, sha256, joined(), place)
        except EvidenceError:
            await self._drop_parts(tenant, sha256, station)
            raise
        except BaseError as problem:
            raise storage_error(problem) from problem
        await self._drop_parts(tenant, sha256, station)
        return size

    async def prove_writable(self, place: str) -> None:
        try:
            await obstore.put_async(self._store, f"staging/{place}", _PROBE)
        except (BaseError, OSError) as problem:
            raise storage_error(problem) from problem
        finally:
            await self._discard_quietly(f"staging/{place}")

    async def sweep(self, before: datetime) -> int:
        dropped = 0
        try:
            for folder in UNFINISHED:
                async for page in obstore.list(self._store, prefix=folder):
                    old = [str(one["path"]) for one in page if one["last_modified"] < before]
                    for key in old:
                        await self._discard(key)
                    dropped += len(old)
        except BaseError as problem:
            raise storage_error(problem) from problem
        return dropped

    async def listed(self, tenant: str, prefix: str) -> AsyncIterator[tuple[str, int]]:
        try:
            async for page in obstore.list(self._store, prefix=f"{tenant}/{prefix}"):
                for one in page:
                    name = str(one["path"]).rpartition("/")[2]
                    if DIGEST.fullmatch(name):
                        yield name, int(one["size"])
        except BaseError as problem:
            raise storage_error(problem) from problem

    async def _parts_of(self, tenant: str, sha256: str, station: str) -> list[tuple[str, int]]:
        """Parts in order without a gap: (key, size)."""
        prefix = parts_key(tenant, sha256, station)
        found: dict[int, tuple[str, int]] = {}
        async for page in obstore.list(self._store, prefix=prefix):
            for one in page:
                key = str(one["path"])
                found[int(key.rpartition("/")[2])] = (key, int(one["size"]))
        parts: list[tuple[str, int]] = []
        offset = 0
        while offset in found and found[offset][1] > 0:
            parts.append(found[offset])
            offset += found[offset][1]
        return parts

    async def _drop_parts(self, tenant: str, sha256: str, station: str) -> None:
        """Leftovers harm nobody: they are swept later."""
        with contextlib.suppress(BaseError):
            for key, _ in await self._parts_of(tenant, sha256, station):
                await self._discard(key)

    async def is_intact(self, tenant: str, sha256: str) -> bool:
        try:
            digest, _ = await self._hash(photo_key(tenant, sha256))
        except FileNotFoundError:
            return False
        except BaseError as problem:
            raise storage_error(problem) from problem
        return digest == sha256

    async def remove(self, tenant: str, sha256: str) -> None:
        try:
            await self._discard(photo_key(tenant, sha256))
        except BaseError as problem:
            raise storage_error(problem) from problem

    async def read(self, tenant: str, sha256: str) -> AsyncIterator[bytes]:
        try:
            async for part in self._parts(photo_key(tenant, sha256)):
                yield part
        except FileNotFoundError as problem:
            raise StorageError("photo_missing", sha256=sha256) from problem
        except BaseError as problem:
            raise storage_error(problem) from problem

    async def _discard(self, key: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            await obstore.delete_async(self._store, key)

    async def _discard_quietly(self, key: str) -> None:
        """A leftover of an upload harms nobody and is swept later."""
        with contextlib.suppress(BaseError):
            await self._discard(key)

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


class Meter:
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


def storage_error(problem: Exception) -> StorageError:
    """What a failure of the disk or of the store is to the caller."""
    if isinstance(problem, OSError) and problem.errno in _FULL:
        return StorageError("central_disk_full")
    text = str(problem)
    if any(mark in text for mark in _FULL_TEXTS):
        return StorageError("central_disk_full")
    return StorageError("photos_unavailable")
