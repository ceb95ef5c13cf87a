"""Looking into a workbook before it is read: bombs, formulas, merged cells."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from inspector_app.bootstrap.standards_cells import Cell
from inspector_app.domain.errors import StandardError
from inspector_app.services.standard_files import Problem

MAX_FILE: Final = 5_000_000
MAX_UNPACKED: Final = 20_000_000
MAX_PART: Final = 4_000_000
"""Bytes of one sheet: twenty times the largest standard that can be published."""
MAX_PARTS: Final = 200
MAX_ROWS: Final = 6_000
MAX_COLUMNS: Final = 60
"""Beyond these a reader that keeps a sheet as a full rectangle runs out of memory."""

_CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def check_workbook(data: bytes) -> tuple[Problem, ...]:
    """Formulas, merged cells and what is hidden, each with its place.

    StandardError ``workbook_too_large``, ``workbook_macros`` and ``workbook_unreadable``.
    """
    if len(data) > MAX_FILE:
        raise StandardError("workbook_too_large", limit=MAX_FILE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise StandardError("workbook_too_large", limit=MAX_UNPACKED)
            _check_parts([part.filename for part in parts])
            return tuple(_snares(archive))
    except (
        zipfile.BadZipFile, zlib.error, ElementTree.ParseError, KeyError, RuntimeError, ValueError,
        EOFError, NotImplementedError, OSError,
    ) as problem:  # fmt: skip
        raise StandardError("workbook_unreadable") from problem


def _check_parts(names: list[str]) -> None:
    """A part that is there twice could be read as one and looked into as the other."""
    if len(set(names)) < len(names):
        raise StandardError("workbook_unreadable")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise StandardError("workbook_macros")


def _snares(archive: zipfile.ZipFile) -> Iterator[Problem]:
    for name, part, hidden in _sheet_parts(archive):
        if hidden:
            yield _problem("workbook_hidden", Cell(sheet=name, row=1, column=1))
        for element in _xml(archive, part).iter():
            kind = _local(element)
            if kind in ("row", "col") and element.get("hidden") in ("1", "true"):
                yield _problem("workbook_hidden", _hidden(name, kind, element))
            if kind == "c":
                cell = _cell(name, element.get("r", "A1"))
                if any(_local(child) == "f" for child in element):
                    yield _problem("workbook_formula", cell)
            elif kind == "mergeCell":
                yield _problem("workbook_merged", _cell(name, element.get("ref", "A1")))
            elif kind == "row":
                _cell(name, f"A{element.get('r', '1')}")


def _hidden(sheet: str, kind: str, element: ElementTree.Element) -> Cell:
    if kind == "row":
        return _cell(sheet, f"A{element.get('r', '1')}")
    return Cell(sheet=sheet, row=1, column=int(element.get("min", "1")))


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str, bool]]:
    """Name and part of each sheet, and whether it is hidden."""
    relations = {
        element.get("Id", ""): element.get("Target", "")
        for element in _xml(archive, "xl/_rels/workbook.xml.rels").iter()
        if _local(element) == "Relationship"
    }
    for element in _xml(archive, "xl/workbook.xml").iter():
        if _local(element) == "sheet":
            target = relations[element.get(_RELATION, "")]
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            yield element.get("name", ""), part, element.get("state", "visible") != "visible"


def _xml(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    with archive.open(part) as stream:
        content = stream.read(MAX_PART + 1)
    if len(content) > MAX_PART:
        raise StandardError("workbook_too_large", limit=MAX_PART)
    if (
        b"<!DOCTYPE" in content
        or b"<!ENTITY" in content
        or content[:2] in (b"\xff\xfe", b"\xfe\xff")
    ):
        raise StandardError("workbook_unreadable")
    return ElementTree.fromstring(content)  # noqa: S314 - no entities, bounded


def _cell(sheet: str, reference: str) -> Cell:
    found = _CELL.match(reference)
    if found is None:
        raise StandardError("workbook_unreadable")
    column = 0
    for letter in found.group(1):
        column = column * 26 + ord(letter) - 64
    row = int(found.group(2))
    if row > MAX_ROWS or column > MAX_COLUMNS:
        raise StandardError("workbook_too_large", limit=MAX_UNPACKED)
    return Cell(sheet=sheet, row=row, column=column)


def _problem(code: str, cell: Cell) -> Problem:
    place = f"{cell.sheet}!{cell.name}"
    return Problem(
        code=code, params={"place": place}, place=place, sheet=cell.sheet, row=cell.row,
        column=cell.column,
    )  # fmt: skip


def _local(element: ElementTree.Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]
