"""The file a station's backup is: a ZIP without compression, its manifest last.

It holds a consistent copy of the database, the settings and the originals; never the station's
key: a copy of a key would make two stations of one. A file without a manifest is no backup, so one
that was interrupted, or a copied database, cannot be taken for one.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from inspector_app.bootstrap.folders import make_private_file
from inspector_app.domain.errors import StorageError

MANIFEST: Final = "inspector-backup.json"
DATABASE: Final = "station.sqlite3"
PHOTOS: Final = "photos/"
SETTINGS: Final = "settings.json"
_CHUNK: Final = 1024 * 1024
_LONGEST: Final = 256 * 1024 * 1024
"""Bytes of a manifest that names two million originals."""
_Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class ArchivedPhoto(Struct, frozen=True, kw_only=True):
    """An original in the file; its name is its digest."""

    sha256: _Digest
    suffix: Annotated[str, Meta(pattern="^[a-z0-9]{1,8}$")]
    size: Annotated[int, Meta(ge=0)]


class StationManifest(Struct, frozen=True, kw_only=True):
    """What the file holds. ``place`` and ``link`` are the journal's last entry; ``missing`` are
    originals that were not here any more."""

    format: Literal["inspector-station-backup/1"] = "inspector-station-backup/1"
    made_at: datetime
    station_id: str
    app_version: str
    place: int
    link: str
    database_sha256: _Digest
    database_size: int
    photos: tuple[ArchivedPhoto, ...]
    missing: tuple[str, ...] = ()
    settings: str = ""
    """Name of the settings file in the archive; empty without one."""


def member(photo: ArchivedPhoto) -> str:
    """Where a photo lies in the file."""
    return f"{PHOTOS}{photo.sha256}.{photo.suffix}"


def digest_of(file: IO[bytes]) -> tuple[str, int]:
    """SHA-256 and size of what is left of a file."""
    hasher, size = hashlib.sha256(), 0
    while part := file.read(_CHUNK):
        hasher.update(part)
        size += len(part)
    return hasher.hexdigest(), size


def read_manifest(path: Path) -> StationManifest:
    """StorageError ``backup_not_ours`` for anything but a whole backup of a station."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(MANIFEST).file_size > _LONGEST:  # packed small, it fills the memory
                raise StorageError("backup_not_ours", file=str(path))
            return msgspec.json.decode(archive.read(MANIFEST), type=StationManifest)
    except FileNotFoundError as problem:
        raise StorageError("backup_missing", file=str(path)) from problem
    except (OSError, KeyError, zipfile.BadZipFile, msgspec.DecodeError) as problem:
        raise StorageError("backup_not_ours", file=str(path)) from problem


def check_archive(path: Path, manifest: StationManifest) -> None:
    """Hash everything the file holds; StorageError ``backup_damaged`` names the first fault."""
    wanted = [(DATABASE, manifest.database_sha256, manifest.database_size)]
    wanted += [(member(photo), photo.sha256, photo.size) for photo in manifest.photos]
    name = manifest.settings
    try:
        with zipfile.ZipFile(path) as archive:
            if name:
                archive.getinfo(SETTINGS)
            for name, sha256, size in wanted:
                with archive.open(name) as file:
                    if digest_of(file) != (sha256, size):
                        raise StorageError("backup_damaged", file=str(path), part=name)
    except (KeyError, zipfile.BadZipFile, OSError) as problem:
        raise StorageError("backup_damaged", file=str(path), part=name) from problem


def extract(path: Path, name: str, target: Path) -> None:
    """One member as a file of its own, for its owner only."""
    make_private_file(target)
    with zipfile.ZipFile(path) as archive, archive.open(name) as source, target.open("wb") as out:
        shutil.copyfileobj(source, out, _CHUNK)


def photos_of(path: Path, manifest: StationManifest) -> Iterator[tuple[ArchivedPhoto, bytes]]:
    """The originals, one at a time."""
    with zipfile.ZipFile(path) as archive:
        for photo in manifest.photos:
            yield photo, archive.read(member(photo))
