"""Parts of the scanner's self-test: the list of codes, the code asked for, what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from inspector_app.domain.scanner_findings import Finding, Outcome, StepResult
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.control_signs import visible
from inspector_app.ui.presenters.scanner_test import StepState, StepView, stand_of
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import RADIUS, SPACE, Tone
from inspector_app.ui.views.case_parts import IconTile
from inspector_app.ui.widgets.painting import focus_ring, rounded, words
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, Rule, clear
from inspector_app.ui.widgets.text import Text

LIST = 300
PICTURE = 216
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
TONES: dict[Outcome, tuple[Tone, str]] = {
    "good": ("good", "pass"), "note": ("warn", "attention"), "bad": ("bad", "fail"),
}  # fmt: skip
_STATES: dict[StepState, tuple[Tone, str]] = {
    "waiting": ("neutral", "circle"), "now": ("accent", "scanner"), "skipped": ("neutral", "minus"),
    "good": TONES["good"], "note": TONES["note"], "bad": TONES["bad"],
}  # fmt: skip
ADVISED = frozenset(
    {
        "end_missing", "gs_substituted", "gs_lost", "ime_rewrote", "layout_other", "layout_lost",
        "case_swapped", "case_all_upper", "case_all_lower", "caps_undone", "aim_not_sent",
        "code_ids", "speed_slow", "keys_lost", "other_text",
    }
)  # fmt: skip
"""Findings with a sentence that says what to set, on the scanner or here."""


class StepTile(QAbstractButton):
    """One code of the list; press it to read that code again. ``stepChosen(name)``."""

    stepChosen = Signal(str)

    def __init__(self, ui: Ui, step: StepView) -> None:
        super().__init__()
        self._ui = ui
        self.step = step
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self.stepChosen.emit(self.step.code.name))
        ui.theme.changed.connect(self.update)
        ui.texts.languageChanged.connect(self._tell)
        self._tell()

    def show_step(self, step: StepView) -> None:
        """How it stands now."""
        self.step = step
        self._tell()

    def _words(self) -> tuple[str, str]:
        t = self._ui.t
        name = t(f"report.scanner_sheet.name.{self.step.code.name}")
        return name, t(f"scanner_test.state.{self.step.state}")

    def _tell(self) -> None:
        self.setAccessibleName(f"{self.step.number} {' '.join(self._words())}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(LIST, 62)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._ui.theme.palette
        tone_name, icon = _STATES[self.step.state]
        tone = palette.tone(tone_name)
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        now = self.step.state == "now"
        if now:
            rounded(painter, box, RADIUS, palette.accent.soft, palette.accent.solid, width=2)
        elif self.underMouse():
            rounded(painter, box, RADIUS, palette.hover)
        if self.hasFocus():
            focus_ring(painter, box.adjusted(2, 2, -2, -2), RADIUS - 2, palette.focus)
        place = QRectF(SPACE.m, box.center().y() - 12, 24, 24)
        faint = tone_name == "neutral"
        self._ui.icons.paint(painter, icon, palette.text_muted if faint else tone.ink, place)
        name, state = self._words()
        left = place.right() + SPACE.m
        title = QRectF(left, box.top() + 8, box.right() - left - SPACE.s, 24)
        text = f"{self.step.number}  {name}"
        words(painter, title, text, sized(16, bold=True), palette.text, _LEFT)
        below = title.translated(0, 23)
        words(painter, below, state, sized(14), palette.text_muted if faint else tone.ink, _LEFT)
        painter.end()


class AskCard(Card):
    """Which code to scan now, the code itself for guns that read screens, and what came."""

    def __init__(self, ui: Ui, picture: Callable[[StepView], bytes]) -> None:
        super().__init__(padding=SPACE.xl)
        self._ui, self._picture = ui, picture
        self._shown = ""
        row = QHBoxLayout()
        row.setSpacing(SPACE.xl)
        column = QVBoxLayout()
        column.setSpacing(SPACE.s)
        self._title, self._why = Text("", "headline", wrap=True), Text("", "body", wrap=True)
        self._tip = Text("", "muted", wrap=True)
        for part in (self._title, self._why, self._tip):
            column.addWidget(part)
        column.addStretch(1)
        row.addLayout(column, 1)
        self._code = QLabel()
        self._code.setFixedSize(PICTURE, PICTURE)
        self._code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._code.setStyleSheet("background: white; border-radius: 8px;")
        row.addWidget(self._code, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)

    def show_step(self, step: StepView) -> None:
        """Ask for this code."""
        t, name = self._ui.t, step.code.name
        self._title.setText(
            t("scanner_test.ask", number=step.number, name=t(f"report.scanner_sheet.name.{name}"))
        )
        self._why.setText(t(f"scanner_test.why.{name}"))
        self._tip.setText(t("scanner_test.tip"))
        if name != self._shown:
            self._shown = name
            self._code.setAccessibleName(self._title.text())
            self._ui.tasks.read(
                lambda: QImage.fromData(self._picture(step)), lambda image: self._draw(name, image)
            )

    def _draw(self, name: str, image: QImage) -> None:
        if name != self._shown or image.isNull():
            return
        ratio = self.devicePixelRatioF()
        side = round((PICTURE - SPACE.m) * ratio)
        # Whole pixels a module, or an imager sees stripes of uneven width.
        drawn = QPixmap.fromImage(
            image.scaled(
                side, side, Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )  # fmt: skip
        drawn.setDevicePixelRatio(ratio)
        self._code.setPixmap(drawn)


class HeardCard(Card):
    """What the last scan gave, character by character, and what it proves."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        row = QHBoxLayout()
        row.setSpacing(SPACE.m)
        self._heading = Text("", "strong")
        self._tag = Tag(ui)
        row.addWidget(self._heading)
        row.addStretch(1)
        row.addWidget(self._tag)
        self.body.addLayout(row)
        self._text = Text("", "body", wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self._text)
        self.body.addWidget(Rule())
        self.findings = FindingList(ui)
        self.body.addWidget(self.findings)

    def show_result(self, result: StepResult | None) -> None:
        """The last scan; hidden before the first."""
        self.setVisible(result is not None)
        if result is None:
            return
        t = self._ui.t
        name = t(f"report.scanner_sheet.name.{result.code.name}")
        self._heading.setText(t("scanner_test.heard", name=name))
        reading = result.reading
        self._text.setText(visible(reading.text + reading.end))
        stand = stand_of(result)
        self._tag.set_look(*TONES[stand])
        self._tag.set_text(t(f"scanner_test.state.{stand}"))
        shown = [each for each in result.findings if each.aspect != "content" or not result.matched]
        self.findings.show_findings(shown)


class FindingList(QWidget):
    """Findings one under the other."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE.m)
        self._shown: tuple[object, ...] = ()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Draw them; the weighty ones first."""
        order = {"bad": 0, "note": 1, "good": 2}
        found = tuple(sorted(findings, key=lambda each: order[each.outcome]))
        mark = (found, self._ui.texts.language)
        if mark == self._shown:
            return
        self._shown = mark
        clear(self._column)
        for finding in found:
            tone, icon = TONES[finding.outcome]
            advice = finding.code if finding.code in ADVISED else ""
            self._column.addWidget(
                FactRow(
                    self._ui, tone, icon,
                    self._ui.t(f"scanner_test.aspect.{finding.aspect}"),
                    self._ui.t(f"scanner_test.found.{finding.code}", shown=visible(finding.shown)),
                    self._ui.t(f"scanner_test.fix.{advice}") if advice else "",
                )
            )  # fmt: skip


class FactRow(QWidget):
    """Icon, name, what is so, and what to do."""

    def __init__(self, ui: Ui, tone: Tone, icon: str, name: str, fact: str, advice: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.m)
        row.addWidget(IconTile(ui, icon, tone, 32), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        heading = Text(name, "strong")
        heading.setFixedWidth(132)
        heading.setWordWrap(True)
        row.addWidget(heading, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(Text(fact, "body", wrap=True))
        if advice:
            column.addWidget(Text(advice, "muted", wrap=True))
        row.addLayout(column, 1)
        heading.setMinimumHeight(32)
        heading.setAlignment(_LEFT)
