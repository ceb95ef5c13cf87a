"""Bringing a part of a scrolling page into view."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea, QWidget


def scroll_area_of(widget: QWidget) -> QScrollArea | None:
    """The scroll area around ``widget``, if there is one."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    return around


def bring_into_view(widget: QWidget) -> None:
    """Scroll until ``widget`` is seen."""
    area = scroll_area_of(widget)
    if area is not None:
        area.ensureWidgetVisible(widget)


def scroll_to_top(widget: QWidget) -> None:
    """Show the beginning of the page ``widget`` lies on."""
    area = scroll_area_of(widget)
    if area is not None:
        area.verticalScrollBar().setValue(0)
