"""What a record repeats outside its acts must be what the acts say."""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.domain.inspection.acts import PhotoTaken
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services.evidence.chain import Read
from inspector_app.services.evidence.lines import CheckLine, bad
from inspector_app.services.intake import MAX_LOT
from inspector_app.wire.bundle import Bundle
from inspector_app.wire.inspection import InspectionRecord, PhotoPart


def check_facts(bundle: Bundle, read: Read, inspection: Inspection) -> Iterator[CheckLine]:
    """One line for each thing that differs; lists of the central system are made from these."""
    own, seq = read.record.record, read.event.seq
    pairs: dict[str, tuple[object, object]] = {
        "record_id": (own.id, bundle.record_id),
        "kind": (own.kind, read.event.kind),
        "revision": (own.revision, inspection.state.revision),
        "station": (own.station_id, read.chain.station),
        **_lot(read.record, inspection),
        "photos": (list(map(_taken, read.record.photos)), list(inspection.state.photos)),
        "people": (_strangers(read.record), frozenset()),
        "photo_by": (_shots(read.record) - _acts(inspection), frozenset()),
        "numbers": (
            [entry.n for entry in inspection.entries],
            list(range(1, len(inspection.entries) + 1)),
        ),
    }  # fmt: skip
    for what, (outside, inside) in pairs.items():
        if outside != inside:
            yield bad("record", "fact_differs", seq=seq, what=what)


def is_impossible(inspection: Inspection) -> bool:
    """Whether it tells of more goods than any station takes: nothing is computed from such a one,
    which might be made to keep its reader busy for ever."""
    lot, drawn = inspection.state.lot, inspection.state.drawn.values()
    return (
        not 0 < lot.size <= MAX_LOT
        or not 0 < lot.cartons <= MAX_LOT
        or any(units < 0 for units in drawn)
        or sum(drawn) > lot.size
    )


def _lot(record: InspectionRecord, inspection: Inspection) -> dict[str, tuple[object, object]]:
    lot, batches = inspection.state.lot, inspection.state.batches
    return {
        "lot_id": (record.lot.id, lot.lot_id),
        "lot_number": (record.lot.number, lot.lot_number),
        "lot_size": (record.lot.size, lot.size),
        "cartons": (record.lot.cartons, lot.cartons),
        "units_per_carton": (record.lot.units_per_carton, lot.units_per_carton),
        "product": (record.product, lot.product),
        "order": (
            (record.order.id, record.order.number), (lot.order_id, lot.order_number)
        ),
        "order_line": (record.order.line_id, lot.line_id),
        "channel": (record.order.channel, lot.channel),
        "supplier": (record.supplier.names, dict(lot.supplier_names)),
        "reinspection_of": (record.lot.reinspection_of, lot.reinspection_of),
        "batches": (record.lot.batch_numbers, tuple(batch.number for batch in batches)),
    }  # fmt: skip


def _taken(photo: PhotoPart) -> PhotoTaken:
    """The act a photo of the list must have come from."""
    return PhotoTaken(
        sha256=photo.sha256, suffix=photo.suffix, media_type=photo.media_type, size=photo.size,
        width=photo.width, height=photo.height, shot=photo.shot, item_id=photo.item_id,
        subject=photo.subject, finding_id=photo.finding_id, carton=photo.carton,
    )  # fmt: skip


def _strangers(record: InspectionRecord) -> frozenset[str]:
    """Who acted and is not named; the first edition named only those who inspected."""
    if record.record.edition < 2:
        return frozenset()
    named = {each.person_id for each in record.people}
    return frozenset(entry.person_id for entry in record.entries) - named


def _shots(record: InspectionRecord) -> frozenset[object]:
    return frozenset((_taken(each), each.taken_at, each.person_id) for each in record.photos)


def _acts(inspection: Inspection) -> frozenset[object]:
    return frozenset(
        (entry.act, entry.at, entry.person_id)
        for entry in inspection.entries
        if isinstance(entry.act, PhotoTaken)
    )
