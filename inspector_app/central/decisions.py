"""A supervisor's decision on a sealed record, made at the central system.

It is an act of the central journal; stations take it over with the feed ``acts``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from inspector_app.central import acts
from inspector_app.central.acts import Doer
from inspector_app.central.db import acts as rows
from inspector_app.central.db import inspections, journal, underived, voidings
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.inspections import Disposition as Row
from inspector_app.central.db.inspections import Inspection
from inspector_app.central.db.moments import to_ms
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import (
    AccessError,
    EvidenceError,
    IntakeError,
    SyncError,
    WalkError,
)
from inspector_app.services.dispositions import REASONS
from inspector_app.services.records import Disposition
from inspector_app.wire.inspection import decode_record

CENTRAL: Final = "central"
"""Stands for a station in the row of a decision made here."""
LONGEST_NOTE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a supervisor chose; ``quantity`` None is all that is left."""

    inspection: str
    disposition: str
    reason: str
    note: str = ""
    quantity: int | None = None


async def decide(parts: Parts, tenant: str, chosen: Decided, by: Doer) -> int:
    """Decide about the newest revision; the entry's number in the central journal.

    SyncError ``not_found``; WalkError ``reason_needed``, ``already_decided``,
    ``inspection_voided``, ``note_too_long``; AccessError ``own_hold``; IntakeError
    ``quantity_not_in_lot``.
    """
    if chosen.reason not in REASONS.get(cast(Disposition, chosen.disposition), ()):
        raise WalkError("reason_needed", item=chosen.disposition[:40])
    if len(chosen.note) > LONGEST_NOTE:
        raise WalkError("note_too_long", limit=LONGEST_NOTE)
    return await parts.db.run(tenant, lambda tx: _decide(tx, parts, tenant, chosen, by))


async def _decide(tx: Transaction, parts: Parts, tenant: str, chosen: Decided, by: Doer) -> int:
    await rows.lock_head(tx, tenant)  # two who decide at once may not both spend what is left
    kept = await inspections.revisions(tx, tenant, chosen.inspection)
    if not kept:
        raise SyncError("not_found")
    newest = kept[0]
    if await voidings.of_inspection(tx, tenant, newest.inspection):
        raise WalkError("inspection_voided", lot=newest.lot_number)
    await _check_eyes(tx, newest, by)
    left = await _left(tx, newest)
    if left <= 0:
        raise WalkError("already_decided", lot=newest.lot_number)
    amount = left if chosen.quantity is None else chosen.quantity
    if not 0 < amount <= left:
        raise IntakeError("quantity_not_in_lot", value=amount, size=left)
    now, names = parts.clock.now(), by.names or {}
    act = await acts.append(
        tx, parts.key, tenant, "disposed", now, by=by, record=newest.inspection,
        params={
            "disposition": chosen.disposition, "reason": chosen.reason, "note": chosen.note,
            "quantity": amount, "revision": newest.revision,
            "payload_sha256": newest.payload_sha256, "lot_number": newest.lot_number,
        },
    )  # fmt: skip
    row = Row(
        tenant=tenant, station=CENTRAL, seq=act.seq, inspection=newest.inspection,
        disposition=chosen.disposition, reason=chosen.reason, note=chosen.note, quantity=amount,
        person_zh=names.get("zh", by.user), person_en=names.get("en", by.user),
        decided_at=now.isoformat(),
    )  # fmt: skip
    await inspections.add_disposition(tx, row)
    await underived.put_again(tx, tenant, newest.station, [newest.seq], to_ms(now))
    return act.seq


async def _check_eyes(tx: Transaction, newest: Inspection, by: Doer) -> None:
    """Who inspected or signed a lot does not decide about it."""
    sealed = await journal.sealed(tx, newest.tenant, newest.station, newest.seq)
    try:
        record = decode_record(sealed.payload) if sealed is not None else None
    except EvidenceError:
        return
    if record is None:
        return
    people = {each.person_id for each in (*record.people, record.signer)}
    if by.user in people:
        raise AccessError("own_hold")


async def _left(tx: Transaction, newest: Inspection) -> int:
    made = await inspections.dispositions_of(tx, newest.tenant, newest.inspection)
    counted = (
        each.quantity
        for each in made
        if each.disposition != "urgent_release"
        and (each.station != newest.station or each.seq > newest.seq)
    )
    return newest.lot_size - sum(counted)
