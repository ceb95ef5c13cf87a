"""``central backup`` and ``central restore``: from a running system into a folder, and back."""

from __future__ import annotations

import asyncio
import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from inspector_app.bootstrap import server
from inspector_app.bootstrap.central_places import Places, places
from inspector_app.bootstrap.central_surroundings import LAST_BACKUP
from inspector_app.bootstrap.clock import SystemClock, SystemIds
from inspector_app.bootstrap.folders import (
    make_private,
    make_private_file,
    prove_writable,
    refusal_of,
)
from inspector_app.central.configuration import Layout
from inspector_app.central.db import copying, schema
from inspector_app.central.db.address import Address
from inspector_app.central.db.engine import Database, Transaction
from inspector_app.central.keys import ServerKey
from inspector_app.central.operation import archive, backup, restore, sealed_keys
from inspector_app.central.operation.archive import Manifest
from inspector_app.central.operation.restore import PhotosFound
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import StorageError

PASSPHRASE_VARIABLE: Final = "INSPECTOR_BACKUP_PASSPHRASE"  # noqa: S105  # the name of a variable
MISSING: Final = "missing-photos.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore put back. ``photos.missing`` are in the file ``missing-photos.txt``, too."""

    taken_at: datetime
    rows: int
    events: int
    photos: PhotosFound
    keys_put_back: bool


def make_backup(
    data_dir: Path, target: Path, *, copies: Path | None = None, with_photos: bool = False,
    passphrase: str = "",
) -> Manifest:  # fmt: skip
    """Copy a central system, which may be running, into the new folder ``target``.

    With ``with_photos`` photos are copied too: into the backup, or into ``copies``, a folder that
    many backups share and that only grows by what is new. With a ``passphrase`` the keys are in
    it, sealed. StorageError ``central_backup_exists``, ``central_missing``,
    ``database_unavailable``, ``photos_unavailable``; AccessError ``passphrase_too_short``.
    """
    parts = server.parts_beside(data_dir)
    unfinished = target.with_name(f"{target.name}.unfinished")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise StorageError("central_backup_exists", path=str(target))
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        make_private(unfinished)
        if with_photos and copies is not None:
            make_private(copies)
        if passphrase:
            sealed = sealed_keys.seal(Layout(data_dir).key.parent, passphrase, parts.ids.seed())
            (unfinished / archive.KEYS).write_bytes(sealed)
        place = (copies or unfinished / archive.PHOTOS) if with_photos else None
        manifest = asyncio.run(_copied(parts, unfinished, place, keys=bool(passphrase)))
        if target.exists():
            target.rmdir()
        unfinished.replace(target)
        _note(Layout(data_dir), target, manifest)
    except OSError as problem:
        raise refusal_of(problem, target) from problem
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return manifest


async def _copied(parts: Parts, folder: Path, copies: Path | None, *, keys: bool) -> Manifest:
    try:
        return await backup.write(parts, folder, copies, keys=keys)
    finally:
        await parts.db.close()


def _note(layout: Layout, target: Path, manifest: Manifest) -> None:
    note = {
        "at": manifest.taken_at.isoformat(), "path": str(target.absolute()),
        "missing_photos": manifest.photos.missing,
    }  # fmt: skip
    unfinished = layout.root / f"{LAST_BACKUP}.new"
    unfinished.write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(layout.root / LAST_BACKUP)


def put_back(
    data_dir: Path, folder: Path, *, replace: bool = False, copies: Path | None = None,
    passphrase: str = "",
) -> Restored:  # fmt: skip
    """Restore a backup into a data folder and the database and bucket it names.

    Nothing is changed before the backup has proved whole. ``copies`` are photos a backup shares
    with others. StorageError ``central_backup_not_found``, ``central_backup_damaged``,
    ``central_backup_newer``, ``central_backup_of_another_system``,
    ``central_backup_keys_missing``, ``restore_target_used`` without ``replace``,
    ``central_running``, ``central_photos_not_found``; AccessError ``wrong_passphrase``.
    """
    manifest = restore.check(folder)
    photos = _photos_of(folder, copies)
    layout = Layout(data_dir)
    make_private(data_dir)
    prove_writable(data_dir)
    where = places(layout)
    keys = _keys_for(layout, folder, manifest, passphrase)
    rows = asyncio.run(_put_rows_back(layout, where, folder, manifest, replace=replace))
    if keys:
        sealed_keys.put_back(keys, layout.key.parent)
    parts = server.parts_beside(data_dir)
    found = asyncio.run(_finish(parts, manifest, photos))
    missing = "".join(f"{sha256}\n" for sha256 in found.missing)
    (layout.root / MISSING).write_text(missing, encoding="utf-8")
    events = next((copy.rows for copy in manifest.tables if copy.name == "events"), 0)
    return Restored(
        taken_at=manifest.taken_at, rows=rows, events=events, photos=found,
        keys_put_back=bool(keys),
    )  # fmt: skip


def _photos_of(folder: Path, copies: Path | None) -> Path | None:
    """Where copies of photos lie; StorageError ``central_photos_not_found`` for a folder that was
    named and is not there: taking it for none would call every photo missing."""
    if copies is None:
        own = folder / archive.PHOTOS
        return own if own.is_dir() else None
    if not copies.is_dir():
        raise StorageError("central_photos_not_found", path=str(copies))
    return copies


async def _finish(parts: Parts, manifest: Manifest, copies: Path | None) -> PhotosFound:
    try:
        found = await restore.look_for_photos(parts, copies)
        await restore.note(parts, manifest, len(found.missing))
        return found
    finally:
        await parts.db.close()


def _keys_for(
    layout: Layout, folder: Path, manifest: Manifest, passphrase: str
) -> dict[str, bytes]:
    """The keys to put back; empty when the right ones are in the folder already."""
    if layout.key.exists():
        if ServerKey.load(layout.key).public().hex() != manifest.central_key:
            raise StorageError("central_backup_of_another_system", path=str(folder))
        return {}
    if not manifest.keys or not passphrase:
        raise StorageError("central_backup_keys_missing", path=str(layout.key.parent))
    try:
        sealed = (folder / archive.KEYS).read_bytes()
    except OSError as problem:
        raise archive.damaged(folder / archive.KEYS) from problem
    return sealed_keys.unseal(sealed, passphrase)


async def _put_rows_back(
    layout: Layout, where: Places, folder: Path, manifest: Manifest, *, replace: bool
) -> int:
    if where.api.is_postgres:
        return await _onto_server(where, folder, manifest, replace=replace)
    return await _into_file(layout, folder, manifest, replace=replace)


async def _into_file(layout: Layout, folder: Path, manifest: Manifest, *, replace: bool) -> int:
    """A new file beside the old one takes its place when it is whole; the old one is kept."""
    present = layout.database
    if present.exists():
        if copying.is_open_elsewhere(present):
            raise StorageError("central_running", path=str(layout.root))
        if not replace and await _is_used(Address.of_file(present)):
            raise StorageError("restore_target_used", path=str(present))
    fresh = present.with_name("central.db.restoring")
    _drop(fresh)
    make_private_file(fresh)
    schema.create_file(fresh, manifest.schema)
    database = Database(Address.of_file(fresh))
    try:
        async with database.write("") as tx:
            rows = await restore.fill(tx, folder, manifest, server=False)
            await restore.begin_anew(tx, SystemIds(), server=False)
    finally:
        await database.close()
    schema.upgrade(fresh, keep=False)
    if copying.is_open_elsewhere(fresh):  # also leaves WAL: one file is the whole database
        raise StorageError("central_running", path=str(layout.root))
    if present.exists():
        kept = present.with_name(f"central.db.replaced-{SystemClock().now():%Y%m%dT%H%M%S}")
        present.replace(kept)
    fresh.replace(present)
    return rows


def _drop(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


async def _is_used(address: Address) -> bool:
    database = Database(address)
    try:
        async with database.read(None) as tx:
            return await copying.is_in_use(tx)
    finally:
        await database.close()


async def _onto_server(where: Places, folder: Path, manifest: Manifest, *, replace: bool) -> int:
    """All rows in one transaction of the tables' owner: they are there wholly or not at all."""
    owner = where.for_owner()
    role = where.api.url.username or ""
    database = Database(owner, connections=1)
    try:
        async with database.write("") as tx:
            await _clear(tx, owner, role, replace=replace)
            await schema.create_on_server(tx, manifest.schema)
            rows = await restore.fill(tx, folder, manifest, server=True)
            await restore.begin_anew(tx, SystemIds(), server=True)
        await schema.upgrade_server(owner, role, SystemClock().now())
    finally:
        await database.close()
    return rows


async def _clear(tx: Transaction, owner: Address, role: str, *, replace: bool) -> None:
    if await copying.others_connected(tx, role):
        raise StorageError("central_running", path=str(owner))
    if not replace and await copying.is_in_use(tx):
        raise StorageError("restore_target_used", path=str(owner))
    await copying.drop_everything(tx)
