"""Reading tables of master data: CSV in the encodings people send, and workbooks."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from inspector_app.bootstrap.master_template import template
from inspector_app.bootstrap.tables import import_words
from inspector_app.bootstrap.workbook_parts import Limits, Sheet, Snare, SnareKind, opened_workbook
from inspector_app.domain.errors import IntakeError
from inspector_app.domain.master_import.table import (
    HEADING_ROWS,
    Fault,
    Numbered,
    Raw,
    Table,
    lay_out,
    letter_of,
    recognised,
)
from inspector_app.domain.master_import.words import ImportKind, ImportWords
from inspector_app.i18n import Language
from inspector_app.services.master_import import MOST_BYTES, MOST_ROWS

MOST_COLUMNS: Final = 100
LIMITS: Final = Limits(
    file=MOST_BYTES, unpacked=400_000_000, part=300_000_000, parts=500, rows=MOST_ROWS,
    columns=MOST_COLUMNS,
)  # fmt: skip
MOST_FIELD: Final = 20_000
_DELIMITERS: Final = (",", ";", "\t", "|")
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_MOST_MERGED: Final = 5_000
_SNARES: Final[dict[SnareKind, str]] = {
    "formula": "workbook_formula", "merged": "workbook_merged", "hidden_row": "workbook_hidden",
    "error": "import_cell_error",
}  # fmt: skip


class MasterSheets:
    """The ``SheetFiles`` of this program."""

    def words(self) -> ImportWords:
        """Headings and choices of ``resources/master_data``."""
        return import_words()

    def read(self, kind: ImportKind, data: bytes, sheet: str = "") -> Table:
        """IntakeError ``import_too_large``, ``import_not_a_table``, ``import_old_excel``,
        ``import_encoding``, ``import_bad_csv``, ``import_sheet_missing``, ``import_sheets_many``,
        ``workbook_*``, and as ``lay_out``."""
        if len(data) > MOST_BYTES:
            raise IntakeError("import_too_large", most=MOST_BYTES)
        if not data.strip():
            raise IntakeError("import_empty")
        if data.startswith(_OLD_EXCEL):
            raise IntakeError("import_old_excel")
        if data.startswith(b"PK\x03\x04"):
            return _workbook(kind, data, sheet)
        return lay_out(import_words(), kind, *_text_rows(kind, _decoded(data)))

    def template(self, kind: ImportKind, language: Language) -> bytes:
        """An empty workbook."""
        return template(import_words(), kind, language)


def _decoded(data: bytes) -> str:
    """The text by its mark, else UTF-8, UTF-16 without a mark, GB18030."""
    names = [name for mark, name in _BOMS if data.startswith(mark)][:1] or _guessed(data)
    for name in names:
        try:
            text = data.decode(name)
        except (UnicodeDecodeError, ValueError):
            continue
        text = text.removeprefix("\ufeff")
        if "\x00" in text:
            break
        if text.lstrip()[:1] == "<":
            raise IntakeError("import_not_a_table")
        return text
    raise IntakeError("import_encoding")


def _guessed(data: bytes) -> list[str]:
    zeros = data[:4000].count(0), data[1:4000:2].count(0)
    if zeros[0]:  # Latin letters of UTF-16 have a zero as every other byte
        return ["utf-16-le" if zeros[1] * 2 > zeros[0] else "utf-16-be"]
    return ["utf-8", "gb18030"]


def _text_rows(kind: ImportKind, text: str) -> tuple[list[Numbered], list[Fault]]:
    rows: list[Numbered] = []
    faults: list[Fault] = []
    for number, cells in enumerate(_parsed(text, _delimiter(kind, text)), start=1):
        if number > MOST_ROWS:
            raise IntakeError("import_too_many_rows", most=MOST_ROWS)
        rows.append((number, cells))
        for index, cell in enumerate(cells):
            if cell.startswith("="):
                faults.append(_fault("workbook_formula", number, index + 1, cell))
    return rows, faults


def _delimiter(kind: ImportKind, text: str) -> str:
    """The separator with which the first lines name most columns we know."""
    sample = "\n".join(text[:40_000].splitlines()[: HEADING_ROWS * 2])

    def known(delimiter: str) -> int:
        rows = list(csv.reader(io.StringIO(sample), delimiter=delimiter))[:HEADING_ROWS]
        return max((recognised(import_words(), kind, row) for row in rows), default=0)

    try:
        return max(_DELIMITERS, key=known)
    except csv.Error as problem:
        raise IntakeError("import_bad_csv", row=1) from problem


def _parsed(text: str, delimiter: str) -> Iterator[list[str]]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    at = 0
    while True:
        at += 1
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error as problem:
            raise IntakeError("import_bad_csv", row=at) from problem
        if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
            raise IntakeError("import_bad_csv", row=at)
        if any(len(cell) > MOST_FIELD for cell in cells):
            raise IntakeError("import_bad_csv", row=at)
        yield cells


def _workbook(kind: ImportKind, data: bytes, wanted: str) -> Table:
    from python_calamine import CalamineError, CalamineWorkbook

    with opened_workbook(data, LIMITS, IntakeError) as parts:
        visible = [sheet for sheet in parts.sheets() if not sheet.hidden]
        if wanted:
            visible = [sheet for sheet in visible if sheet.name.strip() == wanted.strip()]
        if not visible:
            raise IntakeError("import_sheet_missing", sheet=wanted)
        # Looked through before any is read: the reader keeps a sheet as a full rectangle.
        snares = [list(parts.snares(sheet.part)) for sheet in visible]
        try:
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            rows = [_rows(book.get_sheet_by_name(sheet.name)) for sheet in visible]
        except (CalamineError, ValueError) as problem:
            raise IntakeError("workbook_unreadable") from problem
    return _fitting(kind, [_Sheet(*each) for each in zip(visible, rows, snares, strict=True)])


@dataclass(frozen=True, slots=True)
class _Sheet:
    sheet: Sheet
    rows: list[Numbered]
    snares: list[Snare]

    def table(self, kind: ImportKind) -> Table:
        """As ``lay_out``; IntakeError ``workbook_hidden`` for a hidden column that we read."""
        name = self.sheet.name
        faults = [fault for snare in self.snares for fault in _faults(snare, name)]
        table = lay_out(import_words(), kind, self.rows, faults)
        for snare in self.snares:
            hidden = range(snare.column, snare.last_column + 1)
            if snare.kind == "hidden_column" and any(at + 1 in hidden for at in table.at.values()):
                letter = letter_of(snare.column - 1)
                raise IntakeError("workbook_hidden", place=f"{name}!{letter}")
        return table


def _fitting(kind: ImportKind, sheets: Sequence[_Sheet]) -> Table:
    """The sheet that names our columns; IntakeError ``import_sheets_many`` when two do."""
    tables: dict[str, Table] = {}
    problem: IntakeError | None = None
    for each in sheets:
        try:
            tables[each.sheet.name] = each.table(kind)
        except IntakeError as refusal:
            problem = problem or refusal
    # A sheet that explains the columns names one of them a row.
    full = {name: table for name, table in tables.items() if len(table.at) > 1} or tables
    if len(full) > 1:
        raise IntakeError("import_sheets_many", sheets="、".join(full))
    for table in full.values():
        return table
    raise problem or IntakeError("import_empty")


def _rows(sheet: Any) -> list[Numbered]:
    cells = sheet.to_python(skip_empty_area=False)
    return [(number, [_raw(cell) for cell in row]) for number, row in enumerate(cells, start=1)]


def _raw(cell: Any) -> Raw:
    if isinstance(cell, str | float | int | bool | date | datetime):
        return cell
    return None if cell is None else str(cell)


def _faults(snare: Snare, sheet: str) -> Iterator[Fault]:
    """Every row of a merged range is bad: its cells look filled and are not."""
    code = _SNARES.get(snare.kind)
    if code is None:
        return
    last = min(snare.last_row, snare.row + _MOST_MERGED)
    for row in range(snare.row, last + 1):
        yield _fault(code, row, snare.column, place=f"{sheet}!{letter_of(snare.column - 1)}{row}")


def _fault(code: str, row: int, column: int, value: str = "", place: str = "") -> Fault:
    letter = letter_of(column - 1)
    return Fault(
        row=row, code=code, column=letter, value=value[:40],
        params={"place": place or f"{letter}{row}"},
    )  # fmt: skip
