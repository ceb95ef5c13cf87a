"""When all photos of an inspection are here, the station gets a completion receipt.

An inspection and its last photo may arrive in two transactions at once, and so may its last two
photos. On SQLite writers take turns. Elsewhere the row of each photo named is locked before it is
looked at (``photos.expect``), and the row of each inspection before its photos are counted: the
later of the two sees what the earlier one wrote.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

import msgspec

from inspector_app.central.db import carried, inspections, photos, stations
from inspector_app.central.db.carried import Adoption
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.inspections import Arrived, Inspection
from inspector_app.central.keys import ServerKey
from inspector_app.wire import receipts
from inspector_app.wire.envelope import SignedReceipt


def sign_receipt(key: ServerKey, number: int, content: receipts.AnyReceipt) -> SignedReceipt:
    """The receipt's exact bytes with the central signature."""
    body = msgspec.json.encode(content)
    kind = "head_receipt" if isinstance(content, receipts.HeadReceipt) else "completion_receipt"
    signature = key.sign(receipts.message(body))
    return SignedReceipt(number=number, kind=kind, body=body, signature=signature)


async def photos_arrived(
    tx: Transaction, key: ServerKey, tenant: str, arrived: Mapping[str, int], now: datetime
) -> None:
    """Photos are durable, sizes by digest: complete whatever waited only for them."""
    await photos.add(tx, tenant, arrived, now)
    waiting = await inspections.waiting_for(tx, tenant, list(arrived))
    await _settle(tx, key, waiting, now)


async def inspections_arrived(
    tx: Transaction, key: ServerKey, arrived: Sequence[Arrived], now: datetime
) -> None:
    """Keep new revisions of one station, counting the photos that are here already."""
    tenant, station = arrived[0].row.tenant, arrived[0].row.station
    new, contradicted = await inspections.without_known(tx, tenant, arrived)
    if len(new) < len(arrived):
        fresh = {one.row.payload_sha256 for one in new}
        for one in arrived:
            if one.row.payload_sha256 not in fresh:
                await tell_again(tx, key, one.row, now)
    if not new:
        return
    named = sorted({photo.sha256 for one in new for photo in one.photos})
    await photos.expect(tx, tenant, named)
    here = await photos.sizes(tx, tenant, named)
    counted: list[Arrived] = []
    complete: list[receipts.CompletionReceipt] = []
    for one in new:
        verified = sum(photo.sha256 in here for photo in one.photos)
        done = verified == len(one.photos)
        state: Literal["complete", "received"] = "complete" if done else "received"
        row = replace(one.row, photos_verified=verified, state=state)
        counted.append(Arrived(row, one.photos))
        if done:
            complete.append(completion_of(row, [photo.sha256 for photo in one.photos], now))
    await inspections.add(tx, counted, contradicted)
    if complete:
        await give_receipts(tx, key, tenant, station, complete)


async def tell_again(tx: Transaction, key: ServerKey, sent: Inspection, now: datetime) -> None:
    """Another station sent this revision before: whoever sends it, too, hears when it is
    complete."""
    place = Adoption(
        tenant=sent.tenant, station=sent.station, seq=sent.seq, old_station=sent.station,
        old_seq=sent.seq, payload_sha256=sent.payload_sha256,
    )  # fmt: skip
    await carried.note(tx, place)
    for row in await inspections.revisions(tx, sent.tenant, sent.inspection):
        same = row.payload_sha256 == sent.payload_sha256 and row.state == "complete"
        if same and row.station != sent.station:
            named = [photo.sha256 for photo in await inspections.photos_of(tx, row)]
            told = completion_of(replace(row, station=sent.station), named, now)
            await give_receipts(tx, key, sent.tenant, sent.station, [told])


async def _settle(
    tx: Transaction, key: ServerKey, found: Sequence[Inspection], now: datetime
) -> None:
    """Count the photos of these inspections; give receipts for those that are complete."""
    complete: dict[tuple[str, str], list[receipts.CompletionReceipt]] = {}
    for inspection in found:
        named = await inspections.photos_of(tx, inspection)
        verified = sum(photo.stored for photo in named)
        done = verified == len(named)
        await inspections.set_progress(tx, inspection, verified, complete=done)
        if done:
            content = completion_of(inspection, [photo.sha256 for photo in named], now)
            for station in await _concerned(tx, inspection):
                told = msgspec.structs.replace(content, station=station)
                complete.setdefault((inspection.tenant, station), []).append(told)
    for (tenant, station), contents in sorted(complete.items(), key=lambda pair: pair[0]):
        # One order for all: two replicas would wait for each other's stations.
        await give_receipts(tx, key, tenant, station, contents)


async def _concerned(tx: Transaction, inspection: Inspection) -> list[str]:
    """The station that sent it, and those that carried it over under a later identity."""
    also = await carried.carriers(tx, inspection.tenant, inspection.payload_sha256)
    return list(dict.fromkeys((inspection.station, *also)))


def completion_of(
    inspection: Inspection, digests: Sequence[str], now: datetime
) -> receipts.CompletionReceipt:
    """What is said of a revision whose photos are all here."""
    return receipts.CompletionReceipt(
        tenant=inspection.tenant,
        station=inspection.station,
        inspection=inspection.inspection,
        revision=inspection.revision,
        payload_sha256=inspection.payload_sha256,
        photos=tuple(digests),
        time=now,
    )


async def _signer(
    tx: Transaction, station: stations.Station, content: receipts.CompletionReceipt
) -> bytes:
    """The key the revision is signed with; the station may have changed its key since."""
    if not station.key_since:
        return station.public_key
    for row in await inspections.revisions(tx, station.tenant, content.inspection):
        if (row.station, row.payload_sha256) == (station.station, content.payload_sha256):
            return await stations.key_at(tx, station, row.seq)
    return station.public_key


async def give_receipts(
    tx: Transaction,
    key: ServerKey,
    tenant: str,
    station_id: str,
    contents: Sequence[receipts.CompletionReceipt],
) -> None:
    """Number them without gaps; the station's row is locked for that."""
    station = await stations.find(tx, tenant, station_id, lock=True)
    if station is None:
        return
    signed = []
    for number, content in enumerate(contents, start=station.receipts + 1):
        signer = await _signer(tx, station, content)
        said = msgspec.structs.replace(content, station_key=signer.hex())
        signed.append(sign_receipt(key, number, said))
    await photos.add_receipts(tx, tenant, station_id, signed)
    await stations.change(tx, tenant, station_id, receipts=station.receipts + len(signed))
