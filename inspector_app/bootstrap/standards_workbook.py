"""Writing a standard as a workbook that supervisors edit in a spreadsheet program."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, get_args

from inspector_app.bootstrap.resources import catalogue
from inspector_app.bootstrap.standards_cells import COLUMNS, SHEETS, leaves, to_cell
from inspector_app.bootstrap.standards_sheets import label_key
from inspector_app.domain.checklist.parse import parse_defects
from inspector_app.domain.checklist.standard import (
    ItemKind,
    JudgedBy,
    PhotoRule,
    Sample,
    Scope,
    StageKind,
)
from inspector_app.i18n import Language, Translator

_OFFERED: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("stages", "kind"): get_args(StageKind),
    ("stages", "sample"): get_args(Sample),
    ("items", "kind"): get_args(ItemKind),
    ("items", "scope"): get_args(Scope),
    ("items", "photos"): get_args(PhotoRule),
    ("items", "readings.judge"): get_args(JudgedBy),
}
_WIDE: Final = frozenset({"value", "names.zh", "names.en", "help.zh", "help.en", "note.zh",
                          "note.en"})  # fmt: skip
_ROWS: Final = 1_000
"""Rows below the header that offer choices."""


def document_workbook(
    document: Mapping[str, Any], defects: Mapping[str, Any], language: Language = "zh"
) -> bytes:
    """The document as XLSX; reading it back gives the same document."""
    import xlsxwriter

    speak = catalogue().speak(language)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    with xlsxwriter.Workbook(buffer, options) as book:
        look = _Look(book)
        _guide(book, look, speak)
        rows = _rows(document)
        for key in SHEETS:
            _sheet(book, look, speak, key, rows[key])
        _catalogue(book, look, speak, defects)
    return buffer.getvalue()


class _Look:
    def __init__(self, book: Any) -> None:
        self.header = book.add_format(
            {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "text_wrap": True,
             "valign": "vcenter", "border": 1, "border_color": "#9DB4C8"}
        )  # fmt: skip
        # Everything is text: a limit of 0.10 must not become 0.1.
        self.text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.plain = book.add_format({"text_wrap": True, "valign": "top"})


def _rows(document: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    stages = list(document.get("stages", ()))
    items = [(stage, item) for stage in stages for item in stage["items"]]
    own = {key: value for key, value in document.items() if key != "stages"}
    return {
        "standard": [{"field": name, "value": value} for name, value in leaves(own)],
        "stages": [dict(leaves(_without(stage, "items"))) for stage in stages],
        "items": [
            {"stage": stage["id"], **dict(leaves(_without(item, "choices", "when")))}
            for stage, item in items
        ],
        "choices": [
            {"item": item["id"], **dict(leaves(choice))}
            for _, item in items
            for choice in item.get("choices", ())
        ],
        "conditions": [
            {"item": item["id"], "depends_on": when["item"], **_without(when, "item")}
            for _, item in items
            for when in item.get("when", ())
        ],
    }


def _without(mapping: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key not in names}


def _sheet(
    book: Any, look: _Look, speak: Translator, key: str, rows: Sequence[Mapping[str, Any]]
) -> None:
    sheet = book.add_worksheet(speak(f"standard_sheet.title.{key}"))
    sheet.freeze_panes(1, 2 if key == "items" else 1)
    sheet.set_row(0, 32)
    for at, column in enumerate(COLUMNS[key]):
        label = f"{speak(label_key(column))} ({column})"
        sheet.set_column(at, at, 42 if column in _WIDE else max(14, len(column) + 4), look.text)
        sheet.write_string(0, at, label, look.header)
        offered = _OFFERED.get((key, column))
        if offered:
            sheet.data_validation(1, at, _ROWS, at, {"validate": "list", "source": list(offered)})
    for number, row in enumerate(rows, start=1):
        for at, column in enumerate(COLUMNS[key]):
            if column in row:
                _write(sheet, number, at, to_cell(row[column]), look)


def _write(sheet: Any, row: int, column: int, value: Any, look: _Look) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value), look.text)


def _guide(book: Any, look: _Look, speak: Translator) -> None:
    sheet = book.add_worksheet(speak("standard_sheet.title.guide"))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, speak("standard_sheet.guide.title"), look.title)
    for at in range(1, 8):
        sheet.write_string(at + 1, 0, speak(f"standard_sheet.guide.line_{at}"), look.plain)


def _catalogue(book: Any, look: _Look, speak: Translator, defects: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet(speak("standard_sheet.title.catalogue"))
    sheet.freeze_panes(1, 1)
    columns = ("group", "code", "class", "effect", "recorded_on", "names.zh", "names.en")
    for at, column in enumerate(columns):
        sheet.set_column(at, at, 36 if column.startswith("names") else 14)
        sheet.write_string(0, at, speak(label_key(column)), look.header)
    for number, row in enumerate(_defects(defects), start=1):
        for at, text in enumerate(row):
            sheet.write_string(number, at, text, look.plain)


def _defects(defects: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for group, entries in parse_defects(defects).items():
        for defect in entries:
            yield (
                group, defect.code, defect.cls, defect.effect, defect.recorded_on,
                defect.names["zh"], defect.names["en"],
            )  # fmt: skip
