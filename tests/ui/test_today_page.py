"""Today: cards, countdown, the scan field, open work, and the empty station."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector_app.bootstrap.demo_data import demo_path
from inspector_app.bootstrap.station import open_station
from inspector_app.services import inspections, intake
from inspector_app.services.intake import LotRequest
from inspector_app.settings import DataFolder
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.finding import Finder
from inspector_app.ui.presenters.today import TodayPresenter
from inspector_app.ui.session import Session
from inspector_app.ui.views.today import TodayPage
from tests.fakes.clock import FakeClock, FakeIds, PlainPins
from tests.fakes.tasks import DirectTasks
from tests.fakes.tools import make_tools
from tests.ui.intake_bench import IntakeBench, bench

__all__ = ["bench"]


def parked_lot(bench: IntakeBench) -> Any:
    request = LotRequest(
        order_id="O-0002", line_id="O-0002-1", size=800, cartons=100, units_per_carton=8
    )
    lot = intake.open_lot(bench.station, bench.people["U-02"], request)
    return inspections.park(bench.station, bench.people["U-02"], lot, "documents")


def test_cards_stand_in_the_order_of_urgency(bench: IntakeBench) -> None:
    numbers = [card.card.number for card in bench.page._orders.cards]
    assert numbers[:2] == ["ASN-26-110422", "ASN-26-110431"]
    late = bench.page._orders.cards[1]
    assert late.due_text().startswith("超时")


def test_the_countdown_follows_the_clock_and_the_language(bench: IntakeBench, ui: Ui) -> None:
    card = bench.page._orders.cards[0]
    before = card.due_text()
    bench.clock.advance(120)
    bench.page._tick()
    assert card.due_text() != before
    ui.texts.set_language("en")
    assert card.due_text().endswith("left")
    assert bench.page.header._title.text() == "Today"


def test_enter_opens_the_most_pressing_order(bench: IntakeBench) -> None:
    bench.window.activateWindow()
    QTest.keyClick(bench.page, Qt.Key.Key_Return)
    assert bench.window.current_name == "order"
    assert bench.page._presenter.order_id == "O-0002"


def test_a_card_opens_its_order_by_mouse(bench: IntakeBench) -> None:
    QTest.mouseClick(bench.page._orders.cards[2], Qt.MouseButton.LeftButton)
    assert bench.page._presenter.order_id == "O-0001"


def test_typing_filters_and_enter_looks_the_text_up(bench: IntakeBench) -> None:
    edit = bench.page._scan.edit
    bench.focus(edit)
    QTest.keyClicks(edit, "110425")
    assert [card.card.order_id for card in bench.page._orders.cards] == ["O-0003"]
    edit.setText("ASN-26-110425")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert bench.window.current_name == "order"
    assert bench.page._presenter.order_id == "O-0003"


def test_a_text_that_fits_nothing_says_what_to_do(bench: IntakeBench) -> None:
    bench.page._scan.edit.setText("zzz")
    assert bench.page._nothing.isVisible()
    assert bench.page._orders.cards == ()


def test_a_scan_of_unknown_goods_is_refused_with_its_sound(bench: IntakeBench, ui: Ui) -> None:
    bench.scan("6923456099999")
    assert bench.notices[-1].tone == "wrong"
    assert "06923456099999" in bench.notices[-1].text
    assert ui.sounds.heard == ["wrong"]


def test_a_picture_file_is_read_for_its_code(bench: IntakeBench) -> None:
    bench.page.take_pictures([demo_path("photos/carton_itf14_O-0001-2.jpg")])
    assert bench.window.current_name == "lot"


def test_a_missing_picture_file_is_told(bench: IntakeBench, tmp_path: Path) -> None:
    bench.page.take_pictures([tmp_path / "gone.jpg"])
    assert bench.notices[-1].tone == "wrong"
    assert "gone.jpg" in bench.notices[-1].text


def test_open_work_is_gone_on_with_in_one_tap(bench: IntakeBench) -> None:
    lot = parked_lot(bench)
    bench.page._presenter.refresh()
    card = bench.page._work.cards[0]
    assert card.state_text() == "已挂起：等单证"
    assert "吴堃" in card.since_text()
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    assert bench.others["walk"].seen == [{"inspection_id": lot.id}]


@pytest.fixture
def empty_page(ui: Ui, qtbot: Any, tmp_path: Path) -> Any:
    opened = open_station(DataFolder(tmp_path), clock=FakeClock(), ids=FakeIds(), pins=PlainPins())
    tools, asked = make_tools(opened, tmp_path, demo_offered=lambda: True)
    tasks, session = DirectTasks(), Session()
    page = TodayPage(ui, TodayPresenter(tools, session, tasks, Finder(tools, session, tasks)))
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.arrive()
    yield page, asked
    page.leave()
    opened.close()


def test_an_empty_station_offers_the_demo_warehouse(empty_page: Any) -> None:
    page, asked = empty_page
    assert page._empty.isVisible()
    assert not page._scan.isVisible()
    page._empty.state.actionChosen.emit()
    assert asked.demo_loaded == 1


def test_cards_stay_the_same_widgets_while_nothing_moves(bench: IntakeBench) -> None:
    before = bench.page._orders.cards
    bench.page._presenter.refresh()
    assert bench.page._orders.cards == before
