"""The rules of shelf life at intake: look, change, try, publish as a new version."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from inspector_app.domain.shelf_life import AcceptanceRule, Action
from inspector_app.services.station import PublishedRules
from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.life_rules import (
    BAND_KINDS,
    BandKind,
    LifeRulesPresenter,
    RulesState,
)
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.life_rules_parts import BandsCard, RowCard, TrialCard, VersionsCard
from inspector_app.ui.views.life_rules_row import RowSide
from inspector_app.ui.views.life_rules_words import row_names
from inspector_app.ui.widgets.buttons import GhostButton, PrimaryButton
from inspector_app.ui.widgets.card_grid import CardGrid
from inspector_app.ui.widgets.fields import RemarkEdit
from inspector_app.ui.widgets.side_panel import SidePanel
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text


class PublishSide(SidePanel):
    """Why the rules change, and the button that makes them a version."""

    def __init__(self, ui: Ui, presenter: LifeRulesPresenter) -> None:
        super().__init__(ui)
        self._ui = ui
        told = Text("", "body", wrap=True)
        ui.say(told.setText, "life_rules.publish_told")
        self.body.addWidget(told)
        label = Text("", "muted")
        ui.say(label.setText, "life_rules.note")
        self.body.addWidget(label)
        self.note = RemarkEdit()
        ui.say(self.note.setAccessibleName, "life_rules.note")
        ui.say(self.note.setPlaceholderText, "life_rules.note_hint")
        self.body.addWidget(self.note)
        self.problem = Text("", "body", tone="bad", wrap=True)
        self.body.addWidget(self.problem)
        self.body.addStretch(1)
        self.go = PrimaryButton(ui, icon="check")
        ui.say(self.go.setText, "life_rules.publish")
        self.go.clicked.connect(lambda: presenter.publish(self.note.toPlainText()))
        self.foot.addStretch(1)
        self.foot.addWidget(self.go)

    def show_state(self, state: RulesState) -> None:
        """Why publishing was refused, and whether it is under way."""
        self.problem.setText("" if state.refused is None else self._ui.sentence(state.refused))
        self.problem.setVisible(state.refused is not None)
        self.go.setEnabled(not state.publishing)


class LifeRulesPage(Page):
    """Supervisors change a draft; nothing counts before it is published."""

    def __init__(self, ui: Ui, presenter: LifeRulesPresenter) -> None:
        super().__init__(ui, back=True, scroll=False)
        self._presenter = presenter
        self.row_side = RowSide(ui)
        self.publish_side = PublishSide(ui, presenter)
        self._practice = Tag(ui, tone="warn", icon="edit")
        self._changed = Tag(ui, tone="accent", icon="edit")
        for tag in (self._practice, self._changed):
            self.header.side.addWidget(tag)
        split = QHBoxLayout()
        split.setSpacing(SPACE.l)
        split.addWidget(self._main(ui), 1)
        split.addWidget(self.row_side)
        split.addWidget(self.publish_side)
        self.body.addLayout(split, 1)
        self._build_bar(ui)
        self._connect()
        self.retranslate()

    def _main(self, ui: Ui) -> QWidget:
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, SPACE.s, 0)
        column.setSpacing(SPACE.l)
        self._note = Text("", "body", wrap=True)
        column.addWidget(self._note)
        self._problem = Text("", "strong", tone="bad", wrap=True)
        column.addWidget(self._problem)
        rows = Card()
        ui.say(rows.set_title, "life_rules.rows")
        hint = Text("", "muted", wrap=True)
        ui.say(hint.setText, "life_rules.rows_hint")
        rows.body.addWidget(hint)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE.s)
        rows.body.addLayout(self._rows)
        column.addWidget(rows)
        self.trial = TrialCard(ui)
        column.addWidget(self.trial)
        self.bands: dict[BandKind, BandsCard] = {}
        self._grid = CardGrid(column=300, most=3, gap=SPACE.l)
        self._grid.setMinimumWidth(1)  # or three columns would never become two
        for kind in BAND_KINDS:
            self.bands[kind] = BandsCard(ui, kind)
        self._grid.set_cards(list(self.bands.values()))
        column.addWidget(self._grid)
        self.versions = VersionsCard(ui)
        column.addWidget(self.versions)
        column.addStretch(1)
        area.setWidget(content)
        return area

    def _build_bar(self, ui: Ui) -> None:
        self.publish = self.bar.set_primary(PrimaryButton(ui, icon="forward"))
        ui.say(self.publish.setText, "life_rules.to_publish")
        self.publish.clicked.connect(self._open_publish)
        self.add_row = self.bar.add(GhostButton(ui, icon="plus"), left=True)
        ui.say(self.add_row.setText, "life_rules.add")
        self.add_row.clicked.connect(self._add_row)
        self.discard = self.bar.add(GhostButton(ui, icon="undo"), left=True)
        ui.say(self.discard.setText, "life_rules.discard")
        self.discard.clicked.connect(self._presenter.discard)

    def _connect(self) -> None:
        presenter = self._presenter
        self.row_side.edited.connect(presenter.keep_row)
        self.row_side.copied.connect(presenter.add_row)
        self.row_side.dropped.connect(self._drop_row)
        self.row_side.closed.connect(lambda: presenter.choose(""))
        self.publish_side.closed.connect(self.publish.show)
        self.trial.tried.connect(presenter.try_on)
        for card in self.bands.values():
            card.daysChanged.connect(
                lambda kind, at, days: presenter.set_days(cast(BandKind, kind), at, days)
            )
            card.actionChosen.connect(
                lambda kind, action: presenter.set_action(
                    cast(BandKind, kind), cast(Action, action)
                )
            )
            card.variantChosen.connect(presenter.choose_variant)
        presenter.on_change = self.show_state
        presenter.on_published = self._published

    def arrive(self, **arguments: Any) -> None:
        self._presenter.arrive()

    def retranslate(self) -> None:
        self.header.set_title(self.ui.t("life_rules.title"), "")
        self.trial.retranslate()
        if self._presenter.state.draft is not None:
            self.show_state(self._presenter.state)

    def show_state(self, state: RulesState) -> None:
        """Show the draft, what is wrong with it, and the versions."""
        draft, current, t = state.draft, state.current, self.ui.t
        if draft is None or current is None:
            return
        told = t("life_rules.subtitle", version=current.version, set=self.ui.pick(draft.names))
        self.header.set_title(t("life_rules.title"), told)
        self._practice.set_text(t("life_rules.editable_default"))
        self._practice.setVisible(any(row.basis == "practice" for row in draft.acceptance))
        self._changed.set_text(t("life_rules.draft"))
        self._changed.setVisible(state.changed)
        self._note.setText(self.ui.pick(draft.note))
        self._problem.setText("" if state.problem is None else self.ui.sentence(state.problem))
        self._problem.setVisible(state.problem is not None)
        self._show_rows(state)
        self.trial.show_state(state)
        for card in self.bands.values():
            card.show_state(state)
        self.versions.show_versions(state.versions)
        self._show_sides(state)
        self.publish.setVisible(not self.publish_side.isVisible())
        self.publish.setEnabled(state.changed and state.problem is None and state.may_edit)
        self.add_row.setVisible(state.may_edit)
        self.discard.setVisible(state.changed)

    def _show_rows(self, state: RulesState) -> None:
        assert state.draft is not None
        clear(self._rows)
        for row in state.draft.acceptance:
            chosen, editable = row.id == state.chosen, state.may_edit and row.editable
            card = RowCard(self.ui, row, chosen=chosen, editable=editable)
            card.chosen.connect(lambda row_id=row.id: self._choose(row_id))
            self._rows.addWidget(card)
            card.setVisible(True)

    def _show_sides(self, state: RulesState) -> None:
        row = state.row
        if row is not None and state.may_edit:
            self.publish_side.hide()
            self.row_side.show_row(row)
            self.row_side.open_panel(self.ui.t("life_rules.edit"))
        else:
            self.row_side.hide()
        self.publish_side.show_state(state)

    def _choose(self, row_id: str) -> None:
        self._presenter.choose(row_id)

    def _drop_row(self, row_id: str) -> None:
        self._presenter.choose("")
        self._presenter.drop_row(row_id)

    def _add_row(self) -> None:
        row = AcceptanceRule(id="", names={}, min_remaining="1/2", basis="customer")
        named = row_names(self.ui.texts, row)
        self._presenter.add_row(
            AcceptanceRule(id="", names=named, min_remaining="1/2", basis="customer")
        )

    def _open_publish(self) -> None:
        self._presenter.choose("")
        self.publish_side.open_panel(self.ui.t("life_rules.publish"))
        self.publish.hide()  # one primary action at a time
        self.publish_side.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _published(self, made: PublishedRules) -> None:
        self.publish_side.note.clear()
        self.publish_side.close_panel()
        self.ui.notices.accepted(self.ui.t("life_rules.published", version=made.version))
