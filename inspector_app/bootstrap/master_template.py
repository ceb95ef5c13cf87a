"""Empty workbooks for master data: the headings we read, and a sheet that explains them."""

from __future__ import annotations

import io
from typing import Any, Final

from inspector_app.bootstrap.resources import catalogue
from inspector_app.domain.master_import.words import Column, ImportKind, ImportWords
from inspector_app.i18n import Language, Translator

_CHOICES: Final = {
    "category": "category", "origin": "origin", "priority": "priority", "role": "role",
    "children": "truth",
}  # fmt: skip
_ROWS: Final = 2_000
"""Rows below the heading that offer choices."""


def template(words: ImportWords, kind: ImportKind, language: Language) -> bytes:
    """The workbook as XLSX. All cells are text, so that codes keep their zeros."""
    import xlsxwriter

    speak = catalogue().speak(language)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        _table(book, words, kind, speak)
        _guide(book, words, kind, speak)
    return buffer.getvalue()


def _table(book: Any, words: ImportWords, kind: ImportKind, speak: Translator) -> None:
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(speak(f"import.kind.{kind}"))
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 24)
    for at, column in enumerate(words.columns[kind].values()):
        heading = column.heading(speak.language)
        look = _heading(book, strong=column.key or column.required)
        sheet.set_column(at, at, max(12, 2 + sum(1 + (c > "ÿ") for c in heading)), text)
        sheet.write_string(0, at, heading, look)
        if column.name in _CHOICES:
            source = offered(words, _CHOICES[column.name], speak)
            sheet.data_validation(
                1, at, _ROWS, at, {"validate": "list", "source": source, "ignore_blank": True}
            )


def _heading(book: Any, *, strong: bool) -> Any:
    colour = "#1F4E79" if strong else "#5B7083"
    return book.add_format(
        {"bold": True, "bg_color": colour, "font_color": "#FFFFFF", "valign": "vcenter",
         "border": 1, "border_color": "#9DB4C8", "num_format": "@"}
    )  # fmt: skip


def offered(words: ImportWords, choice: str, speak: Translator) -> list[str]:
    """One word for each value of a choice, in the reader's language."""
    values = dict.fromkeys(words.choices[choice].values())
    return [speak(f"import.choice.{choice}.{value}") for value in values]


def _guide(book: Any, words: ImportWords, kind: ImportKind, speak: Translator) -> None:
    sheet = book.add_worksheet(speak("import.guide.title"))
    sheet.hide_gridlines(2)
    title = book.add_format({"bold": True, "font_size": 14})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22, wrapped)
    sheet.set_column(1, 1, 12, wrapped)
    sheet.set_column(2, 2, 90, wrapped)
    sheet.write_string(0, 0, speak("import.guide.title"), title)
    for at in (1, 2, 3, 4):
        sheet.merge_range(at, 0, at, 2, speak(f"import.guide.line_{at}"), wrapped)
    for at, key in enumerate(("column", "needed", "meaning")):
        sheet.write_string(6, at, speak(f"import.guide.{key}"), _heading(book, strong=True))
    for at, column in enumerate(words.columns[kind].values(), start=7):
        sheet.write_string(at, 0, column.heading(speak.language), wrapped)
        sheet.write_string(at, 1, _needed(column, speak), wrapped)
        sheet.write_string(at, 2, meaning(words, kind, column, speak), wrapped)


def _needed(column: Column, speak: Translator) -> str:
    if column.key:
        return speak("import.guide.key")
    return speak("import.guide.required") if column.required else ""


def meaning(words: ImportWords, kind: ImportKind, column: Column, speak: Translator) -> str:
    """What to write into a column, and which words are understood."""
    told = speak(f"import.meaning.{kind}.{column.name}")
    if column.name in _CHOICES:
        return f"{told} {' / '.join(offered(words, _CHOICES[column.name], speak))}"
    return told
