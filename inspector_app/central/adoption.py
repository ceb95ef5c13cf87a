"""Events that stations carry over from an earlier identity (``adopted``).

The old station's key proves them, whatever became of it since: forked and revoked stations keep
their public key here. Bytes that arrived already, from the old station itself or from another copy
of it, count once; different ones about one record are both kept and flagged, as always.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from msgspec import structs

from inspector_app.central import completion
from inspector_app.central.db import carried, stations
from inspector_app.central.db.carried import Adoption
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.stations import Station
from inspector_app.central.keys import ServerKey
from inspector_app.central.listing import as_arrived
from inspector_app.central.projection import Inspection1, Projection, project
from inspector_app.wire.adoption import SCHEMA, AdoptedEvent, is_proved
from inspector_app.wire.envelope import EventLine
from inspector_app.wire.rotation import KeyRotation

BYTES_MISSING = "adopted_bytes_missing"
Judged = tuple[EventLine, Projection]


async def open_carried(
    tx: Transaction, key: ServerKey, station: Station, judged: Sequence[Judged], now: datetime
) -> list[Judged]:
    """What the carrying events among these carry, judged like an event of its own."""
    return [
        (line, await _open(tx, key, station, line, one.content, now))
        if isinstance(one.content, AdoptedEvent)
        else (line, one)
        for line, one in judged
    ]


async def without_carried(
    tx: Transaction, station: Station, judged: Sequence[Judged]
) -> list[Judged]:
    """The same, where nothing follows from an event that another station carried here before its
    own station came with it. Of records themselves the list of records looks after that."""
    asked = [
        line.seq
        for line, one in judged
        if one.content is not None
        and not isinstance(one.content, Inspection1 | AdoptedEvent | KeyRotation)
    ]
    if not asked:
        return list(judged)
    known = await carried.counted_before(tx, station.tenant, station.station, asked)
    return [
        (line, replace(one, content=None) if line.seq in known else one) for line, one in judged
    ]


async def _open(
    tx: Transaction,
    key: ServerKey,
    station: Station,
    line: EventLine,
    content: AdoptedEvent,
    now: datetime,
) -> Projection:
    why = await _doubt(tx, station.tenant, content)
    if why:
        return Projection(schema=SCHEMA, content=None, why=why)
    digest = content.payload_sha256().hex()
    adoption = Adoption(
        tenant=station.tenant, station=station.station, seq=line.seq,
        old_station=content.old_station, old_seq=content.seq, payload_sha256=digest,
    )  # fmt: skip
    await carried.note(tx, adoption)
    payload = content.payload
    if content.blob is not None:
        kept = await carried.bytes_of(tx, station.tenant, digest)
        if kept is None:
            return Projection(schema=SCHEMA, content=None, why=BYTES_MISSING)
        payload = kept
    inner = content.line(payload)
    found = project(inner.kind, payload)
    if isinstance(found.content, AdoptedEvent):
        return Projection(schema=SCHEMA, content=None, why="kind_mismatch")
    if not await _is_new(tx, adoption, inner):
        await _tell_again(tx, key, station, found, inner, line.seq, now)
        return Projection(schema=SCHEMA, content=None)
    return replace(found, schema=SCHEMA, inner=inner)


async def _doubt(tx: Transaction, tenant: str, content: AdoptedEvent) -> str:
    """Why the old station's word cannot be taken for it; empty when it can."""
    # Held, so that the old station cannot deliver the same event at this very moment.
    old = await stations.find(tx, tenant, content.old_station, lock=True)
    if old is None:
        return "adopted_unknown_station"
    known = await stations.public_keys(tx, old)
    return "" if any(is_proved(content, each) for each in known) else "adopted_not_proved"


async def _is_new(tx: Transaction, adoption: Adoption, inner: EventLine) -> bool:
    link = bytes.fromhex(inner.link)
    if await carried.is_in_journal(
        tx, adoption.tenant, adoption.old_station, adoption.old_seq, link
    ):
        return False
    return await carried.counts_here(tx, adoption)


async def _tell_again(
    tx: Transaction,
    key: ServerKey,
    station: Station,
    found: Projection,
    inner: EventLine,
    seq: int,
    now: datetime,
) -> None:
    """The record is here already: whoever carried it may know what becomes of it, too."""
    if not isinstance(found.content, Inspection1):
        return
    line = structs.replace(inner, seq=seq)
    sent = as_arrived(station, line, found.content, "", now).row
    await completion.tell_again(tx, key, sent, now)
