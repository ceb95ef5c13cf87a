"""The comparison in a real window: views, keys, places, and pictures that cannot be aligned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest

from inspector_app.services import inspections, intake, photos, references
from inspector_app.services.references import NewPicture
from inspector_app.ui.context import Ui
from inspector_app.ui.pages_compare import register_compare
from inspector_app.ui.views.compare import ComparePage
from inspector_app.ui.views.compare_list import PlaceRow
from inspector_app.ui.views.compare_making import MakingPage
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.text import Text
from tests.fakes.desk_window import DeskWindow
from tests.fakes.goods import INSPECTOR, PRODUCT, SUPERVISOR
from tests.fakes.pack_pictures import encoded, pack, photograph
from tests.fakes.station import REQUEST

SIZE = (800, 600)


class Bench(DeskWindow):
    """A walk with a photo whose pack carries a sticker the reference has not."""

    def __init__(self, ui: Ui, folder: Path) -> None:
        super().__init__(ui, folder)
        register_compare(self.window, ui, self.tools, self.session)
        inspection = intake.open_lot(self.station, INSPECTOR, REQUEST)
        goods = photograph(pack(3, "sticker").art, 31, size=SIZE).jpeg()
        self.inspection = photos.attach(self.station, INSPECTOR, inspection, goods, shot="unit")
        self.stray = encoded(photograph(pack(8).art, 9, size=SIZE).picture[::-1, ::2])

    def add_reference(self, data: bytes | None = None) -> None:
        front = data or photograph(pack(3).art, 30, size=SIZE).jpeg()
        references.add_reference(
            self.station, SUPERVISOR, PRODUCT.id, [NewPicture(role="front", data=front)]
        )

    def show(self) -> ComparePage:
        self.open(INSPECTOR, "compare", inspection_id=self.inspection.id)
        page = self.page
        assert isinstance(page, ComparePage)
        return page

    def texts(self) -> list[str]:
        """Every word the page shows."""
        shown = [*self.page.findChildren(Text), *self.page.findChildren(Button)]
        return [each.text() for each in shown]

    def tap(self, key: Qt.Key) -> None:
        QTest.keyClick(self.window.windowHandle(), key)
        QTest.qWait(150)
        self.settle()


@pytest.fixture
def bench(ui: Ui, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(ui, tmp_path)
    yield made
    made.close()


def test_views_change_by_keys_and_the_slider_by_arrows(bench: Bench) -> None:
    bench.add_reference()
    page = bench.show()
    canvas = page.canvas
    assert canvas.view == "side"
    bench.tap(Qt.Key.Key_3)
    assert canvas.view == "slide"
    before = canvas.grab().toImage()
    for _ in range(4):
        bench.tap(Qt.Key.Key_Right)
    assert canvas.grab().toImage() != before
    bench.tap(Qt.Key.Key_B)
    assert canvas.view == "blink"
    bench.tap(Qt.Key.Key_B)
    assert canvas.view == "side"


def test_blinking_shows_each_picture_for_half_a_second_and_ends_with_the_page(
    bench: Bench, qtbot
) -> None:
    bench.add_reference()
    page = bench.show()
    page.set_view("blink")
    goods = page.canvas.grab().toImage()
    (clock,) = [each for each in page.canvas.findChildren(QTimer) if each.isActive()]
    assert clock.interval() == 500
    qtbot.waitUntil(lambda: page.canvas.grab().toImage() != goods)
    qtbot.waitUntil(lambda: page.canvas.grab().toImage() == goods)
    bench.go("today")
    assert not clock.isActive()


def test_places_are_taken_dismissed_and_recorded_by_one_key_each(bench: Bench) -> None:
    bench.add_reference()
    page = bench.show()
    rows = [row for row in page.findChildren(PlaceRow) if row.isVisible()]
    assert 1 <= len(rows) <= 5
    bench.tap(Qt.Key.Key_F)
    stored = inspections.load(bench.station, bench.inspection.id)
    assert len(stored.state.findings) == 1
    assert [notice.tone for notice in bench.notices] == ["accepted"]
    bench.go("today")
    stored = inspections.load(bench.station, bench.inspection.id)
    assert stored.state.compared[0].recorded == 1
    assert stored.state.compared[0].offered == len(rows)


def test_holding_space_lays_the_reference_over_the_goods(bench: Bench) -> None:
    bench.add_reference()
    page = bench.show()
    page.set_view("slide")
    before = page.canvas.grab().toImage()
    page.setFocus()
    QTest.keyPress(page, Qt.Key.Key_Space)
    held = page.canvas.grab().toImage()
    QTest.keyRelease(page, Qt.Key.Key_Space)
    assert held != before
    assert page.canvas.grab().toImage() == before
    QTest.keyPress(page, Qt.Key.Key_Space)
    page.leave()  # the key comes up on another page
    assert page.canvas.grab().toImage() == before
    QTest.keyRelease(page, Qt.Key.Key_Space)


def test_both_pictures_zoom_in_step(bench: Bench) -> None:
    bench.add_reference()
    page = bench.show()
    bench.tap(Qt.Key.Key_Plus)
    assert page.canvas.zoom > 1
    QTest.mouseDClick(page.canvas, Qt.MouseButton.LeftButton, pos=QPoint(60, 120))
    assert page.canvas.zoom == 1


def test_what_cannot_be_aligned_stays_side_by_side_with_a_sentence(bench: Bench) -> None:
    bench.add_reference(bench.stray)
    page = bench.show()
    problem = page._presenter.state.problem
    assert problem is not None
    assert bench.ui.sentence(problem) in bench.texts()
    assert page._presenter.state.fates == ()


def test_without_a_reference_the_page_says_how_to_get_one(bench: Bench) -> None:
    bench.show()
    assert bench.ui.t("compare.none.how") in bench.texts()


def test_a_supervisor_is_led_to_making_one(bench: Bench) -> None:
    bench.open(SUPERVISOR, "compare", inspection_id=bench.inspection.id)
    bench.press_button(bench.ui.t("compare.make"))
    page = bench.page
    assert isinstance(page, MakingPage)
    page._presenter.add_file(photograph(pack(3).art, 30, size=SIZE).jpeg(), "front.jpg")
    bench.settle()
    bench.tap(Qt.Key.Key_Return)
    made = references.current(bench.station, PRODUCT.id)
    assert made is not None
    assert made.version == 1
    assert isinstance(bench.page, ComparePage)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_text_of_both_pages_exists(bench: Bench, language: str) -> None:
    bench.ui.texts.set_language("zh" if language == "zh" else "en")
    bench.add_reference()
    bench.show()
    assert not [text for text in bench.texts() if "⟦" in text]
    bench.go("reference", inspection_id=bench.inspection.id)
    assert not [text for text in bench.texts() if "⟦" in text]
