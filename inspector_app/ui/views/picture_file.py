"""Choosing picture files without blocking the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from inspector_app.domain.errors import ScanError
from inspector_app.ui.context import Ui


def choose_pictures(
    ui: Ui, parent: QWidget, take: Callable[[list[Path]], None], *, several: bool = False
) -> None:
    """Let a person choose; ``take`` gets the files, and is not called when none was chosen."""
    dialog = QFileDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    many = QFileDialog.FileMode.ExistingFiles
    dialog.setFileMode(many if several else QFileDialog.FileMode.ExistingFile)
    dialog.setWindowTitle(ui.t("picture_file.title"))
    dialog.setNameFilters([ui.t("picture_file.filter"), ui.t("picture_file.all")])
    dialog.filesSelected.connect(lambda names: take([Path(name) for name in names]))
    dialog.open()


def read_picture_file(file: Path) -> bytes:
    """The bytes of a picture file, for the guard to judge; ScanError ``picture_unreadable``."""
    try:
        return file.read_bytes()
    except OSError as problem:
        raise ScanError("picture_unreadable", file=file.name) from problem
