"""``central maintain``: what a timer has to do every week."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from inspector_app.bootstrap import server
from inspector_app.bootstrap.central_places import places
from inspector_app.central.configuration import Layout
from inspector_app.central.db import photos as rows
from inspector_app.central.db import schema
from inspector_app.central.db.backlog import tenants_known
from inspector_app.central.losing import find_again, lose_unless_intact
from inspector_app.central.operation.doctor import Thoroughness, chosen_photos
from inspector_app.central.parts import Parts
from inspector_app.central.tidying import tidy
from inspector_app.domain.errors import StorageError

PHOTOS: Final = 2000
"""Hashed each time: in a year of weeks, 100,000."""
_NONE_THERE: Final = 20
_FEW: Final = 5
_PART: Final = 500
_UNFINISHED_FOR: Final = timedelta(days=7)
"""A station that is offline for days goes on with a photo where it ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintained:
    """Months of journals made ahead (none with SQLite); leftovers of uploads dropped; photos
    hashed, and those of them that stations are asked for again; lost ones that are back."""

    made: Sequence[str]
    swept: int
    looked: int
    lost: Sequence[str]
    found: int


def maintain(data_dir: Path, *, photos: int = PHOTOS, everything: bool = False) -> Maintained:
    """Do it; the part of the photos that is hashed begins anywhere. StorageError
    ``central_missing``, ``database_owner_missing``, ``database_unavailable``."""
    parts = server.parts_beside(data_dir)
    where = places(Layout(data_dir))
    now = parts.clock.now()
    how = Thoroughness(photos, everything, parts.ids.seed().hex())

    async def work() -> Maintained:
        try:
            made = await schema.maintain(where.for_owner(), now) if where.api.is_postgres else []
            await tidy(parts.db, parts.ids, now, parts.settings.keeping.tombstones)
            swept = await parts.blobs.sweep(now - _UNFINISHED_FOR)
            looked, lost, found = await _look_at_photos(parts, how)
        finally:
            await parts.db.close()
        return Maintained(made=made, swept=swept, looked=looked, lost=lost, found=found)

    return asyncio.run(work())


async def _look_at_photos(parts: Parts, how: Thoroughness) -> tuple[int, list[str], int]:
    """Photos that rot are noticed while the station that took them may still have them, and those
    that are back are found again: how many were hashed, which are lost, how many were found.

    StorageError ``photos_gone`` where none of the first ones is there: then it is the place that
    is missing, such as a disk that is not mounted, and nothing is called lost.
    """
    looked = found = 0
    lost: list[str] = []
    absent: list[tuple[str, str]] = []
    async with parts.db.read(None) as tx:
        tenants = await tenants_known(tx)
    for tenant in tenants:
        async for sha256 in chosen_photos(parts, tenant, how):
            looked += 1
            if await parts.blobs.is_intact(tenant, sha256):
                continue
            if looked == len(absent) + 1 and await parts.blobs.size(tenant, sha256) is None:
                absent.append((tenant, sha256))
                if len(absent) == _NONE_THERE:
                    raise StorageError("photos_gone", count=_NONE_THERE)
                continue
            if await lose_unless_intact(parts, tenant, sha256):
                lost.append(sha256)
        found += await _find_again(parts, tenant)
    if absent and len(absent) == looked and looked >= _FEW:
        raise StorageError("photos_gone", count=looked)
    for tenant, sha256 in absent:
        if await lose_unless_intact(parts, tenant, sha256):
            lost.append(sha256)
    return looked, lost, found


async def _find_again(parts: Parts, tenant: str) -> int:
    found, after = 0, ""
    while True:
        async with parts.db.read(tenant) as tx:
            some = await rows.all_lost(tx, tenant, after, _PART)
        for sha256 in some:
            found += await find_again(parts, tenant, sha256)
        if len(some) < _PART:
            return found
        after = some[-1]
