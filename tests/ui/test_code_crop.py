"""Pointing at codes in the real window, with the real decoder: every way a code of a picture
enters asks before it believes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest

from inspector_app.bootstrap.cameras import StationCamera
from inspector_app.bootstrap.live_codes import LiveReader
from inspector_app.bootstrap.resources import resource_root
from inspector_app.domain.gs1 import parse_scan
from inspector_app.domain.scan import RawScan
from inspector_app.services.people import people
from inspector_app.ui.camera_corner import CameraCorner
from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.crop_corner import CropCorner
from inspector_app.ui.page import Page
from inspector_app.ui.pages_intake import register_intake
from inspector_app.ui.session import Session
from inspector_app.ui.shell import MainWindow
from inspector_app.ui.task_runner import QtTaskRunner
from inspector_app.ui.views.case_pictures import PhotoViewer, Shown
from inspector_app.ui.widgets.code_question import grouped
from tests.fakes.codes import as_jpeg, code_picture
from tests.fakes.demo_station import make_demo_station
from tests.fakes.tools import make_tools

PHOTOS = resource_root() / "demo" / "photos"
KNOWN, UNKNOWN = "6923456000117", "6901234567892"
TWO = ("6923456000216", "6923456000414")


def picture(*texts: str, shade: int = 0) -> bytes:
    """Codes one below the other."""
    scene = np.full((200 + 320 * len(texts), 900), 225 - shade, np.uint8)
    for at, text in enumerate(texts):
        code = code_picture(text, "EAN13", scale=3)
        scene = np.asarray(on_scene_at(scene, code, (100 + 320 * at, 200)), dtype=np.uint8)
    return as_jpeg(scene)


def on_scene_at(scene: Any, code: Any, at: tuple[int, int]) -> Any:
    row, column = at
    scene[row : row + code.shape[0], column : column + code.shape[1]] = code
    return scene


class Bench:
    """The window with the intake pages, the camera panel and the cover; and what was taken."""

    def __init__(self, ui: Ui, folder: Path) -> None:
        self.opened = make_demo_station(folder / "station")
        self.pictures = folder / "pictures"
        self.pictures.mkdir()
        station = self.opened.station
        self.tasks = QtTaskRunner()
        self.ui = replace(ui, tasks=self.tasks)
        desk = self.desk = StationCamera(f"folder:{self.pictures}", lambda: None)
        tools, _ = make_tools(
            self.opened, folder, camera_desk=desk, camera=lambda: desk,
            live_codes=lambda on_codes, hand: LiveReader(desk, station, on_codes, hand),
        )  # fmt: skip
        session = Session()
        person = next(each for each in people(station) if each.role == "inspector")
        session.begin(person)
        self.taken: list[RawScan] = []
        self.window = MainWindow(self.ui, Page(self.ui), "A1")
        self.finder = register_intake(self.window, self.ui, tools, session)
        self.camera = CameraCorner(self.window, self.ui, tools, self._take)
        self.crop = CropCorner(self.window, self.ui, tools, self._take, self.camera)
        self.window.resize(1280, 800)
        self.window.show()
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window, 5_000)
        self.window.sign_in(person, "today")

    def _take(self, raw: RawScan) -> None:
        self.taken.append(raw)
        station = self.opened.station
        read = parse_scan(raw, station.clock.today(), station.gs1)
        self.window.take_scan(ScanEvent(raw=raw, result=read))

    def key(self, key: Qt.Key, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window.windowHandle(), key, modifiers)

    @property
    def state(self) -> Any:
        return self.crop.presenter.state

    def close(self) -> None:
        assert self.tasks.drain()
        self.window.close()
        assert self.tasks.close()
        self.opened.close()


@pytest.fixture
def bench(ui: Ui, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(ui, tmp_path)
    yield made
    made.close()


@pytest.fixture
def shown(bench: Bench, qtbot) -> Callable[[str], None]:
    def wait(word: str) -> None:
        qtbot.waitUntil(lambda: bench.state.word == word and bench.state.open, timeout=20_000)

    return wait


def test_an_opened_file_with_an_unknown_code_asks_and_enter_says_yes(
    bench: Bench, shown, qtbot, tmp_path: Path
) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(picture(UNKNOWN))
    page: Any = bench.window.page("today")
    page.take_pictures([file])
    shown("asking")
    cover = bench.crop.cover
    assert cover.isVisible()
    assert cover.question.isVisible()
    assert cover.question._number.text() == "6 901234 567892"
    assert not cover.question._picture._image.isNull(), "the print is beside it"
    assert bench.taken == []
    assert bench.window.current_name == "today"
    bench.key(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(bench.taken) == 1, timeout=10_000)
    assert (bench.taken[0].text, bench.taken[0].confirmed) == (UNKNOWN, True)
    assert not cover.isVisible()
    qtbot.waitUntil(lambda: bench.window.notice_bar.notice is not None, timeout=10_000)
    assert "没有登记过" in bench.window.notice_bar.notice.text, "asked, it is plainly unknown"


def test_no_and_typing_keep_a_misread_out(bench: Bench, shown, qtbot) -> None:
    data = picture(UNKNOWN)
    bench.window.cropWanted.emit(lambda: data)
    shown("asking")
    bench.key(Qt.Key.Key_2)
    shown("nothing_here")
    assert bench.state.codes == ()
    bench.key(Qt.Key.Key_Escape)
    assert not bench.crop.cover.isVisible()
    bench.window.cropWanted.emit(lambda: data)
    shown("asking")
    bench.key(Qt.Key.Key_3)
    assert bench.crop.cover.question.edit.isVisible()
    bench.crop.cover.question.edit.setText(KNOWN)
    bench.crop.cover.question.edit.enter()
    assert [(raw.text, raw.source) for raw in bench.taken] == [(KNOWN, "typed")]


def test_a_file_with_a_known_code_leads_on_without_a_question(
    bench: Bench, qtbot, tmp_path: Path
) -> None:
    page: Any = bench.window.page("today")
    page.take_pictures([PHOTOS / "code_ean13_P-0001.jpg"])
    qtbot.waitUntil(lambda: bench.window.current_name != "today", timeout=20_000)
    assert bench.window.current_name in ("choose", "lot")
    assert not bench.state.open


def test_two_codes_are_outlined_and_chosen_by_number(bench: Bench, shown, qtbot) -> None:
    page: Any = bench.window.page("today")
    page.take_pictures([PHOTOS / "code_two_codes_P-0002.jpg"])
    shown("several")
    assert sorted(code.text for code in bench.state.codes) == sorted(TWO)
    assert len(bench.crop.cover.view._marks) == 2
    second = bench.state.codes[1].text
    bench.key(Qt.Key.Key_2)
    assert bench.state.chosen.text == second
    bench.key(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [raw.text for raw in bench.taken] == [second], timeout=10_000)


def test_a_tap_on_an_outlined_code_chooses_it(bench: Bench, shown) -> None:
    data = (PHOTOS / "code_two_codes_P-0002.jpg").read_bytes()
    bench.window.cropWanted.emit(lambda: data)
    shown("several")
    view, code = bench.crop.cover.view, bench.state.codes[1]
    box = view.picture_box()
    x = sum(each for each, _ in code.corners) / 4
    y = sum(each for _, each in code.corners) / 4
    place = QPointF(box.left() + x * box.width(), box.top() + y * box.height()).toPoint()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert bench.state.chosen.number == 2


def test_a_drawn_box_is_read_and_nothing_there_says_what_to_try(bench: Bench, shown) -> None:
    data = (PHOTOS / "carton_nocode_O-0006-1.jpg").read_bytes()
    bench.window.cropWanted.emit(lambda: data)
    shown("nothing")
    cover = bench.crop.cover
    QTest.mousePress(cover.view, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    QTest.mouseMove(cover.view, QPoint(420, 380))
    QTest.mouseRelease(cover.view, Qt.MouseButton.LeftButton, pos=QPoint(420, 380))
    assert bench.state.word == "reading_part"
    shown("nothing_here")
    assert bench.state.box is not None
    assert "空白" in cover._try.text()
    assert cover.edit.isVisible()


def test_the_arrows_move_a_box_and_enter_reads_it(bench: Bench, shown) -> None:
    data = picture(UNKNOWN, KNOWN)
    bench.window.cropWanted.emit(lambda: data)
    bench.crop.presenter._request = replace(bench.crop.presenter._request, choose=True)
    shown("one")
    cover = bench.crop.cover
    cover.view.setFocus()
    for _ in range(3):
        QTest.keyClick(cover.view, Qt.Key.Key_Down)
    QTest.keyClick(cover.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert cover.view.box is not None
    assert cover.take.text() == "读取框内"
    QTest.keyClick(cover.view, Qt.Key.Key_Return)
    assert bench.state.busy
    assert cover.view.box is None


def test_of_two_the_one_in_hand_is_taken_by_itself(bench: Bench, qtbot) -> None:
    data = picture(UNKNOWN, KNOWN)
    bench.window.cropWanted.emit(lambda: data)
    qtbot.waitUntil(lambda: [raw.text for raw in bench.taken] == [KNOWN], timeout=20_000)
    assert not bench.taken[0].confirmed


def test_a_live_code_nobody_knows_is_compared_on_the_frozen_picture(
    bench: Bench, shown, qtbot
) -> None:
    (bench.pictures / "1.jpg").write_bytes(picture(UNKNOWN))
    bench.key(Qt.Key.Key_F3)
    qtbot.waitUntil(lambda: bench.camera.panel.state.word == "unproved", timeout=20_000)
    assert bench.camera.panel.rows[0].isVisible()
    bench.key(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    shown("asking")
    assert bench.taken == []
    assert bench.camera.panel.isHidden()
    bench.key(Qt.Key.Key_Return)
    assert [(raw.text, raw.confirmed) for raw in bench.taken] == [(UNKNOWN, True)]


def test_freezing_the_live_picture_and_going_back_to_it(bench: Bench, shown, qtbot) -> None:
    shutil.copy(PHOTOS / "code_two_codes_P-0002.jpg", bench.pictures / "1.jpg")
    bench.key(Qt.Key.Key_F3)
    qtbot.waitUntil(lambda: bench.camera.panel.state.word == "choose", timeout=20_000)
    bench.key(Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    shown("several")
    assert bench.camera.panel.isHidden()
    bench.key(Qt.Key.Key_Escape)
    qtbot.waitUntil(bench.camera.panel.isVisible, timeout=5_000)
    bench.key(Qt.Key.Key_Escape)
    assert bench.camera.panel.isHidden()


def test_a_picture_may_be_dropped_on_the_window(bench: Bench, shown, tmp_path: Path) -> None:
    file = tmp_path / "dropped.JPG"
    file.write_bytes(picture(UNKNOWN))
    other = tmp_path / "list.xlsx"
    other.write_bytes(b"x")
    for path, taken in ((other, False), (file, True)):
        dragged = QMimeData()
        dragged.setUrls([QUrl.fromLocalFile(str(path))])
        enter = QDragEnterEvent(
            QPoint(400, 400), Qt.DropAction.CopyAction, dragged, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        assert bench.crop.eventFilter(bench.window, enter) is taken
    drop = QDropEvent(
        QPointF(400, 400), Qt.DropAction.CopyAction, dragged, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    assert bench.crop.eventFilter(bench.window, drop)
    shown("asking")


def test_a_scan_or_another_page_puts_the_picture_away(bench: Bench, shown) -> None:
    data = picture(UNKNOWN)
    bench.window.cropWanted.emit(lambda: data)
    shown("asking")
    raw = RawScan(data=b"6901234567892", source="wedge")
    station = bench.opened.station
    read = parse_scan(raw, station.clock.today(), station.gs1)
    bench.window.take_scan(ScanEvent(raw=raw, result=read))
    assert not bench.crop.cover.isVisible()
    bench.window.cropWanted.emit(lambda: data)
    bench.window.lock()
    assert not bench.state.open


def test_closing_while_it_reads_takes_nothing(bench: Bench) -> None:
    data = picture(KNOWN)
    bench.window.cropWanted.emit(lambda: data)
    bench.crop.presenter.close()
    assert bench.tasks.drain()
    assert bench.taken == []


def test_a_photo_of_the_walk_can_be_read_where_it_is_offered(bench: Bench, shown) -> None:
    data = picture(UNKNOWN)
    sha256 = bench.opened.station.files.put(data, "jpg")
    page = bench.window.current
    assert page is not None
    viewer = PhotoViewer(bench.ui, bench.opened.views, page)
    files = bench.opened.station.files
    viewer.readWanted.connect(
        lambda digest: page.cropWanted.emit(lambda: files.path(digest).read_bytes())
    )
    viewer.open_photo([Shown(sha256=sha256, title="箱唛", facts="")], sha256)
    QTest.keyClick(viewer, Qt.Key.Key_B)
    assert not bench.state.open, "only where a code means something"
    viewer.offer_reading()
    QTest.keyClick(viewer, Qt.Key.Key_B)
    shown("asking")
    bench.key(Qt.Key.Key_2)
    shown("nothing_here")
    bench.key(Qt.Key.Key_Escape)
    assert page.hasFocus(), "its keys work again"


def test_a_broken_file_is_a_notice(bench: Bench, qtbot) -> None:
    bench.window.cropWanted.emit(lambda: b"no picture")
    qtbot.waitUntil(lambda: bench.window.notice_bar.notice is not None, timeout=10_000)
    assert not bench.state.open


def test_numbers_are_grouped_as_they_are_printed() -> None:
    assert grouped("6901234567892") == "6 901234 567892"
    assert grouped("96385074") == "9638 5074"
    assert grouped("012345678905") == "0 12345 67890 5"
    assert grouped("L2603A") == "L2603A"
