"""What keeps a draft from being published, line by line and field by field. Free of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inspector_app.domain.checklist.parse import examine, parse_defects
from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.defects import Defect
from inspector_app.domain.errors import InspectorError, StandardError
from inspector_app.ui.presenters.standards_document import (
    WHOLE,
    Document,
    Path,
    Row,
    entries,
    field_of,
    path_of,
    read,
    row_of,
)

_FIELDS: Mapping[str, str] = {
    "choices_missing": "choices", "all_choices_fail": "choices", "choices_not_allowed": "choices",
    "limits_not_allowed": "limits", "readings_not_allowed": "readings", "shots_missing": "shots",
    "defects_missing": "defects", "required_photo_missing": "photos", "unknown_item": "when",
    "cyclic_condition": "when", "condition_on_later_item": "when", "impossible_condition": "when",
    "special_level_not_here": "sample", "unit_items_missing": "sample",
}  # fmt: skip
"""The field meant by faults of a whole line."""

_NOT_ALLOWED: Mapping[str, Path] = {
    "choices_not_allowed": ("choices",), "limits_not_allowed": ("limits",),
    "readings_not_allowed": ("readings",), "fixed_numbers_not_used": ("sampling", "fixed"),
    "aql_not_used": ("aql",), "opens_not_used": ("opens",),
    "mean_limited_twice": ("readings", "mean"),
}  # fmt: skip
"""Members that do not go with the rest of their line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One reason. ``field`` is the member of the line it is in, ``""`` for the line; ``language``
    is the half of a text that is missing or wrong."""

    row: Row
    field: str
    error: InspectorError
    language: str = ""

    @property
    def within(self) -> Path:
        """The place below its line, such as ``("limits", "low")``; empty for the line itself."""
        inner = path_of(str(self.error.params.get("place", "")))[len(self.row.path) :]
        inner = () if inner == (".",) else inner
        key = str(self.error.params.get("key", ""))
        if self.error.code == "missing_key" and key not in ("zh", "en"):
            return (*inner, key)
        return inner or ((self.field,) if self.field else ())

    @property
    def removable(self) -> Path:
        """What may be taken away to mend it; empty where that would break something else."""
        place = str(self.error.params.get("place", ""))
        base = () if place == "." else path_of(place)
        if self.error.code == "unknown_key":
            return (*base, str(self.error.params.get("key", "")))
        if self.error.code in _NOT_ALLOWED:
            return (*self.row.path, *_NOT_ALLOWED[self.error.code])
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A draft as it stands: the standard it would be, or why it is none."""

    standard: Standard | None = None
    faults: tuple[Fault, ...] = ()

    def of(self, row: Row) -> tuple[Fault, ...]:
        """The faults of one line."""
        return tuple(fault for fault in self.faults if fault.row == row)


def judge(document: Document, catalogue: Mapping[str, Any]) -> Judged:
    """Every fault of the draft, by the same rules a published version passes."""
    standard, errors = examine(document, catalogue)
    return Judged(standard=standard, faults=tuple(located(error) for error in errors))


def located(error: StandardError) -> Fault:
    """Where a refusal belongs on the form."""
    place = str(error.params.get("place", ""))
    row, field = row_of(place), field_of(place)
    key = str(error.params.get("key", ""))
    last = path_of(place)[-1:] or ("",)
    language = key if key in ("zh", "en") else str(last[0]) if last[0] in ("zh", "en") else ""
    if not field:
        whole = row == WHOLE and error.code not in ("missing_key", "unknown_key")
        field = "" if whole else _FIELDS.get(error.code, "")
        if error.code in ("missing_key", "duplicate_id") and not language:
            field = key or "id"
    return Fault(row=row, field=field, error=error, language=language)


def defects_of(document: Document, catalogue: Mapping[str, Any]) -> dict[str, Defect]:
    """The defects a draft may name: its groups as far as they are known, in their order.

    Those it leaves out are missing; classes it changes and its own are in. What is unsound in
    that part of the draft is left to ``judge``.
    """
    groups = groups_of(catalogue)
    found: dict[str, Defect] = {}
    for name in entries(document, ("defects", "groups")):
        for defect in groups.get(str(name), ()):
            found.setdefault(defect.code, defect)
    for code in entries(document, ("defects", "without")):
        found.pop(str(code), None)
    return found | _own(document)


def all_defects(document: Document, catalogue: Mapping[str, Any]) -> dict[str, Defect]:
    """As ``defects_of`` with those left out: what can be left out or given another class."""
    groups = groups_of(catalogue)
    return {
        defect.code: defect
        for name in entries(document, ("defects", "groups"))
        for defect in groups.get(str(name), ())
    }


def groups_of(catalogue: Mapping[str, Any]) -> dict[str, tuple[Defect, ...]]:
    """The catalogue by group; empty when it cannot be read."""
    try:
        return parse_defects(catalogue)
    except StandardError:
        return {}


def _own(document: Document) -> dict[str, Defect]:
    own = read(document, ("defects", "own"))
    if not isinstance(own, list) or not own:
        return {}
    try:
        found = parse_defects({"groups": {"own": own}})["own"]
    except StandardError:
        return {}
    return {defect.code: defect for defect in found}
