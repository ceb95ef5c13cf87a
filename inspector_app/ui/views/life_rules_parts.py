"""Cards of the rules page: rows, bands, what a state asks for, a trial, and the versions."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.domain.errors import InspectorError
from inspector_app.domain.shelf_life import AcceptanceRule, Action, Assessment
from inspector_app.domain.shelf_life.rules import CATEGORIES, ORIGINS
from inspector_app.services.sentences import sentence
from inspector_app.services.station import PublishedRules
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.life_rules import BandKind, RulesState, Trial
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.views.life_rules_words import span_words
from inspector_app.ui.views.walk_batches import ACTION_LOOKS, STATE_LOOKS, bands_of, needed_share
from inspector_app.ui.widgets.chips import Choice, FlowLayout, ReasonChips
from inspector_app.ui.widgets.fields import DateField8
from inspector_app.ui.widgets.gauge import LifeGauge
from inspector_app.ui.widgets.number_edit import NumberEdit
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

ASKS: dict[BandKind, tuple[Action, ...]] = {
    "warning": ("accept", "warn", "approval"),
    "near_expiry": ("warn", "approval", "reject"),
    "sales_lock": ("approval", "reject"),
}


def basis_tag(ui: Ui, basis: str) -> Tag:
    """On what a row rests: practice is an editable default and never law."""
    looks: dict[str, tuple[Tone, str]] = {
        "practice": ("warn", "edit"), "customer": ("accent", "person"), "law": ("neutral", "lock"),
    }  # fmt: skip
    tone, icon = looks[basis]
    return Tag(ui, ui.t(f"life_rules.basis.{basis}"), tone=tone, icon=icon)


class RowCard(Card):
    """One acceptance row as a line that can be pressed."""

    def __init__(self, ui: Ui, row: AcceptanceRule, *, chosen: bool, editable: bool) -> None:
        super().__init__(pressable=editable, tone="accent" if chosen else "neutral")
        words = Text(ui.pick(row.names), "strong", wrap=True)
        self.body.addWidget(words)
        holder = QWidget()
        flow = FlowLayout(holder, SPACE.xs)
        tone, icon = ACTION_LOOKS[row.below]
        action = ui.t("life_rules.else", action=ui.t(f"shelf_life.action.{row.below}"))
        for tag in (Tag(ui, action, tone=tone, icon=icon), basis_tag(ui, row.basis)):
            flow.addWidget(tag)
        self.body.addWidget(holder)
        if row.note is not None:
            self.body.addWidget(Text(ui.pick(row.note), "caption", wrap=True))


class BandsCard(Card):
    """Days at which states begin. ``daysChanged(kind, number of the band, days)``,
    ``actionChosen(kind, action)``, ``variantChosen(id)``."""

    daysChanged = Signal(str, int, int)
    actionChosen = Signal(str, str)
    variantChosen = Signal(str)

    def __init__(self, ui: Ui, kind: BandKind) -> None:
        super().__init__()
        self._ui, self._kind = ui, kind
        ui.say(self.set_title, f"life_rules.bands.{kind}")
        hint = Text("", "muted", wrap=True)
        ui.say(hint.setText, f"life_rules.bands_hint.{kind}")
        self.body.addWidget(hint)
        self.variants = ReasonChips(ui)
        self.variants.reasonChosen.connect(self.variantChosen)
        self.body.addWidget(self.variants)  # first: shown alone it would be a window of its own
        self.variants.setVisible(kind == "near_expiry")
        self._grid_holder = QWidget()
        self._grid = QGridLayout(self._grid_holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE.m)
        self._grid.setVerticalSpacing(SPACE.xs)
        self._grid.setColumnStretch(0, 1)
        self.body.addWidget(self._grid_holder)
        self.fields: list[NumberEdit] = []
        self._shape: tuple[object, ...] = ()
        asks = Text("", "muted", wrap=True)
        ui.say(asks.setText, "life_rules.asks")
        self.body.addWidget(asks)
        self.asks = ReasonChips(ui)
        self.asks.reasonChosen.connect(lambda action: self.actionChosen.emit(kind, action))
        self.body.addWidget(self.asks)
        self.body.addStretch(1)

    def show_state(self, state: RulesState) -> None:
        """Show the bands of the draft; fields are made anew only when their shape changed."""
        draft, t = state.draft, self._ui.t
        assert draft is not None
        bands = state.bands(self._kind)
        variants = [
            Choice(value=each.id, text=self._ui.pick(each.names))
            for each in draft.near_expiry_variants
        ]
        shape = (self._ui.texts.language, tuple((b.nominal_days, b.consumed) for b in bands))
        if shape != self._shape:
            self._shape = shape
            self._build(state)
            self.variants.set_choices(variants)
            choices = [
                Choice(value=each, text=t(f"shelf_life.action.{each}")) for each in ASKS[self._kind]
            ]
            self.asks.set_choices(choices)
        for field, band in zip(self.fields, bands, strict=False):
            field.set_number(band.days or 0)
            field.setEnabled(state.may_edit)
        self.variants.choose(draft.near_expiry)
        self.asks.choose(getattr(draft.actions, self._kind))
        for chips in (self.variants, self.asks):
            chips.setEnabled(state.may_edit)

    def _build(self, state: RulesState) -> None:
        clear(self._grid)
        self.fields = []
        speak = self._ui.texts.translator
        for column, key in enumerate(("nominal", "days_left")):
            self._grid.addWidget(Text(speak(f"life_rules.{key}"), "caption", wrap=True), 0, column)
        for at, band in enumerate(state.bands(self._kind)):
            whole = speak("life_rules.any_life")
            words = Text(span_words(speak, band.nominal_days) or whole, "body", wrap=True)
            self._grid.addWidget(words, at + 1, 0)
            if band.consumed is not None:
                told = speak("life_rules.consumed", ratio=band.consumed)
                self._grid.addWidget(Text(told, "body", wrap=True), at + 1, 1)
                continue
            field = NumberEdit(maximum=9999, big=False)
            field.setFixedWidth(110)
            field.setPlaceholderText("0")
            field.setAccessibleName(span_words(speak, band.nominal_days) or whole)
            field.numberChanged.connect(
                lambda days, number=at: self.daysChanged.emit(self._kind, number, days)
            )
            self.fields.append(field)
            self._grid.addWidget(field, at + 1, 1)


class TrialCard(Card):
    """Try the draft on goods. ``tried(Trial)``."""

    tried = Signal(object)

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._trial = Trial()
        ui.say(self.set_title, "life_rules.trial")
        self.category, self.origin = ReasonChips(ui), ReasonChips(ui)
        for chips in (self.category, self.origin):
            chips.reasonChosen.connect(lambda _: self._edit())
            self.body.addWidget(chips)
        dates = QWidget()
        flow = FlowLayout(dates, SPACE.s)
        self.produced = DateField8(ui, months=True)
        self.on = DateField8(ui)
        self.life = NumberEdit(maximum=9999)
        self.unit = ReasonChips(ui)
        for key, field in (("produced", self.produced), ("on", self.on)):
            flow.addWidget(self._labelled(key, field, 262))
            field.digitsChanged.connect(lambda _: self._edit())
        flow.addWidget(self._labelled("life", self.life, 110))
        self.body.addWidget(dates)
        self.body.addWidget(self.unit)
        self.life.numberChanged.connect(lambda _: self._edit())
        self.unit.reasonChosen.connect(lambda _: self._edit())
        self._signs = QWidget()
        self._signs_flow = FlowLayout(self._signs, SPACE.xs)
        self.body.addWidget(self._signs)
        self.gauge = LifeGauge(ui)
        self.body.addWidget(self.gauge)
        self._lines = Text("", "muted", wrap=True)
        self.body.addWidget(self._lines)
        self.retranslate()

    def _labelled(self, key: str, field: QWidget, width: int) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.xs)
        label = Text("", "muted")
        self._ui.say(label.setText, f"life_rules.try.{key}")
        self._ui.say(field.setAccessibleName, f"life_rules.try.{key}")
        field.setFixedWidth(width)
        column.addWidget(label)
        column.addWidget(field)
        column.addStretch(1)
        return holder

    def retranslate(self) -> None:
        """Set the chips again."""
        t = self._ui.t
        for chips, key, values in (
            (self.category, "life_rules.category", CATEGORIES),
            (self.origin, "life_rules.origin", ORIGINS),
            (self.unit, "lot.batch.unit", ("D", "M", "Y")),
        ):
            chips.set_choices([Choice(value=each, text=t(f"{key}.{each}")) for each in values])

    def show_state(self, state: RulesState) -> None:
        """Show goods and how the draft judges them."""
        self._trial = trial = state.trial
        self.category.choose(trial.category)
        self.origin.choose(trial.origin)
        if not self.produced.digits and trial.produced is not None:
            self.produced.set_date(trial.produced)
        if not self.on.digits and trial.on is not None:
            self.on.set_date(trial.on)
        self.life.set_number(int(trial.life[:-1] or 0))
        self.unit.choose(trial.life[-1:])
        self._show_outcome(state.tried)

    def _edit(self) -> None:
        life = f"{self.life.number}{self.unit.value or 'M'}"
        self.tried.emit(
            replace(
                self._trial, category=self.category.value or "food",
                origin=self.origin.value or "domestic", life=life,
                produced=self.produced.stated or self._trial.produced,
                on=self.on.entered or self._trial.on,
            )
        )  # fmt: skip

    def _show_outcome(self, found: Assessment | InspectorError | None) -> None:
        clear(self._signs_flow)
        judged = found if isinstance(found, Assessment) else None
        self._signs.setVisible(judged is not None)
        self.gauge.setVisible(judged is not None and bool(judged.total_days))
        if judged is None:
            self._lines.setText("" if found is None else self._ui.sentence(cast(Exception, found)))
            return
        t = self._ui.t
        for key, code, looks in (
            ("state", judged.state, STATE_LOOKS), ("action", judged.action, ACTION_LOOKS),
        ):  # fmt: skip
            tone, icon = looks[code]
            tag = Tag(self._ui, t(f"shelf_life.{key}.{code}"), tone=tone, icon=icon)
            self._signs_flow.addWidget(tag)
            tag.setVisible(True)
        if judged.remaining_days is not None and judged.total_days:
            share = judged.remaining_days / judged.total_days
            bands = bands_of(self._ui, judged)
            self.gauge.show_life(judged.remaining_days, share, bands, needed_share(judged))
        speak = self._ui.texts.translator
        lines = [sentence(speak, "shelf_life.reason", each) for each in judged.reasons]
        if judged.rule is not None:
            lines.append(t("life_rules.by_row", name=self._ui.pick(judged.rule.names)))
        self._lines.setText("\n".join(lines))


class VersionsCard(Card):
    """Every version known here, the one in force first."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        ui.say(self.set_title, "life_rules.versions")
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE.l)
        self._grid.setColumnStretch(1, 1)
        self.body.addWidget(self._rows)

    def show_versions(self, versions: tuple[PublishedRules, ...]) -> None:
        """Number, who and why, where from."""
        clear(self._grid)
        t = self._ui.t
        for at, each in enumerate(versions):
            number = Text(t("life_rules.version", version=each.version), "strong")
            told = [self._ui.pick(each.names)] if each.names else []
            told += [f"{each.at.astimezone():%Y-%m-%d %H:%M}"] if each.at else []
            told += [each.note] if each.note else []
            story = " · ".join(told) or self._ui.pick(each.rules.note)
            side = QWidget()
            row = QHBoxLayout(side)
            row.setContentsMargins(0, 0, 0, 0)
            if each.retired:
                row.addWidget(Tag(self._ui, t("life_rules.retired"), tone="neutral", icon="lock"))
            elif at == 0:
                row.addWidget(Tag(self._ui, t("life_rules.in_force"), tone="good", icon="pass"))
            row.addWidget(Text(t(f"life_rules.source.{each.source}"), "muted"))
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(number, at, 0, top)
            self._grid.addWidget(Text(story, "body", wrap=True), at, 1, top)
            self._grid.addWidget(side, at, 2, top)
