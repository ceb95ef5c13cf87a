"""Messages of taking master data in by programs."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

Cell: TypeAlias = str | int | float | bool | list[str] | None


class ImportRows(Struct, frozen=True, kw_only=True):
    """Rows by our own names of the columns, or by any heading a file may have."""

    rows: list[dict[str, Cell]]


class ImportCounts(Struct, frozen=True, kw_only=True):
    """How many items are new … unchanged, how many rows are bad, how many suppliers come
    along and how many order lines get other stations."""

    new: int
    changed: int
    deactivated: int
    removed: int
    unchanged: int
    bad_rows: int
    new_suppliers: int
    shared_lines: int


class ImportProblem(Struct, frozen=True, kw_only=True):
    """One thing wrong with a row; ``column`` is a letter in files, ``heading`` the key in rows."""

    row: int
    column: str
    heading: str
    value: str
    code: str
    params: dict[str, str | int | float]
    message: str


class ImportChange(Struct, frozen=True, kw_only=True):
    """One item that differs; ``what`` is new, changed, deactivated or removed."""

    feed: str
    id: str
    label: str
    what: str
    row: int
    fields: list[str]


class MadePin(Struct, frozen=True, kw_only=True):
    """A PIN made for a new person, told this once."""

    person: str
    name: str
    pin: str


class ImportAnswer(Struct, frozen=True, kw_only=True):
    """What an import did, or would do. ``changes`` are the first ones, ``problems`` all."""

    kind: str
    rows: int
    counts: ImportCounts
    problems: list[ImportProblem]
    changes: list[ImportChange]
    ignored_headings: list[str]
    published: bool
    first_pins: list[MadePin] = []


class ImportRefusal(Struct, frozen=True, kw_only=True):
    """A problem document (RFC 9457) that lists every bad row."""

    type: str
    title: str
    status: int
    code: str
    params: dict[str, str | int | float]
    counts: ImportCounts
    problems: list[ImportProblem]
