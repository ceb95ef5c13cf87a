"""When all photos of an inspection are here, the station gets a completion receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from inspector_app.central.db import inspections, photos, stations
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.inspections import Inspection
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
    await settle(tx, key, waiting, now)


async def settle(
    tx: Transaction, key: ServerKey, found: Sequence[Inspection], now: datetime
) -> None:
    """Count the photos of these inspections; give receipts for those that are complete."""
    for inspection in found:
        named = await inspections.photos_of(tx, inspection)
        verified = sum(photo.stored for photo in named)
        complete = verified == len(named)
        await inspections.set_progress(tx, inspection, verified, complete=complete)
        if complete:
            await _give_receipt(tx, key, inspection, [photo.sha256 for photo in named], now)


async def _give_receipt(
    tx: Transaction, key: ServerKey, inspection: Inspection, digests: list[str], now: datetime
) -> None:
    tenant = inspection.tenant
    station = await stations.find(tx, tenant, inspection.station, lock=True)
    if station is None:
        return
    content = receipts.CompletionReceipt(
        tenant=tenant,
        station=station.station,
        inspection=inspection.inspection,
        revision=inspection.revision,
        payload_sha256=inspection.payload_sha256,
        photos=tuple(digests),
        time=now,
    )
    number = station.receipts + 1
    receipt = sign_receipt(key, number, content)
    await photos.add_receipt(tx, tenant, station.station, receipt)
    await stations.change(tx, tenant, station.station, receipts=number)
