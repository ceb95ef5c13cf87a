"""What is wrong with a draft, and what it changes: lists that lead to the place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.standards_changes import Change
from inspector_app.ui.presenters.standards_document import WHOLE, Document, Row, read
from inspector_app.ui.presenters.standards_faults import Fault
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.standards_words import (
    CHANGE_LOOKS,
    fault_words,
    picked,
    value_words,
)
from inspector_app.ui.widgets.notices import EmptyState
from inspector_app.ui.widgets.scroll_content import scrolling
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

Key: TypeAlias = tuple[Row, str]


def field_word(ui: Ui, member: str) -> str:
    """What a member is called on the form."""
    for key in (f"standards.field.{member}", f"standards.member.{member}"):
        if ui.texts.translator.has(key):
            return ui.t(key)
    return member


def line_place(ui: Ui, document: Document, row: Row) -> str:
    """Where a line stands: the standard, ``阶段 2 标签`` or ``阶段 2 · 第 5 项``."""
    if row == WHOLE:
        return ui.t("standards.whole_line")
    if row.item < 0:
        return ui.t("standards.stage_place", stage=row.stage + 1)
    return ui.t("standards.item_place", stage=row.stage + 1, item=row.item + 1)


class _Cards(QWidget):
    """Cards above each other in a scrolling column; ``placeChosen(Row, member)``."""

    placeChosen = Signal(object, str)

    def __init__(self, ui: Ui, empty_icon: str) -> None:
        super().__init__()
        self.ui = ui
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.empty = EmptyState(ui, icon=empty_icon)
        column.addWidget(self.empty, 1)
        self._area, holder = scrolling()
        self._list = QVBoxLayout(holder)
        self._list.setContentsMargins(0, 0, SPACE.s, 0)
        self._list.setSpacing(SPACE.s)
        column.addWidget(self._area, 1)

    def fill(self, cards: Sequence[tuple[Card, Key]]) -> None:
        """Show these cards, each leading to its place."""
        clear(self._list)
        for card, (row, member) in cards:
            card.chosen.connect(lambda r=row, m=member: self.placeChosen.emit(r, m))
            self._list.addWidget(card)
            card.setVisible(True)
        self._list.addStretch(1)
        self.empty.setVisible(not cards)
        self._area.setVisible(bool(cards))


class FaultList(_Cards):
    """Every fault with its line and field."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui, "pass")
        self._shown: tuple[object, ...] = ()

    def show_faults(self, document: Document, faults: Sequence[Fault]) -> None:
        """The faults of the draft."""
        shown = (tuple(faults), self.ui.texts.language)
        if shown == self._shown:
            return
        self._shown = shown
        t = self.ui.t
        self.empty.set_texts(t("standards.sound"), t("standards.sound_text"))
        self.fill([(self._card(document, fault), (fault.row, fault.field)) for fault in faults])

    def _card(self, document: Document, fault: Fault) -> Card:
        ui = self.ui
        card = Card(pressable=True, padding=SPACE.m)
        card.body.setSpacing(SPACE.xs)
        names = read(document, (*fault.row.path, "names")) if fault.row != WHOLE else None
        title = picked(ui, names) or line_place(ui, document, fault.row)
        card.body.addWidget(Text(title, "strong", wrap=True))
        label = field_word(ui, fault.field) if fault.field else ui.t("standards.line")
        place = line_place(ui, document, fault.row)
        card.body.addWidget(Text(f"{place} · {label}", "caption"))
        card.body.addWidget(
            Text(fault_words(ui, fault.error, label), "body", tone="bad", wrap=True)
        )
        card.setAccessibleName(f"{title} {label}")
        return card


class ChangeList(_Cards):
    """Every difference from the version the draft grew from."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui, "sync")
        self._shown: tuple[object, ...] = ()

    def show_changes(
        self, document: Document, changes: Sequence[Change], *, compared: bool
    ) -> None:
        """The changes; ``compared`` is False for a standard without an earlier version."""
        shown = (tuple(map(repr, changes)), self.ui.texts.language, compared)
        if shown == self._shown:
            return
        self._shown = shown
        t = self.ui.t
        key = "unchanged" if compared else "brand_new"
        self.empty.set_texts(t(f"standards.{key}"), t(f"standards.{key}_text"))
        self.fill(
            [(self.card(document, change), (_target(change), change.field)) for change in changes]
        )

    def card(self, document: Document, change: Change) -> Card:
        """One change."""
        ui = self.ui
        card = Card(pressable=True, padding=SPACE.m)
        card.body.setSpacing(SPACE.xs)
        head = QHBoxLayout()
        head.setSpacing(SPACE.s)
        tone, icon = CHANGE_LOOKS[change.kind]
        head.addWidget(Tag(ui, ui.t(f"standards.change.{change.kind}"), tone=tone, icon=icon))
        what = (
            field_word(ui, change.field)
            if change.field
            else ui.t(f"standards.row.{change.row.kind}")
        )
        head.addWidget(Text(what, "strong"), 1)
        card.body.addLayout(head)
        title = ui.t("standards.whole_line") if change.row == WHOLE else picked(ui, change.names)
        card.body.addWidget(Text(title, "body", wrap=True))
        if change.kind in ("changed", "moved"):
            card.body.addWidget(Text(change_words(ui, change), "muted", wrap=True))
        card.setAccessibleName(f"{what} {title}")
        return card


def _target(change: Change) -> Row:
    return WHOLE if change.kind == "removed" else change.row


def change_words(ui: Ui, change: Change) -> str:
    """``之前 → 现在`` of a change."""
    stage = change.row.kind == "stage"
    if change.kind == "moved":
        before, after = picked(ui, change.before), picked(ui, change.after)
        if before == after:
            return ui.t("standards.moved_within")
    else:
        before = value_words(ui, change.field, change.before, stage=stage)
        after = value_words(ui, change.field, change.after, stage=stage)
        if before == after:
            return _other_language(ui, change, before)
    return ui.t("standards.before_after", before=before, after=after)


def _other_language(ui: Ui, change: Change, same: str) -> str:
    """Names that differ only in the language not shown."""
    other = "en" if ui.texts.language == "zh" else "zh"
    before, after = change.before, change.after
    if (
        isinstance(before, dict)
        and isinstance(after, dict)
        and before.get(other) != after.get(other)
    ):
        return ui.t(
            "standards.before_after", before=before.get(other) or ui.t("standards.nothing"),
            after=after.get(other) or ui.t("standards.nothing"),
        )  # fmt: skip
    return same
