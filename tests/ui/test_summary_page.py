"""The summary: classes, gaps, waivers, the signature, and the papers after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.services import inspections
from inspector_app.ui.context import Ui
from tests.fakes.walking import Bench


@pytest.fixture
def bench(ui: Ui, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(ui, tmp_path, units=96, cartons=4)
    bench.window.show_page("summary", inspection_id=bench.inspection_id)
    bench.settle()
    yield bench
    bench.close()


def test_missing_evidence_is_named_and_holds(bench: Bench) -> None:
    assert bench.view.verdict.overall == "hold"
    assert bench.shows("verdict.overall.hold_incomplete")
    assert bench.shows(bench.ui.t("summary.missing", count=len(bench.view.missing)))
    assert bench.shows("report.class.critical")


def test_a_wrong_pin_is_refused_in_place(bench: Bench) -> None:
    bench.keys("9", "9", "9", "9", "Enter")
    assert bench.view.mode == "open"
    assert bench.shows("errors.wrong_pin") or bench.view.problem is not None
    assert bench.page.pad.text == ""
    bench.keys("1", "2", "3", "4", "Enter")
    assert bench.view.mode == "done"
    assert bench.state.closed is not None
    assert bench.state.closed.incomplete


def test_after_signing_come_the_papers(bench: Bench) -> None:
    bench.badge()
    assert bench.view.mode == "done"
    assert bench.shows("tag.isolated")
    assert [kind for kind, _, _ in bench.asked.documents] == ["goods_tag"]
    bench.key("2")
    assert ("report", bench.inspection_id, "zh") in bench.asked.documents
    bench.key("Esc")
    bench.key("3")
    assert bench.elsewhere["order"].arrived == [{"order_id": "O-1"}]


def test_an_inspector_cannot_waive_but_a_supervisor_can(bench: Bench) -> None:
    assert not bench.view.may_waive
    supervisor = bench._person("U-9")
    bench.session.begin(supervisor)
    bench.page._presenter.open(bench.inspection_id)
    bench.settle()
    before = len(bench.view.verdict.gaps)
    bench.tap("summary.waive")
    assert bench.view.waiving is not None
    bench.tap("summary.waive_reason.supplier_confirmed")
    assert len(bench.view.verdict.gaps) == before - 1
    assert list(bench.state.waivers.values()) == ["supplier_confirmed"]
    assert bench.shows("summary.waive_reason.supplier_confirmed")


def test_a_parked_lot_is_not_signed(bench: Bench) -> None:
    loaded = inspections.load(bench.station, bench.inspection_id)
    inspections.park(bench.station, bench.person, loaded, "documents")
    bench.page._presenter.open(bench.inspection_id)
    bench.settle()
    assert bench.view.mode == "parked"
    assert bench.shows("summary.parked")
    bench.badge()
    assert bench.state.closed is None


def test_a_closed_walk_shows_its_summary(bench: Bench) -> None:
    bench.badge()
    bench.window.show_page("walk", inspection_id=bench.inspection_id)
    bench.settle()
    assert bench.page_name == "SummaryPage"
    assert bench.view.mode == "done"


def test_both_languages_and_schemes(bench: Bench) -> None:
    bench.ui.texts.set_language("en")
    bench.ui.theme.set_scheme("dark")
    bench.settle()
    assert bench.shows("verdict.overall.hold_incomplete")
    assert not bench.shows("⟦")
    bench.ui.theme.set_scheme("light")
