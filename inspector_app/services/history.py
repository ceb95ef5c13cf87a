"""What was inspected: search, filter, open again to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspector_app.domain.errors import WalkError
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services.ports import SealedEvent
from inspector_app.services.records import Decision, PageKey, PhotoRow, Summary, SummaryFilter
from inspector_app.services.station import Station
from inspector_app.wire.inspection import InspectionRecord, decode_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything the station keeps of one inspection."""

    summary: Summary
    inspection: Inspection
    photos: tuple[PhotoRow, ...]
    events: tuple[SealedEvent, ...]
    decisions: tuple[Decision, ...]


def sealed_record(found: Dossier) -> InspectionRecord | None:
    """What was sealed last: when the lot was closed, or by an amendment; None while it is open.

    EvidenceError ``bad_payload`` when a newer version wrote it.
    """
    event = newest_seal(found.events)
    return None if event is None else decode_record(event.payload)


def newest_seal(events: Sequence[SealedEvent]) -> SealedEvent | None:
    """The event of the newest revision of a record."""
    sealed = [event for event in events if event.kind in ("created", "amended")]
    return sealed[-1] if sealed else None


def page(
    station: Station, wanted: SummaryFilter, after: PageKey | None = None, limit: int = 50
) -> Sequence[Summary]:
    """One page of inspections, newest first."""
    with station.records.reading() as work:
        return tuple(work.inspections.page(wanted, after, limit))


def dossier(station: Station, inspection_id: str) -> Dossier:
    """One inspection whole; WalkError ``inspection_unknown``."""
    with station.records.reading() as work:
        summary = work.inspections.summary(inspection_id)
        inspection = work.inspections.load(inspection_id)
        if summary is None or inspection is None:
            raise WalkError("inspection_unknown")
        return Dossier(
            summary=summary,
            inspection=inspection,
            photos=tuple(work.photos.of_record(inspection_id)),
            events=tuple(work.journal.of_record(inspection_id)),
            decisions=tuple(work.decisions.of(inspection_id)),
        )


def by_number(station: Station, text: str) -> Summary:
    """The inspection of that id or lot number; WalkError ``inspection_unknown``."""
    with station.records.reading() as work:
        found = work.inspections.summary(text) or work.inspections.by_lot_number(text)
    if found is None:
        raise WalkError("inspection_unknown")
    return found
