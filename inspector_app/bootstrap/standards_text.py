"""A standard's document as YAML that a person reads and edits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml


class _Dumper(yaml.SafeDumper):
    """No aliases, and lists set in below their key."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Long texts and numbers kept as text in quotes; ids and codes plain."""
    plain = text.isascii() and text.replace("_", "").replace("-", "").isalnum()
    style = None if plain else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _day(dumper: yaml.SafeDumper, day: date) -> yaml.ScalarNode:
    return _text(dumper, day.isoformat())


_Dumper.add_representer(str, _text)
_Dumper.add_representer(date, _day)


def document_text(document: Mapping[str, Any]) -> str:
    """YAML of mappings, lists and scalars, in the order given; leaves in one line."""
    text: str = yaml.dump(
        _plain(document), Dumper=_Dumper, allow_unicode=True, sort_keys=False,
        default_flow_style=None, width=1_000,
    )  # fmt: skip
    return text


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
