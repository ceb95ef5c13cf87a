"""A line of a published version, read only: what it says, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout

from inspector_app.domain.defects import Defect
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.standards_document import Document, Row
from inspector_app.ui.presenters.standards_form import Field, form, value_of
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.standards_words import value_words, word
from inspector_app.ui.views.walk_words import class_word
from inspector_app.ui.widgets.scroll_content import scrolling
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

_EMPTY: tuple[Any, ...] = (None, "", [], {})


class FactsView(QScrollArea):
    """The sections of the form with values in place of controls; empty fields are left out."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        _, holder = scrolling(self)
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, SPACE.s, SPACE.s)
        self._column.setSpacing(SPACE.m)

    def show_line(self, document: Document, row: Row, defects: Mapping[str, Defect]) -> None:
        """Show what the line says."""
        clear(self._column)
        fields = form(document, row)
        for section in dict.fromkeys(field.section for field in fields):
            held = [
                (field, value_of(document, row, field))
                for field in fields
                if field.section == section
            ]
            held = [(field, value) for field, value in held if value not in _EMPTY]
            if not held:
                continue
            card = Card(self._ui.t(f"standards.section.{section}"), padding=SPACE.l)
            grid = QGridLayout()
            grid.setHorizontalSpacing(SPACE.l)
            grid.setVerticalSpacing(SPACE.s)
            grid.setColumnMinimumWidth(0, 132)
            grid.setColumnStretch(1, 1)
            for at, (field, value) in enumerate(held):
                label = Text(self._ui.t(f"standards.field.{field.key}"), "muted", wrap=True)
                told = Text(self._words(field, value, row, defects), "body", wrap=True)
                told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(told, at, 1)
            card.body.addLayout(grid)
            self._column.addWidget(card)
            card.setVisible(True)
        self._column.addStretch(1)

    def _words(self, field: Field, value: Any, row: Row, defects: Mapping[str, Defect]) -> str:
        ui = self._ui
        if field.control in ("names", "long_names") and isinstance(value, Mapping):
            return "\n".join(str(each) for each in value.values() if each)
        if field.control == "defects":
            return "\n".join(
                f"{code}  {ui.pick(defects[code].names)}" if code in defects else str(code)
                for code in value
            )
        if field.control in ("pick", "many") and field.vocabulary:
            several = value if isinstance(value, list) else [value]
            words = [word(ui, field.vocabulary, str(each)) for each in several]
            return ui.t("standards.comma").join(words)
        if field.control == "switch":
            return ui.t(f"standards.switch.{field.key}.{'yes' if value is True else 'no'}")
        if field.control == "groups":
            return ui.t("standards.comma").join(
                word(ui, "defect_group", str(each)) for each in value
            )
        if field.control == "classes":
            return "\n".join(f"{code}  {class_word(ui, str(cls))}" for code, cls in value.items())
        name = field.key if len(field.path) == 1 else ""
        return value_words(ui, name, value, stage=row.kind == "stage")
