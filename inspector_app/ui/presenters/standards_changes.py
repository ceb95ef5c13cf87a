"""What a draft changes in the version it grew from, line by line and field by field. Free of Qt."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from inspector_app.ui.presenters.standards_document import (
    WHOLE,
    Document,
    Row,
    identity,
    read,
    rows,
)

ChangeKind: TypeAlias = Literal["added", "removed", "moved", "changed"]
_STRUCTURE = frozenset({"items", "stages", "version", "id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference.

    ``row`` is the line in the draft, for ``removed`` the one in the earlier version. ``names`` is
    what the line is called; ``field`` with ``before`` and ``after`` (None: not there) for
    ``changed``. For ``moved`` they are the stages' names.
    """

    kind: ChangeKind
    row: Row
    names: Mapping[str, str]
    field: str = ""
    before: Any = None
    after: Any = None


def compare(earlier: Document, later: Document) -> tuple[Change, ...]:
    """Every difference, in the order of the draft; what was taken away comes last."""
    old, new = _named(earlier), _named(later)
    moved = _moved(earlier, later, old, new)
    found: list[Change] = _fields(earlier, later, WHOLE, WHOLE)
    for key, row in new.items():
        names = _names(later, row)
        if key not in old:
            found.append(Change(kind="added", row=row, names=names))
            continue
        if key in moved:
            before, after = _stage_names(earlier, old[key]), _stage_names(later, row)
            found.append(Change(kind="moved", row=row, names=names, before=before, after=after))
        found += _fields(earlier, later, old[key], row)
    for key, row in old.items():
        if key not in new:
            found.append(Change(kind="removed", row=row, names=_names(earlier, row)))
    return tuple(found)


def touched(changes: Sequence[Change]) -> dict[Row, ChangeKind]:
    """The lines of the draft that differ; added wins over moved, moved over changed."""
    marks: dict[Row, ChangeKind] = {}
    weight: dict[ChangeKind, int] = {"added": 2, "moved": 1, "changed": 0, "removed": -1}
    for change in changes:
        if change.kind == "removed" or change.row == WHOLE:
            continue
        held = marks.get(change.row)
        if held is None or weight[held] < weight[change.kind]:
            marks[change.row] = change.kind
    return marks


def _named(document: Document) -> dict[tuple[str, str], Row]:
    """Lines by kind and id; the first bearer of an id counts, nameless ones by their place."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows(document):
        if row == WHOLE:
            continue
        name = identity(document, row) or f"?{row.stage}/{row.item}"
        found.setdefault((row.kind, name), row)
    return found


def _moved(
    earlier: Document,
    later: Document,
    old: Mapping[tuple[str, str], Row],
    new: Mapping[tuple[str, str], Row],
) -> set[tuple[str, str]]:
    """Items now in another stage, and lines that stand elsewhere among those that stayed."""
    common = [key for key in new if key in old]
    away = {
        key
        for key in common
        if key[0] == "item"
        and identity(earlier, Row(old[key].stage)) != identity(later, Row(new[key].stage))
    }
    stages = [key for key in common if key[0] == "stage"]
    moved = set(away) | _out_of_order(stages, old)
    groups: dict[int, list[tuple[str, str]]] = {}
    for key in common:
        if key[0] == "item" and key not in away:
            groups.setdefault(new[key].stage, []).append(key)
    for group in groups.values():
        moved |= _out_of_order(group, old)
    return moved


def _out_of_order(
    keys: Sequence[tuple[str, str]], old: Mapping[tuple[str, str], Row]
) -> set[tuple[str, str]]:
    """The fewest that must have moved: all but a longest run still in the old order."""
    tails: list[Row] = []
    ends: list[int] = []
    before: list[int] = []
    for at, key in enumerate(keys):
        place = bisect_left(tails, old[key])
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [old[key]]
        ends[place : place + 1] = [at]
    kept: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return {key for at, key in enumerate(keys) if at not in kept}


def _fields(earlier: Document, later: Document, old: Row, new: Row) -> list[Change]:
    before, after = read(earlier, old.path, {}), read(later, new.path, {})
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return []
    found = []
    for key in dict.fromkeys((*before, *after)):
        if key in _STRUCTURE or before.get(key) == after.get(key):
            continue
        found.append(
            Change(
                kind="changed", row=new, names=_names(later, new), field=key,
                before=before.get(key), after=after.get(key),
            )
        )  # fmt: skip
    return found


def _names(document: Document, row: Row) -> Mapping[str, str]:
    names = read(document, (*row.path, "names"))
    if isinstance(names, Mapping):
        return {str(key): str(value) for key, value in names.items()}
    name = identity(document, row)
    return {"zh": name, "en": name}


def _stage_names(document: Document, row: Row) -> Mapping[str, str]:
    return _names(document, Row(row.stage))
