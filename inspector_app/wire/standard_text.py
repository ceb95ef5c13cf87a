"""The text of an inspection standard as it is published: strict YAML, bound by its digest.

Read by stations and by the central system alike, so that both refuse the same documents.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

import yaml

from inspector_app.domain.checklist.parse import parse_standard
from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import StandardError
from inspector_app.wire.feeds import PublishedDocument

DEFECTS_PART: Final = "defects"
MAX_BYTES = 1_000_000
_NOT_YAML = re.compile(r"[^\t\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MAX_DEPTH = 40
"""Mappings and lists within each other; a standard needs twelve."""
MAX_NODES = 60_000
"""Values and ends of lists and mappings; the largest shipped standard has some 6,000."""


# The same loader in C where PyYAML was built with it, ten times as fast.
_Plain: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Plain):  # type: ignore[misc]  # PyYAML's C loader is untyped
    """Plain YAML without doubled keys and without merging."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or key.tag == "tag:yaml.org,2002:merge":
                raise StandardError("yaml_unreadable", line=line)
            if key.value in seen:
                raise StandardError("duplicate_key", key=key.value, line=line)
            seen.add(key.value)
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError as problem:  # a number or date that cannot be
            raise StandardError("yaml_unreadable", line=node.start_mark.line + 1) from problem


def _refuse_snares(text: str) -> None:
    """Aliases can unfold without end, and depth can exhaust a parser; both are refused before
    anything is composed."""
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=_Plain)):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if number > MAX_NODES:
            raise StandardError("yaml_too_many", line=line, limit=MAX_NODES)
        if isinstance(event, yaml.AliasEvent):
            raise StandardError("yaml_alias", line=line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise StandardError("yaml_too_deep", line=line, limit=MAX_DEPTH)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def decode_text(data: bytes) -> str:
    """The text of a file of at most 1 MB; ``standard_too_large``, ``standard_not_utf8``."""
    if len(data) > MAX_BYTES:
        raise StandardError("standard_too_large", limit=MAX_BYTES)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise StandardError("standard_not_utf8", line=line) from None


def read_yaml(data: bytes) -> Mapping[str, Any]:
    """A YAML mapping of at most 1 MB.

    StandardError ``standard_too_large``, ``standard_not_utf8``, ``yaml_unreadable``,
    ``yaml_alias``, ``yaml_too_deep``, ``yaml_too_many``, ``duplicate_key``, ``not_a_standard``.
    """
    text = decode_text(data)
    try:
        _refuse_snares(text)
        document = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader, stricter
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else _line_of(text)
        raise StandardError("yaml_unreadable", line=line) from problem
    if not isinstance(document, dict):
        raise StandardError("not_a_standard", line=1)
    return document


def _line_of(text: str) -> int:
    """The line of a character YAML does not allow, whose fault carries no mark."""
    for number, line in enumerate(text.split("\n"), 1):
        if _NOT_YAML.search(line):
            return number
    return 1


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


def parse_document(document: PublishedDocument) -> Standard:
    """The standard of a published document, under the number the document gives it.

    StandardError when it is not sound; ``standard_named_otherwise`` and
    ``standard_digest_differs`` when the text is not the version it was published as.
    """
    if DEFECTS_PART not in document.parts:
        raise StandardError("missing_key", place="parts", key=DEFECTS_PART)
    text, defects = document.text, document.parts[DEFECTS_PART]
    standard = standard_from_yaml(
        text.encode("utf-8", "surrogatepass"), defects.encode("utf-8", "surrogatepass")
    )
    if (standard.id, standard.version) != (document.id, document.text_version):
        raise StandardError(
            "standard_named_otherwise", standard=f"{document.id}/{document.text_version}",
            found=f"{standard.id}/{standard.version}",
        )  # fmt: skip
    if standard.digest != document.digest:
        raise StandardError("standard_digest_differs", standard=f"{document.id}/{document.version}")
    return replace(standard, version=document.version) if document.written else standard
