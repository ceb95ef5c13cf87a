"""Carton by carton: which one to open, what to look at, and all cartons at a glance."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from inspector_app.domain.defects import Defect
from inspector_app.domain.inspection.subjects import unit_position
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.walk_model import BoardView, WalkView
from inspector_app.ui.theme.fonts import sized
from inspector_app.ui.theme.tokens import RADIUS_LARGE, SPACE, Tone
from inspector_app.ui.views.walk_questions import finding_line
from inspector_app.ui.widgets.buttons import Button
from inspector_app.ui.widgets.carton_grid import CartonCell, CartonGrid
from inspector_app.ui.widgets.chips import FlowLayout
from inspector_app.ui.widgets.painting import rounded, text_width, words
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card, clear
from inspector_app.ui.widgets.text import Text

LOOK_AT = 8
MEASURES = 12
"""Buttons at most; more units are reached one after the other."""


class BoardPage(QWidget):
    """``cartonChosen(number)`` by a cell of the grid; ``measureChosen(item id, subject)``."""

    cartonChosen = Signal(int)
    measureChosen = Signal(str, str)

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, SPACE.xs, SPACE.s)
        column.setSpacing(SPACE.l)
        self._card = CartonCard(ui)
        column.addWidget(self._card)
        self._measures = QWidget()
        self._measures_flow = FlowLayout(self._measures, SPACE.s)
        self._shown_measures: object = None
        column.addWidget(self._measures)
        self._all = Card()
        head = QHBoxLayout()
        self._all_text = Text("", "strong")
        self._done_text = Text("", "muted")
        head.addWidget(self._all_text, 1)
        head.addWidget(self._done_text)
        self._all.body.addLayout(head)
        self._grid = CartonGrid(ui)
        self._grid.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._grid.cartonChosen.connect(self.cartonChosen)
        self._all.body.addWidget(self._grid)
        column.addWidget(self._all)
        column.addStretch(1)
        self._area.setWidget(holder)
        outer.addWidget(self._area)

    def show_view(self, view: WalkView, defect: Callable[[str], Defect]) -> None:
        """Show the board."""
        board = view.board
        if board is None:
            return
        self._card.show_board(board, defect)
        self._show_measures(board)
        key = "walk.board.grid_some" if board.only_drawn else "walk.board.grid"
        self._all_text.setText(self._ui.t(key, count=board.cartons))
        self._done_text.setText(
            self._ui.t(
                "walk.board.progress", cartons=board.cartons_done, of=board.of,
                units=board.units_done, total=board.units_total,
            )
        )  # fmt: skip
        self._grid.set_cartons(
            [CartonCell(number=c.number, state=c.state, note=c.note) for c in board.cells]
        )

    def _show_measures(self, board: BoardView) -> None:
        """A button for everything that can be measured on the carton in hand."""
        now = (board.measures, self._ui.texts.language)
        if now == self._shown_measures:
            return
        self._shown_measures = now
        clear(self._measures_flow)
        for item, subject, taken in board.measures[:MEASURES]:
            named = self._ui.pick(item.names)
            position = unit_position(subject)
            if position is not None:
                named = f"{position} · {named}"
            button = Button(self._ui, named, icon="pass" if taken else "edit")
            button.clicked.connect(
                lambda _=False, at=item.id, of=subject: self.measureChosen.emit(at, of)
            )
            self._measures_flow.addWidget(button)
            button.setVisible(True)
        self._measures.setVisible(bool(board.measures))


class CartonCard(Card):
    """The carton in hand, or what to do instead."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(tone="accent")
        self._ui = ui
        line = QHBoxLayout()
        line.setSpacing(SPACE.l)
        self._plate = NumberPlate(ui)
        line.addWidget(self._plate, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(SPACE.xs)
        self._headline = Text("", "title", wrap=True)
        self._text = Text("", "muted", wrap=True)
        column.addWidget(self._headline)
        column.addWidget(self._text)
        self._told: list[tuple[str, Tone, str]] = []
        self._tags = QWidget()
        self._tags_flow = FlowLayout(self._tags, SPACE.s)
        column.addWidget(self._tags)
        line.addLayout(column, 1)
        self.body.addLayout(line)
        self._findings = QVBoxLayout()
        self._findings.setSpacing(SPACE.xs)
        self.body.addLayout(self._findings)
        self._look_title = Text("", "caption")
        self._looks = (Text("", "muted", wrap=True), Text("", "muted", wrap=True))
        self.body.addWidget(self._look_title)
        looks = QHBoxLayout()
        looks.setSpacing(SPACE.l)
        for label in self._looks:
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
            looks.addWidget(label, 1)
        self.body.addLayout(looks)

    def show_board(self, board: BoardView, defect: Callable[[str], Defect]) -> None:
        """Show the step in hand."""
        t = self._ui.t
        carton = board.carton
        self._plate.setVisible(carton is not None)
        self._plate.show_number(carton or 0)
        headline, text = self._words(board)
        self._headline.setText(headline)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        done: Tone = "good" if board.stopped is None else "warn"
        self.set_tone(done if board.step == "done" else "accent")
        self._show_tags(board)
        clear(self._findings)
        for finding in board.findings[-6:]:
            shown = finding.carton if carton is None else None
            self._findings.addWidget(
                finding_line(self._ui, defect(finding.defect), finding.cls, finding.count, shown)
            )
        points = [self._ui.pick(item.names) for item in board.look_at[:LOOK_AT]]
        looking = board.step in ("carton", "units", "outside") and bool(points)
        self._look_title.setVisible(looking)
        self._look_title.setText(t("walk.board.look_at"))
        half = -(-len(points) // 2)
        for label, part in zip(self._looks, (points[:half], points[half:]), strict=True):
            label.setVisible(looking and bool(part))
            label.setText("\n".join(f"·  {point}" for point in part))

    def _words(self, board: BoardView) -> tuple[str, str]:
        t = self._ui.t
        carton = board.carton or 0
        if board.step == "plan":
            return t("walk.board.plan"), t("walk.board.plan_text")
        if board.step == "outside":
            return t("walk.board.outside", count=board.cartons), t("walk.board.outside_text")
        if board.stopped is not None:
            return t("walk.board.stopped"), t("walk.board.stopped_text", count=board.stopped)
        if board.step == "extra":
            return t("walk.board.extra", carton=carton), t("walk.board.extra_text")
        if board.step == "done":
            if board.carton is None:
                return (
                    t("walk.board.done", count=board.of),
                    t("walk.board.done_text", units=board.units_done),
                )
            return t("walk.board.carton_done", carton=carton), ""
        told = t("walk.board.open", at=board.at, of=board.of, carton=carton, units=board.units)
        detail = [t("walk.board.holds", count=board.in_carton)]
        if board.units >= board.in_carton:
            detail.append(t("walk.board.all_units"))
        elif board.places:
            listed = ", ".join(str(place) for place in board.places)
            detail.append(t("walk.board.places", list=listed))
        return told, " · ".join(detail)

    def _show_tags(self, board: BoardView) -> None:
        t = self._ui.t
        tags: list[tuple[str, Tone, str]] = []
        if board.carton is not None and board.step != "extra":
            if board.scanned:
                tags.append((t("walk.board.scanned", code=board.scanned), "good", "barcode"))
            elif board.step in ("carton", "units"):
                tags.append((t("walk.board.scan"), "neutral", "scanner"))
            carton_tone: Tone = "good" if board.checked else "accent"
            tags.append(
                (t("walk.board.step_carton"), carton_tone, "pass" if board.checked else "circle")
            )
            looked = board.good + board.bad
            units_done = board.units and looked >= board.units
            units_tone: Tone = "good" if units_done else "neutral"
            if board.step == "units":
                units_tone = "accent"
            tags.append(
                (
                    t("walk.board.step_units", done=looked, total=board.units),
                    units_tone,
                    "pass" if units_done else "circle",
                )
            )
            if board.bad:
                tags.append((t("walk.board.bad_units", count=board.bad), "bad", "attention"))
        if tags == self._told:
            return
        self._told = tags
        clear(self._tags_flow)
        for text, tone, icon in tags:
            tag = Tag(self._ui, text, tone=tone, icon=icon)
            self._tags_flow.addWidget(tag)
            tag.setVisible(True)
        self._tags.setVisible(bool(tags))
        self._tags.updateGeometry()


class NumberPlate(QWidget):
    """The carton's number, to be read from the pallet's side."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self._number = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        ui.theme.changed.connect(self.update)
        ui.texts.languageChanged.connect(self.update)

    def show_number(self, number: int) -> None:
        self._number = number
        self.setAccessibleName(self._ui.t("grid.carton", number=number))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = text_width(str(self._number), sized(44, bold=True)) + 2 * SPACE.l
        return QSize(max(96, round(width)), 104)

    def paintEvent(self, event: QPaintEvent) -> None:
        tone = self._ui.theme.palette.accent
        painter = QPainter(self)
        box = QRectF(self.rect())
        rounded(painter, box, RADIUS_LARGE, tone.solid)
        caption = QRectF(box.left(), box.top() + 8, box.width(), 22)
        words(painter, caption, self._ui.t("walk.board.number"), sized(13), tone.on_solid)
        figure = QRectF(box.left(), box.top() + 28, box.width(), 64)
        words(painter, figure, str(self._number), sized(44, bold=True), tone.on_solid)
        painter.end()
