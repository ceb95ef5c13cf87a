"""What scrolls: as high as its content is at the width it has, and no higher."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea, QWidget


class ScrollContent(QWidget):
    """For a resizable scroll area. Lines that wrap (chips, long words) are highest where they are
    narrowest; Qt would keep that height at any width and leave empty room below."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


def scrolling(area: QScrollArea | None = None) -> tuple[QScrollArea, ScrollContent]:
    """A scroll area that scrolls up and down only, and its content."""
    area = area if area is not None else QScrollArea()
    content = ScrollContent()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    return area, content
