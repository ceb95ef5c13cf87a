"""Batches of the lot with their remaining life: gauge, state, action, rule, and what disagrees."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.domain.reason import reason
from inspector_app.domain.shelf_life import Assessment, Disagreement, Stated
from inspector_app.domain.shelf_life.last_day import Wording
from inspector_app.services.sentences import sentence
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.carton_ranges import write_ranges
from inspector_app.ui.presenters.walk_model import BatchView
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.views.walk_words import day_word, life_word
from inspector_app.ui.widgets.buttons import GhostButton
from inspector_app.ui.widgets.chips import FlowLayout
from inspector_app.ui.widgets.gauge import LifeBand, LifeGauge
from inspector_app.ui.widgets.notices import EmptyState
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

STATE_LOOKS: dict[str, tuple[Tone, str]] = {
    "fresh": ("good", "pass"),
    "warning": ("warn", "attention"),
    "near_expiry": ("warn", "attention"),
    "sales_lock": ("bad", "lock"),
    "expired": ("bad", "fail"),
    "exempt": ("neutral", "info"),
}
ACTION_LOOKS: dict[str, tuple[Tone, str]] = {
    "accept": ("good", "pass"),
    "warn": ("warn", "attention"),
    "approval": ("hold", "supervisor"),
    "reject": ("bad", "fail"),
}


class BatchList(QWidget):
    """``editWanted(batch id)``; an empty id for the first batch."""

    editWanted = Signal(str)

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._cards: list[BatchCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE.s)
        self._empty = EmptyState(ui, icon="calendar")
        self._empty.actionChosen.connect(lambda: self.editWanted.emit(""))
        self._column.addWidget(self._empty)

    def show_batches(self, batches: tuple[BatchView, ...]) -> None:
        """Show all batches; the one in question is tinted."""
        t = self._ui.t
        self._empty.set_texts(t("walk.batch.none"), t("walk.batch.none_text"), t("walk.batch.add"))
        self._empty.setVisible(not batches)
        while len(self._cards) < len(batches):
            card = BatchCard(self._ui)
            card.editWanted.connect(self.editWanted)
            self._cards.append(card)
            self._column.addWidget(card)
        for at, card in enumerate(self._cards):
            card.setVisible(at < len(batches))
            if at < len(batches):
                card.show_batch(batches[at])


class BatchCard(Card):
    """One batch."""

    editWanted = Signal(str)

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._id = ""
        head = QHBoxLayout()
        head.setSpacing(SPACE.s)
        self._name = Text("", "strong", wrap=True)
        self._state, self._action = Tag(ui), Tag(ui)
        edit = GhostButton(ui, icon="edit")
        ui.say(edit.setText, "walk.batch.edit")
        edit.clicked.connect(lambda: self.editWanted.emit(self._id))
        head.addWidget(self._name, 1)
        head.addWidget(edit)
        self.body.addLayout(head)
        self._judged = QWidget()
        judged = FlowLayout(self._judged, SPACE.xs)  # beside the name there is too little room
        judged.addWidget(self._state)
        judged.addWidget(self._action)
        self.body.addWidget(self._judged)
        self._dates = Text("", "muted", wrap=True)
        self.body.addWidget(self._dates)
        self._gauge = LifeGauge(ui)
        self.body.addWidget(self._gauge)
        self._lines = Text("", "muted", wrap=True)
        self.body.addWidget(self._lines)
        self._differences = Text("", "body", tone="bad", wrap=True)
        self.body.addWidget(self._differences)
        self._signs = QWidget()
        self._signs_flow = FlowLayout(self._signs, SPACE.xs)
        self.body.addWidget(self._signs)

    def show_batch(self, shown: BatchView) -> None:
        """Show a batch."""
        t, batch = self._ui.t, shown.batch
        self._id = batch.id
        name = t("walk.batch.title", number=batch.number) if batch.number else ""
        self._name.setText(name or t("walk.batch.unknown"))
        self.set_tone("accent" if shown.current else "neutral")
        dates = t(
            "walk.batch.dates", produced=day_word(self._ui, batch.produced),
            expires=_worded(self._ui, batch.expires, batch.wording),
            life=life_word(self._ui, batch.life),
        )  # fmt: skip
        for unit in batch.inner:
            told = t(
                "inner.row", name=unit.name, produced=day_word(self._ui, unit.produced),
                expires=_worded(self._ui, unit.expires, unit.wording),
                life=life_word(self._ui, unit.life),
            )  # fmt: skip
            dates += f"\n{told}"
        if batch.quantity or batch.cartons:
            extent = t(
                "walk.batch.extent", quantity=batch.quantity or "—",
                cartons=write_ranges(batch.cartons) or "—",
            )  # fmt: skip
            dates += f"\n{extent}"
        self._dates.setText(dates)
        self._show_life(shown.assessment)
        self._show_signs(shown)

    def _show_life(self, found: Assessment | None) -> None:
        t = self._ui.t
        self._judged.setVisible(found is not None)
        gauged = found is not None and found.remaining_days is not None and found.total_days
        self._gauge.setVisible(bool(gauged))
        if found is None:
            self._lines.setText(t("walk.batch.no_life"))
            return
        self._state.set_text(t(f"shelf_life.state.{found.state}"))
        self._state.set_look(*STATE_LOOKS[found.state])
        self._action.set_text(t(f"shelf_life.action.{found.action}"))
        self._action.set_look(*ACTION_LOOKS[found.action])
        if gauged and found.remaining_days is not None and found.total_days:
            share = found.remaining_days / found.total_days
            bands, needed = bands_of(self._ui, found), needed_share(found)
            self._gauge.show_life(found.remaining_days, share, bands, needed)
        self._lines.setText("\n".join(life_lines(self._ui, found)))

    def _show_signs(self, shown: BatchView) -> None:
        clear(self._signs_flow)
        signs: list[tuple[str, Tone, str]] = []
        told = [disagreement_words(self._ui, each) for each in shown.disagreements]
        self._differences.setText("\n".join(told))  # too long for tags in narrow windows
        self._differences.setVisible(bool(told))
        if not told and (shown.batch.barcode_expires or shown.batch.expires):
            signs.append((self._ui.t("walk.batch.agrees"), "good", "pass"))
        if not shown.batch.quantity and not shown.current and not shown.batch.cartons:
            signs.append((self._ui.t("walk.batch.extent_unknown"), "warn", "split"))
        for text, tone, icon in signs:
            tag = Tag(self._ui, text, tone=tone, icon=icon)
            self._signs_flow.addWidget(tag)
            tag.setVisible(True)
        self._signs.setVisible(bool(signs))


def _worded(ui: Ui, day: Stated | None, wording: Wording) -> str:
    """A last day; how it is introduced where that changes its meaning."""
    if day is None or wording == "until":
        return day_word(ui, day)
    return ui.t("wording.dated", day=day_word(ui, day), wording=ui.t(f"wording.{wording}"))


def needed_share(found: Assessment) -> float | None:
    """The share of the life that the rule asks for on arrival."""
    if found.needed_days is None or not found.total_days:
        return None
    return found.needed_days / found.total_days


def bands_of(ui: Ui, found: Assessment) -> list[LifeBand]:
    """The gauge's bands from the rule's thresholds, worst first."""
    total = found.total_days or 1
    edges: list[tuple[str, int | None]] = [
        ("sales_lock", found.sales_lock_days),
        ("near_expiry", found.near_expiry_days),
        ("warning", found.warning_days),
    ]
    bands = []
    before = 0.0
    for state, days in edges:
        until = min(1.0, (days or 0) / total)
        if until > before:
            tone: Tone = "bad" if state == "sales_lock" else "warn"
            bands.append(LifeBand(until=until, tone=tone, label=ui.t(f"shelf_life.state.{state}")))
            before = until
    if before < 1.0:
        bands.append(LifeBand(until=1.0, tone="good", label=ui.t("shelf_life.state.fresh")))
    return bands


def life_lines(ui: Ui, found: Assessment) -> list[str]:
    """Last good days by both conventions where they differ, why, and the rule with its version."""
    t, speak = ui.t, ui.texts.translator
    lines = []
    a, b = found.last_good_day_a, found.last_good_day_b
    worded = any(each.code in _WORDED for each in found.reasons)
    if a is not None and b is not None and a != b and not worded:
        lines.append(t("walk.batch.conventions", a=a.isoformat(), b=b.isoformat()))
    shown = [each for each in found.reasons if each.code in _TOLD]
    lines += [sentence(speak, "shelf_life.reason", each) for each in (*shown, *found.findings)]
    if found.rule is not None:
        key = "rule" if found.rule.basis == "practice" else "rule_other"
        lines.append(
            t(
                f"shelf_life.line.{key}", name=ui.pick(found.rule.names),
                set=ui.pick(found.rule.set_names), version=found.rule.set_version,
            )
        )  # fmt: skip
    return lines


_TOLD = frozenset(
    {
        "ratio_met", "ratio_below", "ratio_unknown", "days_below", "too_old", "age_unknown",
        "ratio_of_nothing", "age_met", "rule_met", "conventions_differ", "readings_differ",
        "exempt", "expiry_month_only", "production_month_only", "wording_use_by",
        "wording_before", "kit_governed", "kit_outer_governs",
    }
)  # fmt: skip
_WORDED = frozenset({"wording_use_by", "wording_before"})


def disagreement_words(ui: Ui, found: Disagreement) -> str:
    """Which two sources differ, and how."""
    t, speak = ui.t, ui.texts.translator
    told = reason(
        found.field,
        first=t(f"shelf_life.source.{found.first}"),
        second=t(f"shelf_life.source.{found.second}"),
        first_value=found.first_value,
        second_value=found.second_value,
    )
    return sentence(speak, "shelf_life.disagreement", told)
