"""Turns what was understood of a payload into the rows that pages list."""

from __future__ import annotations

import hashlib
from datetime import datetime

from inspector_app.central.db.inspections import Arrived, Disposition, Inspection, Photo
from inspector_app.central.db.moments import to_ms
from inspector_app.central.db.stations import Station
from inspector_app.central.db.voidings import Voiding
from inspector_app.central.projection import Disposition1, Inspection1, Void1
from inspector_app.wire.envelope import EventLine


def as_arrived(
    station: Station, line: EventLine, content: Inspection1, why: str, now: datetime
) -> Arrived:
    """The row of one revision, not counted for photos yet, and the photos it names."""
    return Arrived(_inspection(station, line, content, why, now), _photos(content))


def _inspection(
    station: Station, line: EventLine, content: Inspection1, why: str, now: datetime
) -> Inspection:
    product, supplier, signer = content.product, content.supplier.names, content.signer.names
    searched = (
        content.lot.number,
        product.sku,
        product.id,
        content.order.number,
        *product.names.values(),
        *supplier.values(),
        *signer.values(),
    )
    return Inspection(
        tenant=station.tenant,
        inspection=content.record.id,
        revision=content.record.revision,
        payload_sha256=hashlib.sha256(line.payload).hexdigest(),
        station=station.station,
        seq=line.seq,
        kind=line.kind,
        received_at=to_ms(now),
        sealed_at=content.record.sealed_at.isoformat(),
        business_date=content.record.business_date.isoformat(),
        verdict=content.verdict.overall,
        lot_number=content.lot.number,
        lot_size=content.lot.size,
        product_id=product.id,
        product_zh=_name(product.names, "zh"),
        product_en=_name(product.names, "en"),
        sku=product.sku,
        order_number=content.order.number,
        supplier_zh=_name(supplier, "zh"),
        supplier_en=_name(supplier, "en"),
        signer_zh=_name(signer, "zh"),
        signer_en=_name(signer, "en"),
        photos=len(_photos(content)),
        photos_verified=0,
        state="received",
        conflict=False,
        why=why,
        search=" ".join(word for word in searched if word).casefold(),
    )


def as_disposition(station: Station, line: EventLine, content: Disposition1) -> Disposition:
    """The row of one decision."""
    return Disposition(
        tenant=station.tenant,
        station=station.station,
        seq=line.seq,
        inspection=content.record_id,
        disposition=content.disposition,
        reason=content.reason,
        note=content.note,
        quantity=content.quantity,
        person_zh=_name(content.person.names, "zh"),
        person_en=_name(content.person.names, "en"),
        decided_at=content.decided_at.isoformat(),
    )


def as_voiding(station: Station, line: EventLine, content: Void1) -> Voiding:
    """The row of one voiding."""
    return Voiding(
        tenant=station.tenant,
        station=station.station,
        seq=line.seq,
        inspection=content.record_id,
        revision=content.revision,
        reason=content.reason,
        note=content.note,
        person_zh=_name(content.person.names, "zh"),
        person_en=_name(content.person.names, "en"),
        voided_at=content.voided_at.isoformat(),
    )


def _name(names: dict[str, str], language: str) -> str:
    return names.get(language) or names.get("zh") or next(iter(names.values()), "")


def _photos(content: Inspection1) -> tuple[Photo, ...]:
    """In the payload's order, the delivery's last; one that is named twice is one photo."""
    found: dict[str, Photo] = {}
    for position, photo in enumerate(content.photos):
        new = Photo(
            sha256=photo.sha256,
            position=position,
            media_type=photo.media_type,
            caption=photo.shot,
        )
        found.setdefault(photo.sha256, new)
    for position, dock in enumerate(content.dock_photos, start=len(content.photos)):
        shown = dock.place.split(":", 1)[0]  # the order line's id says nothing to a person
        new = Photo(
            sha256=dock.sha256,
            position=position,
            media_type=dock.media_type,
            caption=f"delivery_{shown}",
        )
        found.setdefault(dock.sha256, new)
    return tuple(found.values())
