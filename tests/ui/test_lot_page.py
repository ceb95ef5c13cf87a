"""Product and lot: dates by pad and keys, agreement in words, the plan and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector_app.ui.context import Ui
from inspector_app.ui.views.label_cover import LabelCover
from tests.ui.intake_bench import IntakeBench, bench

__all__ = ["bench"]

GS1 = "]d201069234560001171126091017290909"


@pytest.fixture
def lot(bench: IntakeBench) -> IntakeBench:
    bench.window.show_page("lot", order_id="O-0001", line_id="O-0001-1")
    bench.window.activateWindow()
    return bench


def card(bench: IntakeBench):  # type: ignore[no-untyped-def]
    return bench.page._batches[bench.page._presenter.state.current]


def test_eight_digits_by_keys_lead_from_production_to_expiry(lot: IntakeBench) -> None:
    batch = card(lot)
    lot.focus(batch.number)
    QTest.keyClicks(batch.number, "L2609A1")
    QTest.keyClick(batch.number, Qt.Key.Key_Return)
    assert batch.produced.hasFocus()
    QTest.keyClicks(batch.produced, "20260910")
    assert batch.expires.hasFocus()
    QTest.keyClicks(batch.expires, "20290909")
    assert batch.expires.message == "与推算一致"
    draft = lot.page._presenter.state.batches[0]
    assert (draft.produced, draft.expires) == (date(2026, 9, 10), date(2029, 9, 9))
    assert lot.page._presenter.state.inspection is None, "Enter in a field opens nothing"


def test_a_printed_day_that_is_off_says_by_how_much(lot: IntakeBench, ui: Ui) -> None:
    batch = card(lot)
    batch.produced.set_focus = None
    for digit in "20260910":
        batch.produced.feed(digit)
    for digit in "20291009":
        batch.expires.feed(digit)
    assert "30" in batch.expires.message
    ui.texts.set_language("en")
    assert "30 days apart" in batch.expires.message


def test_the_pad_drives_the_field_with_the_focus(lot: IntakeBench) -> None:
    batch = card(lot)
    assert not lot.page._pad_card.isVisible()
    lot.page._focus_moved(None, batch.produced)
    assert lot.page._pad_card.isVisible()
    for digit in "20260910":
        lot.page._focus_moved(None, batch.produced)
        QTest.mouseClick(lot.page.pad.keys[digit], Qt.MouseButton.LeftButton)
    assert batch.produced.entered == date(2026, 9, 10)
    lot.page._focus_moved(None, lot.page.quantity.cartons)
    lot.page.quantity.cartons.selectAll()
    for digit in "100":
        QTest.mouseClick(lot.page.pad.keys[digit], Qt.MouseButton.LeftButton)
    assert lot.page._presenter.state.quantities.cartons == 100
    assert lot.page.quantity.units.number == 2400


def test_figures_that_cannot_be_say_so_in_place(lot: IntakeBench) -> None:
    units = lot.page.quantity.units
    units.selectAll()
    QTest.keyClicks(units, "3001")
    assert "装不成" in lot.page.quantity._told.text()
    lot.page.start.click()
    assert lot.page._presenter.state.inspection is None
    assert "装不成" in lot.page.bar._message.text()


def test_a_scan_fills_the_batch_and_shows_what_the_code_said(lot: IntakeBench) -> None:
    lot.scan(GS1 + "10L2609A1")
    assert card(lot).number.text() == "L2609A1"
    assert card(lot).produced.entered == date(2026, 9, 10)
    assert lot.page._said.isVisible()


def test_other_goods_sound_wrong_and_offer_to_switch(lot: IntakeBench, ui: Ui) -> None:
    lot.scan("6923456000216")
    notice = lot.notices[-1]
    assert notice.tone == "wrong"
    assert "玻尿酸保湿精华液" in notice.text
    assert ui.sounds.heard == ["wrong"]
    assert lot.page._presenter.state.choice.product.id == "P-0001"
    assert notice.act is not None
    notice.act()
    assert lot.page._presenter.state.choice.product.id == "P-0002"


def test_another_batch_is_one_key_and_can_be_taken_back(lot: IntakeBench) -> None:
    QTest.keyClick(lot.page, Qt.Key.Key_F6)
    assert len(lot.page._batches) == 2
    assert not card(lot)._cartons.isHidden()
    QTest.mouseClick(card(lot)._drop, Qt.MouseButton.LeftButton)
    assert len(lot.page._batches) == 1


def test_the_keyboard_never_falls_on_the_lock_when_a_batch_closes(lot: IntakeBench) -> None:
    first = card(lot)
    lot.focus(first.expires)
    lot.page.another.click()
    assert not first._fields.isVisible()
    assert card(lot).number.hasFocus()
    lot.focus(card(lot).number)
    lot.page._presenter.drop_batch(lot.page._presenter.state.current)
    assert lot.page.hasFocus() or lot.page.isAncestorOf(lot.window.keyboard_focus())


def test_enter_opens_draws_and_explains_and_enter_again_starts(lot: IntakeBench, ui: Ui) -> None:
    lot.page.setFocus()
    QTest.keyClick(lot.page, Qt.Key.Key_Return)
    state = lot.page._presenter.state
    assert state.planned
    assert lot.page._plan.isVisible()
    assert not lot.page._form.isVisible()
    drawn = [cell for cell in lot.page._plan.grid._cells if cell.state == "drawn"]
    assert len(drawn) == 12
    first = next(iter(state.inspection.state.drawn))
    assert {cell.note.split("·")[0] for cell in drawn if cell.number == first} == {"#1"}
    ui.texts.set_language("en")
    assert "12 cartons" in lot.page._plan._headline.text()
    QTest.keyClick(lot.page, Qt.Key.Key_Return)
    assert lot.others["walk"].seen == [{"inspection_id": state.inspection.id}]


def test_the_tag_of_goods_to_inspect_is_printed_in_the_language_shown(
    lot: IntakeBench, ui: Ui
) -> None:
    lot.page._presenter.open()
    ui.texts.set_language("en")
    lot.page._print_tag.click()
    name = lot.page._presenter.state.inspection.id
    assert lot.asked.documents == [("goods_tag", name, "en")]


def test_a_lot_not_yet_received_offers_the_dock(lot: IntakeBench) -> None:
    QTest.keyClick(lot.page, Qt.Key.Key_F5)
    assert lot.window.current_name == "dock"


def test_a_label_does_not_stay_over_other_goods(lot: IntakeBench) -> None:
    lot.page.label.click()
    cover = lot.page.findChild(LabelCover)
    assert cover.isVisible()
    lot.window.show_page("lot", order_id="O-0001", line_id="O-0001-2")
    assert not cover.isVisible()


def test_open_lots_of_the_line_come_first(lot: IntakeBench) -> None:
    lot.page._presenter.open()
    opened = lot.page._presenter.state.inspection.id
    lot.window.show_page("today")
    lot.window.show_page("lot", order_id="O-0001", line_id="O-0001-1")
    assert lot.page._open_lots.isVisible()
    assert lot.page._form.isVisible()
    lot.page._presenter.finder.resume(lot.page._presenter.state.choice.lots[0])
    assert lot.others["walk"].seen == [{"inspection_id": opened}]


def test_batch_card_speaks_of_the_order_only_where_it_claims_something(
    lot: IntakeBench,
) -> None:
    presenter = lot.page._presenter
    assert "L2609A1" in card(lot)._brief.text()
    draft = replace(presenter.state.batches[0], number="X1")
    presenter.edit_batch(draft)
    assert "X1" in card(lot)._differences.text()
