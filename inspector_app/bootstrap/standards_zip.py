"""Looking into the workbook of a standard before it is read: bombs, formulas, merged cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from inspector_app.bootstrap.standards_cells import Cell
from inspector_app.bootstrap.workbook_parts import Limits, Parts, SnareKind, opened_workbook
from inspector_app.domain.errors import StandardError
from inspector_app.services.standard_files import Problem

MAX_FILE: Final = 5_000_000
MAX_UNPACKED: Final = 20_000_000
MAX_PART: Final = 4_000_000
"""Bytes of one sheet: twenty times the largest standard that can be published."""
MAX_PARTS: Final = 200
MAX_ROWS: Final = 6_000
MAX_COLUMNS: Final = 60

_CODES: Final[dict[SnareKind, str]] = {
    "formula": "workbook_formula", "merged": "workbook_merged", "hidden_row": "workbook_hidden",
    "hidden_column": "workbook_hidden",
}  # fmt: skip


def check_workbook(data: bytes) -> tuple[Problem, ...]:
    """Formulas, merged cells and what is hidden, each with its place.

    StandardError ``workbook_too_large``, ``workbook_macros`` and ``workbook_unreadable``.
    """
    limits = Limits(
        file=MAX_FILE, unpacked=MAX_UNPACKED, part=MAX_PART, parts=MAX_PARTS, rows=MAX_ROWS,
        columns=MAX_COLUMNS,
    )  # fmt: skip
    with opened_workbook(data, limits, StandardError) as parts:
        return tuple(_snares(parts))


def _snares(parts: Parts) -> Iterator[Problem]:
    for sheet in parts.sheets():
        if sheet.hidden:
            yield _problem("workbook_hidden", Cell(sheet=sheet.name, row=1, column=1))
        for snare in parts.snares(sheet.part):
            if snare.kind in _CODES:
                cell = Cell(sheet=sheet.name, row=snare.row, column=snare.column)
                yield _problem(_CODES[snare.kind], cell)


def _problem(code: str, cell: Cell) -> Problem:
    place = f"{cell.sheet}!{cell.name}"
    return Problem(
        code=code, params={"place": place}, place=place, sheet=cell.sheet, row=cell.row,
        column=cell.column,
    )  # fmt: skip
