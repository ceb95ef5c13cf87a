"""A sealed inspection as files, and how one is walked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import closing, inspections, intake
from inspector_app.wire.bundle import Bundle, decode_bundle
from inspector_app.wire.bundle_file import ZippedBundle
from tests.fakes.goods import INSPECTOR
from tests.fakes.station import PIN, REQUEST
from tests.fakes.whole_walk import walk_goods, walk_pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """``zipped`` and ``report`` of one inspection, before and after the central system spoke."""

    folder: Path
    inspection_id: str
    trust: bytes
    early: Path
    zipped: Path
    report: Path
    english: Path

    @property
    def bundle(self) -> Bundle:
        archive = ZippedBundle.open(self.zipped)
        archive.close()
        return decode_bundle(archive.text)


def sealed_lot(opened: OpenStation, *, spoiled: int = 0) -> Inspection:
    """A whole walk of the first line, with so many bad units in the first drawn carton."""
    station = opened.station
    lot = intake.open_lot(station, INSPECTOR, REQUEST)
    batch = Batch(
        id="", number="H2601", produced=date(2026, 6, 1), life="36M", cartons=tuple(range(1, 126))
    )
    lot = inspections.record_batch(station, INSPECTOR, lot, batch)
    lot = inspections.draw_plan(station, INSPECTOR, lot)
    lot = walk_pages(station, lot)
    if spoiled:
        first = next(iter(lot.state.drawn))
        lot = inspections.record_finding(
            station, INSPECTOR, lot, "P27", count=spoiled, carton=first
        )
    lot = walk_goods(station, lot)
    return closing.close(station, INSPECTOR, lot, pin=PIN)
