"""Settings, printing and the lock in the real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from inspector_app.domain.master import Person
from inspector_app.settings import defaults
from inspector_app.ui.context import Ui
from inspector_app.ui.tools import SyncStatus
from inspector_app.ui.views.device_fields import PickField
from inspector_app.ui.views.settings_page import SettingsPage
from inspector_app.ui.widgets.buttons import Button
from inspector_app.wire.enrolment import Ticket, make_code
from tests.fakes.desk_lots import signed_lot
from tests.fakes.desk_window import DeskWindow
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.station import PIN

ADMINISTRATOR = Person(
    id="U-8", names={"zh": "冯雨桐"}, role="administrator", badge="B8", pin_verifier=""
)


@pytest.fixture
def desk(ui: Ui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DeskWindow]:
    # No test touches the machine's cameras.
    monkeypatch.setattr("inspector_app.ui.pages_desk.camera_names", lambda: ["USB 1080"])
    made = DeskWindow(ui, tmp_path)
    yield made
    made.close()


def type_into(desk: DeskWindow, name: str, text: str) -> None:
    field = desk.page._fields[name].edit
    field.setFocus()
    field.selectAll()
    field.setText(text)
    field.editingFinished.emit()
    desk.settle()


def test_language_and_theme_change_on_the_spot(desk: DeskWindow) -> None:
    desk.open(page="settings")
    desk.press_chip("English")
    assert "Changes are kept at once" in desk.said()
    desk.press_chip("Dark")
    assert desk.ui.theme.scheme == "dark"
    assert "⟦" not in desk.said()


def test_names_and_the_idle_lock_reach_the_window(desk: DeskWindow) -> None:
    desk.open(page="settings")
    type_into(desk, "station_name", "3 号质检台")
    assert desk.window.strip._station.text() == "3 号质检台"
    row = desk.page._rows["idle_minutes"]
    desk.press(row.findChildren(Button)[1])
    assert desk.asked.settings is not None
    assert desk.asked.settings.number("idle_minutes") == 16
    assert desk.window.idle._timer.interval() == 16 * 60_000


def test_a_wrong_mark_is_told_beside_it(desk: DeskWindow) -> None:
    desk.open(page="settings")
    type_into(desk, "station_mark", "甲-1")
    assert "只能用 1 至 6 个字母或数字" in desk.said()
    assert desk.asked.settings is None
    type_into(desk, "station_mark", "B2")
    assert "只能用 1 至 6 个字母或数字" not in desk.said()
    assert desk.page._pending.isVisible()


def test_a_key_that_does_not_exist_is_no_shutter(desk: DeskWindow) -> None:
    desk.open(page="settings")
    type_into(desk, "shutter_key", "没有这个键")
    assert "没有这个按键" in desk.said()
    type_into(desk, "shutter_key", "F8")
    assert desk.asked.settings is not None
    assert desk.asked.settings.text("shutter_key") == "F8"


def test_any_scan_tests_the_scanner(desk: DeskWindow) -> None:
    desk.open(page="settings")
    desk.scan("0106901234567892\x1d10H2601")
    assert "0106901234567892␝10H2601" in desk.said()


def test_an_enrolment_code_is_scanned_and_sent(desk: DeskWindow) -> None:
    desk.sync.state = SyncStatus(state="not_enrolled")
    desk.open(ADMINISTRATOR, "settings", part="central")
    code = make_code(b"0123456789", bytes(32)).text()
    desk.scan(code)
    assert desk.page.central.code.text() == code
    desk.page.central.url.setText("qc.example.com")
    desk.press(desk.page.central.button)
    assert desk.sync.calls == [("enrol", "https://qc.example.com", code)]
    assert desk.page.central.code.text() == ""
    assert desk.notices[-1].tone == "accepted"


def test_a_scanned_ticket_brings_the_address(desk: DeskWindow) -> None:
    desk.sync.state = SyncStatus(state="not_enrolled")
    desk.open(ADMINISTRATOR, "settings", part="central")
    code = make_code(b"0123456789", bytes(32))
    desk.scan(Ticket("https://central.example:8417", code).text())
    assert desk.page.central.url.text() == "https://central.example:8417"
    assert desk.page.central.code.text() == code.text()


def test_supervisors_see_no_enrolment_form(desk: DeskWindow) -> None:
    desk.sync.state = SyncStatus(state="not_enrolled")
    desk.open(page="settings")
    assert "请管理员登录后办理" in desk.said()
    assert not desk.page.central.url.isVisible()


def test_cameras_are_listed(desk: DeskWindow) -> None:
    desk.open(page="settings")
    page = desk.page
    assert isinstance(page, SettingsPage)
    box = page._cameras.box
    shown = [box.itemText(at) for at in range(box.count())]
    assert shown == ["第一台相机", "USB 1080", "图片文件夹…", "视频文件…"]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert desk.asked.settings is not None
    assert desk.asked.settings.text("camera") == "USB 1080"


def test_the_prepared_address_stands_in_the_form(desk: DeskWindow) -> None:
    desk.asked.settings = defaults().having(central_url="https://qc.example.com")
    desk.sync.state = SyncStatus(state="not_enrolled")
    desk.open(ADMINISTRATOR, page="settings")
    assert desk.page.central.url.text() == "https://qc.example.com"


def test_a_folder_of_pictures_is_kept_as_camera(desk: DeskWindow, tmp_path: Path) -> None:
    desk.open(page="settings")
    box = desk.page._cameras
    box._activated("?folder")
    dialog = box.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "验货照片"))
    desk.settle()
    assert desk.asked.settings is not None
    assert desk.asked.settings.text("camera") == f"folder:{tmp_path / '验货照片'}"
    assert box.box.currentText() == "图片文件夹 验货照片"
    dialog.reject()


def test_a_serial_port_and_its_speed_are_kept_and_told_the_window(desk: DeskWindow) -> None:
    told: list[str] = []
    desk.window.settingKept.connect(lambda settings, name: told.append(name))
    desk.open(page="settings")
    desk.page._ports.chosen.emit("ttyACM0")
    desk.settle()
    assert told == ["scanner_port"]
    assert desk.page._ports.box.currentText() == "ttyACM0"
    row = desk.page._rows["scanner_baud"].findChild(PickField)
    row.box.setCurrentIndex(row.box.findData("115200"))
    row.box.activated.emit(row.box.currentIndex())
    desk.settle()
    assert desk.asked.settings is not None
    assert desk.asked.settings.text("scanner_baud") == "115200"


# -- printing


def test_papers_are_shown_at_once_and_by_digit(desk: DeskWindow) -> None:
    desk.open(page="print")
    sheet = desk.page._presenter.state.papers[0].name
    assert desk.asked.documents == [("command_sheet", sheet, "zh")]
    desk.key("7")
    assert desk.asked.documents[-1] == ("badge_cards", "", "zh")
    desk.ui.texts.set_language("en")
    assert desk.asked.documents[-1] == ("badge_cards", "", "en")


def test_inspectors_print_sheets_but_no_badges(desk: DeskWindow) -> None:
    desk.open(INSPECTOR, "print")
    assert [tile.paper.kind for tile in desk.page._tiles] == 6 * ["command_sheet"] + [
        "scanner_sheet"
    ]


# -- the lock


def enter_pin(desk: DeskWindow) -> None:
    for digit in PIN:
        QTest.keyClick(desk.window.windowHandle(), Qt.Key(Qt.Key.Key_0 + int(digit)))
    desk.settle()


def test_the_same_person_unlocks_to_the_same_choice(desk: DeskWindow) -> None:
    lot = signed_lot(desk.opened)
    desk.open(page="decision", inspection_id=lot.id)
    desk.key("5")
    desk.press_chip("不符合标准")
    desk.window.lock()
    desk.settle()
    assert not desk.session.signed_in
    assert desk.window.person is None
    enter_pin(desk)
    assert desk.session.person.id == SUPERVISOR.id
    assert desk.window.current_name == "decision"
    assert desk.page._presenter.state.reason == "not_conforming"


def test_a_badge_unlocks_and_another_person_begins_at_the_first_page(desk: DeskWindow) -> None:
    lot = signed_lot(desk.opened)
    desk.open(page="decision", inspection_id=lot.id)
    desk.window.lock()
    desk.scan("INS:B:B1")
    assert desk.session.person.id == INSPECTOR.id
    assert desk.window.current_name == "today"
    desk.window.lock()
    desk.scan("INS:B:B9")
    assert desk.session.person.id == SUPERVISOR.id
    assert desk.window.current_name == "today"


def test_nothing_is_read_or_decided_while_locked(desk: DeskWindow) -> None:
    lot = signed_lot(desk.opened)
    desk.open(page="decision", inspection_id=lot.id)
    desk.window.lock()
    desk.key("Enter")
    desk.scan("6901234567892")
    assert desk.window.person is None
    assert desk.page._presenter.state.done is None
