"""Pages, roles, the lock, and where a scan goes."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from inspector_app.domain.gs1 import ScanResult
from inspector_app.domain.master import Person
from inspector_app.domain.scan import RawScan
from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.shell import MainWindow, PageEntry
from inspector_app.ui.task_runner import QtTaskRunner


def person(person_id: str, role: Any = "inspector") -> Person:
    return Person(id=person_id, names={"zh": "陈喆"}, role=role, badge="", pin_verifier="")


def event(text: str = "6901234567892") -> ScanEvent:
    raw = RawScan(data=text.encode(), source="wedge")
    return ScanEvent(raw=raw, result=ScanResult(kind="gtin", raw=raw, text=text))


class NotedPage(Page):
    def __init__(self, ui: Ui, *, takes: bool = False) -> None:
        super().__init__(ui)
        self.takes = takes
        self.stays = False
        self.log: list[Any] = []

    def arrive(self, **arguments: Any) -> None:
        self.log.append(("arrive", arguments))

    def leave(self) -> None:
        self.log.append("leave")

    def may_leave(self) -> bool:
        return not self.stays

    def on_scan(self, event: ScanEvent) -> bool:
        self.log.append(event.raw.text)
        return self.takes

    def retranslate(self) -> None:
        self.header.set_title(self.ui.t("shell.nav.today"))


class Frame:
    def __init__(self, ui: Ui) -> None:
        self.made: list[str] = []
        self.sign_in_page = NotedPage(ui, takes=True)
        self.window = MainWindow(ui, self.sign_in_page, "3 号质检台")
        self.pages = {name: NotedPage(ui) for name in ("today", "walk", "desk", "detail")}
        self._register("today", icon="today")
        self._register("walk", icon="walk")
        self._register("desk", icon="supervisor", roles=frozenset({"supervisor"}))
        self._register("detail", under="walk")

    def _register(self, name: str, **more: Any) -> None:
        def make() -> Page:
            self.made.append(name)
            return self.pages[name]

        text = "shell.nav.today" if more.get("icon") else ""
        self.window.register(PageEntry(name=name, factory=make, text=text, **more))


@pytest.fixture
def frame(ui: Ui, qtbot) -> Frame:
    made = Frame(ui)
    qtbot.addWidget(made.window)
    for page in made.pages.values():
        qtbot.addWidget(page)
    made.window.start()
    made.window.show()
    return made


def test_nothing_is_built_before_it_is_shown(frame: Frame) -> None:
    assert frame.made == []
    frame.window.sign_in(person("U-1"))
    assert frame.made == ["today"]
    assert frame.sign_in_page.log == [("arrive", {}), "leave"]


def test_the_rail_shows_what_the_role_may_use(frame: Frame) -> None:
    frame.window.sign_in(person("U-1"))
    assert frame.window.rail.names() == ["today", "walk"]
    frame.window.lock()
    frame.window.sign_in(person("U-2", "supervisor"))
    assert frame.window.rail.names() == ["today", "walk", "desk"]


def test_pages_arrive_and_leave_with_their_arguments(frame: Frame) -> None:
    window = frame.window
    window.sign_in(person("U-1"))
    frame.pages["today"].navigate.emit("detail", {"lot_id": "L-1"})
    assert frame.pages["today"].log[-1] == "leave"
    assert frame.pages["detail"].log == [("arrive", {"lot_id": "L-1"})]
    frame.pages["detail"].backWanted.emit()
    assert window.current_name == "today"


def test_back_shows_the_page_of_the_same_thing_again(frame: Frame) -> None:
    window = frame.window
    window.sign_in(person("U-1"))
    window.show_page("walk", inspection_id="I-1", place="units", scan="code")
    window.show_page("detail", inspection_id="I-1", sha256="ab")
    window.back()
    assert window.current_name == "walk"
    assert frame.pages["walk"].log[-1] == ("arrive", {"inspection_id": "I-1"})
    window.back()
    assert window.current_name == "today"


def test_a_page_may_ask_to_stay(frame: Frame) -> None:
    window = frame.window
    window.sign_in(person("U-1"))
    frame.pages["today"].stays = True
    assert not window.show_page("walk")
    assert window.current_name == "today"
    assert not window.close()


def test_control_digit_reaches_a_page(frame: Frame, qtbot) -> None:
    frame.window.sign_in(person("U-1"))
    frame.window.activateWindow()
    qtbot.waitUntil(frame.window.isActiveWindow)
    QTest.keyClick(frame.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert frame.window.current_name == "walk"


def test_the_same_person_returns_to_the_same_place(frame: Frame) -> None:
    window = frame.window
    window.sign_in(person("U-1"))
    window.show_page("walk")
    before = list(frame.pages["walk"].log)
    locked: list[object] = []
    window.locked.connect(locked.append)
    window.lock()
    assert window.person is None
    assert frame.sign_in_page.log[-1] == ("arrive", {"locked_by": person("U-1")})
    window.sign_in(person("U-1"))
    assert window.current_name == "walk"
    assert frame.pages["walk"].log == before
    assert locked == [person("U-1")]


def test_another_person_begins_anew(frame: Frame) -> None:
    window = frame.window
    window.sign_in(person("U-1"))
    window.show_page("walk")
    window.lock()
    window.sign_in(person("U-2"))
    assert window.current_name == "today"


def test_a_scan_goes_to_the_page_then_to_the_default(frame: Frame, ui: Ui) -> None:
    window = frame.window
    window.take_scan(event("badge"))
    assert frame.sign_in_page.log[-1] == "badge"
    window.sign_in(person("U-1"))
    taken: list[str] = []

    def take(scan: ScanEvent) -> bool:
        taken.append(scan.raw.text)
        return True

    window.default_scan = take
    window.take_scan(event())
    assert frame.pages["today"].log[-1] == "6901234567892"
    assert taken == ["6901234567892"]
    frame.pages["today"].takes = True
    window.take_scan(event("ASN1"))
    assert taken == ["6901234567892"]


def test_a_scan_nobody_wants_is_said(frame: Frame, ui: Ui) -> None:
    frame.window.sign_in(person("U-1"))
    frame.window.take_scan(event("what\x1dis"))
    notice = frame.window.notice_bar.notice
    assert notice is not None
    assert notice.tone == "attention"
    assert notice.detail == "what␝is"


def test_the_station_locks_when_nobody_is_there_but_scans_count(
    frame: Frame, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = frame.window
    window.sign_in(person("U-1"))
    window.idle.set_minutes(60)
    (clock,) = window.idle.findChildren(QTimer)
    assert clock.isActive()
    begun: list[None] = []
    with monkeypatch.context() as watched:
        watched.setattr(clock, "start", lambda: begun.append(None))
        window.take_scan(event())
    assert len(begun) == 1, "the time begins anew"
    window.idle.set_minutes(0.2 / 60)
    qtbot.waitUntil(lambda: window.person is None)


def test_pages_follow_the_language(frame: Frame, ui: Ui) -> None:
    frame.window.sign_in(person("U-1"))
    ui.texts.set_language("en")
    assert frame.pages["today"].header._title.text() == "Today"
    assert frame.window.windowTitle() == "Inspector"


def test_a_failed_act_without_a_listener_is_said(ui: Ui, qtbot, expected_log) -> None:

    expected_log("task_failed")
    tasks = QtTaskRunner()
    real = dataclasses.replace(ui, tasks=tasks)
    window = MainWindow(real, NotedPage(real))
    qtbot.addWidget(window)
    tasks.write(lambda: {}["gone"])
    qtbot.waitUntil(lambda: window.notice_bar.notice is not None)
    assert "KeyError" in window.notice_bar.notice.text
    tasks.close()


def test_a_narrow_window_leaves_calm_words_away_but_never_trouble(frame: Frame, qtbot) -> None:
    window = frame.window
    window.sign_in(person("U-1"))
    window.resize(1024, 720)
    strip = window.strip
    strip.set_station("无锡云仓 · 三号厂房二楼西区 · 三号质检台")
    strip.sync.set_state("offline", 12)
    qtbot.wait(10)
    assert strip.save.width() < 60
    assert strip.sync.width() > 100
    assert strip.save.toolTip() == "已保存"
    window.resize(1900, 900)
    qtbot.wait(10)
    assert strip.save.width() > 60
