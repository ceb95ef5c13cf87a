"""One sealed, decided and confirmed inspection, its report and its exported evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from inspector_app.bootstrap import server
from inspector_app.bootstrap.evidence import export_bundle
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.reporting import station_report
from inspector_app.bootstrap.sending import enrol_station, sync_engine
from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import closing, dispositions, inspections, intake
from inspector_app.wire.bundle import Bundle, decode_bundle
from inspector_app.wire.bundle_file import ZippedBundle
from tests.fakes.clock import FakeClock
from tests.fakes.goods import INSPECTOR, PRODUCT, SUPERVISOR
from tests.fakes.station import ORDER, PIN, REQUEST, SECOND, make_station, people
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


@pytest.fixture(scope="session")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Sealed, then another lot, then decided about: the chain goes past a stranger's event."""
    folder = tmp_path_factory.mktemp("evidence")
    clock = FakeClock()
    central = server.start_embedded(folder / "central", clock=clock)
    try:
        central.load_master(
            MasterData(products=(PRODUCT, SECOND), orders=(ORDER,), people=people())
        )
        with make_station(folder / "station", clock) as opened:
            lot = sealed_lot(opened, spoiled=2)
            early = folder / "early.zip"
            export_bundle(opened, lot.id, early)
            sealed_lot(opened)
            dispositions.decide(
                opened.station, SUPERVISOR, lot.id, "sort", reason="defect_sortable"
            )
            enrol_station(opened, central.url, central.enrolment_code("1"))
            sent = sync_engine(opened, "test").run_once(force=True)
            assert sent.problem is None
            zipped, report = folder / "evidence.zip", folder / "report.pdf"
            english = folder / "report-en.pdf"
            export_bundle(opened, lot.id, zipped)
            station_report(opened, lot.id, report, language="zh")
            station_report(opened, lot.id, english, language="en")
        return Case(
            folder=folder, inspection_id=lot.id, trust=central.server_key, early=early,
            zipped=zipped, report=report, english=english,
        )  # fmt: skip
    finally:
        central.stop()
