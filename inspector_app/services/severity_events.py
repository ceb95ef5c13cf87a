"""What switching reads of a sealed payload; the same on a station and on the central system."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import msgspec
from msgspec import Struct

from inspector_app.domain.errors import InspectorError
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Names
from inspector_app.domain.sampling import SamplingTables
from inspector_app.domain.sampling.severity_history import HistoryEvent, HistoryLot, Ruling
from inspector_app.domain.severity_outcome import outcomes_of, planned_at
from inspector_app.wire.inspection import InspectionRecord, decode_record, replay
from inspector_app.wire.severity import decode_severity

KINDS: Final = ("created", "amended", "voided", "severity_approved")
"""Kinds of journal entries that switching depends on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityNews:
    """What one entry says: ``event`` None means that the record does not count (any more).

    ``supplier_id`` and ``product_id`` are ``""`` where the entry only names the record.
    """

    record_id: str
    event: HistoryEvent | None
    supplier_id: str = ""
    product_id: str = ""
    sku: str = ""
    product: Names = field(default_factory=dict)
    supplier: Names = field(default_factory=dict)


class _Voiding(Struct, frozen=True):
    record_id: str


_VOIDING: Final = msgspec.json.Decoder(_Voiding)


def read_sealed(
    tables: SamplingTables, station_id: str, kind: str, seq: int, payload: bytes
) -> SeverityNews | None:
    """What the entry says about severity; None where it says nothing or cannot be understood.

    Acts that contradict each other make a fold fail in many ways; a record nobody can replay
    counts nowhere, and never stops what comes after it.
    """
    try:
        if kind == "severity_approved":
            return _ruling(station_id, seq, payload)
        if kind == "voided":
            return SeverityNews(record_id=_VOIDING.decode(payload).record_id, event=None)
        record = decode_record(payload)
        return _lot(tables, station_id, seq, record, replay(record))
    except (InspectorError, ValueError, LookupError, TypeError, AssertionError, RecursionError):
        return None


def lot_news(
    tables: SamplingTables, station_id: str, seq: int, record: InspectionRecord,
    inspection: Inspection,
) -> SeverityNews | None:  # fmt: skip
    """As ``read_sealed`` for a record that is read and folded already."""
    try:
        return _lot(tables, station_id, seq, record, inspection)
    except (InspectorError, ValueError, LookupError, TypeError, AssertionError, RecursionError):
        return None


def after_news(news: SeverityNews, kept: HistoryEvent | None) -> HistoryEvent | None:
    """The event to keep: a corrected lot keeps the place at which it was first sealed."""
    event = news.event
    if not isinstance(event, HistoryLot) or not isinstance(kept, HistoryLot):
        return event
    return replace(event, seq=kept.seq, at=kept.at, station_id=kept.station_id)


def _lot(
    tables: SamplingTables, station_id: str, seq: int, record: InspectionRecord,
    inspection: Inspection,
) -> SeverityNews:  # fmt: skip
    outcomes = outcomes_of(tables, inspection)
    event = HistoryLot(
        inspection_id=record.record.id, lot_number=record.lot.number, station_id=station_id,
        seq=seq, at=record.record.sealed_at, planned_at=planned_at(inspection),
        outcomes=outcomes,
    )  # fmt: skip
    return SeverityNews(
        record_id=record.record.id, event=event if outcomes else None,
        supplier_id=record.supplier.id, product_id=record.product.id, sku=record.product.sku,
        product=record.product.names, supplier=record.supplier.names,
    )  # fmt: skip


def _ruling(station_id: str, seq: int, payload: bytes) -> SeverityNews:
    record = decode_severity(payload)
    ruling = Ruling(
        cls=record.cls, kind=record.ruling, reason=record.reason,
        person_id=record.person.person_id, station_id=station_id, seq=seq, at=record.at,
    )  # fmt: skip
    return SeverityNews(
        record_id=ruling_id(station_id, seq), event=ruling, supplier_id=record.supplier_id,
        product_id=record.product_id, sku=record.sku, product=record.product_names,
        supplier=record.supplier_names,
    )  # fmt: skip


def ruling_id(station_id: str, seq: int) -> str:
    """Under what a ruling is kept: its station and place, since it has no record."""
    return f"ruling:{station_id}:{seq}"
