"""A parked walk says since when it waits, and leads to the papers it waits for."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.services import inspections
from inspector_app.ui.context import Ui
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.text import Text
from tests.fakes.walking import Bench


@pytest.fixture
def bench(ui: Ui, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(ui, tmp_path, units=96, cartons=4)
    yield bench
    bench.close()
    gc.collect()


@pytest.mark.parametrize(("reason", "leads"), [("documents", True), ("break", False)])
def test_it_shows_its_clock_and_the_way_to_the_papers(
    bench: Bench, reason: str, leads: bool
) -> None:
    loaded = inspections.load(bench.station, bench.inspection_id)
    inspections.park(bench.station, bench.person, loaded, reason)  # type: ignore[arg-type]  # each
    bench.station.clock.advance(2 * 3600 + 300)  # type: ignore[attr-defined]  # a fake one
    bench.page.arrive(inspection_id=bench.inspection_id)
    bench.settle()
    assert bench.view.mode == "parked"
    calm = bench.page._calm
    told = " ".join(label.text() for label in calm.findChildren(Text))
    assert "已等 2 小时 5 分" in told
    bench.page.navigate.disconnect()
    gone: list[str] = []
    bench.page.navigate.connect(lambda name, _: gone.append(name))
    [way] = calm.findChildren(Button)
    assert way.isVisibleTo(calm) is leads
    way.click()
    assert gone == ["lot_papers"]
