"""A made PDF over the page: its pages as pictures, to print, to open, to find."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.cover import Cover
from inspector_app.ui.widgets.buttons import Button, PrimaryButton
from inspector_app.ui.widgets.surfaces import clear
from inspector_app.ui.widgets.text import Text

DRAWN = 1_400
SHOWN = 760
MOST_PAGES = 12
"""Pages drawn as a preview; longer papers are read in the system's own viewer."""


def draw_pages(file: Path) -> tuple[Path, list[QImage]]:
    """The first pages of a PDF; ReportError ``document_unreadable``. Off the GUI thread."""
    from PySide6.QtPdf import QPdfDocument

    from inspector_app.ui.devices.printing import page_image

    document = QPdfDocument()
    document.load(str(file))
    count = max(1, document.pageCount())
    document.close()
    return file, [page_image(file, page, DRAWN) for page in range(min(count, MOST_PAGES))]


class PaperSheet(QFrame):
    """One page, as wide as there is room up to ``SHOWN`` pixels."""

    def __init__(self, image: QImage) -> None:
        super().__init__()
        self.setObjectName("Card")
        row = QVBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        self._label = QLabel()
        self._picture = QPixmap.fromImage(image)
        row.addWidget(self._label)

    def set_width(self, width: int) -> None:
        """Draw it ``width`` pixels wide."""
        ratio = self.devicePixelRatioF()
        fitted = self._picture.scaledToWidth(
            round(width * ratio), Qt.TransformationMode.SmoothTransformation
        )
        fitted.setDevicePixelRatio(ratio)
        self._label.setPixmap(fitted)
        self._label.setFixedSize(fitted.deviceIndependentSize().toSize())


class PaperView(QWidget):
    """The pages one under the other. ``show_paper(make)`` makes, draws and shows them."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._sheets: list[PaperSheet] = []
        self.file: Path | None = None
        self._asked = 0
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setSpacing(SPACE.l)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._area.setWidget(content)
        outer.addWidget(self._area)
        self._told = Text("", "muted")
        self._told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        outer.addWidget(self._told)
        self._told.hide()

    def show_paper(self, make: Callable[[], Path], done: Callable[[], None] = lambda: None) -> None:
        """Make the paper off the GUI thread and show it; a refusal becomes a notice."""
        self._asked += 1
        turn = self._asked
        self.file = None
        self._show([])
        self._tell("paper_view.making")
        self._ui.tasks.read(
            lambda: draw_pages(make()),
            lambda made: self._take(turn, made, done),
            lambda problem: self._fail(turn, problem),
        )

    def _take(self, turn: int, made: tuple[Path, list[QImage]], done: Callable[[], None]) -> None:
        if turn != self._asked:
            return
        self.file = made[0]
        self._told.hide()
        self._show(made[1])
        done()

    def _fail(self, turn: int, problem: Exception) -> None:
        if turn == self._asked:
            self._tell("paper_view.failed")
        self._ui.refuse(problem)

    def _tell(self, key: str) -> None:
        self._told.setText(self._ui.t(key))
        self._told.setVisible(True)

    def _show(self, images: Sequence[QImage]) -> None:
        clear(self._column)
        self._sheets = [PaperSheet(image) for image in images]
        for sheet in self._sheets:
            self._column.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(1)
        self._fit()

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _fit(self) -> None:
        width = max(240, min(SHOWN, self.width() - 2 * SPACE.xl))
        for sheet in self._sheets:
            sheet.set_width(width)


class PaperActions(QWidget):
    """Print, open with the system's viewer, and where the file lies."""

    def __init__(self, ui: Ui, view: PaperView, *, primary: bool = True) -> None:
        super().__init__()
        self._ui, self._view = ui, view
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        self.print: Button = PrimaryButton(ui, icon="print", large=False)
        self.open, self.folder = Button(ui, icon="document"), Button(ui, icon="folder")
        for button, key, act in (
            (self.print, "paper_view.print", self.print_now),
            (self.open, "paper_view.open", self._open),
            (self.folder, "paper_view.folder", self._open_folder),
        ):
            ui.say(button.setText, key)
            button.clicked.connect(act)
            column.addWidget(button)
        self._where = Text("", "caption", wrap=True)
        column.addWidget(self._where)
        self.refresh()

    def refresh(self) -> None:
        """After a paper was made, or while another one is."""
        file = self._view.file
        for button in (self.print, self.open, self.folder):
            button.setEnabled(file is not None)
        self._where.setText(file.name if file else "")

    def print_now(self) -> None:
        """Send it to the default printer."""
        file, ui = self._view.file, self._ui
        if file is None:
            return

        def work() -> int:
            from inspector_app.ui.devices.printing import print_pdf

            return print_pdf(file)

        ui.tasks.read(
            work,
            lambda pages: ui.notices.accepted(ui.t("paper_view.printed", count=pages)),
            ui.refuse,
        )

    def _open(self) -> None:
        if self._view.file is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._view.file)))

    def _open_folder(self) -> None:
        if self._view.file is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._view.file.parent)))


class PaperViewer(Cover):
    """One paper over its page; Enter prints, Esc closes."""

    def __init__(self, ui: Ui, page: QWidget) -> None:
        super().__init__(ui, page)
        row = QHBoxLayout()
        row.setSpacing(SPACE.xl)
        self.view = PaperView(ui)
        row.addWidget(self.view, 1)
        self.side = PaperActions(ui, self.view)
        self.side.setFixedWidth(240)
        row.addWidget(self.side, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row, 1)

    def open_paper(self, title: str, make: Callable[[], Path]) -> None:
        """Make the paper and show it."""
        self.title.setText(title)
        self.facts.setText("")
        self.open_cover()
        self.view.show_paper(make, self.side.refresh)
        self.side.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.side.print_now()
            return
        super().keyPressEvent(event)
