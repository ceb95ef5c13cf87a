"""The reading panel in the real window, on real pictures, with the real decoder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from inspector_app.bootstrap.cameras import StationCamera
from inspector_app.bootstrap.live_codes import LiveReader
from inspector_app.bootstrap.resources import resource_root
from inspector_app.domain.gs1 import parse_scan
from inspector_app.domain.scan import RawScan
from inspector_app.scanning.picture_table import PictureTable
from inspector_app.services.people import people
from inspector_app.ui.camera_corner import CameraCorner
from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.pages_intake import register_intake
from inspector_app.ui.session import Session
from inspector_app.ui.shell import MainWindow, PageEntry
from inspector_app.ui.task_runner import QtTaskRunner
from inspector_app.ui.tools import CameraFacts
from tests.fakes.demo_station import make_demo_station
from tests.fakes.tools import FakeCameraDesk, make_tools

PHOTOS = resource_root() / "demo" / "photos"
PICTURES = ("arrival_seal", "code_ean13_P-0001", "code_two_codes_P-0002")
TWO = ("6923456000216", "6923456000414")


class Bench:
    """The window with the intake pages, a folder of pictures as camera, and what was taken."""

    def __init__(self, ui: Ui, folder: Path, *, fake: bool = False) -> None:
        self.opened = make_demo_station(folder / "station")
        station = self.opened.station
        pictures = folder / "pictures"
        pictures.mkdir()
        for at, name in enumerate(PICTURES):
            shutil.copy(PHOTOS / f"{name}.jpg", pictures / f"{at}.jpg")
        self.tasks = QtTaskRunner()
        self.ui = replace(ui, tasks=self.tasks)
        self.fake = FakeCameraDesk()
        desk: Any = self.fake if fake else StationCamera(f"folder:{pictures}", lambda: None)
        self.desk = desk
        tools, _ = make_tools(
            self.opened, folder, camera_desk=desk,
            live_codes=lambda on_codes, in_hand: LiveReader(desk, station, on_codes, in_hand),
        )  # fmt: skip
        session = Session()
        person = next(each for each in people(station) if each.role == "inspector")
        session.begin(person)
        self.taken: list[RawScan] = []
        self.window = MainWindow(self.ui, Page(self.ui), "A1")
        register_intake(self.window, self.ui, tools, session)
        self.window.register(PageEntry(name="history", factory=lambda: Page(self.ui)))
        self.corner = CameraCorner(self.window, self.ui, tools, self._take)
        self.panel = self.corner.panel
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
    def word(self) -> str:
        return self.panel._presenter.state.word

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
def unplugged(ui: Ui, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(ui, tmp_path, fake=True)
    yield made
    made.close()


def test_f3_opens_it_and_a_code_leads_where_every_scan_leads(bench: Bench, qtbot) -> None:
    bench.key(Qt.Key.Key_F3)
    assert bench.panel.isVisible()
    qtbot.waitUntil(lambda: not bench.panel.view._image.isNull(), timeout=10_000)
    qtbot.waitUntil(lambda: bench.window.strip.camera.text == "相机使用中", timeout=10_000)
    assert "pictures" in bench.panel.view._caption
    bench.key(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: bench.window.current_name != "today", timeout=20_000)
    assert bench.window.current_name in ("choose", "lot")
    assert [(raw.text, raw.source) for raw in bench.taken] == [("6923456000117", "camera")]
    assert bench.panel.isHidden(), "the scan led on"
    assert bench.desk.facts().condition == "ready", "the camera rests"


def test_of_two_codes_the_tapped_one_is_taken(bench: Bench, qtbot) -> None:
    bench.key(Qt.Key.Key_F3)
    bench.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)  # round to the last picture
    qtbot.waitUntil(lambda: bench.word == "choose", timeout=20_000)
    assert bench.taken == []
    assert tuple(row.text() for row in bench.panel.rows[:2]) == TWO
    assert [row.isVisible() for row in bench.panel.rows] == [True, True, False, False]
    qtbot.waitUntil(lambda: not bench.panel.view._image.isNull(), timeout=20_000)
    code = bench.panel._presenter.state.codes[1]
    box = bench.panel.view.picture_box()
    x = sum(each for each, _ in code.corners) / 4
    y = sum(each for _, each in code.corners) / 4
    place = QPointF(box.left() + x * box.width(), box.top() + y * box.height()).toPoint()
    QTest.mouseClick(bench.panel.view, Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: [raw.text for raw in bench.taken] == [TWO[1]], timeout=20_000)


def test_a_key_turns_before_the_folder_was_looked_at(
    bench: Bench, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, released = PictureTable._look, Event()

    def slow(table: PictureTable) -> object:
        assert released.wait(20)
        return look(table)

    monkeypatch.setattr(PictureTable, "_look", slow)
    bench.key(Qt.Key.Key_F3)
    assert not bench.panel.turning.isVisible()
    bench.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    released.set()
    qtbot.waitUntil(lambda: bench.word == "choose", timeout=20_000)


def test_a_picture_stays_when_the_source_says_that_it_is_live(bench: Bench, qtbot) -> None:
    bench.key(Qt.Key.Key_F3)
    qtbot.waitUntil(lambda: not bench.panel.view._image.isNull(), timeout=20_000)
    facts = bench.desk.facts()
    for condition in ("ready", "live"):
        bench.panel._show_facts(replace(facts, condition=condition))
        assert not bench.panel.view._image.isNull()
    bench.panel._show_facts(replace(facts, condition="off"))
    assert bench.panel.view._image.isNull()


def test_a_row_can_be_chosen_by_its_key(bench: Bench, qtbot) -> None:
    bench.key(Qt.Key.Key_F3)
    bench.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: bench.word == "choose", timeout=20_000)
    bench.key(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: [raw.text for raw in bench.taken] == [TWO[0]], timeout=20_000)


def test_esc_closes_the_panel_before_the_page_hears_of_it(bench: Bench) -> None:
    order = bench.window.page("today")._presenter.state.all_orders
    bench.window.show_page("order", order_id=order[0].order_id if order else "O-0001")
    bench.key(Qt.Key.Key_F3)
    bench.key(Qt.Key.Key_Escape)
    assert bench.panel.isHidden()
    assert bench.window.current_name == "order"
    bench.key(Qt.Key.Key_Escape)
    assert bench.window.current_name == "today"


def test_the_badge_opens_it_and_locking_or_leaving_gives_the_camera_back(bench: Bench) -> None:
    bench.window.strip.camera.chosen.emit()
    assert bench.panel.isVisible()
    bench.window.lock()
    assert bench.panel.isHidden()
    bench.key(Qt.Key.Key_F3)
    assert bench.panel.isHidden(), "nobody is signed in"


def test_it_opens_only_where_a_code_means_something(bench: Bench) -> None:
    bench.window.show_page("history")
    bench.key(Qt.Key.Key_F3)
    assert bench.panel.isHidden()


def test_it_stays_clear_of_the_pages_bar_in_a_low_window(bench: Bench, qtbot) -> None:
    bench.window.resize(1024, 720)
    bench.key(Qt.Key.Key_F3)
    bench.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: bench.word == "choose", timeout=20_000)
    page = bench.window.current
    assert page is not None
    assert bench.panel.geometry().bottom() <= page.bar.geometry().top()
    assert bench.panel.geometry().right() <= bench.window.stack.width()


@pytest.mark.parametrize(
    ("condition", "badge", "told"),
    [
        ("off", "未接相机", "没有找到相机"),
        ("lost", "相机异常", "相机断开了"),
        ("busy", "相机异常", "正被别的程序使用"),
        ("denied", "相机异常", "隐私设置"),
    ],
)
def test_what_is_wrong_is_told_calmly_and_the_badge_is_true(
    unplugged: Bench, condition: Any, badge: str, told: str
) -> None:
    unplugged.fake.now = CameraFacts(kind="camera", name="", condition=condition)
    unplugged.key(Qt.Key.Key_F3)
    assert told in unplugged.panel.view._message
    assert unplugged.window.strip.camera.text == badge
    assert not unplugged.panel.turning.isVisible()
    unplugged.ui.texts.set_language("en")
    assert "⟦" not in unplugged.panel.view._message + unplugged.panel._word.text()
