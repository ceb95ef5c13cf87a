"""A whole inspection by mouse or finger alone: no key, no scanner, a camera on the bench."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.views.walk_panels import DefectRow
from inspector_app.ui.widgets.carton_grid import CartonGrid
from inspector_app.ui.widgets.photo_strip import PhotoStrip
from tests.fakes.walking import Bench


@pytest.fixture
def bench(ui: Ui, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(ui, tmp_path, units=96, cartons=4)
    yield bench
    bench.close()


def wanted_tile(bench: Bench) -> QWidget:
    """The first dashed place of the photo strip."""
    strip = bench.page.findChild(PhotoStrip)
    return next(tile for tile in strip._tiles if tile.slot is not None and not tile.slot.taken)


def test_taps_are_enough(bench: Bench) -> None:
    bench.press(wanted_tile(bench))
    bench.tap("walk.key.pass")
    bench.tap("walk.key.pass")  # a unit without a scanner: compared by eye
    bench.press(wanted_tile(bench))
    bench.tap("walk.key.rest")
    bench.tap("普通化妆品")
    assert bench.place.stage_id == "shelf_life"
    bench.tap("walk.key.photo")
    bench.tap("walk.key.rest")
    bench.tap("walk.key.photo")
    bench.tap("walk.key.rest")
    bench.tap("常温商品")
    bench.tap(bench.ui.t("walk.key.outside", count=4))
    while bench.place.stage_id == "cartons":
        bench.tap("walk.key.carton")
        board = bench.view.board
        bench.tap(bench.ui.t("walk.key.units", count=board.units))
    for _ in range(2):
        bench.tap("walk.key.photo")
        bench.tap("walk.key.rest")
    bench.tap("walk.key.summary")
    assert bench.page_name == "SummaryPage"
    for digit in "1234":
        bench.tap(digit)
    bench.tap(bench.ui.t("summary.sign.accept"))
    assert bench.view.mode == "done"
    closed = bench.state.closed
    assert closed is not None
    assert (closed.overall, closed.signed_by) == ("accept", "pin")
    assert bench.acts < 50
    bench.tap("summary.done.next")
    assert bench.elsewhere["order"].arrived == [{"order_id": "O-1"}]


def test_a_bad_carton_is_chosen_in_the_grid(bench: Bench) -> None:
    bench.page._presenter.go_stage("cartons")
    bench.settle()
    grid = bench.page.findChild(CartonGrid)
    box = grid.cell_box(2)
    bench.press(grid, QPoint(round(box.center().x()), round(box.center().y())))
    assert bench.place.carton == 3
    bench.tap("walk.key.defect")
    rows = [row for row in bench.page.findChildren(DefectRow) if row.isVisible()]
    bench.press(rows[0])
    bench.tap("walk.defect.save")
    finding = bench.state.findings[0]
    assert (finding.carton, finding.defect) == (3, "P01")
    assert {cell.state for cell in bench.view.board.cells if cell.number == 3} <= {
        "isolated", "current",
    }  # fmt: skip
    assert [slot.shot for slot in bench.view.slots if not slot.taken] == [
        "carton_mark", "damage_in_frame",
    ]  # fmt: skip


def test_a_walk_is_parked_in_two_taps(bench: Bench) -> None:
    bench.tap("walk.key.park")
    bench.tap("walk.park.documents")
    assert bench.state.parked == "documents"
    assert bench.elsewhere["today"].arrived == [{}]
    bench.window.show_page("walk", inspection_id=bench.inspection_id)
    bench.settle()
    assert bench.view.mode == "parked"
    bench.tap("walk.key.resume")
    assert bench.state.parked is None
    assert bench.view.mode == "questions"


def test_a_missing_thing_leads_to_its_place(bench: Bench) -> None:
    bench.tap("walk.key.pass")
    bench.tap(bench.ui.t("walk.side.unanswered", count=4))
    assert bench.place.item_id == "unit_code_matches"
    bench.press(bench.find("walk.key.pass")[0])
    bench.window.show_page("summary", inspection_id=bench.inspection_id)
    bench.settle()
    assert bench.view.verdict.incomplete
    bench.tap("summary.go", at=1)
    assert bench.page_name == "WalkPage"
    assert bench.place.item_id == "carton_mark_matches"
