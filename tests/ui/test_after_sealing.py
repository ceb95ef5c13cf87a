"""Papers, correction and urgent release in the real window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from inspector_app.domain.inspection.acts import Undone
from inspector_app.services import amendments, closing, inspections, papers, releases
from inspector_app.ui.context import Ui
from inspector_app.ui.widgets.text import Text
from tests.fakes.desk_lots import open_lot
from tests.fakes.desk_window import DeskWindow
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.station import PIN
from tests.fakes.whole_walk import walk_goods, walk_pages


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[DeskWindow]:
    made = DeskWindow(ui, tmp_path)
    yield made
    made.close()


def shown(desk: DeskWindow) -> str:
    return "\n".join(w.text() for w in desk.page.findChildren(Text) if w.isVisible())


def rejected(desk: DeskWindow):
    station = desk.station
    lot = walk_goods(station, walk_pages(station, open_lot(desk.opened)))
    lot = inspections.record_finding(station, INSPECTOR, lot, "S04")
    return closing.close(station, INSPECTOR, lot, pin=PIN)


def test_a_waiting_lot_shows_its_clock_and_takes_its_papers(desk: DeskWindow) -> None:
    lot = papers.wait(desk.station, INSPECTOR, open_lot(desk.opened))
    desk.clock.advance(3 * 3_600)
    desk.open(page="decision", inspection_id=lot.id)
    desk.press_button("随货资料")
    assert "已等 3 小时" in desk.page._clock.text
    desk.page.batch.setText("H2601")
    desk.press_button("已核对，登记")
    desk.press_button("已核对，登记")
    assert "资料已齐" in shown(desk)
    assert inspections.load(desk.station, lot.id).state.parked is None
    assert not desk.page._clock.isVisible()


def test_a_correction_is_made_from_the_dossier_and_both_revisions_are_shown(
    desk: DeskWindow,
) -> None:
    lot = rejected(desk)
    desk.open(page="dossier", inspection_id=lot.id)
    desk.press_button("更正/作废")
    desk.press_button("撤回此缺陷")
    desk.press_chip("复核不是缺陷")
    for digit in PIN:
        desk.page.pad.press(digit)
    desk.press_button("签署更正")
    told = shown(desk)
    assert "第 2 版" in told
    assert "第 1 版" in told
    assert "复核不是缺陷" in told
    assert inspections.load(desk.station, lot.id).state.revision == 2


def test_a_void_record_says_so_in_dossier_and_list(desk: DeskWindow) -> None:
    lot = rejected(desk)
    [n] = [e.n for e in lot.entries if e.act.kind == "finding_recorded"]
    lot = amendments.amend(
        desk.station, SUPERVISOR, lot, (Undone(act=n),), reason="misread", pin=PIN
    )
    amendments.void(desk.station, SUPERVISOR, lot, reason="twice", pin=PIN)
    desk.open(page="dossier", inspection_id=lot.id)
    assert "重复录入" in shown(desk)
    desk.page.retranslate()
    desk.go("amend", inspection_id=lot.id)
    assert "这份记录已经作废" in shown(desk)


def test_part_of_a_lot_goes_from_the_desk(desk: DeskWindow) -> None:
    lot = walk_pages(desk.station, open_lot(desk.opened))
    desk.open(page="decision", inspection_id=lot.id)
    desk.press_button("紧急放行")
    desk.page.cartons.setText("1")
    desk.page.cartons.textEdited.emit("1")
    desk.press_chip("断货")
    for digit in PIN:
        desk.page.pad.press(digit)
    desk.press_button("签署放行")
    [act] = inspections.load(desk.station, lot.id).state.released
    assert (act.quantity, act.cartons) == (24, (1,))
    desk.go("urgent", inspection_id=lot.id)
    assert "24 件 · 第 1 箱" in shown(desk)


def test_goods_past_their_deadline_are_said_once(desk: DeskWindow) -> None:
    lot = walk_pages(desk.station, open_lot(desk.opened))
    releases.release_urgently(
        desk.station, SUPERVISOR, lot, quantity=24, cartons=(1,), reason="campaign", pin=PIN,
        deadline=desk.station.clock.now() + timedelta(hours=4),
    )  # fmt: skip
    desk.open(page="desk")
    assert not [n for n in desk.notices if "补检期限" in n.text]
    desk.clock.advance(5 * 3_600)
    desk.go("history")
    desk.go("desk")
    assert len([n for n in desk.notices if "24 件已过补检期限" in n.text]) == 1
