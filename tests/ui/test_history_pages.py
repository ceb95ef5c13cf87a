"""History and dossier in the real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from inspector_app.services import photos
from inspector_app.services.ports import FeedChange, FeedCursor
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.history import PAGE
from inspector_app.wire.elsewhere import Dispute, Party
from inspector_app.wire.feeds import encode_item
from tests.fakes.desk_lots import open_lot, parked_lot, signed_lot
from tests.fakes.desk_window import DeskWindow
from tests.fakes.goods import INSPECTOR
from tests.fakes.station import picture


@pytest.fixture
def desk(ui: Ui, tmp_path: Path) -> Iterator[DeskWindow]:
    made = DeskWindow(ui, tmp_path)
    yield made
    made.close()


def titles(desk: DeskWindow) -> list[str]:
    model = desk.page.list.model()
    return [model.row(at).title for at in range(model.rowCount())]


def test_searching_chinese_finds_after_a_moment(desk: DeskWindow, qtbot) -> None:
    open_lot(desk.opened, line="O-1/1")
    open_lot(desk.opened, line="O-1/2")
    desk.open(page="history")
    assert len(titles(desk)) == 2
    desk.page.search.setText("面霜")
    qtbot.waitUntil(lambda: titles(desk) == ["烟酰胺面霜"], timeout=2_000)
    desk.page.search.setText("没有")
    qtbot.waitUntil(lambda: titles(desk) == [], timeout=2_000)
    desk.press_button("清除筛选")
    assert len(titles(desk)) == 2
    assert desk.page.search.text() == ""


def test_older_rows_come_when_they_are_scrolled_to(desk: DeskWindow) -> None:
    for _ in range(PAGE + 10):
        open_lot(desk.opened)
    desk.open(page="history")
    assert desk.page.list.model().rowCount() == PAGE
    desk.page.list.scrollToBottom()
    desk.settle()
    assert desk.page.list.model().rowCount() == PAGE + 10


def test_digits_filter_and_enter_opens(desk: DeskWindow) -> None:
    lot = signed_lot(desk.opened)
    parked_lot(desk.opened)
    desk.open(page="history")
    desk.page.setFocus()
    desk.key("4")  # on hold
    assert len(titles(desk)) == 1
    desk.page.list.setCurrentIndex(desk.page.list.model().index(0, 0))
    desk.page.list.setFocus()
    desk.key("Enter")
    assert desk.window.current_name == "dossier"
    assert desk.page._presenter.state.case.summary.id == lot.id


def test_a_dossier_tells_of_disputes_and_who_decided(desk: DeskWindow) -> None:
    lot = signed_lot(desk.opened)
    now = desk.clock.now()
    parties = tuple(
        Party(
            choice=name, inspection=name, station=name, station_name=dock, lot_number=dock,
            overall="accept", size=96, at=now,
        )
        for name, dock in ((lot.id, "一号月台"), ("i-2", "二号月台"))
    )  # fmt: skip
    dispute = Dispute(
        id="d", kind="double_opening", raised_at=now, parties=parties, ruling="keep",
        choice=lot.id, note="看过两边的货", decided_by="王主管", decided_at=now,
    )  # fmt: skip
    change = FeedChange(id="d", body=encode_item(dispute))
    desk.opened.database.master_sink().apply("disputes", [change], FeedCursor(epoch="e", after=1))
    desk.open(page="dossier", inspection_id=lot.id)
    for wanted in ("其他工位与中心系统", "二号月台", "看过两边的货", "王主管"):
        assert wanted in desk.said()


def test_the_parts_of_a_dossier_by_digits(desk: DeskWindow) -> None:
    lot = photos.attach(desk.station, INSPECTOR, open_lot(desk.opened), picture(), shot="label")
    desk.open(page="dossier", inspection_id=lot.id)
    assert lot.state.lot.lot_number in desk.said()
    desk.key("2")
    assert "未答" in "".join(tag.text for tag in _tags(desk))
    desk.key("3")
    assert "全部照片（1）" in desk.said()
    desk.key("4")
    model = desk.page.timeline.list.model()
    assert model.rowCount() == lot.revision
    assert "标签" in model.row(model.rowCount() - 1).title
    desk.key("5")
    assert "尚未封存" in desk.said()


def _tags(desk: DeskWindow):
    from inspector_app.ui.widgets.status import Tag

    return [tag for tag in desk.page.findChildren(Tag) if tag.isVisible()]


def test_a_signed_record_shows_its_seal_and_makes_its_report(desk: DeskWindow) -> None:
    lot = signed_lot(desk.opened)
    desk.open(page="dossier", inspection_id=lot.id)
    desk.key("5")
    assert lot.state.closed is not None
    assert lot.state.closed.link in desk.said()
    desk.key("Enter")
    assert desk.asked.documents == [("report", lot.id, "zh")]
    assert desk.page._paper.view.file is not None
    desk.key("Esc")
    desk.press_button("去决定")
    assert desk.window.current_name == "decision"


def test_an_open_record_leads_on_to_its_walk(desk: DeskWindow) -> None:
    lot = open_lot(desk.opened)
    desk.open(page="dossier", inspection_id=lot.id)
    desk.key("Enter")
    assert desk.elsewhere["walk"].arrived == [{"inspection_id": lot.id}]


def test_photos_turn_by_arrows(desk: DeskWindow) -> None:
    lot = open_lot(desk.opened)
    for colour in ((200, 10, 10), (10, 200, 10)):
        lot = photos.attach(desk.station, INSPECTOR, lot, picture(colour), shot="unit")
    desk.open(page="dossier", inspection_id=lot.id)
    first, second = (photo.sha256 for photo in lot.state.photos)
    desk.page._open_photo(first)
    desk.settle()
    assert first in desk.said()
    desk.key("Right")
    assert second in desk.said()
    zoom = desk.page._photos.picture.zoom
    QTest.keyClicks(desk.page._photos.picture, "+")
    assert desk.page._photos.picture.zoom > zoom


def test_both_languages_without_holes(desk: DeskWindow) -> None:
    lot = signed_lot(desk.opened)
    desk.open(page="dossier", inspection_id=lot.id)
    for language in ("en", "zh"):
        desk.ui.texts.set_language(language)
        for part in "12345":
            desk.key(part)
            assert "⟦" not in desk.said()
