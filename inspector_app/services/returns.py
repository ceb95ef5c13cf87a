"""Goods that were judged before and come back: known by batch, by pallet, by a picture.

The same supplier's batch under another order, a pallet announced before, or a photo that shows
what an earlier lot's photo shows. The earlier verdict is put on record and shown; the first
result is never overwritten by a later one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from inspector_app.domain.errors import IntakeError
from inspector_app.domain.inspection.acts import EarlierFound, KnownBy
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services.records import Summary, Work
from inspector_app.services.station import Station
from inspector_app.wire.feeds import EarlierVerdict


def known_again(
    station: Station,
    product_id: str,
    supplier_id: str,
    batch_numbers: Sequence[str],
    pallets: Sequence[str] = (),
) -> Sequence[EarlierFound]:
    """Earlier verdicts on these goods, here and at other stations, newest first; for the page
    that opens a lot. An empty ``supplier_id`` asks about every supplier's goods."""
    with station.records.reading() as work:
        return tuple(_known(work, product_id, supplier_id, batch_numbers, pallets, ""))


def acts_for(work: Work, inspection: Inspection) -> tuple[EarlierFound, ...]:
    """Earlier verdicts a lot's record must hold and does not yet: those that were not accepted,
    under another order or by a picture, and the one it repeats."""
    state, lot = inspection.state, inspection.state.lot
    order = work.master.order(lot.order_id)
    supplier_id = order.supplier_id if order is not None else lot.product.supplier_id
    numbers = [batch.number for batch in state.batches if batch.number]
    found = _known(work, lot.product.id, supplier_id, numbers, lot.pallets, inspection.id)
    found = [each for each in found if _matters(work, inspection, each)]
    found += _by_photo(work, inspection)
    if lot.reinspection_of and all(e.inspection_id != lot.reinspection_of for e in found):
        found.append(earlier_of(work, lot.reinspection_of))
    return _not_on_record(found, state.earlier)


def _not_on_record(
    found: Sequence[EarlierFound], on_record: Sequence[EarlierFound]
) -> tuple[EarlierFound, ...]:
    """New ones, and those known by one more mark than was recorded."""
    before = {each.inspection_id: each.by for each in on_record}
    new: dict[str, EarlierFound] = {}
    for each in found:
        known = new[each.inspection_id].by if each.inspection_id in new else ()
        known = tuple(dict.fromkeys((*before.get(each.inspection_id, ()), *known, *each.by)))
        if known != before.get(each.inspection_id):
            new[each.inspection_id] = replace(each, by=known)
    return tuple(new.values())


def earlier_of(work: Work, inspection_id: str) -> EarlierFound:
    """The verdict of one inspection here or elsewhere; IntakeError
    ``earlier_inspection_unknown`` unless it is closed and counts."""
    summary = work.inspections.summary(inspection_id)
    if summary is not None and summary.state == "closed" and not summary.voided:
        return _here(summary, ())
    found = work.elsewhere.one(inspection_id)
    if summary is None and found is not None:
        return _there(found, ())
    raise IntakeError("earlier_inspection_unknown", inspection=inspection_id)


def _known(
    work: Work,
    product_id: str,
    supplier_id: str,
    numbers: Iterable[str],
    pallets: Sequence[str],
    but: str,
) -> list[EarlierFound]:
    found: dict[str, EarlierFound] = {}

    def add(each: EarlierFound) -> None:
        before = found.get(each.inspection_id)
        by = (*before.by, *each.by) if before is not None else each.by
        # What this station inspected itself can be opened here, whoever else tells of it.
        kept = before if before is not None and not before.station else each
        found[each.inspection_id] = replace(kept, by=tuple(dict.fromkeys(by)))

    for number in dict.fromkeys(numbers):
        for row in work.inspections.earlier(product_id, number):
            if not supplier_id or _supplier(work, row) in ("", supplier_id):
                add(_here(row, ("batch",), number))
        for there in work.elsewhere.marked([f"batch:{product_id}|{number}"]):
            if not supplier_id or there.supplier_id in ("", supplier_id):
                add(_there(there, ("batch",), number))
    for row in work.inspections.by_pallets(pallets):
        add(_here(row, ("sscc",)))
    for there in work.elsewhere.marked([f"sscc:{sscc}" for sscc in pallets]):
        add(_there(there, ("sscc",)))
    wanted = [each for each in found.values() if each.inspection_id != but]
    gone = {row for row in found if (known := work.inspections.summary(row)) and known.voided}
    wanted = [each for each in wanted if each.inspection_id not in gone]
    return sorted(wanted, key=lambda each: each.closed_at, reverse=True)


def _supplier(work: Work, row: Summary) -> str:
    """Who delivered that lot; ``""`` where its order is no longer known."""
    order = work.master.order(row.order_id)
    return order.supplier_id if order is not None else ""


def _matters(work: Work, inspection: Inspection, each: EarlierFound) -> bool:
    if each.inspection_id == inspection.state.lot.reinspection_of:
        return True
    if each.overall == "accept":
        return False
    row = work.inspections.summary(each.inspection_id)
    return row is None or row.order_id != inspection.state.lot.order_id


def _by_photo(work: Work, inspection: Inspection) -> list[EarlierFound]:
    """Lots of the same product whose photos show what photos of this lot show."""
    standing = {photo.sha256 for photo in inspection.state.photos}
    found: list[EarlierFound] = []
    for flagged in work.photo_hashes.flagged(inspection.id):
        if flagged.sha256 not in standing:
            continue
        for likeness in flagged.likenesses:
            row = work.inspections.summary(likeness.earlier_record_id)
            if (
                row is not None and row.state == "closed" and not row.voided
                and row.product_id == inspection.state.lot.product.id and row.overall != "accept"
            ):  # fmt: skip
                found.append(_here(row, ("photo",)))
    return found


def _here(row: Summary, by: tuple[KnownBy, ...], number: str = "") -> EarlierFound:
    return EarlierFound(
        inspection_id=row.id, lot_number=row.lot_number, overall=row.overall,
        closed_at=row.closed_at or row.updated_at, by=by, disposition=row.disposition,
        batch_number=number,
    )  # fmt: skip


def _there(found: EarlierVerdict, by: tuple[KnownBy, ...], number: str = "") -> EarlierFound:
    return EarlierFound(
        inspection_id=found.inspection, lot_number=found.lot_number, overall=found.overall,
        closed_at=found.closed_at, by=by, disposition=found.disposition, batch_number=number,
        station=found.station_name or found.station,
    )  # fmt: skip
