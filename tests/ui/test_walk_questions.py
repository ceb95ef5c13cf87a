"""Where the page of questions stands when one comes to it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QScrollArea

from inspector_app.ui.context import Ui
from inspector_app.ui.views.walk_questions import QuestionPage
from inspector_app.ui.widgets.gauge import LifeGauge
from tests.fakes.walking import Bench


@pytest.fixture
def bench(ui: Ui, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(ui, tmp_path, units=96, cartons=4)
    yield bench
    bench.close()
    gc.collect()


def test_the_gauge_of_the_batch_is_seen_on_coming_to_shelf_life(bench: Bench) -> None:
    presenter = bench.page._presenter
    presenter.go_stage("shelf_life")
    bench.settle()
    questions = bench.page.findChild(QuestionPage)
    area = questions.findChild(QScrollArea)
    gauge = next(each for each in questions.findChildren(LifeGauge) if each.isVisible())
    top = gauge.mapTo(area.viewport(), gauge.rect().topLeft()).y()
    assert 0 <= top < area.viewport().height()

    presenter.go_item(*questions._keys[-1])
    bench.settle()
    assert area.verticalScrollBar().value() > 0
    presenter.go_item(*questions._keys[0])
    bench.settle()
    assert gauge.mapTo(area.viewport(), gauge.rect().topLeft()).y() >= 0
