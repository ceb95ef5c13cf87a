"""The scanner's self-test: scan code after code, see what each proves, keep the profile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.domain.scanner_check import Reading
from inspector_app.domain.scanner_findings import StepResult
from inspector_app.settings import Settings
from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.devices.key_bursts import KeyBursts, KeySource
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.scanner_test import ScannerTestPresenter, ScannerTestState
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.scanner_test_parts import (
    LIST,
    AskCard,
    FactRow,
    FindingList,
    HeardCard,
    StepTile,
)
from inspector_app.ui.widgets.buttons import GhostButton, PrimaryButton, SecondaryButton
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text


class ScannerTestPage(Page):
    """``settingKept(Settings, name)`` for each setting the profile changed.

    ``picture`` makes a code's PNG, off the GUI thread; ``ports`` lists the serial ports and
    ``camera`` tells whether one is there, both on it.
    """

    settingKept = Signal(object, str)

    def __init__(
        self,
        ui: Ui,
        presenter: ScannerTestPresenter,
        keys: KeySource,
        picture: Callable[[Any], bytes],
        ports: Callable[[], Sequence[tuple[str, str]]],
        camera: Callable[[], bool],
    ) -> None:
        super().__init__(ui, back=True)
        self._presenter = presenter
        self._find_ports, self._find_camera = ports, camera
        self._ports: tuple[str, ...] = ()
        self._camera = False
        self._bursts = KeyBursts(keys, self)
        self._bursts.heard.connect(self.hear)
        self._source = Tag(ui, tone="accent", icon="scanner")
        self.header.side.addWidget(self._source)
        row = QHBoxLayout()
        row.setSpacing(SPACE.xl)
        row.addWidget(self._list(ui, presenter), 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout()
        self._column.setSpacing(SPACE.l)
        row.addLayout(self._column, 1)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.ask = AskCard(ui, lambda step: picture(step.code))
        self.heard = HeardCard(ui)
        self._result = Card()
        self._facts = Card()
        self._verdict, self._verdict_line = Text("", "headline", wrap=True), Text("", wrap=True)
        self.findings = FindingList(ui)
        self._result.body.setSpacing(SPACE.xs)
        self._result.body.addWidget(self._verdict)
        self._result.body.addWidget(self._verdict_line)
        self._facts.body.addWidget(self.findings)
        self._others = Card()
        self._other_rows = QVBoxLayout()
        self._other_rows.setSpacing(SPACE.m)
        self._others.body.addLayout(self._other_rows)
        for card in (self.ask, self.heard, self._result, self._facts, self._others):
            self._column.addWidget(card)
        self._column.addStretch(1)
        self._actions(ui, presenter)
        presenter.on_change = self.show_state
        presenter.on_heard = self._answer
        presenter.on_kept = self._kept
        presenter.on_refused = ui.refuse
        self.retranslate()

    def _list(self, ui: Ui, presenter: ScannerTestPresenter) -> QWidget:
        card = Card(padding=SPACE.s)
        card.setFixedWidth(LIST)
        card.body.setSpacing(2)
        self._tiles = [StepTile(ui, step) for step in presenter.state.steps]
        for tile in self._tiles:
            tile.stepChosen.connect(presenter.choose)
            card.body.addWidget(tile)
        return card

    def _actions(self, ui: Ui, presenter: ScannerTestPresenter) -> None:
        sheet = self.bar.add(GhostButton(ui, icon="print", hint="P"), left=True)
        ui.say(sheet.setText, "scanner_test.sheet")
        sheet.clicked.connect(lambda: self.navigate.emit("print", {"paper": "scanner_sheet"}))
        again = self.bar.add(GhostButton(ui, icon="retry", hint="R"), left=True)
        ui.say(again.setText, "scanner_test.again")
        again.clicked.connect(presenter.begin)
        self._skip = self.bar.add(SecondaryButton(ui, icon="forward", hint="2"))
        ui.say(self._skip.setText, "scanner_test.skip")
        self._skip.clicked.connect(presenter.skip)
        self._primary = self.bar.set_primary(PrimaryButton(ui, icon="check", hint="Return"))
        self._primary.clicked.connect(self._go_on)
        QShortcut(QKeySequence("Esc"), self, self.backWanted.emit)

    # -- page

    def arrive(self, **arguments: Any) -> None:
        self._ports = tuple(name for name, _ in self._find_ports())
        self._camera = self._find_camera()
        self._presenter.begin()

    def retranslate(self) -> None:
        self.show_state(self._presenter.state)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._bursts.listen(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Also when the window is locked: a badge must then be read as a badge."""
        self._bursts.listen(False)
        super().hideEvent(event)

    def on_scan(self, event: ScanEvent) -> bool:
        """A scanner on a serial line gives whole codes; cameras are not tested here."""
        raw = event.raw
        if raw.source == "serial":
            self.hear(Reading(text=raw.symbology_id + raw.text, source="serial"))
        return True

    def hear(self, reading: Reading) -> None:
        """One scan, as the keys or the serial line gave it."""
        self._presenter.take(reading)

    def show_state(self, state: ScannerTestState) -> None:
        """Draw what the presenter says."""
        t = self.ui.t
        tested = state.settings.text("scanner_tested")
        line = t("scanner_test.last", day=tested) if tested else t("scanner_test.subtitle")
        self.header.set_title(t("scanner_test.title"), line)
        serial = state.source == "serial" or bool(state.settings.text("scanner_port"))
        self._source.set_text(t("scanner_test.serial" if serial else "scanner_test.wedge"))
        for tile, step in zip(self._tiles, state.steps, strict=True):
            tile.show_step(step)
        self.ask.setVisible(not state.finished)
        for card in (self._result, self._facts, self._others):
            card.setVisible(state.finished)
        self.ask.show_step(state.step)
        self.heard.show_result(None if state.finished else state.heard)
        if state.finished:
            self._show_result(state)
        self._skip.setVisible(not state.finished)
        keep = "save" if state.sound else "save_anyway"
        self._primary.setText(t(f"scanner_test.{keep if state.finished else 'finish'}"))
        self._primary.setEnabled(bool(state.results) and not state.saving)

    def _show_result(self, state: ScannerTestState) -> None:
        t = self.ui.t
        self._result.set_tone("good" if state.sound else "bad")
        key = "sound" if state.sound else "unsound"
        self._verdict.setText(t(f"scanner_test.{key}"))
        self._verdict_line.setText(t(f"scanner_test.{key}_line"))
        self.findings.show_findings(state.findings)
        self._show_others(state)

    def _show_others(self, state: ScannerTestState) -> None:
        t, ui = self.ui.t, self.ui
        self._others.set_title(t("scanner_test.others"))
        clear(self._other_rows)
        zbar = "pyzbar" not in state.missing
        rows = (
            (zbar, "zbar", ""),
            (self._camera, "camera", ""),
            (bool(self._ports), "serial", ", ".join(self._ports)),
        )
        for there, name, shown in rows:
            state_key = "there" if there else "missing"
            tone, icon = ("good", "pass") if there else ("neutral", "minus")
            self._other_rows.addWidget(
                FactRow(
                    ui, "good" if tone == "good" else "neutral", icon,
                    t(f"scanner_test.part.{name}"),
                    t(f"scanner_test.part_{state_key}.{name}", shown=shown), "",
                )
            )  # fmt: skip

    def _go_on(self) -> None:
        if self._presenter.state.finished:
            self._presenter.save()
        else:
            self._presenter.finish()

    def _answer(self, result: StepResult) -> None:
        bad = not result.matched or any(each.outcome == "bad" for each in result.findings)
        self.ui.sounds.play("attention" if bad else "accepted")

    def _kept(self, settings: Settings, names: tuple[str, ...]) -> None:
        for name in names:
            self.settingKept.emit(settings, name)
        self.ui.notices.accepted(self.ui.t("scanner_test.kept"))
        self.backWanted.emit()
