"""Cartons are weighed on the board: three readings, one after the other, judged by their mean."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton

from inspector_app.services import standards
from inspector_app.ui.context import Ui
from inspector_app.ui.views.walk_board import BoardPage
from tests.fakes.goods import SUPERVISOR
from tests.fakes.station import PIN, make_station
from tests.fakes.walking import Bench

WEIGHT = "gross_weight_deviation"


def publish_weighing(folder: Path) -> None:
    """A version of the standard that wants three readings of every drawn carton."""
    with make_station(folder) as opened:
        version = next(
            s.version for s in opened.station.standards.published() if s.id == "cosmetics"
        )
        held = standards.source(opened.station, "cosmetics", version).document
        assert held is not None
        document = {**held, "version": version + 1}
        for stage in document["stages"]:
            for item in stage["items"]:
                if item["id"] == WEIGHT:
                    item |= {"required": True, "readings": {"count": 3, "judge": "mean"}}
        text = standards.to_text(opened.station, document)
        standards.publish(opened.station, SUPERVISOR, text, pin=PIN)


@pytest.fixture
def bench(ui: Ui, tmp_path: Path) -> Iterator[Bench]:
    publish_weighing(tmp_path)
    bench = Bench(ui, tmp_path, units=96, cartons=4)
    yield bench
    bench.close()
    gc.collect()


def to_cartons(bench: Bench) -> int:
    """The board with the first drawn carton in hand."""
    carton = next(iter(bench.state.drawn))
    bench.page._presenter.go_stage("cartons")
    bench.settle()
    bench.page._presenter.go_carton(carton)
    bench.settle()
    return carton


def test_a_carton_is_weighed_from_the_board(bench: Bench) -> None:
    carton = to_cartons(bench)
    board = bench.page.findChild(BoardPage)
    assert board is not None
    (button,) = board._measures.findChildren(QAbstractButton)
    button.click()
    bench.settle()
    row = bench.view.current
    assert row is not None
    assert (row.item.id, row.subject, row.unit) == (WEIGHT, f"carton:{carton}", (carton, 0))
    for reading in ("1", "2"):
        for key in reading:
            bench.key(key)
        bench.key("Enter")
        assert bench.view.current is not None
        assert bench.view.current.answer is None
    bench.key("3")
    bench.key("Enter")
    answer = bench.state.answers[WEIGHT, f"carton:{carton}"]
    assert (answer.value, answer.outcome) == ("1 2 3", "pass")
