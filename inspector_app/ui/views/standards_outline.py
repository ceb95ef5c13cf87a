"""The outline of a standard: stages and their items, with what is wrong and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
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
from inspector_app.ui.presenters.standards_document import WHOLE, Row
from inspector_app.ui.presenters.standards_model import OutlineLine
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.views.standards_words import CHANGE_LOOKS, ITEM_ICONS, picked
from inspector_app.ui.views.walk_words import STAGE_ICONS, two_lines
from inspector_app.ui.widgets.painting import rounded, text_width, words

_Index: TypeAlias = QModelIndex | QPersistentModelIndex
HEIGHTS = {"standard": 60, "stage": 60, "item": 62}


class _Lines(QAbstractListModel):
    def __init__(self, ui: Ui, parent: QObject) -> None:
        super().__init__(parent)
        self._ui = ui
        self.lines: tuple[OutlineLine, ...] = ()

    def set_lines(self, lines: Sequence[OutlineLine]) -> None:
        same = [each.row for each in lines] == [each.row for each in self.lines]
        if same:
            self.lines = tuple(lines)
            if self.lines:
                self.dataChanged.emit(self.index(0), self.index(len(self.lines) - 1))
            return
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line_words(self._ui, line)
        if role == Qt.ItemDataRole.ToolTipRole and line.faults:
            return self._ui.t("standards.faults", count=line.faults)
        return None


def line_words(ui: Ui, line: OutlineLine) -> str:
    """What a line is called."""
    if line.row == WHOLE:
        return ui.t("standards.whole_line")
    return picked(ui, line.names, line.id or ui.t("standards.nameless"))


class _Delegate(QStyledItemDelegate):
    def __init__(self, ui: Ui, parent: QObject) -> None:
        super().__init__(parent)
        self._ui = ui

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        model = index.model()
        assert isinstance(model, _Lines)
        return QSize(220, HEIGHTS[model.lines[index.row()].row.kind])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        view: Any = option
        model = index.model()
        assert isinstance(model, _Lines)
        line = model.lines[index.row()]
        palette = self._ui.theme.palette
        item = line.row.kind == "item"
        box = QRectF(view.rect).adjusted(SPACE.xl if item else 2, 3, -2, -3)
        chosen = bool(view.state & QStyle.StateFlag.State_Selected)
        over = bool(view.state & QStyle.StateFlag.State_MouseOver)
        ground = palette.surface if item else palette.sunken
        fill = palette.accent.soft if chosen else palette.hover if over else ground
        rounded(
            painter, box, 10, fill, palette.focus if chosen else palette.border,
            width=2 if chosen else 1,
        )  # fmt: skip
        inner = box.adjusted(SPACE.m, 0, -SPACE.s, 0)
        inner.setLeft(self._paint_icon(painter, inner, line))
        inner.setRight(self._paint_marks(painter, inner, line))
        face = sized(15, bold=not item)
        two_lines(painter, inner, line_words(self._ui, line), face, palette.text)

    def _paint_icon(self, painter: QPainter, inner: QRectF, line: OutlineLine) -> float:
        palette = self._ui.theme.palette
        icon = {
            "standard": "settings",
            "stage": STAGE_ICONS.get(line.kind, "list"),
            "item": ITEM_ICONS.get(line.kind, "info"),
        }[line.row.kind]
        place = QRectF(inner.left(), inner.center().y() - 11, 22, 22)
        ink = palette.text_muted if line.row.kind == "item" else palette.accent.ink
        self._ui.icons.paint(painter, icon, ink, place)
        return place.right() + SPACE.s

    def _paint_marks(self, painter: QPainter, inner: QRectF, line: OutlineLine) -> float:
        right = inner.right()
        marks: list[tuple[str, Tone]] = []
        if line.gate:
            marks.append(("gate", "accent"))
        if line.conditional:
            marks.append(("split", "neutral"))
        if line.change:
            tone, icon = CHANGE_LOOKS[line.change]
            marks.append((icon, tone))
        for icon, tone in marks:
            ink = self._ui.theme.tone(tone).ink
            place = QRectF(right - 18, inner.center().y() - 9, 18, 18)
            self._ui.icons.paint(painter, icon, ink, place)
            right -= 18 + SPACE.xs
        if line.faults:
            tone_of = self._ui.theme.tone("bad")
            face = sized(13, bold=True)
            width = max(24.0, text_width(str(line.faults), face) + 14)
            badge = QRectF(right - width, inner.center().y() - 12, width, 24)
            rounded(painter, badge, 12, tone_of.solid)
            words(painter, badge, str(line.faults), face, tone_of.on_solid)
            right = badge.left() - SPACE.xs
        return right - SPACE.xs


class OutlineList(QListView):
    """``rowChosen(Row)`` as the keyboard or a press moves; ``moveWanted(-1 or +1)`` by Alt and an
    arrow, ``deleteWanted`` by Delete."""

    rowChosen = Signal(object)
    moveWanted = Signal(int)
    deleteWanted = Signal()

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = _Lines(ui, self)
        self._quiet = False
        self.setModel(self._lines)
        self.setItemDelegate(_Delegate(ui, self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.selectionModel().currentChanged.connect(self._told)
        ui.texts.languageChanged.connect(self.viewport().update)
        ui.theme.changed.connect(self.viewport().update)
        ui.say(self.setAccessibleName, "standards.outline")

    def show_lines(self, lines: Sequence[OutlineLine], current: Row) -> None:
        """Show these lines with ``current`` lit; the place stays."""
        place = self.verticalScrollBar().value()
        self._quiet = True
        self._lines.set_lines(lines)
        at = next((n for n, line in enumerate(lines) if line.row == current), -1)
        index = self._lines.index(at) if at >= 0 else QModelIndex()
        self.setCurrentIndex(index)
        self._quiet = False
        self.verticalScrollBar().setValue(place)
        if at >= 0:
            self.scrollTo(index)

    def _told(self, current: QModelIndex, before: QModelIndex) -> None:
        if not self._quiet and current.isValid():
            self.rowChosen.emit(self._lines.lines[current.row()].row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.moveWanted.emit(steps[Qt.Key(event.key())])
            return
        if event.key() == Qt.Key.Key_Delete:
            self.deleteWanted.emit()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Delete
        ):
            event.accept()
            return True
        return super().event(event)
