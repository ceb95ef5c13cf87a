"""The stations' sealed events about an inspection, confirmed by the central system's own key."""

from __future__ import annotations

from datetime import datetime

from msgspec import structs

from inspector_app.central import completion
from inspector_app.central.db import inspections, journal, stations, voidings
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.inspections import Inspection
from inspector_app.central.keys import ServerKey
from inspector_app.wire.bundle import ChainPart
from inspector_app.wire.envelope import EventLine
from inspector_app.wire.receipts import AnyReceipt, HeadReceipt


async def chains_of(
    tx: Transaction, key: ServerKey, shown: Inspection, now: datetime
) -> tuple[ChainPart, ...]:
    """One part for each station that sealed something about the record, the shown one's first.

    Each event gets a receipt for its own place, made now, and each revision whose photos are all
    here one for its content: nothing of other records is needed to walk to them.
    """
    revisions = await inspections.revisions(tx, shown.tenant, shown.inspection)
    decided = await inspections.dispositions_of(tx, shown.tenant, shown.inspection)
    places = {(each.station, each.seq) for each in revisions}
    places |= {(each.station, each.seq) for each in decided}
    voided = await voidings.of_inspection(tx, shown.tenant, shown.inspection)
    places |= {(each.station, each.seq) for each in voided}
    by_station: dict[str, list[journal.Sealed]] = {}
    as_sealed: dict[tuple[str, int], journal.Sealed] = {}
    own = (shown.station, shown.seq)
    for place in sorted(places, key=lambda each: (each[0] != shown.station, each != own, each)):
        sealed = await journal.sealed(tx, shown.tenant, *place)
        if sealed is not None:  # what was carried over stands in the chain it was sealed in
            as_sealed[place] = sealed
            by_station.setdefault(sealed.station, []).append(sealed)
    parts = []
    for station_id, events in by_station.items():
        station = await stations.find(tx, shown.tenant, station_id)
        if station is None:
            continue
        events.sort(key=lambda each: each.seq)
        signers = {each.seq: await stations.key_at(tx, station, each.seq) for each in events}
        said: list[AnyReceipt] = [_head(station, each, signers[each.seq], now) for each in events]
        for row in revisions:
            sealed = as_sealed.get((row.station, row.seq))
            if sealed and sealed.station == station_id and row.state == "complete":
                named = [photo.sha256 for photo in await inspections.photos_of(tx, row)]
                content = completion.completion_of(row, named, now)
                signer = signers[sealed.seq].hex()
                said.append(structs.replace(content, station=station_id, station_key=signer))
        changes = await _rotations(tx, station, events[0].seq)
        parts.append(
            ChainPart(
                station=station_id, mark=station.name, public_key=signers[events[0].seq],
                events=tuple(_line(each) for each in events),
                receipts=tuple(completion.sign_receipt(key, 0, each) for each in said),
                rotations=changes,
            )
        )  # fmt: skip
    return tuple(parts)


async def _rotations(
    tx: Transaction, station: stations.Station, after: int
) -> tuple[EventLine, ...]:
    """The events that changed the station's key since."""
    found = []
    for seq in await stations.rotations(tx, station):
        sealed = await journal.sealed(tx, station.tenant, station.station, seq)
        if seq > after and sealed is not None:
            found.append(_line(sealed))
    return tuple(found)


def _head(
    station: stations.Station, sealed: journal.Sealed, signer: bytes, now: datetime
) -> HeadReceipt:
    return HeadReceipt(
        tenant=station.tenant, station=station.station, head=sealed.seq, link=sealed.link.hex(),
        time=now, station_key=signer.hex(),
    )  # fmt: skip


def _line(sealed: journal.Sealed) -> EventLine:
    return EventLine(
        seq=sealed.seq, kind=sealed.kind, prev=sealed.previous.hex(), link=sealed.link.hex(),
        signature=sealed.signature, payload=sealed.payload,
    )  # fmt: skip
