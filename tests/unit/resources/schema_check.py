"""The part of JSON Schema that our shipped schemas use; any other keyword is an error."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "integer": int,
}  # fmt: skip
_NOTES = {"$schema", "$defs", "title", "description", "required"}


def faults(
    value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], at: str = ""
) -> list[str]:
    """What breaks the schema, each with its place; empty when the value fits."""
    return list(_faults(value, schema, root, at))


def _faults(
    value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], at: str
) -> Iterator[str]:
    for word, rule in schema.items():
        if word in _NOTES:
            continue
        yield from _CHECKS[word](value, rule, schema, root, at)
    if isinstance(value, dict):
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{at}: {name} is missing"


def _ref(value: Any, rule: str, _: Any, root: Any, at: str) -> Iterator[str]:
    yield from _faults(value, root["$defs"][rule.removeprefix("#/$defs/")], root, at)


def _one_of(value: Any, rule: list[Any], _: Any, root: Any, at: str) -> Iterator[str]:
    if sum(not faults(value, option, root, at) for option in rule) != 1:
        yield f"{at}: fits not exactly one"


def _type(value: Any, rule: str, *rest: Any) -> Iterator[str]:
    right = isinstance(value, _TYPES[rule]) and (rule == "boolean" or not isinstance(value, bool))
    if not right:
        yield f"{rest[-1]}: not of type {rule}"


def _enum(value: Any, rule: list[Any], *rest: Any) -> Iterator[str]:
    if value not in rule:
        yield f"{rest[-1]}: {value!r} is not allowed"


def _pattern(value: Any, rule: str, *rest: Any) -> Iterator[str]:
    if isinstance(value, str) and not re.search(rule, value):
        yield f"{rest[-1]}: {value!r} does not match"


def _smallest(value: Any, rule: int, *rest: Any) -> Iterator[str]:
    size = len(value) if isinstance(value, list | dict | str) else value
    if isinstance(size, int) and size < rule:
        yield f"{rest[-1]}: too small"


def _unique(value: Any, rule: bool, *rest: Any) -> Iterator[str]:
    if rule and isinstance(value, list) and any(value.count(x) > 1 for x in value):
        yield f"{rest[-1]}: repeats itself"


def _items(value: Any, rule: Any, _: Any, root: Any, at: str) -> Iterator[str]:
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _faults(inner, rule, root, f"{at}[{number}]")


def _properties(value: Any, rule: Any, _: Any, root: Any, at: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name in rule.keys() & value.keys():
            yield from _faults(value[name], rule[name], root, f"{at}.{name}")


def _additional(value: Any, rule: Any, schema: Any, root: Any, at: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name in value.keys() - schema.get("properties", {}).keys():
            if rule is False:
                yield f"{at}: {name} is unknown"
            else:
                yield from _faults(value[name], rule, root, f"{at}.{name}")


_CHECKS: dict[str, Any] = {
    "$ref": _ref, "oneOf": _one_of, "type": _type, "enum": _enum, "pattern": _pattern,
    "minItems": _smallest, "minLength": _smallest, "minimum": _smallest,
    "minProperties": _smallest, "uniqueItems": _unique, "items": _items,
    "properties": _properties, "additionalProperties": _additional,
}  # fmt: skip
