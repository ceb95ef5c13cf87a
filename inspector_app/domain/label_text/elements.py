"""Text that hints at mandatory elements of the label; a hint with its place, never an answer."""

from __future__ import annotations

from collections.abc import Sequence

from inspector_app.domain.label_text.plain_text import plain
from inspector_app.domain.label_text.reading import ElementSeen, TextLine, TextPass
from inspector_app.domain.label_text.tables import LabelTables

MOST_LINES = 400
MOST_HINTS = 3
"""Hints of one element: maker, address and phone are one row of the checklist."""


def elements_seen(passes: Sequence[TextPass], tables: LabelTables) -> tuple[ElementSeen, ...]:
    """The first line each trigger meets, with the passes that met it; rows of the tables' order."""
    hits: dict[int, tuple[TextLine, list[str]]] = {}
    for one in passes:
        lines = [(line, plain(line.text)) for line in one.lines[:MOST_LINES]]
        for index, trigger in enumerate(tables.elements):
            for line, text in lines:
                if trigger.regex.search(text):
                    hits.setdefault(index, (line, []))[1].append(one.name)
                    break
    return _listed(hits, tables)


def _listed(
    hits: dict[int, tuple[TextLine, list[str]]], tables: LabelTables
) -> tuple[ElementSeen, ...]:
    found: list[ElementSeen] = []
    for index in sorted(hits):
        line, sources = hits[index]
        element = tables.elements[index].element
        same = [one for one in found if one.element == element]
        if len(same) >= MOST_HINTS or any(one.text == line.text for one in same):
            continue
        found.append(
            ElementSeen(element=element, text=line.text, box=line.box, passes=tuple(sources))
        )
    return tuple(found)
