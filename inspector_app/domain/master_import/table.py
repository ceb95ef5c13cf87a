"""A table as read: where its heading stands, which columns we know, and what was wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, TypeAlias

from inspector_app.domain.errors import IntakeError, Param
from inspector_app.domain.master_import.words import ImportKind, ImportWords, fold

Raw: TypeAlias = str | int | float | bool | date | datetime | None
"""A cell as a reader gives it; None where nothing stands."""
Numbered: TypeAlias = tuple[int, Sequence[Raw]]
"""A row's number in its file, from 1, and its cells."""

HEADING_ROWS: Final = 10
"""Rows among which the heading is looked for: a title often stands above it."""
MOST_SHOWN: Final = 40
_OF_A_CELL: Final = frozenset({"workbook_formula", "import_cell_error"})


class CellError(IntakeError):
    """A cell that cannot be taken; whoever reads the row adds where it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that keeps a row from being taken; the sentence is ``errors.<code>``.

    ``column`` is the spreadsheet's letter, ``heading`` what stands above it, ``value`` the cell,
    shortened.
    """

    row: int
    code: str
    column: str = ""
    heading: str = ""
    value: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)

    @property
    def error(self) -> IntakeError:
        """As a refusal."""
        params: dict[str, Param] = {
            "row": self.row, "column": self.column, "heading": self.heading, "value": self.value,
            **self.params,
        }  # fmt: skip
        return IntakeError(self.code, **params)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows below a heading. ``at`` gives the index of each known column, ``ignored`` the
    headings nobody reads."""

    kind: ImportKind
    at: Mapping[str, int]
    heading: Mapping[str, str]
    rows: Sequence[Numbered]
    faults: Sequence[Fault] = ()
    ignored: Sequence[str] = ()


def letter_of(index: int) -> str:
    """0 → ``A``, 26 → ``AA``."""
    letters, rest = "", index + 1
    while rest:
        rest, at = divmod(rest - 1, 26)
        letters = chr(65 + at) + letters
    return letters


def shown(value: Raw) -> str:
    """A cell in a few characters, for a person to find it by."""
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"


def is_blank(value: Raw) -> bool:
    """Whether nothing stands in a cell."""
    return value is None or (isinstance(value, str) and not value.strip())


def recognised(words: ImportWords, kind: ImportKind, cells: Sequence[Raw]) -> int:
    """How many different columns of this kind a row names."""
    known = words.headings[kind]
    named = {known.get(fold(cell)) for cell in cells if isinstance(cell, str)}
    return len(named - {None})


def lay_out(
    words: ImportWords, kind: ImportKind, rows: Sequence[Numbered], faults: Sequence[Fault] = ()
) -> Table:
    """Find the heading; IntakeError ``import_empty``, ``import_no_heading``,
    ``import_column_missing``, ``import_column_twice``.

    ``faults`` are those the reader of the file found; rows that are empty count for nothing.
    """
    filled = [row for row in rows if not all(is_blank(cell) for cell in row[1])]
    if not filled:
        raise IntakeError("import_empty")
    top = filled[:HEADING_ROWS]
    counts = [recognised(words, kind, cells) for _, cells in top]
    best = max(counts)
    if best == 0:
        wanted = [each for each in words.columns[kind].values() if each.key or each.required]
        told = ", ".join(each.both for each in wanted)
        raise IntakeError("import_no_heading", wanted=told)
    place = counts.index(best)
    at, ignored = _columns_of(words, kind, top[place][1])
    for column in words.columns[kind].values():
        if column.key and column.name not in at:
            raise IntakeError("import_column_missing", heading=column.both)
    heading = {name: shown(top[place][1][index]) for name, index in at.items()}
    return Table(
        kind=kind, at=at, heading=heading, rows=filled[place + 1 :], ignored=ignored,
        faults=_below(faults, top[place][0], {letter_of(index) for index in at.values()}),
    )  # fmt: skip


def _below(faults: Sequence[Fault], heading: int, read: set[str]) -> list[Fault]:
    """Faults that harm a row: a title above the heading may be merged, and a column nobody reads
    may be reckoned. A fault of the heading itself is the whole table's."""
    found = []
    for fault in faults:
        if fault.row < heading or (fault.code in _OF_A_CELL and fault.column not in read):
            continue
        if fault.row == heading:
            raise fault.error
        found.append(fault)
    return found


def _columns_of(
    words: ImportWords, kind: ImportKind, cells: Sequence[Raw]
) -> tuple[dict[str, int], list[str]]:
    known = words.headings[kind]
    at: dict[str, int] = {}
    ignored = []
    for index, cell in enumerate(cells):
        if is_blank(cell):
            continue
        name = known.get(fold(str(cell)))
        if name is None:
            ignored.append(shown(cell))
        elif name in at:
            raise IntakeError(
                "import_column_twice", heading=shown(cell), first=letter_of(at[name]),
                second=letter_of(index),
            )  # fmt: skip
        else:
            at[name] = index
    return at, ignored
