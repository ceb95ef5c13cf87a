"""The inspection standards this version of the program ships."""

from __future__ import annotations

from functools import cache

from inspector_app.bootstrap.resources import resource
from inspector_app.domain.checklist.standard import Standard
from inspector_app.wire.standard_text import (
    MAX_BYTES,
    decode_text,
    digest,
    read_yaml,
    standard_from_yaml,
)

__all__ = [
    "CATALOGUE",
    "MAX_BYTES",
    "decode_text",
    "digest",
    "read_yaml",
    "shipped_files",
    "shipped_standards",
    "standard_from_yaml",
]

CATALOGUE = "standards/defects.yaml"


def shipped_files() -> tuple[str, tuple[str, ...]]:
    """The defect catalogue, and the texts of the shipped standards by file name."""
    folder, catalogue = resource("standards"), resource(CATALOGUE)
    files = sorted(file for file in folder.glob("*.yaml") if file.name != catalogue.name)
    return catalogue.read_text("utf-8"), tuple(file.read_text("utf-8") for file in files)


@cache
def shipped_standards() -> tuple[Standard, ...]:
    """The standards of ``resources/standards``, by file name."""
    defects, files = shipped_files()
    return tuple(standard_from_yaml(text.encode(), defects.encode()) for text in files)
