"""The two shipped faces of Noto Sans SC."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from inspector_app.ui.theme.tokens import FONT_FAMILY, TYPE, TextRole

_log = logging.getLogger(__name__)


def load_fonts(folder: Path) -> bool:
    """Register every ``*.ttf`` of ``folder``; True when our family is available after it.

    A missing font is logged and the system's own faces are used: a station must still open.
    """
    for file in sorted(folder.glob("*.ttf")):
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            _log.warning("font_refused file=%s", file.name)
    found = FONT_FAMILY in QFontDatabase.families()
    if not found:
        _log.warning("font_missing family=%s", FONT_FAMILY)
    return found


def font(role: TextRole = "body") -> QFont:
    """The font of a text role, for painted widgets."""
    style = TYPE[role]
    return sized(style.size, bold=style.weight == 700)


def sized(pixels: int, *, bold: bool = False) -> QFont:
    """Our family at ``pixels`` logical pixels."""
    face = QFont(FONT_FAMILY)
    face.setPixelSize(pixels)
    face.setBold(bold)
    return face
