"""The dock page: by keys as announced, by mouse with exceptions, and the note."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from inspector_app.bootstrap.demo_data import demo_path
from inspector_app.services.ports import Frame
from inspector_app.ui.context import Ui
from inspector_app.ui.views.plate_edit import PROVINCES
from tests.ui.intake_bench import IntakeBench, bench

__all__ = ["bench"]


@pytest.fixture
def dock(bench: IntakeBench) -> IntakeBench:
    bench.window.show_page("dock", order_id="O-0001")
    bench.window.activateWindow()
    return bench


def sign(page: Any) -> None:
    pad = page.pad
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    for step in range(8):
        QTest.mouseMove(pad, QPoint(30 + step * 12, 30 + (step % 3) * 20))
        pad._extend(QPoint(30 + step * 12, 30 + (step % 3) * 20).toPointF())
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(130, 60))


def test_plate_and_two_enters_receive_what_was_announced(dock: IntakeBench) -> None:
    edit = dock.page.plate.edit
    dock.focus(edit)
    QTest.keyClicks(edit, "B7K21F")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert dock.page._presenter.state.delivery is None, "Enter ends the field first"
    QTest.keyClick(dock.page, Qt.Key.Key_Return)
    delivery = dock.page._presenter.state.delivery
    assert delivery.vehicle == "B7K21F"
    assert dock.page._done.isVisible()
    assert not dock.page._done.paper.isVisible(), "no exception, no note"
    QTest.keyClick(dock.page, Qt.Key.Key_Return)
    assert dock.window.current_name == "order"


def test_the_province_is_one_press_and_a_written_one_is_understood(dock: IntakeBench) -> None:
    plate = dock.page.plate
    plate._toggle()
    plate._choose("粤")
    plate.edit.setFocus()
    QTest.keyClicks(plate.edit, "b1")
    assert dock.page._presenter.state.vehicle == "粤B1"
    plate.edit.setText("浙A22")
    plate._typed("浙A22")
    assert dock.page._presenter.state.vehicle == "浙A22"
    assert len(PROVINCES) == len(set(PROVINCES)) == 31


def test_a_missing_plate_is_told_beside_the_action(dock: IntakeBench) -> None:
    dock.page.receive.click()
    assert dock.page.bar._message.text() == "请填写车牌号。"
    assert dock.page._presenter.state.delivery is None


def test_a_damaged_line_by_mouse_ends_with_a_signed_note(dock: IntakeBench, ui: Ui) -> None:
    page = dock.page
    page.plate.edit.setText("B1")
    page.plate._typed("B1")
    row = page._rows["O-0001-1"]
    QTest.mouseClick(row.exception, Qt.MouseButton.LeftButton)
    QTest.mouseClick(row.damaged._more, Qt.MouseButton.LeftButton)
    QTest.mouseClick(row.received._less, Qt.MouseButton.LeftButton)
    chip = next(c for c in row.reasons._chips.values() if c.choice.value == "crushed")
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    count = page._presenter.state.rows[0].count
    assert (count.received, count.damaged, count.short, count.reason) == (124, 1, 1, "crushed")
    assert page.pad.isVisible()
    page.driver.setText("赵师傅")
    page.driver.textEdited.emit("赵师傅")
    sign(page)
    assert "打印差异单" in page.receive.text()
    QTest.mouseClick(page.receive, Qt.MouseButton.LeftButton)
    state = page._presenter.state
    assert state.problem is None
    assert dock.asked.documents == [("exception_note", state.delivery.number, "zh")]
    assert page._done.paper.isVisible()
    assert page._done.paper.file == state.note
    assert dock.station.files.has(state.delivery.signature)


def test_without_exceptions_nobody_needs_to_sign(dock: IntakeBench) -> None:
    assert not dock.page.pad.isVisible()
    dock.page._rows["O-0001-1"].received.countChanged.emit(100)
    assert dock.page.pad.isVisible()
    QTest.keyClick(dock.page, Qt.Key.Key_F7)
    assert not dock.page.pad.isVisible()


def test_a_line_not_on_the_vehicle_is_greyed(dock: IntakeBench) -> None:
    row = dock.page._rows["O-0001-2"]
    QTest.mouseClick(row.here, Qt.MouseButton.LeftButton)
    assert not row.received.isEnabled()
    assert not dock.page._presenter.state.differs
    QTest.mouseClick(row.here, Qt.MouseButton.LeftButton)
    assert row.received.isEnabled()


def test_pictures_from_files_belong_to_their_shot_or_line(dock: IntakeBench) -> None:
    page = dock.page
    page._capture._take = lambda reads: page._presenter.add_photos(reads, shot="plate")
    page._capture.take_files([demo_path("photos/arrival_plate.jpg")])
    assert [shot for shot, _ in page._presenter.state.photos] == ["plate"]
    taken = [slot.key for slot in page.photos._slots if slot.taken]
    assert taken == [page._presenter.state.photos[0][1]]


class FakeCamera:
    """Gives one grey frame and a still of the demo."""

    def __init__(self) -> None:
        self.running = False

    def start(self, on_frame: Any) -> None:
        self.running = True
        on_frame(
            Frame(data=bytes(16 * 16), format="grey", width=16, height=16, stride=16, number=1)
        )

    def stop(self) -> None:
        self.running = False

    def still(self) -> bytes:
        return demo_path("photos/damage_wet_carton52.jpg").read_bytes()


def test_the_camera_takes_damage_and_is_given_back(
    dock: IntakeBench,
) -> None:
    camera = FakeCamera()
    page = dock.page
    page._capture._find = lambda: camera
    page._rows["O-0001-1"].photoWanted.emit("O-0001-1")
    assert camera.running
    assert page._capture.isVisible()
    QTest.mouseClick(page._capture.shoot, Qt.MouseButton.LeftButton)
    assert len(page._presenter.state.rows[0].photos) == 1
    page._capture.close_panel()
    assert not camera.running


def test_what_was_typed_waits_while_another_page_is_open(dock: IntakeBench) -> None:
    page = dock.page
    page._presenter.set_facts(vehicle="粤B1", seal="S-9")
    row = page._presenter.state.rows[0]
    page._presenter.set_row(replace(row, received=90))
    dock.window.show_page("dock", order_id="O-0002")
    assert page.seal.text() == ""
    dock.window.show_page("dock", order_id="O-0001")
    assert page.seal.text() == "S-9"
    assert page.plate.plate == "粤B1"
    assert page._rows["O-0001-1"].received.value == 90
