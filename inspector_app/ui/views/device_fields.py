"""Choosing a device on the settings page: what is plugged in now, and what may stand for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QWidget

from inspector_app.ui.context import Ui

FIELD = 260
FOLDER = "folder:"
VIDEO = "video:"
_ASK_FOLDER = "?folder"
_ASK_VIDEO = "?video"


class _DropDown(QComboBox):
    """With an arrow in the theme's ink; the style sheet can draw none."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        ui.theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        place = QRectF(self.width() - 34, self.height() / 2 - 10, 20, 20)
        self._ui.icons.paint(painter, "down", self._ui.theme.palette.text_muted, place)
        painter.end()


class PickField(QWidget):
    """One of several; ``chosen(value)``. What is kept stays listed when its device is away."""

    chosen = Signal(str)

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._value = ""
        self._found: list[tuple[str, str]] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.box = _DropDown(ui)
        self.box.setFixedWidth(FIELD)
        self.box.activated.connect(lambda _: self._activated(str(self.box.currentData())))
        row.addWidget(self.box)
        ui.texts.languageChanged.connect(self._fill)
        self._fill()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.box.setAccessibleName(name)

    def show_found(self, found: Sequence[tuple[str, str]]) -> None:
        """List what there is, as value and words."""
        self._found = list(found)
        self._fill()

    def show_value(self, value: str) -> None:
        """Show what is kept."""
        if value != self._value:
            self._value = value
            self._fill()

    def first(self) -> tuple[tuple[str, str], ...]:
        """Entries above those that were found."""
        return ()

    def last(self) -> tuple[tuple[str, str], ...]:
        """Entries below them."""
        return ()

    def words(self, value: str) -> str:
        """How a value is told whose device is away."""
        return value

    def _activated(self, value: str) -> None:
        self.chosen.emit(value)

    def _fill(self) -> None:
        entries = dict((*self.first(), *self._found))
        if self._value not in entries:
            entries[self._value] = self.words(self._value)
        entries.update(self.last())
        self.box.clear()
        for value, words in entries.items():
            self.box.addItem(words, value)
        self.box.setCurrentIndex(max(0, self.box.findData(self._value)))
        self.box.setToolTip(self._value)


class CameraField(PickField):
    """The cameras, a folder of pictures, or a video in place of one: ``folder:PATH``,
    ``video:PATH``; empty for the first camera."""

    def show_names(self, names: Sequence[str]) -> None:
        """List the cameras there are."""
        self.show_found([(name, name) for name in names])

    def first(self) -> tuple[tuple[str, str], ...]:
        return (("", self._ui.t("settings_page.first_camera")),)

    def last(self) -> tuple[tuple[str, str], ...]:
        t = self._ui.t
        return (
            (_ASK_FOLDER, t("settings_page.camera_folder")),
            (_ASK_VIDEO, t("settings_page.camera_video")),
        )

    def words(self, value: str) -> str:
        for start, kind in ((FOLDER, "pictures"), (VIDEO, "video")):
            if value.startswith(start):
                name = PurePath(value.removeprefix(start)).name
                return self._ui.t(f"camera_panel.source.{kind}", name=name)
        return value

    def _activated(self, value: str) -> None:
        if value == _ASK_FOLDER:
            self._ask(FOLDER, QFileDialog.FileMode.Directory)
        elif value == _ASK_VIDEO:
            self._ask(VIDEO, QFileDialog.FileMode.ExistingFile)
        else:
            self.chosen.emit(value)

    def _ask(self, start: str, mode: QFileDialog.FileMode) -> None:
        """Without blocking the window; without a choice all stays as it is."""
        dialog = QFileDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        key = "camera_folder" if start == FOLDER else "camera_video"
        dialog.setWindowTitle(self._ui.t(f"settings_page.{key}"))
        if start == VIDEO:
            dialog.setNameFilters(
                [self._ui.t("settings_page.video_filter"), self._ui.t("picture_file.all")]
            )
        dialog.fileSelected.connect(lambda path: self.chosen.emit(f"{start}{path}"))
        dialog.rejected.connect(self._fill)
        dialog.open()


class PortField(PickField):
    """The serial ports; empty for a scanner used as keyboard."""

    def first(self) -> tuple[tuple[str, str], ...]:
        return (("", self._ui.t("settings_page.no_port")),)
