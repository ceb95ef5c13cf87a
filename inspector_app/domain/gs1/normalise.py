"""From the bytes of a read to comparable text: one alphabet, one separator, no terminator."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from inspector_app.domain.scan import RawScan

GS: Final = "\x1d"

_TERMINATORS: Final = ("\r\n", "\r", "\n", "\t")
_SYMBOLOGY: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
# How scanners write the separator when they cannot send it. None of these can stand in a value
# (GS1 character set 82), except the spelt-out <GS>, which no value contains by accident.
_SUBSTITUTES: Final = re.compile(r"\{GS\}|<GS>|\[GS\]|\u241d|[|~^]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Normalised text, its AIM symbology identifier (or ``""``), and what was done to get it."""

    text: str
    symbology_id: str


def normalise(raw: RawScan, separator: str | None = None) -> Content:
    """Full-width to half-width (NFKC), ``separator`` to 0x1D, one terminator off, the symbology
    identifier taken apart."""
    text = raw.text
    for terminator in _TERMINATORS:
        if text.endswith(terminator):
            text = text.removesuffix(terminator)
            break
    if separator:
        text = text.replace(separator, GS)
    text = unicodedata.normalize("NFKC", text)
    symbology_id = raw.symbology_id
    found = _SYMBOLOGY.match(text)
    if found is not None and raw.symbology_id in ("", found.group()):
        symbology_id = found.group()
        text = text[found.end() :]
    return Content(text=text, symbology_id=symbology_id)


def with_guessed_separators(text: str) -> str:
    """The text with every known substitute of the separator turned into 0x1D."""
    return _SUBSTITUTES.sub(GS, text)
