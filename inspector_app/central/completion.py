"""When all photos of an inspection are here, the station gets a completion receipt.

An inspection and its last photo may arrive in two transactions at once, and so may its last two
photos. On SQLite writers take turns. Elsewhere the row of each photo named is locked before it is
looked at (``photos.expect``), and the row of each inspection before its photos are counted: the
later of the two sees what the earlier one wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

import msgspec

from inspector_app.central.db import inspections, photos, stations
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


async def photo_arrived(
    tx: Transaction, key: ServerKey, tenant: str, sha256: str, size: int, now: datetime
) -> None:
    """A photo is durable: complete whatever waited only for it."""
    await photos.add(tx, tenant, sha256, size, now)
    waiting = await inspections.waiting_for(tx, tenant, sha256)
    await _settle(tx, key, waiting, now)


async def inspections_arrived(
    tx: Transaction, key: ServerKey, arrived: Sequence[Arrived], now: datetime
) -> None:
    """Keep new revisions of one station, counting the photos that are here already."""
    tenant, station = arrived[0].row.tenant, arrived[0].row.station
    new, contradicted = await inspections.without_known(tx, tenant, arrived)
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
        await _give_receipts(tx, key, tenant, station, complete)


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
            complete.setdefault((inspection.tenant, inspection.station), []).append(content)
    for (tenant, station), contents in complete.items():
        await _give_receipts(tx, key, tenant, station, contents)


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


async def _give_receipts(
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
    station_key = station.public_key.hex()
    signed = [
        sign_receipt(key, number, msgspec.structs.replace(content, station_key=station_key))
        for number, content in enumerate(contents, start=station.receipts + 1)
    ]
    await photos.add_receipts(tx, tenant, station_id, signed)
    await stations.change(tx, tenant, station_id, receipts=station.receipts + len(signed))
