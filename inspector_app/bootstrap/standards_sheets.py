"""Reading a standard from a workbook, with the sheet, row and column of every fault."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from inspector_app.bootstrap.resources import catalogue
from inspector_app.bootstrap.standards_cells import (
    COLUMNS,
    FIELDS,
    SHEETS,
    Cell,
    from_cell,
    put,
)
from inspector_app.bootstrap.standards_zip import check_workbook
from inspector_app.domain.errors import Param, StandardError
from inspector_app.services.standard_files import Problem

_KEY: Final = re.compile(r"\(([a-z_.]+)\)\s*$")
_LAST_STEP: Final = re.compile(r"(\.[^.\[\]]+|\[\d+\])$")
MOST_PROBLEMS: Final = 100


class SheetPlaces:
    """Where a place of the document stands in the workbook."""

    def __init__(self) -> None:
        self._cells: dict[str, Cell] = {}

    def put(self, place: str, cell: Cell) -> None:
        """Remember where a place was read from; the first cell stays."""
        self._cells.setdefault(place, cell)

    def of(self, place: str) -> Cell:
        """The cell of the place, or of the nearest thing around it."""
        while place not in self._cells and place:
            shorter = _LAST_STEP.sub("", place)
            place = shorter if shorter != place else ""
        return self._cells.get(place) or Cell(sheet=title("standard"), row=1, column=1)


@dataclass(slots=True)
class Workbook:
    """What was read; ``document`` is only to be used when there is no problem."""

    document: dict[str, Any] = field(default_factory=dict)
    places: SheetPlaces = field(default_factory=SheetPlaces)
    problems: tuple[Problem, ...] = ()


def read_workbook(data: bytes) -> Workbook:
    """The document of a workbook, or the problems of the workbook itself.

    Codes: ``workbook_unreadable``, ``workbook_too_large``, ``workbook_formula``,
    ``workbook_merged``, ``workbook_hidden``, ``workbook_macros``, ``sheet_missing``,
    ``sheet_twice``, ``unknown_column``,
    ``column_missing``, ``column_twice``, ``unknown_field``, ``unknown_stage``,
    ``unknown_item``, ``duplicate_id``.
    """
    try:
        snares = check_workbook(data)
        if snares:
            return Workbook(problems=snares[:MOST_PROBLEMS])
        sheets = _sheets(data)
    except StandardError as fault:
        return Workbook(problems=(Problem(code=fault.code, params=fault.params),))
    return _Reading(sheets).whole()


def title(sheet: str) -> str:
    """The Chinese name a sheet is written with."""
    return catalogue().speak("zh")(f"standard_sheet.title.{sheet}")


def titles() -> dict[str, str]:
    """Sheet by every name it may have: its key and its name in both languages."""
    speakers = (catalogue().speak("zh"), catalogue().speak("en"))
    known = {sheet: sheet for sheet in SHEETS}
    for speak in speakers:
        known |= {speak(f"standard_sheet.title.{sheet}").lower(): sheet for sheet in SHEETS}
    return known


def _sheets(data: bytes) -> dict[str, tuple[str, list[list[Any]]]]:
    """Key of the sheet → its name and rows; StandardError when it is no workbook."""
    from python_calamine import CalamineError, CalamineWorkbook

    known = titles()
    found: dict[str, tuple[str, list[list[Any]]]] = {}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            key = known.get(name.strip().lower())
            if key is None:
                continue
            if key in found:
                raise StandardError("sheet_twice", sheet=name)
            found[key] = (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    except (CalamineError, ValueError, OSError) as problem:
        raise StandardError("workbook_unreadable") from problem
    for key in SHEETS[:3]:
        if key not in found:
            raise StandardError("sheet_missing", sheet=title(key))
    return found


class _Reading:
    """Puts the rows of five sheets together, collecting problems on the way."""

    def __init__(self, sheets: Mapping[str, tuple[str, list[list[Any]]]]) -> None:
        self._sheets = sheets
        self._book = Workbook()
        self._problems: list[Problem] = []
        self._stages: dict[str, int] = {}
        self._items: dict[str, str] = {}
        self._own: set[str] = set()

    def whole(self) -> Workbook:
        """The document, its places and the problems."""
        self._own_fields()
        self._book.document["stages"] = []
        for row in self._rows("stages"):
            self._stage(row)
        for row in self._rows("items"):
            self._item(row)
        for row in self._rows("choices"):
            self._below_item(row, "choices", "item")
        for row in self._rows("conditions"):
            self._below_item(row, "when", "item")
        self._book.problems = tuple(self._problems[:MOST_PROBLEMS])
        return self._book

    def _own_fields(self) -> None:
        for row in self._rows("standard"):
            name, value = str(row.given.get("field", "")).strip(), row.given.get("value")
            name = _key_of(name)
            if value is None or not name:
                continue
            if name in self._own:
                self._fault("duplicate_id", row.cells["field"], id=name)
                continue
            self._own.add(name)
            if not FIELDS.fullmatch(name):
                self._fault("unknown_field", row.cells["field"], field=name)
                continue
            self._put(self._book.document, name, value, row.cells["value"], "")

    def _stage(self, row: _Row) -> None:
        stages: list[dict[str, Any]] = self._book.document["stages"]
        place = f"stages[{len(stages)}]"
        name = str(row.given.get("id", ""))
        if name in self._stages:
            self._fault("duplicate_id", row.first, id=name, place=place)
            return
        self._stages[name] = len(stages)
        stage = self._filled(row, place, skip=())
        stage["items"] = []
        stages.append(stage)

    def _item(self, row: _Row) -> None:
        named = str(row.given.get("stage", ""))
        at = self._stages.get(named)
        if at is None:
            self._fault("unknown_stage", row.cells.get("stage", row.first), stage=named)
            return
        items = self._book.document["stages"][at]["items"]
        place = f"stages[{at}].items[{len(items)}]"
        items.append(self._filled(row, place, skip=("stage",)))
        self._items.setdefault(str(row.given.get("id", "")), place)

    def _below_item(self, row: _Row, kind: str, owner: str) -> None:
        named = str(row.given.get(owner, ""))
        place = self._items.get(named)
        if place is None:
            self._fault("unknown_item", row.cells.get(owner, row.first), item=named, place=kind)
            return
        stage, item = (int(number) for number in re.findall(r"\d+", place))
        entries = self._book.document["stages"][stage]["items"][item].setdefault(kind, [])
        filled = self._filled(row, f"{place}.{kind}[{len(entries)}]", skip=(owner,))
        if "depends_on" in filled:
            filled["item"] = filled.pop("depends_on")
        entries.append(filled)

    def _filled(self, row: _Row, place: str, skip: Sequence[str]) -> dict[str, Any]:
        filled: dict[str, Any] = {}
        self._book.places.put(place, row.first)
        for name, value in row.given.items():
            if name not in skip:
                self._put(filled, name, value, row.cells[name], place)
        return filled

    def _put(self, spot: dict[str, Any], name: str, value: Any, cell: Cell, place: str) -> None:
        full = f"{place}.{name}" if place else name
        self._book.places.put(full, cell)
        try:
            put(spot, name, from_cell(name, value))
        except KeyError:
            self._fault("unknown_field", cell, field=name)

    def _rows(self, key: str) -> list[_Row]:
        if key not in self._sheets:
            return []
        name, rows = self._sheets[key]
        columns = self._header(key, name, rows[0] if rows else [])
        found = []
        for at, cells in enumerate(rows[1:], start=2):
            given = {
                column: cells[index]
                for column, index in columns.items()
                if index < len(cells) and not _blank(cells[index])
            }
            if given:
                places = {
                    column: Cell(sheet=name, row=at, column=index + 1)
                    for column, index in columns.items()
                }
                found.append(_Row(given=given, cells=places))
        return found

    def _header(self, key: str, name: str, cells: Sequence[Any]) -> dict[str, int]:
        known = _labels(key)
        found: dict[str, int] = {}
        for index, cell in enumerate(cells):
            if _blank(cell):
                continue
            label, at = str(cell).strip(), Cell(sheet=name, row=1, column=index + 1)
            column = known.get(_key_of(label).lower())
            if column is None:
                self._fault("unknown_column", at, column_name=label)
            elif column in found:
                self._fault("column_twice", at, column_name=label)
            else:
                found[column] = index
        first = COLUMNS[key][0]
        if first not in found:
            self._fault("column_missing", Cell(sheet=name, row=1, column=1), column_name=first)
            return {}
        return found

    def _fault(self, code: str, cell: Cell, **params: Param) -> None:
        params = {"place": f"{cell.sheet}!{cell.name}", **params}
        self._problems.append(
            Problem(
                code=code, params=params, place=str(params["place"]), sheet=cell.sheet,
                row=cell.row, column=cell.column,
            )
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    given: Mapping[str, Any]
    cells: Mapping[str, Cell]

    @property
    def first(self) -> Cell:
        return next(self.cells[name] for name in self.given)


def _labels(key: str) -> dict[str, str]:
    """Column by its key and by its label in both languages."""
    known = {column: column for column in COLUMNS[key]}
    for language in ("zh", "en"):
        speak = catalogue().speak(language)
        known |= {speak(label_key(column)).lower(): column for column in COLUMNS[key]}
    return known


def label_key(column: str) -> str:
    """Where the label of a column stands among the texts."""
    return f"standard_sheet.column.{column.replace('.', '_')}"


def _key_of(label: str) -> str:
    """``编号 (id)`` → ``id``; a label without brackets stays."""
    found = _KEY.search(label)
    return found.group(1) if found else label


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
