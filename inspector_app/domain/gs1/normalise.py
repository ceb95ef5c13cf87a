"""From the bytes of a read to comparable text: one alphabet, one separator, no terminator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from inspector_app.domain.scan import RawScan

GS: Final = "\x1d"
# Between the linear part of a composite symbol and its two-dimensional part, in scan data.
COMPOSITE: Final = "|]e0"

# What a Chinese input method makes of ASCII. No more of NFKC: it would take ª for a, and ² for 2.
_HALF_WIDTH: Final = {0xFEE0 + code: code for code in range(0x21, 0x7F)} | {0x3000: 0x20}
_TERMINATORS: Final = ("\r\n", "\r", "\n", "\t")
_SYMBOLOGY: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
# How people and scanners write the separator when they cannot send it. No value contains one of
# these by accident, and the single characters cannot stand in a value at all (set 82).
_SPELT_OUT: Final = re.compile(
    r"\{(?:GS|FNC1)\}|<(?:GS|FNC1)>|\[(?:GS|FNC1)\]|\u241d|\\x1d|\\u001d|\^\]", re.IGNORECASE
)
# Only before an identifier: elsewhere it is a wrong character of a value.
_SUBSTITUTE: Final = re.compile(r"[|~^](?=[0-9]{2})")
# FNC1 in first place, sent or written: nothing but an element string begins like this.
_ANNOUNCED: Final = re.compile(rf"(?:{GS}|\^|{_SPELT_OUT.pattern})[0-9]{{2}}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Normalised text, its AIM symbology identifier (or ``""``), and what was done to get it."""

    text: str
    symbology_id: str


def normalise(raw: RawScan, separator: str | None = None) -> Content:
    """Full-width to half-width, ``separator`` to 0x1D, one terminator off, the symbology
    identifier taken apart."""
    text = raw.text
    for terminator in _TERMINATORS:
        if text.endswith(terminator):
            text = text.removesuffix(terminator)
            break
    if separator:
        text = text.replace(separator, GS)
    text = text.translate(_HALF_WIDTH)
    symbology_id = raw.symbology_id
    found = _SYMBOLOGY.match(text)
    if found is not None and raw.symbology_id in ("", found.group()):
        symbology_id = found.group()
        text = text[found.end() :]
    return Content(text=text, symbology_id=symbology_id)


def is_announced(text: str) -> bool:
    """Whether the text begins with FNC1, sent as 0x1D or written (``^01…``, ``{FNC1}01…``)."""
    return _ANNOUNCED.match(text) is not None


def with_guessed_separators(text: str) -> str:
    """The text with the substitute of the separator turned into 0x1D.

    One spelling counts: a scanner that sends 0x1D, or ``^``, does not send ``~`` for it as well,
    so that what is left over is a wrong character of a value.
    """
    if GS in text:
        return text
    spelt = _SPELT_OUT.sub(GS, text)
    if spelt != text:
        return spelt
    if text.startswith("^"):
        # The two parts of a composite symbol in writing: ``^01…|^99…``.
        text = text.replace("|^", "^")
    found = _SUBSTITUTE.search(text)
    return text if found is None else text.replace(found.group(), GS)
