"""A list that fetches on as one scrolls: pages after a key, newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Signal
from PySide6.QtWidgets import QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.widgets.data_list import DataList, ListRow, PagedModel

_Index: TypeAlias = QModelIndex | QPersistentModelIndex
Draw: TypeAlias = Callable[[Any], ListRow]


class GrowingModel(PagedModel):
    """Keeps what was fetched; ``moreWanted`` when the end comes into view."""

    moreWanted = Signal()

    def __init__(self, tasks: Any, draw: Draw, parent: DataList) -> None:
        super().__init__(tasks, parent)
        self._draw = draw
        self._items: list[Any] = []
        self._more = False

    def restart(self, items: Sequence[Any], *, more: bool) -> None:
        """Begin again with ``items``."""
        self.beginResetModel()
        self._items, self._more = list(items), more
        self.endResetModel()

    def extend(self, items: Sequence[Any], *, more: bool) -> None:
        """Add the next page, keeping the place."""
        self._more = more
        if items:
            first = len(self._items)
            self.beginInsertRows(QModelIndex(), first, first + len(items) - 1)
            self._items += items
            self.endInsertRows()

    def refresh(self) -> None:
        """Draw every row again: the language or the state of sending changed."""
        if self._items:
            self.dataChanged.emit(self.index(0), self.index(len(self._items) - 1))

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def identity(self, row: int) -> Any:
        """The item of a row."""
        return self._items[row]

    def row(self, at: int) -> ListRow | None:
        """The row as it is drawn."""
        return self._draw(self._items[at])

    def canFetchMore(self, parent: _Index) -> bool:
        return self._more and not parent.isValid()

    def fetchMore(self, parent: _Index) -> None:
        if self._more:
            self._more = False  # until this page is here
            self.moreWanted.emit()


class GrowingList(DataList):
    """Card rows of items that ``draw`` turns into rows. ``rowChosen(item)``, ``moreWanted()``."""

    moreWanted = Signal()

    def __init__(self, ui: Ui, draw: Draw, parent: QWidget | None = None) -> None:
        super().__init__(ui, parent)
        self._rows: GrowingModel = GrowingModel(ui.tasks, draw, self)
        self.setModel(self._rows)
        self._rows.moreWanted.connect(self.moreWanted)
        ui.texts.languageChanged.connect(self._rows.refresh)

    def restart(self, items: Sequence[Any], *, more: bool) -> None:
        """Begin again; ``more``: whether older ones can be fetched."""
        self._rows.restart(items, more=more)
        self.scrollToTop()

    def extend(self, items: Sequence[Any], *, more: bool) -> None:
        """The next page."""
        self._rows.extend(items, more=more)
