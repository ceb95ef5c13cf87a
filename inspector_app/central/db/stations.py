"""Tenants, stations and enrolment codes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Row, select, update

from inspector_app.central.db import directory
from inspector_app.central.db.dialect import insert_new
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import from_ms, to_ms
from inspector_app.central.db.tables import (
    enrolment_codes,
    station_keys,
    stations,
    tenants,
)
from inspector_app.wire.envelope import StationState

Rotation: TypeAlias = tuple[int, bytes]
"""Number of the event that changed the key, and a key: the new one, or the one it took out of
use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A station as kept centrally; ``receipts`` is the number of its last completion receipt.

    ``public_key`` signs the events after ``key_since``; what signed before stands in
    ``station_keys``.
    """

    tenant: str
    station: str
    name: str
    public_key: bytes
    state: StationState
    head: int
    head_link: bytes
    receipts: int
    enrolled_at: datetime
    seen_at: datetime
    key_since: int = 0


def _station(row: Row[Any]) -> Station:
    values = dict(row._mapping)
    for moment in ("enrolled_at", "seen_at"):
        values[moment] = from_ms(values[moment])
    return Station(**values)


async def add_tenant(tx: Transaction, tenant: str, name: str, now: datetime) -> bool:
    """False when it is there already. The first one is at home here."""
    await directory.put(tx, directory.HOME, tenant)
    row = {"tenant": tenant, "name": name, "created_at": to_ms(now)}
    return await insert_new(tx, tenants, [row]) == 1


async def find(tx: Transaction, tenant: str, station: str, *, lock: bool = False) -> Station | None:
    """One station; ``lock`` keeps every other writer of its journal away until the commit."""
    wanted = select(stations).where(stations.c.tenant == tenant, stations.c.station == station)
    row = (await tx.execute(wanted.with_for_update() if lock else wanted)).one_or_none()
    return None if row is None else _station(row)


async def public_keys(tx: Transaction, station: Station) -> list[bytes]:
    """Every key the station ever signed with, the present one first."""
    earlier = await earlier_keys(tx, station)
    return [station.public_key, *(key for _, key in reversed(earlier))]


async def earlier_keys(tx: Transaction, station: Station) -> list[Rotation]:
    """The keys that were changed since, in order, each with the last event it signed."""
    if not station.key_since:
        return []
    c = station_keys.c
    wanted = (
        select(c.until_seq, c.public_key)
        .where(c.tenant == station.tenant, c.station == station.station)
        .order_by(c.until_seq)
    )
    return [(row.until_seq, bytes(row.public_key)) for row in await tx.execute(wanted)]


async def key_at(tx: Transaction, station: Station, seq: int) -> bytes:
    """The key that signs the station's event with this number."""
    if seq > station.key_since:
        return station.public_key
    c = station_keys.c
    found = await tx.execute(
        select(c.public_key)
        .where(c.tenant == station.tenant, c.station == station.station, c.until_seq >= seq)
        .order_by(c.until_seq)
        .limit(1)
    )
    return bytes(found.scalar() or station.public_key)


async def rotations(tx: Transaction, station: Station) -> list[int]:
    """Numbers of the events that changed the station's key, in order."""
    if not station.key_since:
        return []
    c = station_keys.c
    wanted = select(c.until_seq).where(c.tenant == station.tenant, c.station == station.station)
    return list((await tx.execute(wanted.order_by(c.until_seq))).scalars())


async def rotated(tx: Transaction, station: Station, rotations: Sequence[Rotation]) -> Station:
    """Keep the keys that these rotations took out of use; the station as it signs from now on."""
    if not rotations:
        return station
    rows, key = [], station.public_key
    for seq, new_key in rotations:
        rows.append(
            {
                "tenant": station.tenant, "station": station.station, "until_seq": seq,
                "public_key": key,
            }
        )  # fmt: skip
        key = new_key
    await insert_new(tx, station_keys, rows)
    since = rotations[-1][0]
    await change(tx, station.tenant, station.station, public_key=key, key_since=since)
    return replace(station, public_key=key, key_since=since)


async def heads(tx: Transaction, tenant: str, named: Sequence[str]) -> dict[str, int]:
    """How far the journals of these stations are here; those nobody knows are left out."""
    wanted = select(stations.c.station, stations.c.head).where(
        stations.c.tenant == tenant, stations.c.station.in_(named)
    )
    return {row.station: row.head for row in await tx.execute(wanted)}


async def names(tx: Transaction, tenant: str, named: Collection[str]) -> dict[str, str]:
    """What these stations are called; those nobody knows are left out."""
    wanted = select(stations.c.station, stations.c.name).where(
        stations.c.tenant == tenant, stations.c.station.in_(sorted(named))
    )
    return {row.station: row.name for row in await tx.execute(wanted)}


async def everyone(tx: Transaction, tenant: str) -> list[Station]:
    """All stations by name."""
    wanted = select(stations).where(stations.c.tenant == tenant).order_by(stations.c.name)
    return [_station(row) for row in await tx.execute(wanted)]


async def add(tx: Transaction, station: Station) -> bool:
    """False when the id is taken."""
    row = {name: getattr(station, name) for name in Station.__slots__}
    row["enrolled_at"] = to_ms(station.enrolled_at)
    row["seen_at"] = to_ms(station.seen_at)
    return await insert_new(tx, stations, [row]) == 1


async def change(tx: Transaction, tenant: str, station: str, **values: Any) -> None:
    """Set columns of one station, such as ``head``, ``state`` or ``seen_at``."""
    await tx.execute(
        update(stations)
        .where(stations.c.tenant == tenant, stations.c.station == station)
        .values(**values)
    )


async def add_code(
    tx: Transaction, tenant: str, code_hash: str, label: str, now: datetime, expires: datetime
) -> None:
    """Keep the hash of a one-time code."""
    row = {
        "tenant": tenant,
        "code_hash": code_hash,
        "label": label,
        "created_at": to_ms(now),
        "expires_at": to_ms(expires),
    }
    await insert_new(tx, enrolment_codes, [row])
    await directory.put(tx, directory.code_entry(code_hash), tenant)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A one-time code that was given out."""

    tenant: str
    label: str
    expires_at: datetime
    used_by: str | None


async def find_code(tx: Transaction, tenant: str, code_hash: str) -> Code | None:
    """A code of a tenant by its hash; nobody else can spend it until the commit."""
    wanted = select(
        enrolment_codes.c.tenant,
        enrolment_codes.c.label,
        enrolment_codes.c.expires_at,
        enrolment_codes.c.used_by,
    ).where(enrolment_codes.c.tenant == tenant, enrolment_codes.c.code_hash == code_hash)
    row = (await tx.execute(wanted.with_for_update())).one_or_none()
    if row is None:
        return None
    return Code(
        tenant=row.tenant,
        label=row.label,
        expires_at=from_ms(row.expires_at),
        used_by=row.used_by,
    )


async def spend_code(tx: Transaction, tenant: str, code_hash: str, station: str) -> None:
    """The code belongs to that station from now on."""
    await tx.execute(
        update(enrolment_codes)
        .where(enrolment_codes.c.tenant == tenant, enrolment_codes.c.code_hash == code_hash)
        .values(used_by=station)
    )
