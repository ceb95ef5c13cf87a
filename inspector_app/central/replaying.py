"""Judges quarantined events again, after an upgrade or when what they waited for has come.

The bytes stay; only the judgement changes. Each event is one transaction: its state, what lists
show of it, what follows from it and the entry in the central journal that tells the station.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.central import acts, adoption, journal
from inspector_app.central.acts import Doer
from inspector_app.central.db import carried, feeds, inspections, stations, underived
from inspector_app.central.db import journal as rows
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import to_ms
from inspector_app.central.parts import Parts
from inspector_app.central.verdicts import FEED as VERDICTS
from inspector_app.domain.errors import EvidenceError
from inspector_app.wire.adoption import decode_adopted
from inspector_app.wire.envelope import EventLine, EventVerdict
from inspector_app.wire.link import MAX_PAYLOAD

_PART = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """How many events were looked at, and how many are accepted now."""

    seen: int = 0
    accepted: int = 0


async def replay(parts: Parts, tenant: str, by: Doer) -> Replayed:
    """Judge every quarantined event of a tenant again, in the order they arrived."""
    seen = accepted = 0
    after = (-1, "", 0)
    while True:
        async with parts.db.read(tenant) as tx:
            part = await rows.to_judge_again(tx, tenant, after, _PART)
        for _, station, seq in part:
            seen += 1
            accepted += await replay_one(parts, tenant, station, seq, by)
        if len(part) < _PART:
            return Replayed(seen=seen, accepted=accepted)
        after = part[-1]


async def replay_one(parts: Parts, tenant: str, station: str, seq: int, by: Doer) -> bool:
    """Judge one event again; whether it is accepted now."""
    async with parts.db.read(tenant) as tx:
        found = await rows.doubted(tx, tenant, station, seq)
    if found is None:
        return False
    if found.why == adoption.BYTES_MISSING:
        await fetch_bytes(parts, tenant, found.line)
    return await parts.db.run(tenant, lambda tx: _judge(tx, parts, tenant, station, seq, by))


async def bytes_arrived(parts: Parts, tenant: str, sha256: str) -> None:
    """A blob is durable; if it is what a carried event waited for, judge that event."""
    async with parts.db.read(tenant) as tx:
        if not await carried.waiting_for_bytes(tx, tenant, sha256):
            return
        waiting = await carried.places(tx, tenant, sha256)
    for station, seq in waiting:
        await replay_one(parts, tenant, station, seq, Doer())


async def fetch_bytes(parts: Parts, tenant: str, line: EventLine) -> None:
    """Put the bytes a carried event names beside it, if they are here."""
    try:
        blob = decode_adopted(line.payload).blob
    except EvidenceError:
        return
    if blob is None or blob.size > MAX_PAYLOAD:
        return
    if await parts.blobs.size(tenant, blob.sha256) != blob.size:
        return
    payload = b"".join([piece async for piece in parts.blobs.read(tenant, blob.sha256)])
    await parts.db.run(tenant, lambda tx: carried.keep_bytes(tx, tenant, blob.sha256, payload))


async def _judge(
    tx: Transaction, parts: Parts, tenant: str, station_id: str, seq: int, by: Doer
) -> bool:
    now = parts.clock.now()
    station = await stations.find(tx, tenant, station_id, lock=True)
    found = await rows.doubted(tx, tenant, station_id, seq)
    if station is None or found is None:
        return False
    judged = await journal.judge(tx, parts.key, station, [found.line], now)
    one = judged[0][1]
    if one.why == found.why and one.content is None:
        return False
    follows = await journal.keep(tx, parts.key, station, judged, now)
    state: EventVerdict = "quarantined" if one.why else "accepted"
    if state == "quarantined" and one.why == found.why:
        return False
    await rows.settle(tx, tenant, station_id, seq, schema=one.schema, state=state, why=one.why)
    await inspections.settle_doubt(tx, tenant, station_id, seq, one.why)
    # Who concludes at this moment would strike off what is queued anew.
    await feeds.hold(tx, tenant, VERDICTS, parts.ids.new())
    await underived.put_again(tx, tenant, station_id, follows, to_ms(now))
    await acts.append(
        tx, parts.key, tenant, "replayed", now, by=by,
        params={"station": station_id, "seq": seq, "state": state, "why": one.why},
    )  # fmt: skip
    return state == "accepted"
