"""The form of a backup: a folder with a manifest, rows by table, and a list of photos.

::

    manifest.json       what it is and what is in it; written last, so a folder without it is none
    rows/TABLE.zst      chunks of rows, zstd; the same whether they came from SQLite or PostgreSQL
    photos.zst          [tenant, sha256, size, here] for each photo a record names
    photos/TENANT/ab/…  the photos themselves, where they were asked for
    keys.sealed         the folder ``keys/``, where a passphrase was given

A chunk is four bytes of length and so many of msgpack. Rows carry no type of either database, so
a backup of one warehouse's folder can be restored onto a server.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import msgspec
import zstandard

from inspector_app.domain.errors import StorageError

FORMAT: Final = "inspector-central-backup/1"
MANIFEST: Final = "manifest.json"
ROWS: Final = "rows"
PHOTO_LIST: Final = "photos.zst"
PHOTOS: Final = "photos"
KEYS: Final = "keys.sealed"
CHUNK: Final = 500
_LARGEST_CHUNK: Final = 512 * 1024 * 1024
_READ: Final = 1024 * 1024


class FileCopy(msgspec.Struct, frozen=True, kw_only=True):
    """One file of chunks; ``columns`` names what stands in each row."""

    name: str
    columns: tuple[str, ...]
    rows: int
    size: int
    sha256: str


class PhotoCount(msgspec.Struct, frozen=True, kw_only=True):
    """Photos the records name: how many should be here, and how many were found."""

    recorded: int = 0
    here: int = 0
    missing: int = 0
    bytes: int = 0
    copied: bool = False
    damaged: tuple[str, ...] = ()


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """``schema`` is the version of the tables; ``central_key`` the public half, in hex."""

    format: str
    taken_at: datetime
    program: str
    schema: str
    back_end: str
    central_key: str
    keys: bool
    months: tuple[str, ...]
    tables: tuple[FileCopy, ...]
    photo_list: FileCopy
    photos: PhotoCount


class ChunkWriter:
    """Writes one file of chunks; durable and closed when the block ends."""

    def __init__(self, path: Path, name: str, columns: Sequence[str]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._name = name
        self._columns = tuple(columns)
        self._rows = 0
        self._file = path.open("wb")
        self._packed = zstandard.ZstdCompressor(level=3).stream_writer(self._file, closefd=False)
        self._encoder = msgspec.msgpack.Encoder()

    def __enter__(self) -> ChunkWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._file:
            self._packed.close()  # type: ignore[no-untyped-call]  # zstandard ships none
            self._file.flush()
            os.fsync(self._file.fileno())

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        """One chunk."""
        if not rows:
            return
        chunk = self._encoder.encode(rows)
        self._packed.write(len(chunk).to_bytes(4, "big") + chunk)
        self._rows += len(rows)

    def copy(self) -> FileCopy:
        """What was written; after the block."""
        digest, size = digest_of(self._path)
        return FileCopy(
            name=self._name, columns=self._columns, rows=self._rows, size=size, sha256=digest
        )


def chunks(path: Path) -> Iterator[list[list[Any]]]:
    """The rows of a file in chunks; StorageError ``central_backup_damaged``."""
    try:
        with path.open("rb") as file:
            unpacked = zstandard.ZstdDecompressor().stream_reader(file)
            while head := _exactly(unpacked, 4):
                length = int.from_bytes(head, "big")
                if len(head) < 4 or length > _LARGEST_CHUNK:
                    raise damaged(path)
                yield msgspec.msgpack.decode(_exactly(unpacked, length), type=list[list[Any]])
    except (OSError, zstandard.ZstdError, msgspec.MsgspecError) as problem:
        raise damaged(path) from problem


def _exactly(stream: zstandard.ZstdDecompressionReader, length: int) -> bytes:
    parts: list[bytes] = []
    while length > 0 and (part := stream.read(length)):
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def damaged(path: Path) -> StorageError:
    """A file of the backup that is not what the manifest says."""
    return StorageError("central_backup_damaged", path=str(path))


def digest_of(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file."""
    hasher = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while part := file.read(_READ):
            hasher.update(part)
            size += len(part)
    return hasher.hexdigest(), size


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """The last file of a backup, durable."""
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    with (folder / MANIFEST).open("wb") as file:
        file.write(text + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read_manifest(folder: Path) -> Manifest:
    """StorageError ``central_backup_not_found`` or ``central_backup_damaged``."""
    path = folder / MANIFEST
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except OSError as problem:
        raise StorageError("central_backup_not_found", path=str(folder)) from problem
    except msgspec.MsgspecError as problem:
        raise damaged(path) from problem
    if found.format != FORMAT:
        raise damaged(path)
    return found


def check_files(folder: Path, manifest: Manifest) -> None:
    """Every file has the bytes the manifest says; StorageError ``central_backup_damaged``."""
    for copy in (*manifest.tables, manifest.photo_list):
        path = path_of(folder, copy)
        try:
            found = digest_of(path)
        except OSError as problem:
            raise damaged(path) from problem
        if found != (copy.sha256, copy.size):
            raise damaged(path)


def path_of(folder: Path, copy: FileCopy) -> Path:
    """Where a file of chunks lies."""
    if copy.name == PHOTO_LIST:
        return folder / PHOTO_LIST
    if not copy.name.replace("_", "").isalnum():
        raise damaged(folder / MANIFEST)
    return folder / ROWS / f"{copy.name}.zst"
