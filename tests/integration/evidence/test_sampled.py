"""Plans by channel, checks of special levels, replaced units and early stops stand up to verify."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.bootstrap.evidence import export_bundle
from inspector_app.bootstrap.reporting import station_report
from inspector_app.bootstrap.station import OpenStation
from inspector_app.bootstrap.verifying import verify_file
from inspector_app.domain.inspection.sampling_acts import UnitReplaced
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import closing, inspections, intake, sampling
from tests.fakes.goods import BATCH, INSPECTOR, PRODUCT
from tests.fakes.printed import text_of
from tests.fakes.station import ORDER, PIN, REQUEST, make_station
from tests.fakes.whole_walk import walk_goods, walk_pages


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenStation]:
    """A station where prizes for children arrive."""
    with make_station(tmp_path / "station") as found:
        with found.station.records.writing() as work:
            work.master.put_products([replace(PRODUCT, children=True)])
            work.master.put_orders([replace(ORDER, channel="prize")])
        yield found


def planned(opened: OpenStation) -> Inspection:
    lot = intake.open_lot(opened.station, INSPECTOR, REQUEST)
    lot = inspections.record_batch(opened.station, INSPECTOR, lot, replace(BATCH, id=""))
    return inspections.draw_plan(opened.station, INSPECTOR, lot)


def unit_replaced(opened: OpenStation, lot: Inspection) -> Inspection:
    assert lot.state.draw is not None
    carton = lot.state.draw.cartons[0]
    return sampling.replace_unit(
        opened.station, INSPECTOR, lot, carton.carton, carton.unit_places[0], "unit_stuck"
    )


def test_a_lot_with_checks_and_a_replaced_unit_is_consistent(
    opened: OpenStation, tmp_path: Path
) -> None:
    station = opened.station
    lot = unit_replaced(opened, planned(opened))
    lot = walk_goods(station, walk_pages(station, lot))
    lot = sampling.take_units(station, INSPECTOR, lot, "retained", 2)
    lot = closing.close(station, INSPECTOR, lot, pin=PIN)
    assert lot.state.closed is not None
    assert lot.state.closed.overall == "accept"
    bundle, report = tmp_path / "lot.zip", tmp_path / "lot.pdf"
    export_bundle(opened, lot.id, bundle)
    station_report(opened, lot.id, report, language="zh")
    for file in (bundle, report):
        found = verify_file(file)
        assert found.result == "consistent", [line for line in found.lines if not line.ok]
    text = text_of(report)
    assert "⟦" not in text
    assert "奖品、福袋加严方案" in text
    assert "开封与称重 S-1" in text
    assert "卡住取不出" in text
    assert "OC 曲线" in text
    assert "2,990" in text  # 3,000 less 8 opened and 2 retained


def test_a_lot_stopped_early_is_consistent(opened: OpenStation, tmp_path: Path) -> None:
    station = opened.station
    lot = planned(opened)
    lot = inspections.see_cartons(station, INSPECTOR, walk_pages(station, lot))
    assert lot.state.plan is not None
    first = next(iter(lot.state.drawn))
    lot = inspections.record_finding(
        station, INSPECTOR, lot, "P42", count=lot.state.plan.of("major").re, carton=first
    )
    lot = sampling.stop_at_rejection(station, INSPECTOR, lot)
    lot = closing.close(station, INSPECTOR, lot, pin=PIN)
    assert lot.state.closed is not None
    assert lot.state.closed.overall == "reject"
    report = tmp_path / "lot.pdf"
    station_report(opened, lot.id, report, language="en")
    found = verify_file(report)
    assert found.result == "consistent", [line for line in found.lines if not line.ok]
    text = text_of(report)
    assert "⟦" not in text
    assert "Stopped early at the rejection number" in text


def test_a_unit_that_was_chosen_is_found(opened: OpenStation, tmp_path: Path) -> None:
    station = opened.station
    lot = planned(opened)
    assert lot.state.draw is not None
    carton = lot.state.draw.cartons[0]
    free = [n for n in range(1, 25) if n not in carton.unit_places]
    drawn = unit_replaced(opened, lot).state.units_replaced[0].by
    chosen = next(place for place in free if place != drawn)
    lot = inspections.undo(station, INSPECTOR, inspections.load(station, lot.id))
    act = UnitReplaced(
        carton=carton.carton, place=carton.unit_places[0], by=chosen, reason="unit_stuck"
    )
    lot = inspections.record(station, INSPECTOR, lot, act)
    lot = closing.close(station, INSPECTOR, lot, pin=PIN)
    bundle = tmp_path / "lot.zip"
    export_bundle(opened, lot.id, bundle)
    found = verify_file(bundle)
    assert found.result == "broken"
    assert [line.code for line in found.lines if not line.ok] == ["unit_chosen"]
