"""Copies a running central system into a folder (see ``archive``).

All rows are of one moment: they are read in one transaction, which no writer waits for. Photos are
looked at after it, in their own time; they are only ever added, so the list may know of some that
arrived a little later than the rows.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from inspector_app import __version__
from inspector_app.central.blobs import BlobStore
from inspector_app.central.db import copying
from inspector_app.central.db.backlog import tenants_known
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import from_ms
from inspector_app.central.operation import archive
from inspector_app.central.operation.archive import ChunkWriter, FileCopy, Manifest, PhotoCount
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import StorageError

PREFIXES: Final = tuple(f"{number:02x}" for number in range(256))
_AT_ONCE: Final = 8


@dataclass(slots=True)
class _Counted:
    recorded: int = 0
    here: int = 0
    bytes: int = 0
    damaged: list[str] = field(default_factory=list)


async def write(parts: Parts, folder: Path, copies: Path | None, *, keys: bool) -> Manifest:
    """Write rows and the list of photos into ``folder``, and the manifest last.

    ``copies`` is where photos are copied to that are not there yet; None copies none. ``keys``
    says whether the sealed keys were put into the folder. StorageError
    ``tables_of_another_version``, ``database_unavailable``, ``photos_unavailable``.
    """
    if await parts.db.revision() != parts.schema:
        raise StorageError("tables_of_another_version")
    now = parts.clock.now()
    months: set[str] = set()
    async with parts.db.read(None) as tx:
        tenants = await tenants_known(tx)
        tables = [
            await _copy_table(parts, tx, name, tenants, folder, months) for name in copying.names()
        ]
    photo_list, counted = await _list_photos(parts, tenants, folder, copies)
    manifest = Manifest(
        format=archive.FORMAT, taken_at=now, program=__version__, schema=parts.schema,
        back_end="postgresql" if parts.db.address.is_postgres else "sqlite",
        central_key=parts.key.public().hex(), keys=keys, months=tuple(sorted(months)),
        tables=tuple(tables), photo_list=photo_list,
        photos=PhotoCount(
            recorded=counted.recorded, here=counted.here,
            missing=counted.recorded - counted.here, bytes=counted.bytes,
            copied=copies is not None, damaged=tuple(counted.damaged),
        ),
    )  # fmt: skip
    archive.write_manifest(folder, manifest)
    return manifest


async def _copy_table(
    parts: Parts,
    tx: Transaction,
    name: str,
    tenants: Sequence[str],
    folder: Path,
    months: set[str],
) -> FileCopy:
    arrived = copying.month_column(name)
    path = folder / archive.ROWS / f"{name}.zst"
    with ChunkWriter(path, name, copying.columns(name)) as out:
        async for rows in copying.rows(parts.db, tx, name, tenants, archive.CHUNK):
            out.write(rows)
            if arrived is not None:
                months.update(_month(row[arrived]) for row in rows)
    return out.copy()


def _month(received_at: int) -> str:
    return datetime.strftime(from_ms(received_at).astimezone(UTC), "%Y-%m")


async def _list_photos(
    parts: Parts, tenants: Sequence[str], folder: Path, copies: Path | None
) -> tuple[FileCopy, _Counted]:
    counted = _Counted()
    path = folder / archive.PHOTO_LIST
    with ChunkWriter(path, archive.PHOTO_LIST, ("tenant", "sha256", "size", "here")) as out:
        for tenant in tenants:
            for prefix in PREFIXES:
                async with parts.db.read(tenant) as tx:
                    recorded = await copying.recorded(tx, tenant, prefix)
                if not recorded:
                    continue
                stored = dict([one async for one in parts.blobs.listed(tenant, prefix)])
                here = {name: size for name, size in recorded.items() if stored.get(name) == size}
                out.write([(tenant, name, recorded[name], name in here) for name in recorded])
                counted.recorded += len(recorded)
                counted.here += len(here)
                counted.bytes += sum(here.values())
                if copies is not None:
                    counted.damaged += await _copy_photos(parts.blobs, tenant, here, copies)
    return out.copy(), counted


async def _copy_photos(
    store: BlobStore, tenant: str, wanted: dict[str, int], copies: Path
) -> list[str]:
    """Copy those that are not there in their size; the digests of those that turned out damaged."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def copy(sha256: str, size: int) -> str | None:
        target = photo_path(copies, tenant, sha256)
        if target.is_file() and target.stat().st_size == size:
            return None
        async with gate:
            return None if await _copy_photo(store, tenant, sha256, target) else sha256

    found = await asyncio.gather(*(copy(name, size) for name, size in wanted.items()))
    return [name for name in found if name is not None]


async def _copy_photo(store: BlobStore, tenant: str, sha256: str, target: Path) -> bool:
    """False when the stored bytes are not those of the name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    try:
        with unfinished.open("wb") as file:
            async for part in store.read(tenant, sha256):
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        if archive.digest_of(unfinished)[0] != sha256:
            return False
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return True


def photo_path(copies: Path, tenant: str, sha256: str) -> Path:
    """Where a photo lies among copies."""
    return copies / tenant / sha256[:2] / sha256
