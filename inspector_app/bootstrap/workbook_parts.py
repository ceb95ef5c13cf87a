"""Looking into a workbook before it is read: bombs, macros, formulas, merged and hidden cells.

Sheets are read as a stream, so that a large one costs time and no memory.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from xml.parsers import expat

from inspector_app.domain.errors import InspectorError

SnareKind: TypeAlias = Literal["formula", "merged", "hidden_row", "hidden_column", "error"]

_CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
_CHUNK: Final = 1 << 18
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a workbook may measure, in bytes, and in rows and columns of a sheet: beyond these a
    reader that keeps a sheet as a full rectangle runs out of memory."""

    file: int
    unpacked: int
    part: int
    parts: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Snare:
    """A cell or row that does not hold what a person sees; rows and columns count from 1."""

    kind: SnareKind
    row: int
    column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet's name and where it lies in the archive."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """An open workbook. ``refusal`` is the class of its errors: ``workbook_too_large``,
    ``workbook_macros``, ``workbook_unreadable``."""

    archive: zipfile.ZipFile
    limits: Limits
    refusal: type[InspectorError]

    def sheets(self) -> list[Sheet]:
        """All sheets in their order."""
        targets: dict[str, str] = {}
        found: list[Sheet] = []

        def relation(name: str, given: Mapping[str, str]) -> None:
            if name == "Relationship":
                targets[given.get("Id", "")] = given.get("Target", "")

        def sheet(name: str, given: Mapping[str, str]) -> None:
            if name == "sheet":
                target = targets[given.get(_RELATION, "")]
                part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                hidden = given.get("state", "visible") != "visible"
                found.append(Sheet(name=given.get("name", ""), part=part, hidden=hidden))

        self._walk("xl/_rels/workbook.xml.rels", relation)
        self._walk("xl/workbook.xml", sheet)
        return found

    def snares(self, part: str) -> Iterator[Snare]:
        """What is wrong in one sheet, in the order of the file."""
        found: list[Snare] = []
        here = (1, 1)

        def look(name: str, given: Mapping[str, str]) -> None:
            nonlocal here
            if name == "c":
                here = self._place(given.get("r", "A1"))
                if given.get("t") == "e":
                    found.append(_snare("error", here))
            elif name == "f":
                found.append(_snare("formula", here))
            elif name in ("row", "col", "mergeCell"):
                found.extend(self._odd(name, given))

        self._walk(part, look)
        yield from found

    def _odd(self, name: str, given: Mapping[str, str]) -> list[Snare]:
        hidden = given.get("hidden") in ("1", "true")
        if name == "row":
            row = self._place(f"A{given.get('r', '1')}")
            return [_snare("hidden_row", row)] if hidden else []
        if name == "col":
            first, last = int(given.get("min", "1")), int(given.get("max", "1"))
            return [_snare("hidden_column", (1, first), (1, last))] if hidden else []
        first_cell, _, last_cell = given.get("ref", "A1").partition(":")
        return [_snare("merged", self._place(first_cell), self._cell(last_cell or first_cell))]

    def _place(self, reference: str) -> tuple[int, int]:
        row, column = self._cell(reference)
        if row > self.limits.rows or column > self.limits.columns:
            raise self.refusal("workbook_too_large", limit=self.limits.unpacked)
        return row, column

    def _cell(self, reference: str) -> tuple[int, int]:
        found = _CELL.match(reference)
        if found is None:
            raise self.refusal("workbook_unreadable")
        column = 0
        for letter in found.group(1):
            column = column * 26 + ord(letter) - 64
        return int(found.group(2)), column

    def _walk(self, part: str, on: Callable[[str, Mapping[str, str]], None]) -> None:
        """Every element's own name and attributes."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True

        def element(name: str, given: dict[str, str]) -> None:
            on(name.rpartition(" ")[2], given)

        def no_declarations(*_: object) -> None:
            raise self.refusal("workbook_unreadable")

        parser.StartElementHandler = element
        parser.StartDoctypeDeclHandler = no_declarations
        size = 0
        with self.archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                if not size and chunk[:2] in _UTF16:
                    raise self.refusal("workbook_unreadable")
                size += len(chunk)
                if size > self.limits.part:
                    raise self.refusal("workbook_too_large", limit=self.limits.part)
                parser.Parse(chunk, False)
        parser.Parse(b"", True)


@contextmanager
def opened_workbook(data: bytes, limits: Limits, refusal: type[InspectorError]) -> Iterator[Parts]:
    """The parts of a workbook whose archive is sound; broken content met within becomes
    ``workbook_unreadable``, too."""
    if len(data) > limits.file:
        raise refusal("workbook_too_large", limit=limits.file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > limits.parts or unpacked > limits.unpacked:
                raise refusal("workbook_too_large", limit=limits.unpacked)
            _check_names([part.filename for part in parts], refusal)
            yield Parts(archive, limits, refusal)
    except (
        zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, RuntimeError, ValueError,
        EOFError, NotImplementedError, OSError,
    ) as problem:  # fmt: skip
        raise refusal("workbook_unreadable") from problem


def _check_names(names: list[str], refusal: type[InspectorError]) -> None:
    """A part that is there twice could be read as one and looked into as the other."""
    if len(set(names)) < len(names):
        raise refusal("workbook_unreadable")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refusal("workbook_macros")


def _snare(kind: SnareKind, first: tuple[int, int], last: tuple[int, int] | None = None) -> Snare:
    row, column = first
    last_row, last_column = last or first
    return Snare(kind=kind, row=row, column=column, last_row=last_row, last_column=last_column)
