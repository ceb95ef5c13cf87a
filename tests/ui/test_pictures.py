"""The live view and the photograph one looks at closely."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from inspector_app.services.ports import Frame
from inspector_app.ui.context import Ui
from inspector_app.ui.widgets.camera_view import CameraView, frame_image
from inspector_app.ui.widgets.picture_place import CLOSEST
from inspector_app.ui.widgets.picture_view import Mark, PictureView


def image(width: int = 400, height: int = 200) -> QImage:
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(QColor("#cc3300"))
    return made


def test_frames_of_each_format_become_pictures() -> None:
    grey = Frame(data=b"\x80" * 64 * 4, format="grey", width=60, height=4, stride=64, number=1)
    assert frame_image(grey).pixelColor(59, 3).red() == 0x80
    blue = Frame(data=b"\xff\0\0" * 4, format="bgr", width=2, height=2, stride=6, number=1)
    assert frame_image(blue).pixelColor(1, 1) == QColor("#0000ff")
    torn = Frame(data=b"\x80", format="grey", width=60, height=4, stride=64, number=1)
    assert frame_image(torn).isNull()
    noise = Frame(data=b"nothing", format="jpeg", width=1, height=1, stride=0, number=1)
    assert frame_image(noise).isNull()


def test_the_live_view_says_why_it_is_empty_in_both_languages(ui: Ui, qtbot) -> None:
    view = CameraView(ui)
    qtbot.addWidget(view)
    view.show_message("device.camera.lost")
    assert "相机已断开" in view.accessibleName()
    ui.texts.set_language("en")
    assert "disconnected" in view.accessibleName()


def test_the_live_view_shows_flash_and_mark_and_recovers(ui: Ui, qtbot) -> None:
    view = CameraView(ui)
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    view.show_image(image())
    assert view.grab().toImage().pixelColor(200, 150) == QColor("#cc3300")
    view.mark(((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6)))
    edge = view.picture_box()
    found = (
        view.grab()
        .toImage()
        .pixelColor(
            round(edge.left() + 0.6 * edge.width()), round(edge.top() + 0.5 * edge.height())
        )
    )
    assert found != QColor("#cc3300")
    view.mark(())
    view.flash()
    assert view.grab().toImage().pixelColor(200, 150) != QColor("#cc3300")
    qtbot.waitUntil(lambda: view.grab().toImage().pixelColor(200, 150) == QColor("#cc3300"))


@pytest.fixture
def view(ui: Ui, qtbot) -> PictureView:
    made = PictureView(ui)
    qtbot.addWidget(made)
    made.resize(400, 400)
    made.set_image(image(), "箱唛")
    made.show()
    return made


def test_zooming_keeps_the_point_under_the_pointer(view: PictureView) -> None:
    at = QPointF(300, 220)
    before = view.picture_box()
    share = (at.x() - before.left()) / before.width()
    view.zoom_by(4, at)
    after = view.picture_box()
    assert (at.x() - after.left()) / after.width() == pytest.approx(share)
    for _ in range(20):
        view.zoom_by(2)
    assert view.zoom == CLOSEST
    QTest.keyClick(view, Qt.Key.Key_0)
    assert view.zoom == 1


def test_a_picture_cannot_be_dragged_out_of_view(view: PictureView) -> None:
    view.zoom_by(3)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    QTest.mouseMove(view, QPoint(390, 200))
    view._move(QPointF(5_000, 5_000))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(390, 200))
    assert view.picture_box().left() == pytest.approx(0, abs=1)


def test_a_short_press_points(view: PictureView, qtbot) -> None:
    box = view.picture_box()
    place = QPoint(round(box.left() + box.width() / 4), round(box.center().y()))
    with qtbot.waitSignal(view.pointed) as told:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert told.args == pytest.approx([0.25, 0.5], abs=0.01)


def test_marks_are_drawn(view: PictureView) -> None:
    plain = view.grab().toImage()
    view.set_marks([Mark(left=0.2, top=0.2, width=0.3, height=0.3, text="日期")])
    assert view.grab().toImage() != plain
