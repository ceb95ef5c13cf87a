"""Desk and decision in the real window: by keys, by mouse, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.services import dispositions, inspections, photos
from inspector_app.services.closing import close
from inspector_app.services.inspections import record_finding
from inspector_app.ui.context import Ui
from inspector_app.ui.views.desk import LotCard
from inspector_app.ui.widgets.photo_strip import PhotoStrip
from inspector_app.ui.widgets.rail import NavigationRail
from tests.fakes.desk_lots import open_lot, parked_lot, signed_lot, stopped_lot
from tests.fakes.desk_window import DeskWindow
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.station import PIN, picture


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[DeskWindow]:
    made = DeskWindow(ui, tmp_path)
    yield made
    made.close()


def damaged_lot(desk: DeskWindow):
    """A signed lot with one torn carton and its photo."""
    station = desk.station
    lot = open_lot(desk.opened)
    lot = record_finding(station, INSPECTOR, lot, "P01", carton=1)
    finding = lot.state.findings[0]
    lot = photos.attach(
        station, INSPECTOR, lot, picture(), shot="damage_in_frame", finding_id=finding.id, carton=1
    )
    return close(station, INSPECTOR, lot, pin=PIN)


def test_a_whole_decision_by_keys(desk: DeskWindow) -> None:
    lot = signed_lot(desk.opened)
    desk.open()
    desk.key("Enter")
    assert desk.window.current_name == "decision"
    desk.key("2")
    desk.press_chip("已商定折价")
    desk.key("Enter")
    (decision,) = dispositions.decisions_of(desk.station, lot.id)
    assert (decision.disposition, decision.reason) == ("concession", "price_agreed")
    assert "已决定：让步接收" in desk.said()
    desk.key("Enter")  # nothing else waits: back to the desk
    assert desk.window.current_name == "desk"
    assert "都处理完了" in desk.said()


def test_the_next_lot_follows_at_once(desk: DeskWindow) -> None:
    first, second = signed_lot(desk.opened), signed_lot(desk.opened)
    desk.open(page="decision", inspection_id=first.id)
    desk.key("6")
    desk.press_chip("有安全风险")
    desk.key("Enter")
    desk.key("Enter")
    assert desk.page._presenter.state.case.summary.id == second.id
    assert desk.page._presenter.state.disposition is None


def test_cards_show_every_heap_and_filters_by_digit(desk: DeskWindow) -> None:
    signed_lot(desk.opened)
    stopped_lot(desk.opened)
    parked_lot(desk.opened)
    desk.open()
    cards = [card for card in desk.page.findChildren(LotCard) if card.isVisible()]
    assert len(cards) == 3
    desk.key("4")
    shown = [card for card in desk.page.findChildren(LotCard) if card.isVisible()]
    assert [card.card.heap for card in shown] == ["parked"]


def test_a_card_opens_its_lot(desk: DeskWindow) -> None:
    lot = parked_lot(desk.opened)
    desk.open()
    desk.press(next(card for card in desk.page.findChildren(LotCard) if card.isVisible()))
    assert "等资料" in desk.said()
    desk.press_button("接着检验")
    assert desk.elsewhere["walk"].arrived == [{"inspection_id": lot.id}]


def test_four_eyes_are_explained_and_nothing_can_be_pressed(desk: DeskWindow) -> None:
    lot = signed_lot(desk.opened, SUPERVISOR)
    desk.open(page="decision", inspection_id=lot.id)
    assert "您参与了这一批" in desk.said()
    desk.key("1")
    desk.key("Enter")
    assert dispositions.decisions_of(desk.station, lot.id) == ()


def test_a_stop_is_lifted_with_a_reason(desk: DeskWindow) -> None:
    lot = stopped_lot(desk.opened)
    desk.open(page="decision", inspection_id=lot.id)
    assert not desk.page.barred.release.isEnabled()
    desk.press_chip("缺陷经复核不成立")
    desk.press_button("解除停检")
    assert inspections.load(desk.station, lot.id).state.held is None
    assert "仍在检验" in desk.said()


def test_a_lot_split_in_two(desk: DeskWindow) -> None:
    lot = signed_lot(desk.opened)
    desk.open(page="decision", inspection_id=lot.id)
    desk.key("5")
    desk.press_chip("不符合标准")
    desk.page.choose.quantity.set_value(36)
    desk.page.choose.quantity.countChanged.emit(36)
    desk.key("Enter")
    assert "已决定 36 件，还剩 60 件" in desk.said()
    assert desk.page.choose.quantity.value == 60
    desk.key("1")
    desk.press_chip("证据已补齐")
    desk.key("Enter")
    assert "已决定：分别处置" in desk.said()


def test_photos_open_large_and_the_page_rests_meanwhile(desk: DeskWindow) -> None:
    lot = damaged_lot(desk)
    desk.open(page="decision", inspection_id=lot.id)
    strip = next(s for s in desk.page.findChildren(PhotoStrip) if s.isVisible())
    desk.press(strip._tiles[0])
    assert desk.page._photos.isVisible()
    assert lot.state.photos[0].sha256 in desk.said()
    desk.key("6")  # would mean "scrap" on the page below
    assert desk.page._presenter.state.disposition is None
    desk.key("Esc")
    assert not desk.page._photos.isVisible()


def test_the_new_tag_is_shown_and_can_be_printed(desk: DeskWindow) -> None:
    lot = signed_lot(desk.opened)
    dispositions.decide(desk.station, SUPERVISOR, lot.id, "accept", reason="supplier_proof")
    desk.open(page="decision", inspection_id=lot.id)
    desk.key("1")
    assert desk.asked.documents == [("goods_tag", lot.id, "zh")]
    assert desk.page._paper.isVisible()
    desk.key("Esc")
    assert not desk.page._paper.isVisible()


def test_a_remark_is_kept_and_never_asked_for(desk: DeskWindow) -> None:
    lot = signed_lot(desk.opened)
    desk.open(page="decision", inspection_id=lot.id)
    desk.key("3")
    desk.press_chip("缺陷可挑出")
    desk.page.choose.note.setPlainText("今晚夜班挑选")
    desk.key("Enter")
    assert dispositions.decisions_of(desk.station, lot.id)[0].note == "今晚夜班挑选"


def test_english_leaves_no_chinese_of_ours(desk: DeskWindow) -> None:
    lot = damaged_lot(desk)
    desk.open(page="decision", inspection_id=lot.id)
    desk.ui.texts.set_language("en")
    desk.settle()
    said = desk.said()
    assert "Your decision" in said
    assert "⟦" not in said
    assert "判定" not in said
    desk.go("desk")
    assert "Lots of urgent orders come first" in desk.said()


def test_inspectors_have_no_desk_on_their_rail(desk: DeskWindow) -> None:
    desk.open(INSPECTOR, "history")
    rail = desk.window.findChild(NavigationRail)
    assert rail is not None
    assert "desk" not in rail._made
    assert "settings" not in rail._made
    assert {"history", "sync", "print"} <= set(rail._made)


def test_the_rail_counts_what_waits(desk: DeskWindow) -> None:
    signed_lot(desk.opened)
    signed_lot(desk.opened)
    desk.open()
    assert desk.window.rail._made["desk"].count == 2
