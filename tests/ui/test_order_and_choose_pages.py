"""An order's lines, and choosing among what a code may mean, by keys and by mouse."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector_app.services import intake
from inspector_app.services.intake import LotRequest
from inspector_app.ui.context import Ui
from tests.ui.intake_bench import IntakeBench, bench

__all__ = ["bench"]


def test_a_digit_begins_the_line_of_that_number(bench: IntakeBench) -> None:
    bench.window.show_page("order", order_id="O-0001")
    bench.window.activateWindow()
    QTest.keyClick(bench.page, Qt.Key.Key_2)
    assert bench.window.current_name == "lot"
    assert bench.page._presenter.state.choice.line.id == "O-0001-2"


def test_enter_receives_and_escape_goes_back(bench: IntakeBench) -> None:
    bench.window.show_page("order", order_id="O-0001")
    bench.window.activateWindow()
    QTest.keyClick(bench.page, Qt.Key.Key_Return)
    assert bench.window.current_name == "dock"
    QTest.keyClick(bench.page, Qt.Key.Key_Escape)
    assert bench.window.current_name == "order"


def test_a_scan_is_first_looked_for_in_the_order_in_hand(bench: IntakeBench) -> None:
    bench.window.show_page("order", order_id="O-0004")
    bench.scan("6923456000117")
    assert bench.window.current_name == "lot"
    assert bench.page._presenter.state.choice.line.id == "O-0004-4"


def test_a_line_with_an_open_lot_says_so_and_goes_on(bench: IntakeBench) -> None:
    request = LotRequest(
        order_id="O-0001", line_id="O-0001-2", size=960, cartons=20, units_per_carton=48
    )
    lot = intake.open_lot(bench.station, bench.people["U-01"], request)
    bench.window.show_page("order", order_id="O-0001")
    button = bench.page._rows[1].inspect
    assert button.text() == "继续"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert bench.others["walk"].seen == [{"inspection_id": lot.id}]


def test_several_orders_are_chosen_by_digit(bench: IntakeBench) -> None:
    bench.scan("6923456000117")
    assert bench.window.current_name == "choose"
    assert len(bench.page.grid.cards) == 3
    QTest.keyClick(bench.page, Qt.Key.Key_2)
    assert bench.window.current_name == "lot"
    assert bench.page._presenter.state.choice.order.id == "O-0001"


def test_two_products_of_one_code_are_chosen_by_picture(bench: IntakeBench) -> None:
    bench.scan("6923456000513")
    card = bench.page.grid.cards[1]
    assert card.accessibleName() == "丝绒唇釉 #02 豆沙"
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    assert bench.page._presenter.state.choice.product.id == "P-0006"


def test_readings_of_a_lost_separator_are_cards(bench: IntakeBench, ui: Ui) -> None:
    bench.scan("010692345600021610L2603A17280331")
    names = [card.accessibleName() for card in bench.page.grid.cards]
    assert len(names) == 2
    assert any("2028-03-31" in name for name in names)
    ui.texts.set_language("en")
    assert bench.page.header._title.text() == "Which reading is right?"
    QTest.keyClick(bench.page, Qt.Key.Key_1)
    assert bench.window.current_name == "lot"
    assert bench.page._presenter.state.scans[0].lot == "L2603A"
