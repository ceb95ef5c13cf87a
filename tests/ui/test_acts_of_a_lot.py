"""3,000 units in 125 cartons, 3 defects, 8 photos and more: at most 90 acts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.ui.context import Ui
from tests.fakes.walking import Bench
from tests.fakes.walking_a_lot import DEFECTS, walk_the_lot

MOST = 90


@pytest.fixture
def bench(ui: Ui, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(ui, tmp_path)
    yield bench
    bench.close()


def test_a_lot_of_3000_units_takes_at_most_90_acts(bench: Bench) -> None:
    walk_the_lot(bench)
    state = bench.state
    assert state.closed is not None
    assert not state.closed.incomplete
    assert sum(state.examined(carton) for carton in state.drawn) == 125
    assert len(state.drawn) == 12
    assert len(state.findings) == DEFECTS
    assert len(state.photos) >= 8
    assert bench.acts <= MOST
