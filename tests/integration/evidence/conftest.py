"""One sealed, decided and confirmed inspection, its report and its exported evidence."""

from __future__ import annotations

import pytest

from inspector_app.bootstrap import embedded_central
from inspector_app.bootstrap.evidence import export_bundle
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.reporting import station_report
from inspector_app.bootstrap.sending import enrol_station, sync_engine
from inspector_app.services import dispositions
from tests.fakes.clock import FakeClock
from tests.fakes.goods import PRODUCT, SUPERVISOR
from tests.fakes.station import ORDER, SECOND, make_station, people
from tests.integration.evidence.sealed_case import Case, sealed_lot


@pytest.fixture(scope="session")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Sealed, then another lot, then decided about: the chain goes past a stranger's event."""
    folder = tmp_path_factory.mktemp("evidence")
    clock = FakeClock()
    central = embedded_central.start_embedded(folder / "central", clock=clock)
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
