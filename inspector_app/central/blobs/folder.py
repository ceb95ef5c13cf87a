"""Photos in a folder."""

from __future__ import annotations

import asyncio
import errno
import hashlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from io import FileIO
from pathlib import Path
from typing import Final, TypeVar

from obstore.store import LocalStore

from inspector_app.central.blobs.names import photo_key
from inspector_app.central.blobs.staged_file import Names, StagedFile, write_some
from inspector_app.central.blobs.stored import Meter, StoredBlobs, storage_error
from inspector_app.domain.errors import EvidenceError, StorageError

Result = TypeVar("Result")
_BLOCK: Final = 1024 * 1024
"""Bytes given to a thread at once; an upload holds two such blocks at most."""
_LARGE: Final = 64 * 1024
_THREADS: Final = 8


class FolderBlobs(StoredBlobs):
    """A folder; what has a name is on the disk, name and bytes.

    Files are written, read back, hashed and flushed by threads, while the loop takes in what
    follows.
    """

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self._root = root
        self._names = Names(root)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="photos")
        super().__init__(LocalStore(prefix=root, mkdir=True))

    async def receive(
        self, tenant: str, sha256: str, parts: AsyncIterator[bytes], place: str
    ) -> int:
        final = self._root / photo_key(tenant, sha256)
        staging = self._root / "staging" / place
        staged = StagedFile(staging, self._write)
        meter = Meter()
        named = False

        def finish(rest: list[bytes | bytearray]) -> None:
            staged.add(*rest)
            if staged.flush() != sha256:
                raise EvidenceError("digest_mismatch")
            self._names.give(staging, final)

        try:
            rest = await self._add_all(staged, meter.count(parts))
            await self._in_thread(finish, rest)
            named = True
        except OSError as problem:
            raise storage_error(problem) from problem
        finally:
            if not named:
                await self._in_thread(staged.discard)
        return meter.size

    async def local_copy(self, tenant: str, sha256: str) -> Path:
        path = self._root / photo_key(tenant, sha256)
        if not await asyncio.to_thread(path.is_file):
            raise StorageError("photo_missing", sha256=sha256)
        return path

    async def _add_all(
        self, staged: StagedFile, parts: AsyncIterator[bytes]
    ) -> list[bytes | bytearray]:
        """Write blocks while the next ones come in; what is left over at the end."""
        writing: asyncio.Future[None] | None = None
        blocks: list[bytes | bytearray] = []
        size = 0
        async for part in parts:
            size += len(part)
            _collect(blocks, part)
            if size < _BLOCK:
                continue
            if writing is not None:
                await writing
            writing = self._in_thread(staged.add, *blocks)
            blocks, size = [], 0
        if writing is not None:
            await writing
        return blocks

    async def _hash(self, key: str) -> tuple[str, int]:
        return await self._in_thread(_hash_file, self._root / key)

    def _in_thread(self, work: Callable[..., Result], *given: object) -> asyncio.Future[Result]:
        running = asyncio.get_running_loop().run_in_executor(self._threads, work, *given)
        running.add_done_callback(_noticed)  # nobody waits for it once the line has broken
        return running

    def _write(self, file: FileIO, data: memoryview) -> int | None:
        return write_some(file, data)


def _collect(blocks: list[bytes | bytearray], part: bytes) -> None:
    """Put small parts together; large ones stay as they are, uncopied."""
    last = blocks[-1] if blocks else None
    if len(part) >= _LARGE:
        blocks.append(part)
    elif isinstance(last, bytearray):
        last += part
    else:
        blocks.append(bytearray(part))


def _noticed(done: asyncio.Future[Result]) -> None:
    if not done.cancelled():
        done.exception()


def _hash_file(path: Path) -> tuple[str, int]:
    """No digest for a file whose sectors cannot be read any more: that is damage. StorageError
    for what may pass; FileNotFoundError."""
    try:
        with path.open("rb", buffering=0) as file:
            digest = hashlib.file_digest(file, "sha256")
            return digest.hexdigest(), file.tell()
    except FileNotFoundError:
        raise
    except OSError as problem:
        if problem.errno == errno.EIO:
            return "", 0
        raise storage_error(problem) from problem
