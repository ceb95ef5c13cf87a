"""Editing a standard's document: plain mappings, lists and scalars. Free of Qt.

A draft may be unsound at any moment, so it is edited as the document it is kept as, not as a
``Standard``. Nothing is changed in place: each function gives a new document that shares what
did not change, so an earlier one can be returned to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
Document: TypeAlias = Mapping[str, Any]

_STEP = re.compile(r"([^.\[\]]+)|\[([0-9]+)\]")


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """A line of the outline: the standard itself (-1, -1), a stage (n, -1) or an item."""

    stage: int = -1
    item: int = -1

    @property
    def kind(self) -> str:
        """``standard``, ``stage`` or ``item``."""
        return "standard" if self.stage < 0 else "stage" if self.item < 0 else "item"

    @property
    def path(self) -> Path:
        """Where it stands in the document."""
        if self.stage < 0:
            return ()
        whole: Path = ("stages", self.stage)
        return whole if self.item < 0 else (*whole, "items", self.item)


WHOLE = Row()


def read(document: Document, path: Path, default: Any = None) -> Any:
    """The value at ``path``; ``default`` where the document has another shape."""
    value: Any = document
    for step in path:
        if isinstance(step, int):
            if not isinstance(value, list) or not 0 <= step < len(value):
                return default
            value = value[step]
        elif isinstance(value, Mapping) and step in value:
            value = value[step]
        else:
            return default
    return value


def put(document: Document, path: Path, value: Any) -> Document:
    """With ``value`` at ``path``; None takes the member away, and mappings it leaves empty."""
    changed = _put(document, path, value)
    return changed if isinstance(changed, Mapping) else {}


def _put(held: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        entries = list(held) if isinstance(held, list) else []
        if step < len(entries):
            entries[step] = _put(entries[step], rest, value)
        return entries
    members = dict(held) if isinstance(held, Mapping) else {}
    inner = _put(members.get(step), rest, value)
    if inner is None or (value is None and inner == {}):
        members.pop(step, None)
    else:
        members[step] = inner
    return members


def entries(document: Document, path: Path) -> list[Any]:
    """The list at ``path``; empty where there is none."""
    found = read(document, path)
    return list(found) if isinstance(found, list) else []


def rows(document: Document) -> Iterator[Row]:
    """All lines of the outline, from the top."""
    yield WHOLE
    for stage, held in enumerate(entries(document, ("stages",))):
        yield Row(stage)
        items = held.get("items") if isinstance(held, Mapping) else None
        for item in range(len(items) if isinstance(items, list) else 0):
            yield Row(stage, item)


def row_of(place: str) -> Row:
    """The line of a fault's place, such as ``stages[2].items[0].kind``."""
    path = path_of(place)
    if len(path) < 2 or path[0] != "stages" or not isinstance(path[1], int):
        return WHOLE
    if len(path) >= 4 and path[2] == "items" and isinstance(path[3], int):
        return Row(path[1], path[3])
    return Row(path[1])


def path_of(place: str) -> Path:
    """``stages[2].items[0].kind`` as steps."""
    return tuple(
        int(match.group(2)) if match.group(2) is not None else match.group(1)
        for match in _STEP.finditer(place)
    )


def field_of(place: str) -> str:
    """The member of its line that a place is in, such as ``limits``; ``""`` for the line."""
    path = path_of(place)
    rest = path[len(row_of(place).path) :]
    return str(rest[0]) if rest else ""


def identity(document: Document, row: Row) -> str:
    """The id of a line as written; empty where there is none."""
    found = read(document, (*row.path, "id"), "")
    return found if isinstance(found, str) else ""


def find(document: Document, name: str, *, kind: str = "item") -> Row | None:
    """The first line with that id."""
    for row in rows(document):
        if row.kind == kind and identity(document, row) == name:
            return row
    return None


def ids(document: Document) -> set[str]:
    """Every id of a stage or an item."""
    return {identity(document, row) for row in rows(document)} - {""}


def fresh_id(document: Document, wanted: str) -> str:
    """``wanted``, or the first of ``wanted_2``, ``wanted_3``, … that is free."""
    taken = ids(document)
    stem = re.sub(r"_[0-9]+$", "", wanted)[:58] or "item"
    if wanted and wanted not in taken:
        return wanted
    number = 2
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def add_stage(document: Document, after: int, stage: Mapping[str, Any]) -> tuple[Document, Row]:
    """With ``stage`` behind the one numbered ``after`` (-1: at the top)."""
    at = min(after + 1, len(entries(document, ("stages",))))
    return _insert(document, ("stages",), at, dict(stage)), Row(at)


def add_item(document: Document, after: Row, item: Mapping[str, Any]) -> tuple[Document, Row]:
    """With ``item`` behind the line ``after`` (a stage: as its first one)."""
    path: Path = ("stages", after.stage, "items")
    at = min(after.item + 1, len(entries(document, path)))
    return _insert(document, path, at, dict(item)), Row(after.stage, at)


def copy_row(document: Document, row: Row) -> tuple[Document, Row]:
    """With a copy behind ``row`` under new ids; conditions inside a copied stage follow it."""
    held = deepcopy(read(document, row.path))
    if row.kind == "item":
        held["id"] = fresh_id(document, str(held.get("id", "")))
        return add_item(document, row, held)
    renamed: dict[str, str] = {}
    grown = document
    held["id"] = fresh_id(document, str(held.get("id", "")))
    copied = held.get("items")
    held["items"] = []
    grown, made = add_stage(grown, row.stage, held)
    last = made
    for item in copied if isinstance(copied, list) else []:
        old = str(item.get("id", ""))
        item["id"] = renamed[old] = fresh_id(grown, old)
        grown, last = add_item(grown, last, _renamed(item, renamed))
    return grown, made


def delete_row(document: Document, row: Row) -> tuple[Document, Row]:
    """Without ``row``, and without the conditions of others that rest on it; then the line that
    takes its place."""
    gone = {identity(document, each) for each in rows(document) if _within(each, row)}
    less = _remove(document, row.path[:-1], int(row.path[-1]))
    for each in list(rows(less)):
        when = entries(less, (*each.path, "when")) if each.kind == "item" else []
        kept = [one for one in when if not (isinstance(one, Mapping) and one.get("item") in gone)]
        if len(kept) != len(when):
            less = put(less, (*each.path, "when"), kept or None)
    return less, _near(less, row)


def dependents(document: Document, row: Row) -> list[Row]:
    """The items outside ``row`` whose conditions rest on it or on something in it."""
    names = {
        identity(document, each)
        for each in rows(document)
        if each.kind == "item" and _within(each, row)
    }
    return [
        each
        for each in rows(document)
        if each.kind == "item"
        and not _within(each, row)
        and any(
            isinstance(one, Mapping) and one.get("item") in names
            for one in entries(document, (*each.path, "when"))
        )
    ]


def move_row(document: Document, row: Row, by: int) -> tuple[Document, Row]:
    """One place up (-1) or down (+1); an item at its stage's end goes into the next stage."""
    if row.kind == "stage":
        return _swap_stage(document, row, row.stage + by)
    held, size = read(document, row.path), len(entries(document, row.path[:-1]))
    to = row.item + by
    if 0 <= to < size:
        target = Row(row.stage, to)
    else:
        stage = row.stage + by
        if not 0 <= stage < len(entries(document, ("stages",))):
            return document, row
        there = len(entries(document, ("stages", stage, "items")))
        target = Row(stage, there if by < 0 else 0)
    return place_row(document, row, target, held)


def place_row(document: Document, row: Row, target: Row, held: Any = None) -> tuple[Document, Row]:
    """The item ``row`` at ``target`` (counted without it)."""
    value = read(document, row.path) if held is None else held
    less = _remove(document, row.path[:-1], row.item)
    path: Path = ("stages", target.stage, "items")
    at = min(target.item, len(entries(less, path)))
    return _insert(less, path, at, value), Row(target.stage, at)


def rename(document: Document, row: Row, name: str) -> Document:
    """Under another id; conditions that rest on it follow."""
    old = identity(document, row)
    changed = put(document, (*row.path, "id"), name or None)
    if row.kind != "item" or not old or not name:
        return changed
    for each in rows(document):
        if each.kind == "item" and (held := read(changed, each.path)) is not None:
            followed = _renamed(held, {old: name})
            if followed != held:
                changed = put(changed, each.path, followed)
    return changed


def words_of(value: Any) -> Iterator[str]:
    """Every text inside a value, for searching."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from words_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words_of(inner)


def search(document: Document, text: str, meanings: Mapping[str, str] | None = None) -> list[Row]:
    """The lines that hold every word of ``text``; ``meanings`` are words behind defect codes."""
    wanted = text.casefold().split()
    if not wanted:
        return list(rows(document))
    found = []
    for row in rows(document):
        held = read(document, row.path) if row.stage >= 0 else {}
        if not isinstance(held, Mapping):
            continue
        own = {key: value for key, value in held.items() if key != "items"}
        texts = [each.casefold() for each in words_of(own)]
        codes = entries(own, ("defects",))
        texts += [(meanings or {}).get(str(code), "").casefold() for code in codes]
        if all(any(word in each for each in texts) for word in wanted):
            found.append(row)
    return found


def _within(row: Row, around: Row) -> bool:
    return row.stage == around.stage and around.item in (-1, row.item)


def _near(document: Document, row: Row) -> Row:
    """The line now where ``row`` was, else the one before."""
    known = list(rows(document))
    if row in known:
        return row
    if row.kind == "item":
        return Row(row.stage, row.item - 1)
    return Row(row.stage - 1) if row.stage > 0 else WHOLE


def _swap_stage(document: Document, row: Row, to: int) -> tuple[Document, Row]:
    stages = entries(document, ("stages",))
    if not 0 <= to < len(stages):
        return document, row
    stages.insert(to, stages.pop(row.stage))
    return put(document, ("stages",), stages), Row(to)


def _insert(document: Document, path: Path, at: int, value: Any) -> Document:
    held = entries(document, path)
    held.insert(at, value)
    return put(document, path, held)


def _remove(document: Document, path: Path, at: int) -> Document:
    held = entries(document, path)
    del held[at]
    return put(document, path, held)


def _renamed(item: Mapping[str, Any], names: Mapping[str, str]) -> Mapping[str, Any]:
    when: Sequence[Any] = item.get("when") or ()
    if not isinstance(when, list):
        return item
    followed = [
        {**one, "item": names[one["item"]]}
        if isinstance(one, Mapping) and one.get("item") in names
        else one
        for one in when
    ]
    return {**item, "when": followed} if followed != when else item
