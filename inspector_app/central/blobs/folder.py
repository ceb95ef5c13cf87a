"""Photos in a folder."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import obstore
from obstore.store import LocalStore

from inspector_app.central.blobs.names import photo_key
from inspector_app.central.blobs.stored import StoredBlobs
from inspector_app.domain.errors import StorageError


class FolderBlobs(StoredBlobs):
    """A folder; what has a name is on the disk, name and bytes."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self._root = root
        super().__init__(LocalStore(prefix=root, mkdir=True))

    async def local_copy(self, tenant: str, sha256: str) -> Path:
        path = self._root / photo_key(tenant, sha256)
        if not await asyncio.to_thread(path.is_file):
            raise StorageError("photo_missing", sha256=sha256)
        return path

    async def _make_durable(self, key: str) -> None:
        await asyncio.to_thread(_sync_file, self._root / key)

    async def _publish(self, staging: str, final: str) -> None:
        await obstore.rename_async(self._store, staging, final)
        await asyncio.to_thread(_sync_folders, self._root, self._root / final)


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
