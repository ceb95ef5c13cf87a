"""How the document of a standard is laid out in a workbook.

Five sheets: the standard's own fields (one row each), its stages, items, choices and conditions
(one row each, one column a field). A field is named by its path in the document (``limits.low``),
which stands in brackets behind its label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final

SHEETS: Final = ("standard", "stages", "items", "choices", "conditions")
REFERENCE_SHEETS: Final = ("guide", "catalogue")
"""Sheets for people, which are not read."""

NAMES: Final = ("names.zh", "names.en")
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "standard": ("field", "value"),
    "stages": ("id", "kind", *NAMES, "gate", "sample", "aql", "opens"),
    "items": (
        "stage", "id", "kind", "scope", *NAMES, "help.zh", "help.en", "required", "photos",
        "shots", "defects", "limits.low", "limits.high", "limits.unit", "readings.count",
        "readings.judge", "readings.mean.low", "readings.mean.high", "picture", "source",
        "note.zh", "note.en", "element",
    ),
    "choices": ("item", "value", *NAMES, "fails"),
    "conditions": ("item", "depends_on", "values", "since", "before"),
}  # fmt: skip
FIELDS: Final = re.compile(
    r"(id|version|(names|note)\.(zh|en)|categories|origins|channels|children"
    r"|sampling\.[a-z_.0-9\[\]]{1,60}|defects\.(groups|without|classes\.[A-Z0-9-]+"
    r"|own\[\d{1,3}\]\.[a-z_.]{1,60}))"
)
"""Fields of the first sheet."""

_LISTS: Final = frozenset(
    {"categories", "origins", "channels", "groups", "without", "shots", "defects", "element",
     "values"}
)  # fmt: skip
_NUMBERS: Final = frozenset({"version", "count", "n", "ac_major", "ac_minor", "least"})
_TRUTHS: Final = frozenset({"gate", "opens", "required", "fails", "children"})
_YES: Final = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}
_SEPARATORS: Final = re.compile(r"[,，、;；]")
_STEP: Final = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A place in a workbook, counted from 1."""

    sheet: str
    row: int
    column: int

    @property
    def name(self) -> str:
        """``C7``."""
        letters, rest = "", self.column
        while rest:
            rest, at = divmod(rest - 1, 26)
            letters = chr(65 + at) + letters
        return f"{letters}{self.row}"


def from_cell(field: str, value: Any) -> Any:
    """What a cell's content means in that field; left as it is where it cannot mean anything."""
    name = _name(field)
    if name in _TRUTHS:
        return _YES.get(value.strip().lower(), value) if isinstance(value, str) else value
    if name in _NUMBERS:
        return _whole(value)
    text = _text(value)
    if name in _LISTS and isinstance(text, str):
        return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
    return text


def to_cell(value: Any) -> Any:
    """A leaf of the document as the content of a cell."""
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def leaves(document: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Fields and values of mappings and lists of mappings, in their order."""
    if isinstance(document, Mapping):
        for key, value in document.items():
            yield from leaves(value, f"{path}.{key}" if path else str(key))
    elif isinstance(document, list | tuple) and any(isinstance(v, Mapping) for v in document):
        for at, value in enumerate(document):
            yield from leaves(value, f"{path}[{at}]")
    else:
        yield path, document


def put(document: dict[str, Any], field: str, value: Any) -> None:
    """Set a field by its path, making what is on the way; KeyError when the path leads through
    something else or leaves a gap in a list."""
    steps = [name or int(index) for name, index in _STEP.findall(field)]
    spot: Any = document
    for step, following in pairwise(steps):
        spot = _enter(spot, step, [] if isinstance(following, int) else {})
    _enter(spot, steps[-1], value)


def _enter(spot: Any, step: Any, new: Any) -> Any:
    if isinstance(spot, list) and isinstance(step, int):
        if step == len(spot):
            spot.append(new)
        if step < len(spot):
            return spot[step]
    elif isinstance(spot, dict) and isinstance(step, str):
        return spot.setdefault(step, new)
    raise KeyError(step)


def _name(field: str) -> str:
    return field.replace("]", "").rsplit(".", 1)[-1].split("[")[0]


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value.strip()):
        return int(value)
    return value


def _text(value: Any) -> Any:
    """Numbers as they are shown; a day as a day."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.strip() if isinstance(value, str) else value
