"""Lots that went other ways than straight through stand up to ``verify`` untouched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from inspector_app.bootstrap.evidence import export_bundle
from inspector_app.bootstrap.reporting import station_report
from inspector_app.bootstrap.station import OpenStation
from inspector_app.bootstrap.verifying import verify_file
from inspector_app.domain.inspection.acts import Undone
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import (
    amendments,
    closing,
    dispositions,
    inspections,
    intake,
    releases,
)
from tests.fakes.desk_lots import open_lot
from tests.fakes.goods import BATCH, INSPECTOR, SUPERVISOR
from tests.fakes.station import PIN, REQUEST, make_station
from tests.fakes.whole_walk import walk_goods, walk_pages


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenStation]:
    with make_station(tmp_path / "station") as found:
        yield found


def whole(opened: OpenStation, lot: Inspection, folder: Path) -> str:
    """What ``decisions`` says; nothing at all is wrong with bundle and report."""
    bundle, report = folder / "evidence.zip", folder / "report.pdf"
    export_bundle(opened, lot.id, bundle)
    station_report(opened, lot.id, report, language="zh")
    for path in (bundle, report):
        found = verify_file(path)
        assert found.result == "consistent", [line for line in found.lines if not line.ok]
    [line] = [line for line in found.lines if line.name == "decisions"]
    return line.code


def signed(opened: OpenStation, lot: Inspection) -> Inspection:
    return closing.close(opened.station, INSPECTOR, walk_goods(opened.station, lot), pin=PIN)


def found_bad(opened: OpenStation, lot: Inspection, defect: str) -> Inspection:
    return inspections.record_finding(opened.station, INSPECTOR, lot, defect)


def finding(lot: Inspection, place: int = 0) -> Undone:
    return Undone(act=[e.n for e in lot.entries if e.act.kind == "finding_recorded"][place])


def amended(opened: OpenStation, lot: Inspection, act: Undone) -> Inspection:
    return amendments.amend(
        opened.station, SUPERVISOR, lot, (act,), reason="not_a_defect", note="反光", pin=PIN
    )


def test_goods_that_went_out_before_the_end(opened: OpenStation, tmp_path: Path) -> None:
    station = opened.station
    lot = walk_pages(station, open_lot(opened))
    lot = releases.release_urgently(
        station, SUPERVISOR, lot, quantity=48, cartons=(2, 1), reason="out_of_stock", pin=PIN,
        deadline=station.clock.now() + timedelta(hours=8),
    )  # fmt: skip
    assert whole(opened, signed(opened, lot), tmp_path) == "decisions_hold"


def test_decided_in_parts_and_corrected_twice(opened: OpenStation, tmp_path: Path) -> None:
    station = opened.station
    lot = walk_pages(station, open_lot(opened))
    lot = found_bad(opened, found_bad(opened, lot, "S04"), "S04")
    lot = signed(opened, lot)
    dispositions.decide(station, SUPERVISOR, lot.id, "return", reason="not_conforming", quantity=40)
    lot = amended(opened, lot, finding(lot, 0))
    dispositions.decide(
        station,
        replace(SUPERVISOR, id="other-lead"),
        lot.id,
        "scrap",
        reason="unsafe",
        quantity=56,
    )
    lot = amended(opened, lot, finding(lot, 1))
    assert whole(opened, lot, tmp_path) == "amended"


def test_the_same_goods_inspected_again(opened: OpenStation, tmp_path: Path) -> None:
    station = opened.station
    first = signed(opened, found_bad(opened, walk_pages(station, open_lot(opened)), "S04"))
    dispositions.decide(station, SUPERVISOR, first.id, "rework", reason="relabel")
    lot = intake.open_lot(station, INSPECTOR, replace(REQUEST, reinspection_of=first.id))
    lot = inspections.record_batch(station, INSPECTOR, lot, replace(BATCH, id=""))
    lot = walk_pages(station, inspections.draw_plan(station, INSPECTOR, lot))
    assert whole(opened, signed(opened, lot), tmp_path) == "decisions_hold"
    (tmp_path / "first").mkdir()
    assert whole(opened, first, tmp_path / "first") == "decisions_hold"
