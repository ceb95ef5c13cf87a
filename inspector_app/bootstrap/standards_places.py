"""Where a place of a document (``stages[2].items[0].kind``) stands in its YAML text."""

from __future__ import annotations

import re
from typing import Any

import yaml

_Plain: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
KEYED_CODES = frozenset({"unknown_key", "duplicate_key"})
"""Problems whose ``key`` is in the text below their place."""


class TextPlaces:
    """Lines and columns of a text that is known to be sound YAML."""

    def __init__(self, text: str) -> None:
        self._root: Any = yaml.compose(text, Loader=_Plain)

    def of(self, place: str, key: str = "") -> tuple[int, int]:
        """Line and column, from 1, of what stands at ``place``; of the nearest thing around it
        when nothing does. ``key`` asks for a member's key itself."""
        node, mark = self._root, self._root.start_mark
        for index, name in _STEP.findall(place):
            found = _child(node, index, name)
            if found is None:
                break
            mark, node = found
        if key and isinstance(node, yaml.MappingNode):
            for name_node, _ in node.value:
                if name_node.value == key:
                    mark = name_node.start_mark
        return mark.line + 1, mark.column + 1


def _child(node: yaml.Node, index: str, name: str) -> tuple[yaml.Mark, yaml.Node] | None:
    """The element, or the member with the mark of its key: that is where a person looks."""
    if index and isinstance(node, yaml.SequenceNode) and int(index) < len(node.value):
        child = node.value[int(index)]
        return child.start_mark, child
    if name and isinstance(node, yaml.MappingNode):
        for name_node, child in node.value:
            if name_node.value == name:
                return name_node.start_mark, child
    return None
