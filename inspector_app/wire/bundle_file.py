"""A bundle with its originals: a ZIP of ``bundle.json`` and ``photos/<sha256>.<suffix>``.

Written the same byte for byte each time. Read as something a stranger made: names, numbers and
sizes are looked at before anything is unpacked, and nothing is ever written to a disk.
"""

from __future__ import annotations

import hashlib
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, Protocol

from inspector_app.domain.errors import EvidenceError
from inspector_app.wire.bundle import MAX_BUNDLE
from inspector_app.wire.envelope import MAX_PHOTO

BUNDLE_NAME: Final = "bundle.json"
PHOTO_FOLDER: Final = "photos"
MAX_ENTRIES: Final = 2_000
MAX_RATIO: Final = 200
"""Unpacked to packed size of an entry; JSON texts reach about 30, photos 1."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_PHOTO_NAME: Final = re.compile(r"photos/([0-9a-f]{64})\.(jpg|png|webp)")
_CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The true digest and size of an original."""

    sha256: str
    size: int


class Originals(Protocol):
    """Originals beside a bundle. ``names`` maps the digest a file is named by to its name."""

    @property
    def names(self) -> Mapping[str, str]: ...
    @property
    def strays(self) -> tuple[str, ...]:
        """Files that are neither bundle nor photo."""

    def measure(self, name: str) -> Measured:
        """Digest and size of one file, read through; EvidenceError ``bundle_damaged``."""


def write_zip(out: IO[bytes], bundle: bytes, originals: Iterable[tuple[str, str, Path]]) -> None:
    """Write bundle and originals, given as digest, suffix and file; OSError."""
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(_entry(BUNDLE_NAME, zipfile.ZIP_DEFLATED), bundle)
        for sha256, suffix, path in originals:
            name = f"{PHOTO_FOLDER}/{sha256}.{suffix}"
            entry = _entry(name, zipfile.ZIP_STORED)
            with archive.open(entry, "w", force_zip64=True) as into, path.open("rb") as original:
                while chunk := original.read(_CHUNK):
                    into.write(chunk)


def _entry(name: str, method: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = method
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


@dataclass(frozen=True, slots=True)
class ZippedBundle:
    """An opened ZIP whose names and sizes are harmless."""

    archive: zipfile.ZipFile
    text: bytes
    names: Mapping[str, str] = field(default_factory=dict)
    strays: tuple[str, ...] = ()

    @classmethod
    def open(cls, path: Path) -> ZippedBundle:
        """EvidenceError ``bundle_unreadable``, ``bundle_unsafe`` (names, links, doubles,
        encryption), ``bundle_too_large`` (entries or unpacked size), ``bundle_damaged``."""
        try:
            archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as problem:
            raise EvidenceError("bundle_unreadable", detail="zip") from problem
        try:
            entries = _checked(archive)
            text = _text(archive, entries)
        except BaseException:
            archive.close()
            raise
        names, strays = sort_names(entries)
        return cls(archive, text, names, strays)

    def measure(self, name: str) -> Measured:
        """As ``Originals``; never reads more than a photo may have."""
        hasher, size = hashlib.sha256(), 0
        try:
            with self.archive.open(name) as original:
                while chunk := original.read(_CHUNK):
                    size += len(chunk)
                    if size > MAX_PHOTO:
                        raise EvidenceError("bundle_too_large", limit=MAX_PHOTO)
                    hasher.update(chunk)
        except _UNPACKING as problem:
            raise EvidenceError("bundle_damaged", file=name) from problem
        return Measured(sha256=hasher.hexdigest(), size=size)

    def close(self) -> None:
        """Give the file back."""
        self.archive.close()


@dataclass(frozen=True, slots=True)
class BundleFolder:
    """An unpacked bundle: the folder of ``bundle.json``."""

    folder: Path
    names: Mapping[str, str]
    strays: tuple[str, ...]

    @classmethod
    def open(cls, folder: Path) -> BundleFolder:
        """Only ``photos`` beside ``bundle.json`` is looked at; links are no photos."""
        found = []
        photos = folder / PHOTO_FOLDER
        if photos.is_symlink():
            raise EvidenceError("bundle_unsafe", file=PHOTO_FOLDER)
        if photos.is_dir():
            for path in sorted(photos.iterdir()):
                found.append(f"{PHOTO_FOLDER}/{path.name}")
                if len(found) > MAX_ENTRIES:
                    raise EvidenceError("bundle_too_large", limit=MAX_ENTRIES)
        names, strays = sort_names(found)
        return cls(folder, names, strays)

    def measure(self, name: str) -> Measured:
        """As ``Originals``."""
        path = self.folder / name
        hasher = hashlib.sha256()
        try:
            if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_PHOTO:
                raise EvidenceError("bundle_unsafe", file=name)
            with path.open("rb") as original:
                while chunk := original.read(_CHUNK):
                    hasher.update(chunk)
        except OSError as problem:
            raise EvidenceError("bundle_damaged", file=name) from problem
        return Measured(sha256=hasher.hexdigest(), size=path.stat().st_size)


_UNPACKING: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What ``zipfile`` raises for damaged, encrypted or unknown ways of packing."""


def sort_names(names: Iterable[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Photos by the digest in their name, and what is no photo."""
    photos: dict[str, str] = {}
    strays = []
    for name in names:
        match = _PHOTO_NAME.fullmatch(name)
        if match is not None and match[1] not in photos:
            photos[match[1]] = name
        elif name != BUNDLE_NAME:
            strays.append(name)
    return photos, tuple(strays)


def _checked(archive: zipfile.ZipFile) -> list[str]:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise EvidenceError("bundle_too_large", limit=MAX_ENTRIES)
    seen: set[str] = set()
    for entry in entries:
        if _is_unsafe(entry) or entry.filename.lower() in seen:
            raise EvidenceError("bundle_unsafe", file=_shown(entry.filename))
        seen.add(entry.filename.lower())
        limit = MAX_BUNDLE if entry.filename == BUNDLE_NAME else MAX_PHOTO
        if entry.file_size > limit or entry.file_size > MAX_RATIO * max(entry.compress_size, 4096):
            raise EvidenceError("bundle_too_large", limit=limit)
    return [entry.filename for entry in entries if not entry.is_dir()]


def _is_unsafe(entry: zipfile.ZipInfo) -> bool:
    name = entry.orig_filename
    parts = name.replace("\\", "/").split("/")
    mode = entry.external_attr >> 16
    return (
        "\\" in name
        or "\0" in name
        or ":" in name
        or name.startswith("/")
        or any(part in ("", ".", "..") for part in parts[: -1 if entry.is_dir() else None])
        or bool(entry.flag_bits & 0x1)
        or stat.S_ISLNK(mode)
    )


def _shown(name: str) -> str:
    """A name fit for a sentence."""
    return "".join(char if char.isprintable() else "�" for char in name[:80])


def _text(archive: zipfile.ZipFile, names: list[str]) -> bytes:
    if BUNDLE_NAME not in names:
        raise EvidenceError("bundle_missing")
    try:
        with archive.open(BUNDLE_NAME) as packed:
            text = packed.read(MAX_BUNDLE + 1)
    except _UNPACKING as problem:
        raise EvidenceError("bundle_damaged", file=BUNDLE_NAME) from problem
    if len(text) > MAX_BUNDLE:
        raise EvidenceError("bundle_too_large", limit=MAX_BUNDLE)
    return text
