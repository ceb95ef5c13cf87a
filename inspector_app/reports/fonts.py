"""The two embedded fonts, and which characters they can draw.

ReportLab has no font fallback: a missing glyph would silently vanish. ``ReportFonts.clean``
replaces it by 〓 (the mark printers use for a missing sort) and remembers it, so that the
document can say at its end what could not be shown.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from inspector_app.domain.errors import ReportError

MISSING: Final = "〓"
_KEPT_CONTROLS: Final = frozenset("\n\t")


@dataclass(frozen=True, slots=True)
class ReportFonts:
    """Names under which the fonts are registered, and the characters both can draw."""

    regular: str
    bold: str
    regular_path: Path
    bold_path: Path
    drawable: frozenset[int]

    def clean(self, text: str) -> tuple[str, tuple[str, ...]]:
        """The text with what cannot be drawn replaced, and the characters that were missing."""
        text = unicodedata.normalize("NFC", text)
        if self.drawable.issuperset(map(ord, text)):
            return text, ()
        missing: list[str] = []
        kept: list[str] = []
        for char in text:
            if ord(char) in self.drawable or char in _KEPT_CONTROLS:
                kept.append(char)
            elif unicodedata.category(char) in ("Cc", "Cf", "Mn"):
                continue  # invisible by nature: direction marks, joiners, variation selectors
            else:
                kept.append(MISSING)
                missing.append(char)
        return "".join(kept), tuple(missing)


@lru_cache(maxsize=4)
def load_fonts(regular: Path, bold: Path) -> ReportFonts:
    """Register both fonts once per process.

    Raises ReportError ``font_missing`` (no such file, or not a TrueType font) and
    ``font_incomplete`` (it lacks the replacement sign).
    """
    faces: list[set[int]] = []
    names: list[str] = []
    for role, path in (("Regular", regular), ("Bold", bold)):
        # Named by place as well: two fonts under one name would collide.
        name = f"Report{role}{len(_REGISTERED)}" if _taken(role, path) else f"Report{role}"
        try:
            font = TTFont(name, str(path))
        except (TTFError, OSError) as problem:
            raise ReportError("font_missing", path=str(path)) from problem
        pdfmetrics.registerFont(font)
        _REGISTERED[name] = path
        faces.append(set(font.face.charToGlyph))
        names.append(name)
    drawable = frozenset(faces[0] & faces[1])
    if ord(MISSING) not in drawable:
        raise ReportError("font_incomplete", path=str(regular))
    return ReportFonts(names[0], names[1], regular, bold, drawable)


_REGISTERED: dict[str, Path] = {}


def _taken(role: str, path: Path) -> bool:
    return _REGISTERED.get(f"Report{role}", path) != path
