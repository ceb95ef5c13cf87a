"""Puts the rows of a backup into an empty database, and looks which photos are there.

The feeds get new epochs, so that every station fetches master data anew, looks at the head of its
journal, sends what the backup lacked, and offers all its photos again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from inspector_app.central import acts
from inspector_app.central.db import copying, inspections, photos, schema
from inspector_app.central.db.backlog import tenants_known
from inspector_app.central.db.engine import Transaction
from inspector_app.central.operation import archive
from inspector_app.central.operation.archive import FileCopy, Manifest
from inspector_app.central.operation.backup import PREFIXES, photo_path
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import EvidenceError, StorageError
from inspector_app.services.ports import IdSource

_READ: Final = 1024 * 1024
_TENANT: Final = "tenant"


@dataclass(slots=True)
class PhotosFound:
    """What became of the photos the rows call here; ``missing`` are digests."""

    recorded: int = 0
    here: int = 0
    put_back: int = 0
    missing: list[str] = field(default_factory=list)


def check(folder: Path) -> Manifest:
    """The manifest of a whole backup that this program can restore; nothing is changed.

    StorageError ``central_backup_not_found``, ``central_backup_damaged`` or
    ``central_backup_newer``.
    """
    manifest = archive.read_manifest(folder)
    if not schema.is_known(manifest.schema):
        raise StorageError("central_backup_newer", found=manifest.schema, program=manifest.program)
    archive.check_files(folder, manifest)
    return manifest


async def fill(tx: Transaction, folder: Path, manifest: Manifest, *, server: bool) -> int:
    """Insert all rows into empty tables of the manifest's version; how many."""
    if server:
        for month in manifest.months:
            await copying.make_month(tx, month)
    total = 0
    for copy in manifest.tables:
        total += await _fill_table(tx, folder, copy, server=server)
    return total


async def _fill_table(tx: Transaction, folder: Path, copy: FileCopy, *, server: bool) -> int:
    path = archive.path_of(folder, copy)
    table = await copying.reflected(tx, copy.name)
    if table is None or not copying.has_columns(table, copy.columns):
        raise archive.damaged(path)
    place = copy.columns.index(_TENANT)
    inside = ""
    count = 0
    for chunk in archive.chunks(path):
        for rows in _by_tenant(chunk, place):
            if server and rows[0][place] != inside:
                inside = str(rows[0][place])
                await copying.enter(tx, inside)
            await copying.fill(tx, table, copy.columns, rows)
            count += len(rows)
    if count != copy.rows:
        raise archive.damaged(path)
    return count


def _by_tenant(chunk: list[list[object]], place: int) -> list[list[list[object]]]:
    """Runs of rows of one tenant: a transaction sees one at a time."""
    runs: list[list[list[object]]] = []
    for row in chunk:
        if runs and runs[-1][0][place] == row[place]:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


async def begin_anew(tx: Transaction, ids: IdSource, *, server: bool) -> Sequence[str]:
    """New epochs for all feeds of all tenants, and unused enrolment codes void; the tenants."""
    tenants = await tenants_known(tx)
    for tenant in tenants:
        if server:
            await copying.enter(tx, tenant)
        await copying.begin_anew(tx, tenant, ids.new())
    return tenants


async def note(parts: Parts, manifest: Manifest, missing: int) -> None:
    """Write the restore into each tenant's own journal: what was done since is not in it."""
    now = parts.clock.now()
    params: dict[str, str | int] = {
        "taken_at": manifest.taken_at.isoformat(), "missing_photos": missing,
    }  # fmt: skip

    async with parts.db.read(None) as tx:
        tenants = await tenants_known(tx)
    for tenant in tenants:

        async def append(tx: Transaction, tenant: str = tenant) -> None:
            await acts.append(tx, parts.key, tenant, "restored", now, by=acts.Doer(), params=params)

        await parts.db.run(tenant, append)


async def look_for_photos(parts: Parts, copies: Path | None) -> PhotosFound:
    """Compare what the rows call here with what is stored; put back from ``copies`` what is not.

    What stays missing is recorded as not here, and its inspections as incomplete: the station
    that has the original sends it again.
    """
    found = PhotosFound()
    async with parts.db.read(None) as tx:
        tenants = await tenants_known(tx)
    for tenant in tenants:
        for prefix in PREFIXES:
            await _look(parts, tenant, prefix, copies, found)
    return found


async def _look(
    parts: Parts, tenant: str, prefix: str, copies: Path | None, found: PhotosFound
) -> None:
    async with parts.db.read(tenant) as tx:
        recorded = await copying.recorded(tx, tenant, prefix)
    if not recorded:
        return
    stored = dict([one async for one in parts.blobs.listed(tenant, prefix)])
    found.recorded += len(recorded)
    for sha256, size in recorded.items():
        if stored.get(sha256) == size:
            found.here += 1
        elif copies is not None and await _put_back(parts, tenant, sha256, copies):
            found.here += 1
            found.put_back += 1
        else:
            found.missing.append(sha256)
            async with parts.db.write(tenant) as tx:
                await photos.forget(tx, tenant, sha256)
                await inspections.lose_photo(tx, tenant, sha256)


async def _put_back(parts: Parts, tenant: str, sha256: str, copies: Path) -> bool:
    """False when the copy is not there or not what its name says."""
    path = photo_path(copies, tenant, sha256)
    if not path.is_file():
        return False

    async def read() -> AsyncIterator[bytes]:
        with path.open("rb") as file:
            while part := file.read(_READ):
                yield part

    try:
        await parts.blobs.receive(tenant, sha256, read(), parts.ids.new())
    except EvidenceError:
        return False
    return True
