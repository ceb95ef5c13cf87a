"""``backup`` and ``restore`` of a station.

A backup may be made beside running work. A restored station is never the one that was: what that
one sealed after the backup is in the central system's hands, and another chain stands there. It
begins under a new identity at once, carries over what the backup had not delivered, and waits for
an enrolment code; work can go on meanwhile.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from inspector_app import __version__
from inspector_app.bootstrap import station_archive as archive
from inspector_app.bootstrap.clock import SystemClock, SystemIds
from inspector_app.bootstrap.folders import make_private, make_private_file, refusal_of
from inspector_app.bootstrap.identity_files import finish_change, next_key
from inspector_app.bootstrap.station_archive import SETTINGS, ArchivedPhoto, StationManifest
from inspector_app.domain.errors import StorageError
from inspector_app.services.adoption import begin_anew
from inspector_app.services.identity import Identity
from inspector_app.services.ports import Clock, IdSource
from inspector_app.services.records import UnitOfWork
from inspector_app.settings import DataFolder
from inspector_app.store.database import Database
from inspector_app.store.keys import KeyFile
from inspector_app.store.photo_files import PhotoFiles
from inspector_app.store.schema import flush_folder

KEEP: Final = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """What a backup holds."""

    path: Path
    place: int
    photos: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came back: entries of the journal, photos, how many entries were carried into the new
    chain, and where the station that was there before lies now."""

    made_at: datetime
    place: int
    photos: int
    missing: int
    carried: int
    station_id: str
    replaced: Path | None


def back_up(folder: DataFolder, out: Path, clock: Clock | None = None) -> BackedUp:
    """Write a backup to ``out``, whole or not at all, and read it back.

    Safe beside a running window: the database is copied first, and no row names a photo that is
    not on the disk. StorageError of the folder, and ``backup_damaged`` when the disk lies.
    """
    clock = clock or SystemClock()
    partial = out.with_name(f".{out.name}.part")
    copy = out.with_name(f".{out.name}.database.part")
    try:
        database = Database.open(folder.database)
        try:
            database.copy_to(copy)
        finally:
            database.close()
        manifest = _write(folder, copy, partial, clock.now())
        archive.check_archive(partial, manifest)
        os.replace(partial, out)
        flush_folder(out.parent.absolute())
    except OSError as problem:
        raise refusal_of(problem, out.parent) from problem
    finally:
        for leftover in (partial, copy):
            leftover.unlink(missing_ok=True)
    return BackedUp(
        path=out, place=manifest.place, photos=len(manifest.photos), missing=len(manifest.missing)
    )


def _write(folder: DataFolder, copy: Path, partial: Path, now: datetime) -> StationManifest:
    files = PhotoFiles(folder.photos)
    photos: list[ArchivedPhoto] = []
    missing: list[str] = []
    named = _named(copy)
    station_id, place, link = _facts(copy)  # nothing opens the copy from here on
    partial.unlink(missing_ok=True)
    make_private_file(partial)  # records, people and photos: nobody else's from the first byte
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as target:
        target.write(copy, archive.DATABASE)
        for digest in named:
            if not files.has(digest):
                missing.append(digest)
                continue
            path = files.path(digest)
            photo = ArchivedPhoto(
                sha256=digest, suffix=path.suffix.removeprefix("."), size=path.stat().st_size
            )
            target.write(path, archive.member(photo))
            photos.append(photo)
        settings = folder.root / SETTINGS
        if settings.is_file():
            target.write(settings, SETTINGS)
        with copy.open("rb") as file:
            sha256, size = archive.digest_of(file)
        manifest = StationManifest(
            made_at=now, station_id=station_id, app_version=__version__, place=place, link=link,
            database_sha256=sha256, database_size=size, photos=tuple(photos),
            missing=tuple(missing), settings=SETTINGS if settings.is_file() else "",
        )  # fmt: skip
        target.writestr(archive.MANIFEST, msgspec.json.encode(manifest))
    with partial.open("rb+") as file:
        os.fsync(file.fileno())
    return manifest


def _named(copy: Path) -> list[str]:
    """Digests of all originals the copied database names, and of bytes that are sent like them."""
    database = Database.open(copy)
    try:
        named = set(database.send_overview().digests())
        with database.unit_of_work().reading() as work:
            named |= set(work.photos.digests())
    finally:
        database.close()
    return sorted(named)


def _facts(copy: Path) -> tuple[str, int, str]:
    database = Database.open(copy)
    try:
        with database.unit_of_work().reading() as work:
            head = work.journal.head()
            return work.notes.get("station_id") or "", head.place, head.link.hex()
    finally:
        database.close()


def restore(
    source: Path,
    folder: DataFolder,
    *,
    replace: bool = False,
    clock: Clock | None = None,
    ids: IdSource | None = None,
) -> Restored:
    """Make the folder's station what the backup holds, under a new identity.

    The caller holds the window's lock. A station that is there is refused, or with ``replace``
    moved aside as it is, never deleted. StorageError ``backup_missing``, ``backup_not_ours``,
    ``backup_damaged``, ``folder_in_use`` and those of the folder.
    """
    clock, ids = clock or SystemClock(), ids or SystemIds()
    manifest = archive.read_manifest(source)
    archive.check_archive(source, manifest)
    make_private(folder.root)
    if folder.database.exists() and not replace:
        raise StorageError("folder_in_use", folder=str(folder.root))
    staged = DataFolder(folder.root / f".restoring-{ids.new()}")
    make_private(staged.root)
    try:
        done = _stage(source, manifest, staged, clock, ids)
        moved = _move_aside(folder, staged, clock.now())
        _place(staged, folder)
    except OSError as problem:
        raise refusal_of(problem, folder.root) from problem
    finally:
        shutil.rmtree(staged.root, ignore_errors=True)
    station_id, carried = done
    return Restored(
        made_at=manifest.made_at, place=manifest.place, photos=len(manifest.photos),
        missing=len(manifest.missing), carried=carried, station_id=station_id, replaced=moved,
    )  # fmt: skip


def _stage(
    source: Path, manifest: StationManifest, staged: DataFolder, clock: Clock, ids: IdSource
) -> tuple[str, int]:
    """The whole station in a folder of its own, changed to its new identity."""
    archive.extract(source, archive.DATABASE, staged.database)
    if manifest.settings:
        archive.extract(source, SETTINGS, staged.root / SETTINGS)
    files = PhotoFiles(staged.photos)
    for photo, data in archive.photos_of(source, manifest):
        files.put(data, photo.suffix)
    database = Database.open(staged.database)
    try:
        if database.problems():
            raise StorageError("backup_damaged", file=str(source), part=archive.DATABASE)
        key = KeyFile.open(next_key(staged))
        bound = _Staged(
            identity=Identity(manifest.station_id, key), records=database.unit_of_work(),
            clock=clock, files=files,
        )  # fmt: skip
        done = begin_anew(bound, ids.new(), key, why="restored")
        finish_change(staged, database)
    finally:
        database.close()
    return done.station_id, done.carried


@dataclass(frozen=True, slots=True, kw_only=True)
class _Staged:
    """As much of a station as a change of identity needs."""

    identity: Identity
    records: UnitOfWork
    clock: Clock
    files: PhotoFiles

    def wake(self) -> None:
        """Nobody sends from here yet."""


def _move_aside(folder: DataFolder, staged: DataFolder, now: datetime) -> Path | None:
    """What was in the folder, as it was, into a folder beside it; None when there was nothing."""
    present = [
        each for each in folder.root.iterdir()
        if each not in (staged.root, folder.window_lock) and not each.name.startswith(KEEP)
    ]  # fmt: skip
    if not folder.database.exists():
        return None
    aside = folder.root / f"{KEEP}-{now:%Y%m%d-%H%M%S}"
    make_private(aside)
    # The database goes first: a folder without one is no station, and a second try finds the rest.
    for each in sorted(present, key=lambda path: path != folder.database):
        os.replace(each, aside / each.name)
    flush_folder(folder.root)
    return aside


def _place(staged: DataFolder, folder: DataFolder) -> None:
    """The database last: until it is there the folder holds no station."""
    for each in sorted(staged.root.iterdir(), key=lambda path: path == staged.database):
        target = folder.root / each.name
        if each.is_dir() and target.is_dir():
            shutil.copytree(each, target, dirs_exist_ok=True)
        else:
            os.replace(each, target)
    flush_folder(folder.root)
