"""Urgent release: named cartons go before the inspection is complete, by a supervisor, for a time.

The release is an event of its own in the chain, so that it is known centrally before the lot is
closed; the act stays in the lot's record.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from inspector_app.domain.errors import AccessError, WalkError
from inspector_app.domain.inspection import rules
from inspector_app.domain.inspection.acts import UrgentlyReleased
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.inspection.urgent import bars, check_release
from inspector_app.domain.master import Person
from inspector_app.domain.rights import require
from inspector_app.services.closing import check_signature, judged_on, person_part, seal
from inspector_app.services.inspections import record_in, standard_of
from inspector_app.services.records import Summary
from inspector_app.services.station import Station
from inspector_app.wire import inspection as message

REASONS = ("out_of_stock", "campaign", "customer_waiting")
DISPOSITION = "urgent_release"


def barred(station: Station, inspection: Inspection) -> tuple[str, ...]:
    """What stands against an urgent release now; none when it may be given."""
    judged = judged_on(station, inspection, station.clock.today())
    return bars(standard_of(station, inspection), inspection.state, judged.shelf_life)


def release_urgently(
    station: Station,
    who: Person,
    inspection: Inspection,
    *,
    quantity: int,
    cartons: Collection[int],
    deadline: datetime,
    reason: str,
    note: str = "",
    pin: str = "",
    badge: str = "",
) -> Inspection:
    """Let ``quantity`` units of these cartons go; the inspection must be closed by ``deadline``.

    Raises AccessError ``not_allowed``, ``own_walk`` and as ``closing.close``; WalkError
    ``reason_needed``, ``note_too_long``, an inspection that is not open, and as
    ``domain.inspection.urgent.check_release``.
    """
    require(who, "release_urgently")
    rules.check_open(inspection.state)
    if who.id in inspection.state.people:
        raise AccessError("own_walk")
    if reason not in REASONS:
        raise WalkError("reason_needed", item=DISPOSITION)
    if len(note) > 500:
        raise WalkError("note_too_long", limit=500)
    now = station.clock.now()
    judged = judged_on(station, inspection, station.clock.today())
    chosen = check_release(
        standard_of(station, inspection), inspection.state, judged.shelf_life,
        quantity=quantity, cartons=cartons, deadline=deadline, now=now,
    )  # fmt: skip
    check_signature(station, who, pin, badge)
    with station.records.writing() as work:
        record = message.DispositionRecord(
            record_id=inspection.id, target_seq=0, lot_number=inspection.state.lot.lot_number,
            disposition=DISPOSITION, reason=reason, note=note.strip(), quantity=quantity,
            decided_at=now, station_id=station.station_id, person=person_part(work, who.id),
            cartons=chosen, deadline=deadline,
        )  # fmt: skip
        event = seal(station, work, "disposed", message.encode_record(record), inspection.id, ())
        act = UrgentlyReleased(
            quantity=quantity, cartons=chosen, deadline=deadline, reason=reason,
            note=note.strip(), sealed_seq=event.seq,
        )  # fmt: skip
        inspection = record_in(station, work, who, inspection, act)
        summary = work.inspections.summary(inspection.id)
        assert summary is not None
        due = [each.deadline for each in inspection.state.released]
        work.inspections.save_summary(
            replace(summary, released=inspection.state.released_units, release_by=min(due))
        )
    station.wake()
    return inspection


def due(station: Station) -> Sequence[Summary]:
    """Open inspections with units already released, the soonest deadline first."""
    with station.records.reading() as work:
        rows = [row for row in work.inspections.working() if row.release_by is not None]
    return sorted(rows, key=lambda row: (row.release_by or row.updated_at, row.id))
