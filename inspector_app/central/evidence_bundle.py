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
    sealed_by: dict[tuple[str, int], str] = {}
    own = (shown.station, shown.seq)
    for place in sorted(places, key=lambda each: (each[0] != shown.station, each != own, each)):
        sealed = await journal.sealed(tx, shown.tenant, *place)
        if sealed is not None:  # what was carried over stands in the chain it was sealed in
            sealed_by[place] = sealed.station
            by_station.setdefault(sealed.station, []).append(sealed)
    parts = []
    for station_id, events in by_station.items():
        station = await stations.find(tx, shown.tenant, station_id)
        if station is None:
            continue
        events.sort(key=lambda each: each.seq)
        said: list[AnyReceipt] = [_head(station, each, now) for each in events]
        for row in revisions:
            if sealed_by.get((row.station, row.seq)) == station_id and row.state == "complete":
                named = [photo.sha256 for photo in await inspections.photos_of(tx, row)]
                content = completion.completion_of(row, named, now)
                key_text = station.public_key.hex()
                said.append(
                    structs.replace(content, station=station_id, station_key=key_text)
                )
        parts.append(
            ChainPart(
                station=station_id, mark=station.name, public_key=station.public_key,
                events=tuple(_line(each) for each in events),
                receipts=tuple(completion.sign_receipt(key, 0, each) for each in said),
            )
        )  # fmt: skip
    return tuple(parts)


def _head(station: stations.Station, sealed: journal.Sealed, now: datetime) -> HeadReceipt:
    return HeadReceipt(
        tenant=station.tenant, station=station.station, head=sealed.seq, link=sealed.link.hex(),
        time=now, station_key=station.public_key.hex(),
    )  # fmt: skip


def _line(sealed: journal.Sealed) -> EventLine:
    return EventLine(
        seq=sealed.seq, kind=sealed.kind, prev=sealed.previous.hex(), link=sealed.link.hex(),
        signature=sealed.signature, payload=sealed.payload,
    )  # fmt: skip
