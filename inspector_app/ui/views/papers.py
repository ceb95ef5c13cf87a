"""Printing for the bench: papers at the left, the chosen one at the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.papers import Paper, PapersPresenter, PapersState
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import RADIUS_LARGE, SPACE
from inspector_app.ui.views.paper_viewer import PaperActions, PaperView
from inspector_app.ui.widgets.buttons import PrimaryButton
from inspector_app.ui.widgets.painting import focus_ring, rounded, words
from inspector_app.ui.widgets.surfaces import clear

LIST = 340
_ICONS = {"badge_cards": "badge", "command_sheet": "barcode", "scanner_sheet": "scanner"}
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class PapersPage(Page):
    """Choosing shows the paper at once; Enter prints it."""

    def __init__(self, ui: Ui, presenter: PapersPresenter) -> None:
        super().__init__(ui, scroll=False)
        self._presenter = presenter
        self._shown: tuple[Paper, str] | None = None
        self._tiles: list[PaperTile] = []
        row = QHBoxLayout()
        row.setSpacing(SPACE.xl)
        left = QWidget()
        left.setFixedWidth(LIST)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACE.s)
        column.addLayout(self._list)
        column.addSpacing(SPACE.l)
        self.paper = PaperView(ui)
        self.actions_box = PaperActions(ui, self.paper)
        self.actions_box.print.hide()  # the page's own primary action does it
        column.addWidget(self.actions_box)
        column.addStretch(1)
        row.addWidget(left)
        row.addWidget(self.paper, 1)
        self.body.addLayout(row, 1)
        self._print = self.bar.set_primary(PrimaryButton(ui, icon="print", hint="Return"))
        ui.say(self._print.setText, "paper_view.print")
        self._print.clicked.connect(self.actions_box.print_now)
        presenter.on_change = self.show_state
        presenter.on_refused = ui.refuse
        self.retranslate()

    def arrive(self, **arguments: Any) -> None:
        self._shown = None  # people and standards change: make it anew
        self._presenter.load(str(arguments.get("paper", "")))

    def retranslate(self) -> None:
        self.show_state(self._presenter.state)

    def show_state(self, state: PapersState) -> None:
        """Draw what the presenter says."""
        t = self.ui.t
        self.header.set_title(t("print.title"), t("print.subtitle"))
        if [tile.paper for tile in self._tiles] != list(state.papers):
            clear(self._list)
            self._tiles = [PaperTile(self.ui, each, at + 1) for at, each in enumerate(state.papers)]
            for tile in self._tiles:
                tile.paperChosen.connect(self._presenter.choose)
                self._list.addWidget(tile)
        for tile in self._tiles:
            tile.setChecked(tile.paper == state.chosen)
        self._show_paper(state.chosen)

    def _show_paper(self, paper: Paper | None) -> None:
        language = self.ui.texts.language
        if paper is None or (paper, language) == self._shown:
            return
        self._shown = (paper, language)
        self._print.setEnabled(False)
        self.paper.show_paper(self._presenter.maker(paper, language), self._made)
        self._made()

    def _made(self) -> None:
        self.actions_box.refresh()
        self._print.setEnabled(self.paper.file is not None)


class PaperTile(QAbstractButton):
    """One paper of the list. ``paperChosen(Paper)``."""

    paperChosen = Signal(object)

    def __init__(self, ui: Ui, paper: Paper, number: int) -> None:
        super().__init__()
        self._ui = ui
        self.paper = paper
        self._number = number
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self.paperChosen.emit(self.paper))
        ui.theme.changed.connect(self.update)
        ui.texts.languageChanged.connect(self._tell)
        self._tell()

    def _tell(self) -> None:
        self.setAccessibleName(self._words()[0])
        if self._number <= 9:
            self.setShortcut(str(self._number))
        self.update()

    def _words(self) -> tuple[str, str]:
        t, paper = self._ui.t, self.paper
        if paper.kind == "badge_cards":
            return t("print.badges"), t("print.badges_text", count=paper.count)
        if paper.kind == "scanner_sheet":
            return t("report.scanner_sheet.title"), t("print.scanner_text", count=paper.count)
        name = self._ui.pick(paper.names)
        return name, t("print.sheet_text", version=paper.version, count=paper.count)

    def sizeHint(self) -> QSize:
        return QSize(LIST, 92)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._ui.theme.palette
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        lit = self.isChecked()
        over = palette.hover if self.underMouse() else palette.surface
        fill = palette.accent.soft if lit else over
        line = palette.accent.solid if lit else palette.border
        rounded(painter, box, RADIUS_LARGE, fill, line, width=2 if lit else 1)
        if self.hasFocus():
            focus_ring(painter, box.adjusted(2, 2, -2, -2), RADIUS_LARGE - 2, palette.focus)
        icon = _ICONS[self.paper.kind]
        ink = palette.accent.ink if lit else palette.text_muted
        tile = QRectF(SPACE.l, box.center().y() - 14, 28, 28)
        self._ui.icons.paint(painter, icon, ink, tile)
        title, text = self._words()
        left = tile.right() + SPACE.l
        room = QRectF(left, 0, box.right() - SPACE.m - left, 200)
        face, wrap = (
            sized(16, bold=True),
            int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft),
        )
        height = QFontMetricsF(face).boundingRect(room, wrap, title).height()
        room.moveTop(box.center().y() - (height + 26) / 2)
        painter.setFont(face)
        painter.setPen(QColor(palette.text))
        painter.drawText(room, wrap, title)
        below = QRectF(left, room.top() + height + 2, room.width(), 24)
        words(painter, below, text, sized(14), palette.text_muted, _LEFT)
        painter.end()
