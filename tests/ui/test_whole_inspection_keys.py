"""A whole inspection by keys and scans alone: no mouse from the first question to the signature."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.ui.context import Ui
from tests.fakes.walking import UNIT_CODE, Bench


@pytest.fixture
def bench(ui: Ui, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(ui, tmp_path, units=96, cartons=4)
    yield bench
    bench.close()


def question(bench: Bench) -> str:
    return str(bench.place.item_id)


def test_keys_and_scans_are_enough(bench: Bench) -> None:
    bench.keys("F9", "1")  # the carton mark: a picture, then "pass"
    bench.scan(UNIT_CODE)
    bench.keys("F9", "1", "1")
    assert question(bench) == "product_kind"
    bench.key("1")
    assert bench.place.stage_id == "shelf_life"
    bench.keys("F9", "r")
    bench.keys("F9", "r")
    assert question(bench) == "temperature"
    bench.key("1")
    assert bench.view.board.step == "outside"
    bench.key("1")
    while bench.place.stage_id == "cartons":
        bench.scan(UNIT_CODE)
        bench.keys("1", "1")
    bench.keys("F9", "r")  # the label; the unit sample was looked at carton by carton
    assert bench.place.stage_id == "consistency"
    bench.keys("F9", "r")
    assert bench.view.actions.primary == "summary"
    bench.key("Enter")
    assert bench.page_name == "SummaryPage"
    bench.keys("1", "2", "3", "4", "Enter")
    assert bench.view.mode == "done"
    state = bench.state
    assert state.closed is not None
    assert state.closed.overall == "accept"
    assert len(state.tallies) == len(state.drawn)
    assert set(state.cartons_passed.values()) == {UNIT_CODE}


def test_a_defect_is_recorded_by_digits(bench: Bench) -> None:
    bench.key("2")
    bench.keys("3", "Enter")  # the third of the list; one piece
    state = bench.state
    assert [finding.defect for finding in state.findings] == ["K01"]
    assert state.answers["carton_mark_matches", ""].outcome == "fail"
    assert bench.view.stop is not None
    bench.key("Esc")
    assert bench.view.stop is None
    bench.key("u")
    assert bench.state.findings == ()


def test_a_count_is_typed_over_the_one(bench: Bench) -> None:
    bench.page._presenter.go_stage("cartons")
    bench.settle()
    bench.keys("1", "1")  # seen from outside; the first carton is good
    bench.keys("2", "1", "3", "Enter")
    finding = bench.state.findings[0]
    assert (finding.on, finding.count, len(finding.positions)) == ("unit", 3, 3)


def test_enter_never_holds_a_lot(bench: Bench) -> None:
    bench.keys("2", "3", "Enter")
    assert bench.view.stop is not None
    bench.key("Enter")
    assert bench.state.held is None
    bench.key("h")
    assert bench.state.held is not None
    assert bench.page_name == "SummaryPage"
