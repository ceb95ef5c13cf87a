"""A finished document: to the printer, or onto the screen where there is none."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from inspector_app.domain.errors import ReportError
from inspector_app.ui.context import Notice, Ui


def print_document(ui: Ui, file: Path) -> None:
    """Print off the GUI thread; without a printer the notice offers to open the file."""

    def work() -> int:
        from inspector_app.ui.devices.printing import print_pdf  # slow to load: at first use

        return print_pdf(file)

    def failed(problem: Exception) -> None:
        if isinstance(problem, ReportError) and not problem.params.get("name"):
            ui.notices.attention(ui.t("paper.no_printer"))
            return
        ui.notices.post(
            Notice(
                tone="attention", text=ui.sentence(problem),
                action=ui.t("paper.open"), act=lambda: open_document(file), lasting=True,
            )
        )  # fmt: skip

    ui.tasks.read(work, lambda pages: ui.notices.accepted(ui.t("paper.printed")), failed)


def open_document(file: Path) -> None:
    """Show the file with the system's own viewer."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
