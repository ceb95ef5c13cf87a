"""Panels that open beside the question: reasons, and the list of defects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from inspector_app.domain.defects import Defect
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.walk_model import DefectPanel, ReasonPanel
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.walk_words import CLASS_LOOKS, class_word, shot_word, two_lines
from inspector_app.ui.widgets.buttons import Button, GhostButton, PrimaryButton
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.focus import pressed_by_key
from inspector_app.ui.widgets.keypad import KeyPad
from inspector_app.ui.widgets.number_edit import NumberEdit
from inspector_app.ui.widgets.painting import focus_ring, rounded, text_width, words
from inspector_app.ui.widgets.side_panel import SidePanel
from inspector_app.ui.widgets.surfaces import clear
from inspector_app.ui.widgets.text import Text

WIDTH = 440
DIGITS = 9


class ReasonSide(SidePanel):
    """Chips with digits; ``reasonChosen(code)`` at once."""

    reasonChosen = Signal(str)

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui, width=WIDTH)
        self._ui = ui
        self._text = Text("", "muted", wrap=True)
        self.body.addWidget(self._text)
        self._chips = ReasonChips(ui)
        self._chips.reasonChosen.connect(self.reasonChosen)
        self.body.addWidget(self._chips)
        hint = Text("", "caption", wrap=True)
        ui.say(hint.setText, "walk.reason.hint")
        self.body.addWidget(hint)
        self.body.addStretch(1)

    def show_panel(self, panel: ReasonPanel) -> None:
        """Ask for a reason."""
        t = self._ui.t
        key = f"walk.reason.{panel.kind}_text"
        told = self._ui.texts.translator.has(key)
        self._text.setText(t(key) if told else "")
        self._text.setVisible(told)
        self._chips.set_choices(
            [
                Choice(value=code, text=self._word(panel, code), hint=str(at) if at <= 9 else "")
                for at, code in enumerate(panel.reasons, 1)
            ]
        )
        self._chips.choose("")
        self.open_panel(t(f"walk.reason.{panel.kind}"))

    def _word(self, panel: ReasonPanel, code: str) -> str:
        if panel.kind == "unit_place":
            return self._ui.t("walk.unit_place.nth", place=code)
        return self._ui.t(f"walk.{panel.kind}.{code}")


class DefectSide(SidePanel):
    """``defectChosen(code)``, ``allWanted(bool)``, ``countGiven(int)``, ``cartonGiven(int)``,
    ``saveWanted``."""

    defectChosen = Signal(str)
    allWanted = Signal(bool)
    countGiven = Signal(int)
    cartonGiven = Signal(int)
    saveWanted = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui, width=WIDTH)
        self._ui = ui
        self._shown: tuple[object, ...] = ()
        self._hint = Text("", "muted", wrap=True)
        self.body.addWidget(self._hint)
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACE.xs)
        self.body.addLayout(self._list)
        self._more = Button(ui, icon="list", hint="0")
        self._more.clicked.connect(self._toggle)
        self.body.addWidget(self._more)
        self._detail = _Chosen(ui)
        self._detail.countGiven.connect(self.countGiven)
        self._detail.cartonGiven.connect(self.cartonGiven)
        self.body.addWidget(self._detail)
        self.body.addStretch(1)
        self._other = GhostButton(ui, icon="back")
        ui.say(self._other.setText, "walk.defect.other")
        self._other.clicked.connect(lambda: self.defectChosen.emit(""))
        self._save = PrimaryButton(ui, icon="check", hint="Return")
        ui.say(self._save.setText, "walk.defect.save")
        self._save.clicked.connect(self.saveWanted)
        self.foot.addWidget(self._other)
        self.foot.addStretch(1)
        self.foot.addWidget(self._save)
        self._all = False

    def _toggle(self) -> None:
        self.allWanted.emit(not self._all)

    def show_panel(self, panel: DefectPanel) -> None:
        """Show the list, or the chosen defect with its count."""
        t = self._ui.t
        self._all = panel.show_all
        chosen = panel.chosen
        key = "walk.defect.title" if panel.carton is None else "walk.defect.title_carton"
        title = t(key, carton=panel.carton or 0)
        self._hint.setText(
            self._ui.pick(panel.item.names) if panel.item is not None else t("walk.defect.hint")
        )
        self._hint.setVisible(chosen is None)
        self._show_list(panel)
        self._more.setVisible(chosen is None and bool(panel.offered))
        count = len(panel.offered) + len(panel.others)
        self._more.setText(
            t("walk.defect.fewer") if panel.show_all else t("walk.defect.all", count=count)
        )
        self._detail.setVisible(chosen is not None)
        self._other.setVisible(chosen is not None)
        self._save.setVisible(chosen is not None)
        self.open_panel(title)
        if chosen is not None:
            self._save.setEnabled(not panel.needs_carton)
            self._detail.show_chosen(panel, chosen)

    def _show_list(self, panel: DefectPanel) -> None:
        shown: tuple[Defect, ...] = panel.offered
        if panel.show_all:
            shown = (*panel.offered, *panel.others)
        if panel.chosen is not None:
            shown = (panel.chosen,)
        now = (*(d.code for d in shown), panel.chosen is not None, self._ui.texts.language)
        if now == self._shown:
            return
        self._shown = now
        clear(self._list)
        area = ""
        for at, defect in enumerate(shown):
            if panel.show_all and panel.chosen is None and at >= len(panel.offered):
                named = self._ui.pick(defect.area)
                if named != area:
                    area = named
                    self._list.addWidget(Text(area, "caption"))
            digit = ""
            if panel.chosen is None and at < min(DIGITS, len(panel.offered) or DIGITS):
                digit = str(at + 1)
            row = DefectRow(self._ui, defect, digit)
            row.clicked.connect(lambda _=False, code=defect.code: self.defectChosen.emit(code))
            self._list.addWidget(row)
            row.setVisible(True)


class DefectRow(QAbstractButton):
    """Digit, name over code and effect, class with icon and word."""

    def __init__(self, ui: Ui, defect: Defect, digit: str) -> None:
        super().__init__()
        self._ui = ui
        self._defect = defect
        self._digit = digit
        self.setText(ui.pick(defect.names))
        self.setToolTip(self.text())
        told = f"{defect.code} {self.text()}, {class_word(ui, defect.cls)}"
        self.setAccessibleName(told)
        if digit:
            self.setShortcut(digit)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        ui.theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(300, 76)

    def event(self, event: QEvent) -> bool:
        if pressed_by_key(self, event):
            return True
        if event.type() == QEvent.Type.ShortcutOverride and _is_enter(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._ui.theme.palette
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(1, 2, -1, -2)
        fill = palette.hover if self.underMouse() or self.isDown() else palette.surface
        rounded(painter, box, 10, fill, palette.border)
        if self.hasFocus():
            focus_ring(painter, box.adjusted(2, 2, -2, -2), 8, palette.focus)
        left = box.left() + 12
        if self._digit:
            badge = QRectF(left, box.center().y() - 13, 26, 26)
            rounded(painter, badge, 6, palette.sunken, palette.border)
            words(painter, badge, self._digit, sized(13, bold=True), palette.text_muted)
            left += 38
        right = self._paint_class(painter, box)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        upper = QRectF(left, box.top() + 5, right - left - 8, 42)
        face = sized(16, bold=True)
        if text_width(self.text(), face) > upper.width():
            face = sized(14, bold=True)
        two_lines(painter, upper, self.text(), face, palette.text)
        effect = self._ui.t(f"report.effect.{self._defect.effect}")
        lower = QRectF(left, box.top() + 47, right - left - 6, 20)
        told = f"{self._defect.code} · {effect}"
        words(painter, lower, told, sized(13), palette.text_muted, flags)
        painter.end()

    def _paint_class(self, painter: QPainter, box: QRectF) -> float:
        name, icon = CLASS_LOOKS[self._defect.cls]
        tone = self._ui.theme.tone(name)
        word = class_word(self._ui, self._defect.cls)
        face = sized(14, bold=True)
        width = text_width(word, face) + 40
        tag = QRectF(box.right() - width - 10, box.center().y() - 15, width, 30)
        rounded(painter, tag, 8, tone.soft, tone.line)
        place = QRectF(tag.left() + 9, tag.center().y() - 9, 18, 18)
        self._ui.icons.paint(painter, icon, tone.ink, place)
        room = QRectF(tag.left() + 31, tag.top(), width - 34, 30)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        words(painter, room, word, face, tone.ink, flags)
        return tag.left()


def _is_enter(event: QEvent) -> bool:
    key = cast(QKeyEvent, event).key()
    return key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Chosen(QWidget):
    """How many, and in which carton."""

    countGiven = Signal(int)
    cartonGiven = Signal(int)

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._asks_carton = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE.s, 0, 0)
        column.setSpacing(SPACE.s)
        self._label = Text("", "strong", wrap=True)
        column.addWidget(self._label)
        line = QHBoxLayout()
        line.setSpacing(SPACE.m)
        self._field = NumberEdit(maximum=99_999)
        self._field.setFixedWidth(108)
        self._field.numberChanged.connect(self._changed)
        self._field.returnPressed.connect(self._entered)
        line.addWidget(self._field, 0, Qt.AlignmentFlag.AlignTop)
        self._pad = KeyPad(ui)
        self._pad.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._pad.digitPressed.connect(self._digit)
        self._pad.deleted.connect(self._field.delete)
        self._pad.keys["done"].clicked.connect(self._entered)
        line.addWidget(self._pad, 0, Qt.AlignmentFlag.AlignTop)
        line.addStretch(1)
        column.addLayout(line)
        self._shots = Text("", "muted", wrap=True)
        column.addWidget(self._shots)
        self._note = Text("", "caption", wrap=True)
        column.addWidget(self._note)
        self._shown = ("", False)

    def show_chosen(self, panel: DefectPanel, defect: Defect) -> None:
        """Ask for the carton where one is needed, else for the count."""
        t = self._ui.t
        self._asks_carton = panel.needs_carton
        if panel.needs_carton:
            self._label.setText(t("walk.defect.carton"))
        elif panel.most is not None:
            self._label.setText(t("walk.defect.count_units", most=panel.most))
        else:
            self._label.setText(t("walk.defect.count"))
        now = (defect.code, panel.needs_carton)
        if now != self._shown or self._field.number != panel.count:
            self._field.set_number(0 if panel.needs_carton else panel.count)
        if now != self._shown or not self._field.hasFocus():
            self._shown = now
            self._field.setFocus(Qt.FocusReason.OtherFocusReason)
            self._field.selectAll()
        shots = t("report.comma").join(shot_word(self._ui, shot) for shot in defect.shots)
        self._shots.setText(t("walk.defect.shots", shots=shots))
        self._shots.setVisible(bool(shots))
        self._note.setText(self._ui.pick(defect.note) if defect.note else "")
        self._note.setVisible(defect.note is not None)

    def forget(self) -> None:
        """The next defect begins anew."""
        self._shown = ("", False)

    def _digit(self, digit: str) -> None:
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._field.hasSelectedText():
            self._field.setText("")
        self._field.feed(digit)

    def _changed(self, number: int) -> None:
        if not self._asks_carton and number > 0:
            self.countGiven.emit(number)

    def _entered(self) -> None:
        if self._asks_carton and self._field.number > 0:
            self.cartonGiven.emit(self._field.number)


def fit(panels: Sequence[SidePanel], room: int) -> None:
    """Narrow windows get narrower panels."""
    for panel in panels:
        panel.setFixedWidth(min(WIDTH, max(340, round(room * 0.4))))
