"""Inspection standards from YAML: the shipped ones, and any a supervisor brings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

import yaml

from inspector_app.bootstrap.resources import resource
from inspector_app.domain.checklist.parse import parse_standard
from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import StandardError

CATALOGUE = "standards/defects.yaml"
MAX_BYTES = 1_000_000


# The same loader in C where PyYAML was built with it, ten times as fast.
_Plain: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Plain):  # type: ignore[misc]  # PyYAML's C loader is untyped
    """Plain YAML without doubled keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise StandardError("yaml_unreadable", line=key.start_mark.line + 1)
            if key.value in seen:
                raise StandardError("duplicate_key", key=key.value, line=key.start_mark.line + 1)
            seen.add(key.value)
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


def _refuse_aliases(text: str) -> None:
    """They can unfold without end, so they are refused before anything is composed."""
    for event in yaml.parse(text, Loader=_Plain):
        if isinstance(event, yaml.AliasEvent):
            mark = event.start_mark
            raise StandardError("yaml_alias", line=mark.line + 1 if mark else 1)


def read_yaml(data: bytes) -> Mapping[str, Any]:
    """A YAML mapping of at most 1 MB.

    StandardError ``standard_too_large``, ``standard_not_utf8``, ``yaml_unreadable``,
    ``yaml_alias``, ``duplicate_key``, ``wrong_type``.
    """
    if len(data) > MAX_BYTES:
        raise StandardError("standard_too_large", limit=MAX_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise StandardError("standard_not_utf8") from None
    try:
        _refuse_aliases(text)
        document = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader, stricter
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise StandardError("yaml_unreadable", line=line) from problem
    if not isinstance(document, dict):
        raise StandardError(
            "wrong_type", place=".", wanted="mapping", found=type(document).__name__
        )
    return document


@lru_cache(maxsize=64)
def standard_from_yaml(data: bytes, defects: bytes) -> Standard:
    """The standard written in ``data`` with the defect catalogue ``defects``.

    The same bytes always mean the same standard, so one parse serves the whole process. The
    digest covers both files; line ends are unified first, so that a checkout with CRLF gives the
    same version. Raises StandardError.
    """
    return parse_standard(read_yaml(data), read_yaml(defects), digest(data, defects))


def digest(data: bytes, defects: bytes) -> str:
    """SHA-256 in hex over the SHA-256 of the standard and of its catalogue, with LF line ends."""
    parts = (hashlib.sha256(part.replace(b"\r\n", b"\n")).digest() for part in (data, defects))
    return hashlib.sha256(b"".join(parts)).hexdigest()


@cache
def shipped_standards() -> tuple[Standard, ...]:
    """The standards of ``resources/standards``, by id."""
    defects = resource(CATALOGUE).read_bytes()
    files = sorted(resource("standards").glob("*.yaml"))
    return tuple(
        standard_from_yaml(file.read_bytes(), defects)
        for file in files
        if file.name != resource(CATALOGUE).name
    )
