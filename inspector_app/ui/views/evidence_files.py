"""Choosing evidence files without blocking the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from inspector_app.ui.context import Ui


def open_evidence(ui: Ui, parent: QWidget, take: Callable[[Path], None]) -> None:
    """Let a person choose a report or exported evidence."""
    dialog = _dialog(ui, parent, "evidence.page.choose")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([ui.t("evidence.page.filter"), ui.t("picture_file.all")])
    dialog.fileSelected.connect(lambda name: take(Path(name)))
    dialog.open()


def save_evidence(ui: Ui, parent: QWidget, name: str, take: Callable[[Path], None]) -> None:
    """Let a person choose where exported evidence goes."""
    dialog = _dialog(ui, parent, "evidence.page.export")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setNameFilters(["*.zip"])
    dialog.setDefaultSuffix("zip")
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda chosen: take(Path(chosen)))
    dialog.open()


def _dialog(ui: Ui, parent: QWidget, title: str) -> QFileDialog:
    dialog = QFileDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(ui.t(title))
    return dialog
