"""Long lists as card rows: ids at once, rows by pages of 200, the least recently used dropped."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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

from inspector_app.services.ports import TaskRunner
from inspector_app.ui.context import Ui
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.widgets.painting import rounded, text_width, words

PAGE = 200
PAGES_KEPT = 25
ROW_HEIGHT = 84
_Index: TypeAlias = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTag:
    """A small tag at a row's right."""

    text: str
    tone: Tone = "neutral"
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """What one row shows. ``progress`` 0…1 draws a thin bar; ``lead`` is an icon's name.

    ``opens`` False takes the arrow away: such a row is only read.
    """

    title: str
    subtitle: str = ""
    trailing: str = ""
    lead: str = ""
    lead_tone: Tone = "neutral"
    tags: tuple[RowTag, ...] = ()
    progress: float | None = None
    opens: bool = True


Fetch: TypeAlias = Callable[[Sequence[Any]], Sequence[ListRow]]


class PagedModel(QAbstractListModel):
    """``set_source(ids, fetch)``: ``fetch`` gets up to 200 ids and runs on the read pool."""

    def __init__(self, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._ids: Sequence[Any] = ()
        self._fetch: Fetch | None = None
        self._pages: OrderedDict[int, Sequence[ListRow]] = OrderedDict()
        self._asked: set[int] = set()
        self._source = 0

    def set_source(self, ids: Sequence[Any], fetch: Fetch) -> None:
        """Show ``ids``; their rows come when they come into view."""
        self.beginResetModel()
        self._ids, self._fetch = ids, fetch
        self._forget()
        self.endResetModel()

    def refresh(self) -> None:
        """Fetch the rows again (data or language changed), keeping the place."""
        self._forget()
        if self._ids:
            self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1))

    def _forget(self) -> None:
        self._pages.clear()
        self._asked.clear()
        self._source += 1

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def identity(self, row: int) -> Any:
        """The id of a row."""
        return self._ids[row]

    def row(self, at: int) -> ListRow | None:
        """The row when it is here; else None, and it is on its way."""
        page = at // PAGE
        found = self._pages.get(page)
        if found is None:
            self._ask(page)
            found = self._pages.get(page)  # a runner may answer at once
            if found is None:
                return None
        self._pages.move_to_end(page)
        place = at % PAGE
        return found[place] if place < len(found) else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.UserRole:
            return self.identity(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self.row(index.row())
            if row is None:
                return ""
            told = (row.title, row.subtitle, row.trailing, *(tag.text for tag in row.tags))
            return ", ".join(text for text in told if text)
        return None

    def _ask(self, page: int) -> None:
        if page in self._asked or self._fetch is None:
            return
        self._asked.add(page)
        ids, fetch, source = self._ids[page * PAGE : (page + 1) * PAGE], self._fetch, self._source
        self._tasks.read(lambda: fetch(ids), lambda rows: self._keep(source, page, rows))

    def _keep(self, source: int, page: int, rows: Sequence[ListRow]) -> None:
        if source != self._source:
            return
        self._asked.discard(page)
        self._pages[page] = rows
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        first = page * PAGE
        last = min(first + PAGE, len(self._ids)) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first), self.index(last))


class _RowDelegate(QStyledItemDelegate):
    def __init__(self, ui: Ui, parent: QObject) -> None:
        super().__init__(parent)
        self._ui = ui

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(320, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        view: Any = option
        model = index.model()
        assert isinstance(model, PagedModel)
        palette = self._ui.theme.palette
        box = QRectF(view.rect).adjusted(2, 4, -2, -4)
        state = view.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        fill = palette.accent.soft if chosen else palette.hover if over else palette.surface
        line = palette.focus if chosen else palette.border
        rounded(painter, box, 12, fill, line, width=2 if chosen else 1)
        row = model.row(index.row())
        inner = box.adjusted(SPACE.l, 0, -SPACE.l, 0)
        if row is None:
            for top, share in ((20.0, 0.32), (46.0, 0.5)):
                bar = QRectF(inner.left(), box.top() + top, inner.width() * share, 12)
                rounded(painter, bar, 6, palette.sunken)
            return
        if row.lead:
            inner.setLeft(self._paint_lead(painter, inner, row))
        inner.setRight(self._paint_right(painter, inner, row))
        self._paint_words(painter, inner, row)

    def _paint_lead(self, painter: QPainter, inner: QRectF, row: ListRow) -> float:
        tone = self._ui.theme.tone(row.lead_tone)
        tile = QRectF(inner.left(), inner.center().y() - 24, 48, 48)
        rounded(painter, tile, 10, tone.soft)
        self._ui.icons.paint(painter, row.lead, tone.ink, tile.adjusted(11, 11, -11, -11))
        return tile.right() + SPACE.l

    def _paint_right(self, painter: QPainter, inner: QRectF, row: ListRow) -> float:
        palette = self._ui.theme.palette
        right = inner.right()
        if row.opens:
            chevron = QRectF(right - 22, inner.center().y() - 11, 22, 22)
            self._ui.icons.paint(painter, "forward", palette.text_faint, chevron)
            right -= 22 + SPACE.m
        if row.trailing:
            face = sized(16, bold=True)
            width = text_width(row.trailing, face) + 2
            place = QRectF(right - width, inner.top(), width, inner.height())
            words(painter, place, row.trailing, face, palette.text)
            right -= width + SPACE.l
        for tag in reversed(row.tags):
            right = self._paint_tag(painter, right, inner, tag) - SPACE.s
        return right - SPACE.s

    def _paint_tag(self, painter: QPainter, right: float, inner: QRectF, tag: RowTag) -> float:
        tone = self._ui.theme.tone(tag.tone)
        face = sized(14, bold=True)
        icon = 22.0 if tag.icon else 0.0
        width = text_width(tag.text, face) + 22 + icon
        box = QRectF(right - width, inner.center().y() - 15, width, 30)
        rounded(painter, box, 8, tone.soft, tone.line)
        if tag.icon:
            place = QRectF(box.left() + 9, box.center().y() - 9, 18, 18)
            self._ui.icons.paint(painter, tag.icon, tone.ink, place)
        words(painter, box.adjusted(icon, 0, 0, 0), tag.text, face, tone.ink)
        return box.left()

    def _paint_words(self, painter: QPainter, inner: QRectF, row: ListRow) -> None:
        palette = self._ui.theme.palette
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        middle = inner.center().y() - (4 if row.progress is not None else 0)
        if row.subtitle:
            upper = QRectF(inner.left(), middle - 25, inner.width(), 26)
            lower = QRectF(inner.left(), middle + 2, inner.width(), 22)
            words(painter, lower, row.subtitle, sized(14), palette.text_muted, flags)
        else:
            upper = QRectF(inner.left(), middle - 13, inner.width(), 26)
        words(painter, upper, row.title, sized(17, bold=True), palette.text, flags)
        if row.progress is not None:
            track = QRectF(inner.left(), inner.bottom() - 14, min(inner.width(), 320), 5)
            rounded(painter, track, 2.5, palette.neutral.soft)
            share = min(max(row.progress, 0.0), 1.0)
            tone = palette.good if share >= 1 else palette.accent
            if share > 0:
                done = QRectF(track.left(), track.top(), max(5.0, track.width() * share), 5)
                rounded(painter, done, 2.5, tone.solid)


class DataList(QListView):
    """Card rows. ``rowChosen(id)`` by touch, Enter or Space."""

    rowChosen = Signal(object)

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = PagedModel(ui.tasks, self)
        self.setModel(self._rows)
        self.setItemDelegate(_RowDelegate(ui, self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.clicked.connect(self._choose)
        ui.texts.languageChanged.connect(self._rows.refresh)
        ui.theme.changed.connect(self.viewport().update)

    @property
    def rows(self) -> PagedModel:
        """The model behind."""
        return self._rows

    def set_source(self, ids: Sequence[Any], fetch: Fetch) -> None:
        """A long list: all ids now, rows by pages on the read pool."""
        self._rows.set_source(ids, fetch)

    def set_rows(self, rows: Sequence[tuple[Any, ListRow]]) -> None:
        """A short list that is already here."""
        known = dict(rows)
        self._rows.set_source([key for key, _ in rows], lambda ids: [known[key] for key in ids])

    def content_height(self) -> int:
        """The height that shows every row, for short lists inside a scrolling page."""
        return self._rows.rowCount() * ROW_HEIGHT + 4

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and self.currentIndex().isValid()
        ):
            event.accept()  # Enter on a chosen row is the row's, not the page's
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and self.currentIndex().isValid():
            self._choose(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        self.rowChosen.emit(self._rows.identity(index.row()))
