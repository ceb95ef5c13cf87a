"""Photos by content hash in a folder or an object store."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import re
import tempfile
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from inspector_app.domain.errors import EvidenceError, StorageError, SyncError
from inspector_app.wire.envelope import MAX_PHOTO

_DIGEST: Final = re.compile("[0-9a-f]{64}")
_CHUNK: Final = 1024 * 1024
_MOST_COPIES: Final = 500
_CONNECT: Final = timedelta(seconds=5)
_URL_LIFE: Final = timedelta(minutes=15)
_UNFINISHED: Final = ("staging", "uploads", "incoming")
_REQUEST: Final = timedelta(seconds=30)
"""A station waits as long: then it comes again by itself."""


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

    async def upload_url(self, tenant: str, sha256: str, station: str) -> str | None:
        """Where the station may PUT the photo itself for a quarter of an hour; None where only we
        can take it."""

    async def take_uploaded(self, tenant: str, sha256: str, station: str, place: str) -> int | None:
        """Prove what the station has put at its ``upload_url`` and give it its name; the size, or
        None when nothing is there. ``place`` as in ``receive``, which it raises as, too."""

    async def arrived(self, tenant: str, sha256: str, station: str) -> int:
        """How many bytes of a photo sent in parts are here."""

    async def add_part(
        self, tenant: str, sha256: str, station: str, offset: int, data: bytes
    ) -> None:
        """Keep a part that begins at ``offset``; sending it again is harmless."""

    async def join_parts(self, tenant: str, sha256: str, station: str, place: str) -> int:
        """Make one photo of the parts and drop them; the size. Raises as ``receive``, and then the
        parts are gone too: the photo has to be sent anew."""

    async def prove_writable(self, place: str) -> None:
        """Write and drop a few bytes; StorageError ``central_disk_full`` or
        ``photos_unavailable``."""

    async def sweep(self, before: datetime) -> int:
        """Drop parts and unfinished uploads older than that; how many."""

    def listed(self, tenant: str, prefix: str) -> AsyncIterator[tuple[str, int]]:
        """Digest and size of the stored photos whose digest begins with two given letters."""

    async def local_copy(self, tenant: str, sha256: str) -> Path:
        """A file with the photo for programs that need one; StorageError ``photo_missing``."""


def check_digest_text(sha256: str) -> str:
    """The text if it is a digest and nothing else; SyncError ``bad_blob_name``."""
    if not _DIGEST.fullmatch(sha256):
        raise SyncError("bad_blob_name")
    return sha256


class _StoredBlobs(ABC):
    """What a folder and an object store have in common.

    An upload lands under ``staging/``, is made durable, read back and hashed, and only then gets
    its name. Names are content, so that writing one twice is harmless.
    """

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def receive(
        self, tenant: str, sha256: str, parts: AsyncIterator[bytes], place: str
    ) -> int:
        staging = f"staging/{place}"
        meter = _Meter()
        try:
            await self._put(staging, meter.count(parts))
            await self._make_durable(staging)
            if await self._hash(staging) != (sha256, meter.size):
                raise EvidenceError("digest_mismatch")
            await self._publish(staging, _key(tenant, sha256))
        except (BaseError, OSError) as problem:
            raise _storage_error(problem) from problem
        finally:
            await self._discard_quietly(staging)
        return meter.size

    async def size(self, tenant: str, sha256: str) -> int | None:
        try:
            found = await obstore.head_async(self._store, _key(tenant, sha256))
        except FileNotFoundError:
            return None
        except BaseError as problem:
            raise _storage_error(problem) from problem
        return int(found["size"])

    async def upload_url(self, tenant: str, sha256: str, station: str) -> str | None:
        return None

    async def take_uploaded(self, tenant: str, sha256: str, station: str, place: str) -> int | None:
        return None

    async def arrived(self, tenant: str, sha256: str, station: str) -> int:
        try:
            return sum(size for _, size in await self._parts_of(tenant, sha256, station))
        except BaseError as problem:
            raise _storage_error(problem) from problem

    async def add_part(
        self, tenant: str, sha256: str, station: str, offset: int, data: bytes
    ) -> None:
        try:
            await obstore.put_async(
                self._store, f"{_parts_key(tenant, sha256, station)}/{offset:012d}", data
            )
        except BaseError as problem:
            raise _storage_error(problem) from problem

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
            raise _storage_error(problem) from problem
        await self._drop_parts(tenant, sha256, station)
        return size

    async def prove_writable(self, place: str) -> None:
        try:
            await obstore.put_async(self._store, f"staging/{place}", b"ready")
        except (BaseError, OSError) as problem:
            raise _storage_error(problem) from problem
        finally:
            await self._discard_quietly(f"staging/{place}")

    async def sweep(self, before: datetime) -> int:
        dropped = 0
        try:
            for folder in _UNFINISHED:
                async for page in obstore.list(self._store, prefix=folder):
                    old = [str(one["path"]) for one in page if one["last_modified"] < before]
                    for key in old:
                        await self._discard(key)
                    dropped += len(old)
        except BaseError as problem:
            raise _storage_error(problem) from problem
        return dropped

    async def listed(self, tenant: str, prefix: str) -> AsyncIterator[tuple[str, int]]:
        try:
            async for page in obstore.list(self._store, prefix=f"{tenant}/{prefix}"):
                for one in page:
                    name = str(one["path"]).rpartition("/")[2]
                    if _DIGEST.fullmatch(name):
                        yield name, int(one["size"])
        except BaseError as problem:
            raise _storage_error(problem) from problem

    async def _parts_of(self, tenant: str, sha256: str, station: str) -> list[tuple[str, int]]:
        """Parts in order without a gap: (key, size)."""
        prefix = _parts_key(tenant, sha256, station)
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
            digest, _ = await self._hash(_key(tenant, sha256))
        except FileNotFoundError:
            return False
        except BaseError as problem:
            raise _storage_error(problem) from problem
        return digest == sha256

    async def remove(self, tenant: str, sha256: str) -> None:
        try:
            await self._discard(_key(tenant, sha256))
        except BaseError as problem:
            raise _storage_error(problem) from problem

    async def read(self, tenant: str, sha256: str) -> AsyncIterator[bytes]:
        try:
            async for part in self._parts(_key(tenant, sha256)):
                yield part
        except FileNotFoundError as problem:
            raise StorageError("photo_missing", sha256=sha256) from problem
        except BaseError as problem:
            raise _storage_error(problem) from problem

    @abstractmethod
    async def _make_durable(self, key: str) -> None: ...

    @abstractmethod
    async def _publish(self, staging: str, final: str) -> None: ...

    async def _put(self, key: str, parts: AsyncIterator[bytes]) -> None:
        await obstore.put_async(self._store, key, parts)

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


class FolderBlobs(_StoredBlobs):
    """A folder; what has a name is on the disk, name and bytes."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self._root = root
        super().__init__(LocalStore(prefix=root, mkdir=True))

    async def local_copy(self, tenant: str, sha256: str) -> Path:
        path = self._root / _key(tenant, sha256)
        if not await asyncio.to_thread(path.is_file):
            raise StorageError("photo_missing", sha256=sha256)
        return path

    async def _make_durable(self, key: str) -> None:
        await asyncio.to_thread(_sync_file, self._root / key)

    async def _publish(self, staging: str, final: str) -> None:
        await obstore.rename_async(self._store, staging, final)
        await asyncio.to_thread(_sync_folders, self._root, self._root / final)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Where an S3-compatible store keeps our photos. Its text hides the secret.

    With ``station_endpoint`` stations put their photos there themselves, by signed addresses.
    """

    bucket: str
    endpoint: str = ""
    region: str = "us-east-1"
    prefix: str = ""
    station_endpoint: str = ""
    access_key_id: str
    secret_access_key: str = field(repr=False)

    def open(self) -> ObjectStore:
        """The store; nothing is asked of it yet."""
        return self._open(self.endpoint)

    def open_outside(self) -> S3Store | None:
        """The store as stations reach it; None where they shall not."""
        return self._open(self.station_endpoint) if self.station_endpoint else None

    def _open(self, endpoint: str) -> S3Store:
        return S3Store(
            self.bucket,
            prefix=self.prefix or None,
            endpoint=endpoint or None,
            region=self.region,
            access_key_id=self.access_key_id,
            secret_access_key=self.secret_access_key,
            virtual_hosted_style_request=False,
            client_options={
                "allow_http": endpoint.startswith("http://"),
                "connect_timeout": _CONNECT,
                "timeout": _REQUEST,
            },
            retry_config={"max_retries": 3, "retry_timeout": _REQUEST},
        )


class BucketBlobs(_StoredBlobs):
    """A bucket of an S3-compatible store, which answers only for what it keeps.

    ``copies`` is a folder for programs that need a file; the oldest copies are dropped.
    ``outside`` is the store as stations reach it, where they may PUT photos there themselves.
    """

    def __init__(self, store: ObjectStore, copies: Path, *, outside: S3Store | None = None) -> None:
        super().__init__(store)
        self._copies = copies
        self._outside = outside

    async def local_copy(self, tenant: str, sha256: str) -> Path:
        path = self._copies / _key(tenant, sha256).replace("/", "-")
        if await asyncio.to_thread(path.is_file):
            return path
        await asyncio.to_thread(_make_room, self._copies)
        # A file of its own for each who asks: two at once must not write into one.
        handle, name = await asyncio.to_thread(
            tempfile.mkstemp, ".part", f"{path.name}.", self._copies
        )
        unfinished = Path(name)
        try:
            with open(handle, "wb") as file:
                async for part in self.read(tenant, sha256):
                    await asyncio.to_thread(file.write, part)
            await asyncio.to_thread(unfinished.replace, path)
        finally:
            await asyncio.to_thread(unfinished.unlink, missing_ok=True)
        return path

    async def upload_url(self, tenant: str, sha256: str, station: str) -> str | None:
        if self._outside is None:
            return None
        key = _incoming_key(tenant, sha256, station)
        url: str = await obstore.sign_async(self._outside, "PUT", key, _URL_LIFE)
        return url

    async def take_uploaded(self, tenant: str, sha256: str, station: str, place: str) -> int | None:
        incoming, staging = _incoming_key(tenant, sha256, station), f"staging/{place}"
        try:
            size = int((await obstore.head_async(self._store, incoming))["size"])
            if size > MAX_PHOTO:
                raise SyncError("photo_too_large", limit=MAX_PHOTO)
            # The station may write there as long as its address lives: what is proved and what
            # is named are one copy out of its reach.
            await obstore.copy_async(self._store, incoming, staging, overwrite=True)
            digest, size = await self._hash(staging)
            if digest != sha256:
                raise EvidenceError("digest_mismatch")
            await self._publish(staging, _key(tenant, sha256))
        except FileNotFoundError:
            return None
        except BaseError as problem:
            raise _storage_error(problem) from problem
        finally:
            await self._discard_quietly(incoming)
            await self._discard_quietly(staging)
        return size

    async def _make_durable(self, key: str) -> None:
        """The store acknowledged the upload: that is its promise."""

    async def _publish(self, staging: str, final: str) -> None:
        # Overwriting: a copy repeated after a lost acknowledgement must not fail.
        await obstore.copy_async(self._store, staging, final, overwrite=True)


def _make_room(copies: Path) -> None:
    copies.mkdir(parents=True, exist_ok=True)
    kept = sorted(copies.iterdir(), key=lambda path: path.stat().st_mtime)
    for path in kept[: max(0, len(kept) - _MOST_COPIES)]:
        path.unlink(missing_ok=True)


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


def _parts_key(tenant: str, sha256: str, station: str) -> str:
    check_digest_text(sha256)
    return f"uploads/{tenant}/{station}/{sha256}"


def _incoming_key(tenant: str, sha256: str, station: str) -> str:
    check_digest_text(sha256)
    return f"incoming/{tenant}/{station}/{sha256}"


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
