"""A thousand scans at 5 ms a key over every page, field, list and dialog: none lost, none split.

The ordinary run takes its times from a virtual clock on the same path of events; a few scans, and
with ``--long`` all thousand, are typed with 5 real milliseconds between the keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from inspector_app.domain.scanner_check import GS
from inspector_app.ui.context import Ui
from tests.fakes.scanner_gun import Gun
from tests.fakes.whole_window import WholeWindow

SCANS = 1_000
REAL_SCANS = 45
GTIN = "06954321098762"
"""Of no product here: no page acts on it."""
WRITTEN = "AB 12"


def code(number: int) -> str:
    """Some forty keys with capitals, small letters and two separators."""
    return f"01{GTIN}21sN{number:06d}{GS}10Lot{number % 97:02d}{GS}17280331"


@pytest.fixture
def whole(ui: Ui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WholeWindow]:
    monkeypatch.setattr("inspector_app.ui.pages_desk.camera_names", list)
    made = WholeWindow(ui, tmp_path, Gun(gap_ms=5, pause_ms=20))
    made.open()
    yield made
    made.close()


def fields_of(page: QWidget) -> list[QWidget]:
    """Where a person may be typing just now."""
    kinds = (QLineEdit, QPlainTextEdit)
    found = [field for kind in kinds for field in page.findChildren(kind)]
    return [each for each in found if each.isVisible() and each.isEnabled()]


def text_of(field: QWidget) -> str:
    return field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()  # type: ignore[attr-defined]


def write(field: QWidget) -> str:
    """Put some text into it; what it took."""
    setter = field.setPlainText if isinstance(field, QPlainTextEdit) else field.setText  # type: ignore[attr-defined]
    field.setFocus()
    if not text_of(field):
        setter(WRITTEN)
    return text_of(field)


class Round:
    """Sends numbered scans and knows what must have come."""

    def __init__(self, whole: WholeWindow) -> None:
        self.whole = whole
        self.sent: list[str] = []

    def scan(self, count: int) -> None:
        for _ in range(count):
            text = code(len(self.sent))
            self.sent.append(text)
            self.whole.gun.scan(text)

    @property
    def came(self) -> list[str]:
        """In the order of their numbers: the self-test page has its own ear."""
        return sorted(self.whole.scans + self.whole.readings, key=lambda text: text.split("sN")[1])


def over_every_page(whole: WholeWindow, scans: int) -> Round:
    """``scans`` divided among the pages; beside the plain page each of its fields, with text."""
    turn = Round(whole)
    names = list(whole.places)
    for at, name in enumerate(names):
        whole.go(name)
        left = scans * (at + 1) // len(names) - len(turn.sent)
        fields = fields_of(whole.window.current or whole.window)
        for place, field in enumerate((None, *fields)):
            share = left // (len(fields) + 1) + (place < left % (len(fields) + 1))
            if field is None:
                turn.scan(share)
                continue
            if not field.isVisible():  # a scan before may have changed the page
                turn.scan(share)
                continue
            before = write(field)
            turn.scan(share)
            whole.rest()
            assert text_of(field) == before, (name, field)
        whole.rest()
        assert whole.window.current_name == name
        assert len(turn.came) == len(turn.sent), name
    return turn


def test_a_thousand_scans_over_every_page(whole: WholeWindow) -> None:
    turn = over_every_page(whole, SCANS)
    assert len(turn.sent) == SCANS
    assert turn.came == turn.sent
    assert len(whole.places) >= 15


@pytest.mark.timeout(900)
def test_real_five_milliseconds_between_the_keys(
    ui: Ui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, long_run: bool
) -> None:
    monkeypatch.setattr("inspector_app.ui.pages_desk.camera_names", list)
    whole = WholeWindow(ui, tmp_path, Gun(gap_ms=5, pause_ms=20, real=True))
    whole.open()
    scans = SCANS if long_run else REAL_SCANS
    turn = over_every_page(whole, scans)
    assert turn.came == turn.sent
    assert len(turn.sent) == scans
    whole.close()


def test_scans_while_a_file_dialog_is_open(whole: WholeWindow) -> None:
    whole.go("settings")
    dialog = QFileDialog(whole.window)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.open()
    assert QTest.qWaitForWindowActive(dialog, 10_000)
    field = dialog.findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    field.setText("2026-11")
    turn = Round(whole)
    turn.scan(40)
    whole.rest()
    assert turn.came == turn.sent
    assert field.text() == "2026-11"
    assert dialog.isVisible(), "no Enter reached the dialog"
    dialog.reject()


def test_scans_while_a_list_is_open(whole: WholeWindow) -> None:
    whole.go("settings")
    box = next(each for each in whole.window.findChildren(QComboBox) if each.count() > 1)
    box.showPopup()
    whole.settle()
    assert QApplication.activePopupWidget() is not None
    before = box.currentIndex()
    turn = Round(whole)
    turn.scan(40)
    whole.rest()
    assert turn.came == turn.sent
    assert box.currentIndex() == before
    assert box.view().isVisible(), "no Enter chose from the list"
    box.hidePopup()


def test_scans_while_the_camera_panel_is_open(whole: WholeWindow) -> None:
    whole.go("history")
    whole.window.cameraWanted.emit()
    whole.settle()
    turn = Round(whole)
    turn.scan(40)
    whole.rest()
    assert turn.came == turn.sent


def test_scans_while_the_window_is_locked(whole: WholeWindow) -> None:
    whole.go("walk")
    whole.window.lock()
    whole.settle()
    turn = Round(whole)
    turn.scan(40)
    whole.rest()
    assert turn.came == turn.sent
    assert whole.window.person is None


def test_a_second_end_mark_presses_nothing(whole: WholeWindow) -> None:
    whole.gun.end = "\r\n"
    whole.go("settings")
    pressed: list[int] = []
    page = whole.window.current
    assert page is not None
    for name in ("walk", "lot", "today", "decision"):
        whole.go(name)
        page = whole.window.current
        assert page is not None
        if page.bar.primary is not None:
            page.bar.primary.clicked.connect(lambda: pressed.append(1))
        turn = Round(whole)
        whole.scans.clear()
        turn.scan(5)
        whole.rest()
        assert turn.came == turn.sent
    assert pressed == []
