"""One row of a table under reading, collecting what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from inspector_app.domain.errors import IntakeError, Param
from inspector_app.domain.master_import import cells
from inspector_app.domain.master_import.table import Fault, Numbered, Raw, Table, letter_of, shown
from inspector_app.domain.master_import.words import ImportWords

T = TypeVar("T")

NAME: int = 200
CODE: int = 40
TEXT: int = 500
_SECRET = frozenset({"pin"})
"""Columns whose cells are told to nobody."""


class Row:
    """Reads cells of one row by the columns' own names.

    A column that the table does not have leaves the value ``kept``; a cell that is blank clears
    it. What cannot be read becomes a fault, and ``kept`` is answered.
    """

    def __init__(self, table: Table, words: ImportWords, row: Numbered) -> None:
        self.number, self._cells = row
        self.faults: list[Fault] = []
        self._table = table
        self._words = words

    def has(self, name: str) -> bool:
        """Whether the table has the column."""
        return name in self._table.at

    def raw(self, name: str) -> Raw:
        """The cell, None where nothing stands."""
        index = self._table.at.get(name)
        if index is None or index >= len(self._cells):
            return None
        value = self._cells[index]
        if isinstance(value, str):
            return value if value and not value.isspace() else None
        return value

    def fault(self, name: str, code: str, **params: Param) -> None:
        """Something is wrong in a column, which may be one the table lacks."""
        index = self._table.at.get(name)
        column = self._words.columns[self._table.kind][name]
        self.faults.append(
            Fault(
                row=self.number, code=code, params=params,
                value="" if name in _SECRET else shown(self.raw(name)),
                column="" if index is None else letter_of(index),
                heading=self._table.heading.get(name, column.both),
            )
        )  # fmt: skip

    def read(self, name: str, how: Callable[[Raw], T], kept: T, blank: T) -> T:
        """The cell's meaning; ``blank`` where nothing stands."""
        if name not in self._table.at:
            return kept
        value = self.raw(name)
        if value is None:
            return blank
        try:
            return how(value)
        except IntakeError as problem:
            self.fault(name, problem.code, **problem.params)
            return kept

    def text(self, name: str, kept: str = "", most: int = NAME) -> str:
        """A name or remark."""
        return self.read(name, lambda value: cells.text(value, most), kept, "")

    def code(self, name: str, kept: str = "", most: int = CODE) -> str:
        """A code or number."""
        return self.read(name, lambda value: cells.code(value, most), kept, "")

    def whole(self, name: str, kept: int, least: int, most: int) -> int:
        """A count; a blank cell leaves what is there."""
        return self.read(name, lambda value: cells.whole(value, least, most), kept, kept)

    def day(self, name: str, kept: date | None) -> date | None:
        """A day or none."""
        return self.read(name, cells.day, kept, None)

    def choice(self, name: str, kind: str, kept: str, blank: str) -> str:
        """One of several values; ``kind`` names the words."""
        words: Mapping[str, str] = self._words.choices[kind]
        return self.read(name, lambda value: cells.choice(value, words), kept, blank)

    def names(self, kept: Mapping[str, str]) -> dict[str, str]:
        """The Chinese and the English name; the Chinese one stands for a missing English one."""
        zh = self.text("name_zh", kept.get("zh", ""))
        en = self.text("name_en", kept.get("en", ""))
        same = kept.get("en", "") == kept.get("zh", "")
        return {"zh": zh, "en": zh if not en or (same and not self.has("name_en")) else en}

    def need(self, name: str, value: object) -> None:
        """A fault when something new lacks this; one that could not be read was told already."""
        if not value and self.raw(name) is None:
            self.fault(name, "import_value_missing")

    def key(self, name: str, most: int = CODE) -> str:
        """The code that says which item a row is about; "" with a fault when there is none."""
        found = self.code(name, "", most)
        self.need(name, found)
        return found
