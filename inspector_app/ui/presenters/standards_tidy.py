"""What goes with a value: members that a new value leaves no place for. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from inspector_app.domain.checklist.sampling_rule import OpeningRule
from inspector_app.domain.checklist.soundness import WORKED_SCOPES
from inspector_app.domain.checklist.standard import SPECIAL_LEVELS
from inspector_app.ui.presenters.standards_document import Document, Row, put, read

_MEASURED = ("number", "count")
_RULE = OpeningRule()


def consistent(document: Document, row: Row, key: str) -> Document:
    """The document after the field ``key`` of a line was given a value."""
    held = read(document, row.path, {})
    turn = _TURNS.get((row.kind, key))
    if turn is None or not isinstance(held, Mapping):
        return document
    return put(document, row.path, turn(held)) if row.path else turn(held)


def _without(held: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in held.items() if key not in keys}


def _item_kind(held: Mapping[str, Any]) -> Mapping[str, Any]:
    kind = held.get("kind", "pass_fail")
    if kind != "choice":
        held = _without(held, "choices")
    if kind not in _MEASURED:
        held = _without(held, "limits", "readings")
    return {**held, "photos": "always"} if kind == "photo" else held


def _photos(held: Mapping[str, Any]) -> Mapping[str, Any]:
    return held if held.get("photos", "never") != "never" else _without(held, "shots")


def _readings(held: Mapping[str, Any]) -> Mapping[str, Any]:
    readings = held.get("readings")
    if not isinstance(readings, Mapping) or not readings.get("count"):
        return _without(held, "readings")
    if readings.get("judge") == "mean":
        return {**held, "readings": _without(readings, "mean")}
    return held


def _sample(held: Mapping[str, Any]) -> Mapping[str, Any]:
    return held if held.get("sample") in SPECIAL_LEVELS else _without(held, "aql", "opens")


def _mode(held: Mapping[str, Any]) -> Mapping[str, Any]:
    sampling = held.get("sampling")
    if not isinstance(sampling, Mapping) or sampling.get("mode") == "fixed":
        return held
    return {**held, "sampling": _without(sampling, "fixed")}


def _opening(held: Mapping[str, Any]) -> Mapping[str, Any]:
    sampling = held.get("sampling")
    if not isinstance(sampling, Mapping):
        return held
    opening = sampling.get("opening")
    opening = opening if isinstance(opening, Mapping) else {}
    how, least = opening.get("how", _RULE.how), opening.get("least", _RULE.least)
    rest = _without(sampling, "opening")
    if how == "all":
        return {**held, "sampling": {**rest, "opening": {"how": how}}}
    if (how, least) == (_RULE.how, _RULE.least):
        return {**held, "sampling": rest}
    return {**held, "sampling": {**rest, "opening": {"how": how, "least": least}}}


_TURNS: Mapping[tuple[str, str], Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {
    ("item", "kind"): _item_kind,
    ("item", "photos"): _photos,
    ("item", "readings.count"): _readings,
    ("item", "readings.judge"): _readings,
    ("stage", "sample"): _sample,
    ("standard", "sampling.mode"): _mode,
    ("standard", "sampling.opening.how"): _opening,
    ("standard", "sampling.opening.least"): _opening,
}


def usual_scope(document: Document, stage: int) -> dict[str, str]:
    """The scope of a new item where its stage leaves no choice."""
    kind = read(document, ("stages", stage, "kind"))
    scopes = WORKED_SCOPES.get(kind) if isinstance(kind, str) else None
    return {"scope": scopes[0]} if scopes else {}
