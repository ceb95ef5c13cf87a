"""Files of standards, chosen without blocking the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from inspector_app.domain.errors import StandardError, StorageError
from inspector_app.ui.context import Ui

MOST_BYTES = 20_000_000
"""More is no standard; what is less is judged by the reader, which has limits of its own."""


def open_file(ui: Ui, parent: QWidget, take: Callable[[Path], None]) -> None:
    """Let a person choose a YAML text or a workbook."""
    dialog = _dialog(ui, parent, "standards.import")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([ui.t("standards.file_filter"), ui.t("picture_file.all")])
    dialog.fileSelected.connect(lambda name: take(Path(name)))
    dialog.open()


def read_file(file: Path) -> bytes:
    """Its bytes; StandardError ``standard_too_large``, ``standard_file_unreadable``."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise StandardError("standard_too_large", limit=MOST_BYTES)
        return file.read_bytes()
    except OSError as problem:
        raise StandardError("standard_file_unreadable", file=file.name) from problem


def save_file(ui: Ui, parent: QWidget, name: str, make: Callable[[], bytes]) -> None:
    """Let a person choose where; ``make`` and the writing happen off the GUI thread."""
    dialog = _dialog(ui, parent, "standards.export")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    suffix = name.rpartition(".")[2]
    dialog.setNameFilters([f"*.{suffix}"])
    dialog.setDefaultSuffix(suffix)
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda chosen: write_file(ui, Path(chosen), make))
    dialog.open()


def write_file(ui: Ui, file: Path, make: Callable[[], bytes]) -> None:
    """Make the bytes and write them, saying where they went or why they did not."""

    def work() -> None:
        data = make()
        try:
            file.write_bytes(data)
        except OSError as problem:
            raise StorageError(
                "standard_not_written", file=file.name, reason=str(problem.strerror or problem)
            ) from problem

    told = ui.t("standards.exported", file=file.name)
    ui.tasks.read(work, lambda _: ui.notices.accepted(told, str(file.parent)), ui.refuse)


def _dialog(ui: Ui, parent: QWidget, title: str) -> QFileDialog:
    dialog = QFileDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(ui.t(title))
    return dialog
