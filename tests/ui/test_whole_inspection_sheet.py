"""A whole inspection by the command sheet alone: one scanner, dirty hands, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.domain.station_codes import carton_code
from inspector_app.ui.context import Ui
from tests.fakes.walking import UNIT_CODE, Bench


@pytest.fixture
def bench(ui: Ui, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(ui, tmp_path, units=96, cartons=4)
    yield bench
    bench.close()


def commands(bench: Bench, *words: str) -> None:
    for word in words:
        bench.command(word)


def test_the_sheet_is_enough(bench: Bench) -> None:
    commands(bench, "photo", "pass")
    bench.scan(UNIT_CODE)
    commands(bench, "photo", "rest_pass", "count:1")
    commands(bench, "photo", "rest_pass", "photo", "rest_pass", "count:1")
    commands(bench, "rest_pass")  # all cartons seen from outside
    first = bench.place.carton
    commands(bench, "carton_good", "count:2", "defect:P20", "photo", "units_good")
    while bench.place.stage_id == "cartons":
        bench.scan(carton_code(bench.view.lot.lot_number, bench.place.carton).text)
        commands(bench, "carton_good", "units_good")
    commands(bench, "photo", "rest_pass", "photo", "rest_pass", "sign")
    assert bench.page_name == "SummaryPage"
    bench.badge()
    closed = bench.state.closed
    assert closed is not None
    assert (closed.overall, closed.signed_by) == ("accept", "badge")
    finding = bench.state.findings[0]
    assert (finding.defect, finding.count, finding.carton) == ("P20", 2, first)


def test_reasons_are_chosen_by_count_codes(bench: Bench) -> None:
    commands(bench, "na", "count:3")
    answer = bench.state.answers["carton_mark_matches", ""]
    assert (answer.outcome, answer.reason) == ("na", "cannot_check")
    bench.command("undo")
    assert bench.state.answers == {}
    commands(bench, "na", "back", "park", "count:2")
    assert bench.state.parked == "supervisor"


def test_a_carton_defect_asks_for_the_carton(bench: Bench) -> None:
    bench.command("defect:P09")
    assert bench.state.findings == ()
    assert bench.view.panel.needs_carton
    bench.scan(carton_code(bench.view.lot.lot_number, 2).text)
    bench.command("next")
    finding = bench.state.findings[0]
    assert (finding.defect, finding.carton, finding.item_id) == ("P09", 2, "carton_mark_matches")


def test_stop_and_hold_by_sheet(bench: Bench) -> None:
    commands(bench, "defect:K01", "hold", "sign")
    bench.badge()
    state = bench.state
    assert state.held is not None
    assert state.held.reason == "gate_failed"
    assert state.closed is not None
    assert state.closed.overall == "hold"


def test_a_colleague_joins_by_badge_and_is_named(bench: Bench) -> None:
    bench.page._presenter.go_stage("cartons")
    bench.settle()
    commands(bench, "pass", "pass")
    carton = bench.place.carton
    bench.badge("B2")
    bench.command("units_good")
    state = bench.state
    assert state.people == ("U-1", "U-2")
    assert state.tallies[carton].person_id == "U-2"
    bench.badge("B1")
    bench.command("pass")
    assert bench.view.people[0].acting


def test_other_badges_do_not_sign(bench: Bench) -> None:
    bench.command("sign")
    bench.badge("B9")
    assert bench.state.closed is None
    assert bench.shows("errors.signature_of_another")
