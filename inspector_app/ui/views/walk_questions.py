"""A page of questions: big rows, the one in hand opened with help and the way to answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from inspector_app.domain.defects import Defect
from inspector_app.domain.inspection.measuring import mean_text
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.walk_hint_values import WalkHints
from inspector_app.ui.presenters.walk_model import QuestionView, SlotView, WalkView
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.views.pictures import Picture, Pictures
from inspector_app.ui.views.walk_entry import Entry
from inspector_app.ui.views.walk_hint_crops import Crops
from inspector_app.ui.views.walk_hint_line import HintLine
from inspector_app.ui.views.walk_words import CLASS_LOOKS, class_word, shot_word
from inspector_app.ui.widgets.chips import FlowLayout
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

QUESTION_HEAD = 140

DefectOf = Callable[[str], Defect]


class QuestionPage(QWidget):
    """``itemChosen(item id, subject)``; ``valueGiven(text)`` for the question in hand;
    ``enlargeWanted(Seen)`` for what a photo shows of it."""

    itemChosen = Signal(str, str)
    valueGiven = Signal(str)
    enlargeWanted = Signal(object)

    def __init__(
        self, ui: Ui, pictures: Pictures, resource: Callable[[str], Path | None], crops: Crops
    ) -> None:
        super().__init__()
        self._ui = ui
        self._keys: list[tuple[str, str]] = []
        self._rows: list[_Row] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, SPACE.xs, SPACE.s)
        self._column.setSpacing(SPACE.s)
        self.top = QVBoxLayout()
        self.top.setSpacing(SPACE.s)
        self._column.addLayout(self.top)
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACE.s)
        self._column.addLayout(self._list)
        self._column.addStretch(1)
        self._area.setWidget(holder)
        outer.addWidget(self._area)
        self._led = False
        self._current = CurrentQuestion(ui, pictures, resource, crops)
        self._current.valueGiven.connect(self.valueGiven)
        self._current.hint.enlargeWanted.connect(self.enlargeWanted)
        self._list.addWidget(self._current)

    def show_view(self, view: WalkView, defect: DefectOf) -> None:
        """Show the stage's questions."""
        keys = [(row.item.id, row.subject) for row in view.questions]
        if keys != self._keys:
            self._rebuild(view)
            self._keys = keys
            self._led = False
        at = -1
        for number, (row, widget) in enumerate(zip(view.questions, self._rows, strict=True)):
            widget.show_row(number + 1, row)
            widget.setVisible(not row.current)
            at = number if row.current else at
        self._current.setVisible(at >= 0)
        if at >= 0:
            self._list.removeWidget(self._current)
            self._list.insertWidget(at, self._current)
            self._current.show_row(at + 1, view.questions[at], defect)
            self._current.show_shots(view.slots)
            QTimer.singleShot(0, self, self._reveal)
        self.show_hints(view)

    def show_hints(self, view: WalkView) -> None:
        """What photos show of the elements asked about."""
        hints: WalkHints = view.hints
        for row, widget in zip(view.questions, self._rows, strict=True):
            hint = hints.items.get((row.item.id, row.subject))
            widget.show_read(row.answer is None and hint is not None and hint.hint is not None)
            if row.current:
                self._current.hint.show_hint(hint)

    def _rebuild(self, view: WalkView) -> None:
        for widget in self._rows:
            self._list.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._rows = []
        for row in view.questions:
            widget = _Row(self._ui)
            widget.chosen.connect(
                lambda item=row.item.id, subject=row.subject: self.itemChosen.emit(item, subject)
            )
            self._list.addWidget(widget)
            self._rows.append(widget)

    def _reveal(self) -> None:
        if not self._current.isVisible():
            return
        bar = self._area.verticalScrollBar()
        top = self._current.y()
        if self._list.indexOf(self._current) == 0:
            # What leads the page, such as the gauge of a batch, is seen on coming to it.
            if not self._led:
                bar.setValue(max(0, top + QUESTION_HEAD - self._area.viewport().height()))
            self._led = True
            return
        self._led = False
        bottom = top + self._current.height()
        # Whole where it fits, with a little of the row before it.
        if top - 72 < bar.value() or bottom > bar.value() + self._area.viewport().height():
            bar.setValue(max(0, top - 72))


class _Row(Card):
    """One question, closed."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(pressable=True, padding=SPACE.m)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._ui = ui
        line = QHBoxLayout()
        line.setSpacing(SPACE.m)
        self._number = Text("", "caption")
        self._number.setFixedWidth(22)
        self._text = Text("", "body", wrap=True)
        self._batch = Tag(ui, icon="calendar")
        self._tag = Tag(ui)
        self._read = Text("", "caption")
        ui.say(self._read.setText, "hints.item.tag")
        self._read.setVisible(False)
        line.addWidget(self._number)
        line.addWidget(self._text, 1)
        line.addWidget(self._read)
        line.addWidget(self._batch)
        line.addWidget(self._tag)
        self.body.addLayout(line)

    def show_read(self, read: bool) -> None:
        """A photo shows something of it: no answer, only worth opening."""
        self._read.setVisible(read)

    def show_row(self, number: int, row: QuestionView) -> None:
        text = self._ui.pick(row.item.names)
        self._number.setText(str(number))
        self._text.setText(text)
        self.setAccessibleName(text)
        show_subject(self._ui, self._batch, row, row.batch)
        told, tone, icon = answer_look(self._ui, row)
        self._tag.setVisible(bool(told))
        self._tag.set_text(told)
        self._tag.set_look(tone, icon)


def show_subject(ui: Ui, tag: Tag, row: QuestionView, batch: str) -> None:
    """What the question is asked of: a batch, or one drawn unit of a carton."""
    if row.unit is not None:
        carton, position = row.unit
        tag.set_look("accent", "unit")
        whole = ui.t("grid.carton", number=carton)
        unit = ui.t("walk.item.unit", carton=carton, position=position)
        tag.set_text(unit if position else whole)
    else:
        tag.set_look("neutral", "calendar")
        tag.set_text(batch)
    tag.setVisible(bool(batch) or row.unit is not None)


def answer_look(ui: Ui, row: QuestionView) -> tuple[str, Tone, str]:
    """Word, tone and icon of how a question stands; an empty word while it is open."""
    codes = {gap.code for gap in row.gaps}
    if row.answer is None:
        return "", "neutral", ""
    if "photo_missing" in codes:
        return ui.t("walk.answer.photo"), "warn", "camera"
    if "fail_without_finding" in codes:
        return ui.t("walk.answer.finding"), "warn", "attention"
    word = ui.t(f"walk.answer.{row.answer.outcome}")
    if row.item.kind == "choice" and row.answer.value:
        named = [c.names for c in row.item.choices if c.value == row.answer.value]
        word = ui.pick(named[0]) if named else word
    elif row.item.kind in ("number", "count", "date", "text") and row.answer.value:
        unit = row.item.limits.unit if row.item.limits else ""
        word = f"{row.answer.value} {unit}".strip()
        if mean := mean_text(row.item, row.answer.value):
            word = ui.t("walk.item.mean", mean=f"{mean} {unit}".strip())
    looks: dict[str, tuple[Tone, str]] = {
        "pass": ("good", "pass"),
        "fail": ("bad", "fail"),
        "na": ("neutral", "minus"),
    }
    return word, *looks[row.answer.outcome]


class CurrentQuestion(Card):
    """The question in hand, opened."""

    valueGiven = Signal(str)

    def __init__(
        self, ui: Ui, pictures: Pictures, resource: Callable[[str], Path | None], crops: Crops
    ) -> None:
        super().__init__(tone="accent")
        self._ui = ui
        self._pictures = pictures
        self._resource = resource
        self._picture_name = ""
        self._shown_shots: tuple[object, ...] = ()
        head = QHBoxLayout()
        head.setSpacing(SPACE.m)
        self._title_text = Text("", "title", wrap=True)
        self._batch = Tag(ui, icon="calendar")
        self._tag = Tag(ui)
        head.addWidget(self._title_text, 1)
        head.addWidget(self._batch, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._tag, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self._help = Text("", "muted", wrap=True)
        self.body.addWidget(self._help)
        self._picture = Picture(ui, 180)
        self.body.addWidget(self._picture)
        self.hint = HintLine(ui, crops)
        self.body.addWidget(self.hint)
        self._entry = Entry(ui)
        self._entry.valueGiven.connect(self.valueGiven)
        self.body.addWidget(self._entry)
        self._shots = QWidget()
        self._shots_flow = FlowLayout(self._shots, SPACE.xs)
        self.body.addWidget(self._shots)
        self._findings = QVBoxLayout()
        self._findings.setSpacing(SPACE.xs)
        self.body.addLayout(self._findings)
        self._note = Text("", "caption", wrap=True)
        self.body.addWidget(self._note)
        pictures.arrived.connect(self._picture_arrived)

    def show_row(self, number: int, row: QuestionView, defect: DefectOf) -> None:
        """Open ``row``."""
        ui = self._ui
        title = f"{number}. {ui.pick(row.item.names)}"
        self._title_text.setText(title)
        self.setAccessibleName(title)
        named = ui.t("walk.item.batch", number=row.batch) if row.batch else ""
        show_subject(ui, self._batch, row, named)
        told, tone, icon = answer_look(ui, row)
        self._tag.setVisible(bool(told))
        self._tag.set_text(told)
        self._tag.set_look(tone, icon)
        self._help.setText(ui.pick(row.item.help) if row.item.help else "")
        self._help.setVisible(row.item.help is not None)
        self._show_picture(row.item.picture)
        self._entry.show_row(row)
        self._show_findings(row, defect)
        self._note.setText(self._note_text(row))
        self._note.setVisible(bool(self._note.text()))

    def show_shots(self, slots: tuple[SlotView, ...]) -> None:
        """Which pictures are wanted here, and which are there."""
        now = (*slots, self._ui.texts.language)
        if now == self._shown_shots:
            return
        self._shown_shots = now
        clear(self._shots_flow)
        self._shots.setVisible(bool(slots))
        for slot in slots:
            word = shot_word(self._ui, slot.shot)
            tag = Tag(
                self._ui, word if slot.taken else self._ui.t("photos.missing", shot=word),
                tone="good" if slot.taken else "warn", icon="pass" if slot.taken else "camera",
            )  # fmt: skip
            self._shots_flow.addWidget(tag)
            tag.setVisible(True)
        self._shots.updateGeometry()

    def _note_text(self, row: QuestionView) -> str:
        parts = []
        if row.item.note is not None:
            parts.append(self._ui.pick(row.item.note))
        if row.item.source:
            parts.append(self._ui.t("walk.item.source", source=row.item.source))
        return " · ".join(parts)

    def _show_findings(self, row: QuestionView, defect: DefectOf) -> None:
        clear(self._findings)
        for finding in row.findings:
            self._findings.addWidget(
                finding_line(self._ui, defect(finding.defect), finding.cls, finding.count,
                             finding.carton)
            )  # fmt: skip

    def _show_picture(self, name: str) -> None:
        self._picture_name = name
        self._picture.setVisible(bool(name))
        if name:
            key = f"resource:{name}"
            self._picture.set_image(self._pictures.get(key, lambda: self._resource(name)))

    def _picture_arrived(self, key: str) -> None:
        if self._picture_name and key == f"resource:{self._picture_name}":
            self._show_picture(self._picture_name)


def finding_line(ui: Ui, defect: Defect, cls: str, count: int, carton: int | None) -> QWidget:
    """One finding: class tag, name, count, carton."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(SPACE.s)
    tone, icon = CLASS_LOOKS[cls]
    line.addWidget(Tag(ui, class_word(ui, cls), tone=tone, icon=icon))
    text = ui.t("walk.defect.times", defect=ui.pick(defect.names), count=count)
    if carton is not None:
        text += f" · {ui.t('grid.carton', number=carton)}"
    line.addWidget(Text(text, "body", wrap=True), 1)
    return holder
