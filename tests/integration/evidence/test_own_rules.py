"""A lot judged by rules of the house, with months and a kit, stands up to a stranger's check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from inspector_app.bootstrap.evidence import export_bundle
from inspector_app.bootstrap.reporting import station_report
from inspector_app.bootstrap.station import OpenStation
from inspector_app.bootstrap.verifying import verify_file
from inspector_app.domain.inspection.acts import Batch, InnerUnit
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.shelf_life import LabelDate
from inspector_app.services import closing, inspections, intake, life_rules
from tests.fakes.goods import BATCH, INSPECTOR, SUPERVISOR
from tests.fakes.station import PIN, REQUEST, make_station
from tests.fakes.whole_walk import walk_goods, walk_pages

MARCH, FEBRUARY = LabelDate(year=2026, month=3), LabelDate(year=2029, month=2)
MONTHS = replace(
    BATCH, id="", produced=MARCH, expires=FEBRUARY, life="36M", wording="use_by",
    barcode_expires=FEBRUARY, barcode_produced=MARCH, barcode_number=BATCH.number,
)  # fmt: skip
KIT = replace(
    MONTHS, wording="until",
    inner=(
        InnerUnit(name="精华 30ml", produced=MARCH, expires=LabelDate(year=2028, month=5)),
        InnerUnit(name="面霜 15g", produced=date(2026, 5, 1), life="36M", wording="before"),
    ),
)  # fmt: skip


def publish(opened: OpenStation, ratio: str) -> None:
    now = life_rules.versions(opened.station)[0]
    rows = tuple(
        replace(row, min_remaining=ratio, basis="customer") if row.id == "domestic-90" else row
        for row in now.rules.acceptance
    )
    draft = replace(now.rules, acceptance=rows)
    life_rules.publish(opened.station, SUPERVISOR, draft, based_on=now.digest, note="约定")


def sealed(opened: OpenStation, batch: Batch, *, during: str = "") -> Inspection:
    """A lot opened, walked and signed; ``during`` publishes other rules on the way."""
    station = opened.station
    lot = intake.open_lot(station, INSPECTOR, REQUEST)
    lot = inspections.record_batch(station, INSPECTOR, lot, batch)
    lot = inspections.draw_plan(station, INSPECTOR, lot)
    if during:
        publish(opened, during)
    lot = walk_pages(station, lot)
    lot = walk_goods(station, lot)
    return closing.close(station, INSPECTOR, lot, pin=PIN)


def test_rules_published_under_way_change_neither_verdict_nor_proof(tmp_path: Path) -> None:
    with make_station(tmp_path / "station") as opened:
        publish(opened, "3/4")
        first = sealed(opened, MONTHS, during="9/10")
        second = sealed(opened, KIT)
        versions = []
        for number, lot in enumerate((first, second)):
            out = tmp_path / f"{number}.zip"
            export_bundle(opened, lot.id, out)
            found = verify_file(out)
            assert found.result == "consistent", [line for line in found.checks if not line.ok]
            report = tmp_path / f"{number}.pdf"
            station_report(opened, lot.id, report, language="zh")
            assert verify_file(report).result == "consistent"
            versions.append(lot.state.lot.life_rules_version)
        assert versions == [2, 3]
