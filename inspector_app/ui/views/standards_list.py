"""Standards and drafts as cards whose names may take two lines: they begin alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QScroller,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from inspector_app.ui.context import Ui
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.views.walk_words import two_lines
from inspector_app.ui.widgets.painting import rounded, text_width, words

HEIGHT = 104
_Index: TypeAlias = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardRow:
    """One card. ``marks`` are words in a tone with an icon, in the line under the name."""

    key: str
    title: str
    told: str
    marks: tuple[tuple[str, Tone, str], ...] = ()


class _Rows(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: tuple[StandardRow, ...] = ()

    def set_rows(self, rows: Sequence[StandardRow]) -> None:
        if tuple(rows) == self.rows:
            return
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return ", ".join((row.title, row.told, *(text for text, _, _ in row.marks)))
        return row.title if role == Qt.ItemDataRole.ToolTipRole else None


class _Delegate(QStyledItemDelegate):
    def __init__(self, ui: Ui, parent: QObject) -> None:
        super().__init__(parent)
        self._ui = ui

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(240, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        view: Any = option
        model = index.model()
        assert isinstance(model, _Rows)
        row = model.rows[index.row()]
        palette = self._ui.theme.palette
        box = QRectF(view.rect).adjusted(2, 4, -2, -4)
        chosen = bool(view.state & QStyle.StateFlag.State_Selected)
        over = bool(view.state & QStyle.StateFlag.State_MouseOver)
        fill = palette.accent.soft if chosen else palette.hover if over else palette.surface
        line = palette.focus if chosen else palette.border
        rounded(painter, box, 12, fill, line, width=2 if chosen else 1)
        inner = box.adjusted(SPACE.l, SPACE.s, -SPACE.l, -SPACE.s)
        names = QRectF(inner.left(), inner.top(), inner.width(), 48)
        two_lines(painter, names, row.title, sized(16, bold=True), palette.text)
        left = inner.left()
        for text, tone, icon in row.marks:
            left = self._paint_mark(painter, left, inner.bottom() - 28, text, tone, icon)
        told = QRectF(left, inner.bottom() - 28, inner.right() - left, 28)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        words(painter, told, row.told, sized(14), palette.text_muted, flags)

    def _paint_mark(
        self, painter: QPainter, left: float, top: float, text: str, tone: Tone, icon: str
    ) -> float:
        colours, face = self._ui.theme.tone(tone), sized(13, bold=True)
        box = QRectF(left, top + 1, text_width(text, face) + 40, 26)
        rounded(painter, box, 8, colours.soft, colours.line)
        place = QRectF(box.left() + 8, box.center().y() - 8, 16, 16)
        self._ui.icons.paint(painter, icon, colours.ink, place)
        words(painter, box.adjusted(22, 0, 0, 0), text, face, colours.ink)
        return box.right() + SPACE.s


class StandardList(QListView):
    """``rowChosen(key)`` as the keyboard or a press moves."""

    rowChosen = Signal(str)

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = _Rows(self)
        self._quiet = False
        self.setModel(self._rows)
        self.setItemDelegate(_Delegate(ui, self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.selectionModel().currentChanged.connect(self._told)
        ui.theme.changed.connect(self.viewport().update)
        ui.say(self.setAccessibleName, "standards.title")

    def show_rows(self, rows: Sequence[StandardRow], chosen: str) -> None:
        """Show these cards with ``chosen`` lit."""
        self._quiet = True
        self._rows.set_rows(rows)
        at = next((n for n, row in enumerate(rows) if row.key == chosen), -1)
        self.setCurrentIndex(self._rows.index(at) if at >= 0 else QModelIndex())
        self._quiet = False

    def shown(self) -> list[str]:
        """What is shown, from the top."""
        return [row.key for row in self._rows.rows]

    def _told(self, current: QModelIndex, before: QModelIndex) -> None:
        if not self._quiet and current.isValid():
            self.rowChosen.emit(self._rows.rows[current.row()].key)
