"""Comparing goods with the reference picture: look first, then a few places, never a verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from inspector_app.domain.comparison import Comparison
from inspector_app.domain.defects import Defect
from inspector_app.services.label_hints import Watching
from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.compare import ComparePresenter, CompareState
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.compare_canvas import CompareCanvas, Marked, View
from inspector_app.ui.views.compare_claims import ClaimsCard
from inspector_app.ui.views.compare_list import FATES, PlaceList
from inspector_app.ui.views.compare_pictures import Crops, Pair, crops_of, laid, read_pair
from inspector_app.ui.views.walk_words import shot_word
from inspector_app.ui.widgets.buttons import Button, GhostButton, PrimaryButton
from inspector_app.ui.widgets.chips import Choice, ReasonChips
from inspector_app.ui.widgets.notices import EmptyState
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text

VIEWS: tuple[View, ...] = ("side", "blink", "slide")
SIDE_WIDTH = 348
NARROW_SIDE = 300
NARROW_BELOW = 1040


class ComparePage(Page):
    """1 side by side, 2 or B in turns, 3 slider; Space holds the reference over the goods; ↑ ↓ take
    a place, D dismisses, F records it; G and R turn the two pictures; Enter and Esc go back."""

    textRead = Signal()

    def __init__(self, ui: Ui, presenter: ComparePresenter) -> None:
        super().__init__(ui, back=True, scroll=False)
        self._presenter = presenter
        self.canvas = CompareCanvas(ui)
        self._watching: Watching | None = None
        self.textRead.connect(presenter.read_again)
        self._pair: Pair | None = None
        self._found: Comparison | None = None
        self._crops: list[Crops] = []
        self._shown_at = -1
        self._stack = QStackedWidget()
        self._stack.addWidget(self._build_work())
        self._empty = EmptyState(ui, icon="photo")
        self._empty.actionChosen.connect(self._make)
        self._stack.addWidget(self._empty)
        self.body.addWidget(self._stack, 1)
        self._build_bar()
        self._build_keys()
        presenter.on_change = self._changed
        presenter.on_pair = self._read
        presenter.on_recorded = self._recorded
        presenter.on_refused = ui.refuse
        self.retranslate()

    # -- building

    def _build_work(self) -> QWidget:
        ui, holder = self.ui, QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.l)
        left = QVBoxLayout()
        left.setSpacing(SPACE.s)
        tools = QHBoxLayout()
        self._views = ReasonChips(ui)
        self._views.reasonChosen.connect(lambda view: self.set_view(view))
        tools.addWidget(self._views, 1)
        self._hold = Button(ui, icon="photo", hint="Space", bind=False)
        self._hold.pressed.connect(lambda: self.canvas.hold(down=True))
        self._hold.released.connect(lambda: self.canvas.hold(down=False))
        tools.addWidget(self._hold)
        left.addLayout(tools)
        self.canvas.placePressed.connect(self._presenter.choose_place)
        left.addWidget(self.canvas, 1)
        choose = QHBoxLayout()
        self._goods = GhostButton(ui, icon="photo", hint="G")
        self._goods.clicked.connect(self._presenter.turn_photo)
        self._reference = GhostButton(ui, icon="photo", hint="R")
        self._reference.clicked.connect(self._presenter.turn_picture)
        choose.addWidget(self._goods)
        choose.addStretch(1)
        choose.addWidget(self._reference)
        left.addLayout(choose)
        row.addLayout(left, 1)
        row.addWidget(self._build_side())
        return holder

    def _build_side(self) -> QScrollArea:
        ui = self.ui
        area = self._side = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedWidth(SIDE_WIDTH)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, SPACE.s, 0)
        column.setSpacing(SPACE.m)
        self._claims = ClaimsCard(ui)
        column.addWidget(self._claims)
        self._told = Card(padding=SPACE.m)
        self._told_text = Text("", "body", wrap=True)
        self._told.body.addWidget(self._told_text)
        column.addWidget(self._told)
        self._title = Text("", "strong")
        self._calm = Text("", "muted", wrap=True)
        column.addWidget(self._title)
        column.addWidget(self._calm)
        self._places = PlaceList(ui)
        self._places.placeChosen.connect(self._presenter.choose_place)
        column.addWidget(self._places)
        column.addWidget(self._build_which())
        self._hidden = Text("", "muted", wrap=True)
        column.addWidget(self._hidden)
        column.addStretch(1)
        area.setWidget(holder)
        return area

    def _build_which(self) -> Card:
        """What F records, and a way to another defect of the stage."""
        ui = self.ui
        card = self._which = Card(padding=SPACE.m)
        ui.say(card.set_title, "compare.which")
        self._defect = Text("", "body", wrap=True)
        card.body.addWidget(self._defect)
        self._another = Button(ui, icon="retry", hint="K")
        ui.say(self._another.setText, "compare.another_defect")
        self._another.clicked.connect(self._presenter.turn_defect)
        card.body.addWidget(self._another)
        return card

    def _build_bar(self) -> None:
        ui, presenter = self.ui, self._presenter
        self._done = self.bar.set_primary(PrimaryButton(ui, icon="check", hint="Return"))
        self._done.clicked.connect(self.backWanted)
        self._dismiss = self.bar.add(Button(ui, icon="pass", hint="D"))
        self._dismiss.clicked.connect(presenter.dismiss)
        self._finding = self.bar.add(Button(ui, icon="attention", hint="F", tone="bad"))
        self._finding.clicked.connect(presenter.record)
        self._new = self.bar.add(Button(ui, icon="plus"), left=True)
        self._new.clicked.connect(self._make)
        for button, key in (
            (self._done, "compare.done"), (self._dismiss, "compare.dismiss"),
            (self._new, "compare.make"),
        ):  # fmt: skip
            ui.say(button.setText, key)

    def _build_keys(self) -> None:
        acts: dict[str, Callable[[], object]] = {
            "Up": lambda: self._presenter.move(-1), "Down": lambda: self._presenter.move(1),
            "Left": lambda: self._across(-1), "Right": lambda: self._across(1),
            "B": self._toggle_blink, "Esc": self.backWanted.emit,
            "+": lambda: self.canvas.zoom_by(1.25), "-": lambda: self.canvas.zoom_by(0.8),
            "0": self.canvas.fit,
        }  # fmt: skip
        for key, act in acts.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(act)

    # -- the page protocol

    def arrive(self, **arguments: Any) -> None:
        """``inspection_id``, and ``sha256`` for a certain photo."""
        wanted = str(arguments.get("inspection_id") or self._presenter.inspection_id)
        self.set_view("side")
        if self._watching is None:  # told on another thread: the signal brings it to this one
            self._watching = self._presenter.tools.label_hints.watch(self.textRead.emit)
        self._presenter.open(wanted, str(arguments.get("sha256", "")))

    def leave(self) -> None:
        self.canvas.rest()
        if self._watching is not None:
            self._watching.stop()
            self._watching = None
        self._presenter.leave()

    def retranslate(self) -> None:
        t = self.ui.t
        self._views.set_choices(
            [
                Choice(value=view, text=t(f"compare.view.{view}"), hint=str(at + 1))
                for at, view in enumerate(VIEWS)
            ]
        )
        self._views.choose(self.canvas.view)
        self._name_hold(narrow=self.width() < NARROW_BELOW)
        self._changed(self._presenter.state)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW_BELOW
        self._side.setFixedWidth(NARROW_SIDE if narrow else SIDE_WIDTH)
        self._name_hold(narrow=narrow)

    def _name_hold(self, *, narrow: bool) -> None:
        """Without its words where the views need the room."""
        told = self.ui.t("compare.hold")
        self._hold.setText("" if narrow else told)
        self._hold.setAccessibleName(told)
        self._hold.setToolTip(told)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.canvas.hold(down=True)
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.canvas.hold(down=False)
            return
        super().keyReleaseEvent(event)

    # -- views

    def set_view(self, view: str) -> None:
        """One of ``VIEWS``; pictures that do not lie on each other stay side by side."""
        chosen = next(each for each in VIEWS if each == view)
        self.canvas.set_view(chosen)
        self._views.choose(chosen)

    def _toggle_blink(self) -> None:
        self.set_view("side" if self.canvas.view == "blink" else "blink")

    def _across(self, by: int) -> None:
        if self.canvas.view == "slide":
            self.canvas.slide(by)
        else:
            self._presenter.move(by)

    # -- pictures, off the GUI thread

    def _read(self, goods: str, reference: str) -> None:
        self._pair, self._found, self._crops = None, None, []
        self.canvas.set_pair(QImage(), QImage())
        self.canvas.set_waiting(self.ui.t("compare.looking"))
        views = self._presenter.tools.views
        self.ui.tasks.read(
            lambda: read_pair(views.view(goods), views.view(reference)), self._take, self._unread
        )

    def _take(self, pair: Pair) -> None:
        self._pair = pair
        if self._found is None:
            self.canvas.set_pair(pair.goods, pair.reference)
        self._lay()

    def _unread(self, problem: Exception) -> None:
        self.canvas.set_waiting(self.ui.t("compare.unreadable"))
        self.ui.refuse(problem)

    def _lay(self) -> None:
        """When both the pictures and the way between them are there."""
        pair, found = self._pair, self._presenter.state.comparison
        if pair is None or found is None or found is self._found:
            return
        self._found = found

        def work() -> tuple[QImage, list[Crops]]:
            goods = laid(pair, found.onto_goods)
            return goods, crops_of(goods, pair.reference, found)

        def done(made: tuple[QImage, list[Crops]]) -> None:
            if found is not self._found or not shiboken6.isValid(self):
                return
            goods, self._crops = made
            self.canvas.set_pair(goods, pair.reference)
            self._show_places(self._presenter.state)

        self.ui.tasks.read(work, done, self.ui.refuse)

    # -- showing

    def _changed(self, state: CompareState) -> None:
        if not shiboken6.isValid(self):
            return
        title = self.ui.pick(state.names) if state.names else self.ui.t("compare.title")
        line = self.ui.t("compare.subtitle", lot=state.lot_number) if state.lot_number else ""
        self.header.set_title(title, line)
        missing = state.loaded and (state.reference is None or state.photo is None)
        self._new.setVisible(state.may_make and not missing)
        self._done.setText(self.ui.t("ui.back" if missing else "compare.done"))
        self._done.set_icon("back" if missing else "check")
        self._stack.setCurrentIndex(1 if missing else 0)
        if missing:
            self._show_missing(state)
        elif state.reference is not None:
            self._claims.show_reference(state.reference)
        self._side.setVisible(state.reference is not None)
        self._show_choice(state)
        self._show_told(state)
        self._show_places(state)
        self._show_acts(state)
        self._lay()

    def _show_missing(self, state: CompareState) -> None:
        t = self.ui.t
        if state.reference is None:
            how = "compare.none.how_supervisor" if state.may_make else "compare.none.how"
            action = t("compare.make") if state.may_make else ""
            self._empty.set_texts(t("compare.none.title"), t(how), action)
        else:
            self._empty.set_texts(t("compare.no_photo.title"), t("compare.no_photo.how"))

    def _show_choice(self, state: CompareState) -> None:
        t = self.ui.t
        if state.photo is not None:
            at = [each.sha256 for each in state.photos].index(state.photo.sha256) + 1
            self._goods.setText(
                t("compare.photo", shot=shot_word(self.ui, state.photo.shot), at=at,
                  count=len(state.photos))
            )  # fmt: skip
        if state.picture is not None and state.reference is not None:
            role = t(f"compare.role.{state.picture.role}")
            self._reference.setText(
                t("compare.picture", role=role, version=state.reference.version)
            )
        self._goods.setVisible(state.photo is not None)
        self._reference.setVisible(state.picture is not None)
        self._goods.setEnabled(len(state.photos) > 1)
        pictures = sum(len(each.pictures) for each in state.versions)
        self._reference.setEnabled(pictures > 1)

    def _show_told(self, state: CompareState) -> None:
        """What could not be done, calmly; nothing when all went well."""
        self._told.setVisible(state.looking == "refused" and state.problem is not None)
        if state.problem is not None:
            self._told.set_tone("warn")
            self._told_text.setText(self.ui.sentence(state.problem))

    def _show_places(self, state: CompareState) -> None:
        t, found = self.ui.t, state.comparison
        looking = state.looking
        self._title.setVisible(looking in ("looking", "done"))
        self._calm.setVisible(looking in ("looking", "done"))
        count = len(found.places) if found is not None else 0
        self._title.setText(t("compare.places", count=count) if count else t("compare.no_places"))
        self._calm.setText(
            t("compare.looking")
            if found is None
            else t("compare.calm" if count else "compare.calm_none")
        )
        if found is None:
            self._title.setText(t("compare.places_title"))
        self._places.set_places(found.places if found else (), state.fates, state.at, self._crops)
        self._show_hidden(found)
        self._show_marks(state)

    def _show_hidden(self, found: Comparison | None) -> None:
        t = self.ui.t
        lines = []
        if found is not None:
            glare = sum(each.why == "glare" for each in found.hidden)
            cut = len(found.hidden) - glare
            if glare:
                lines.append(t("compare.hidden.glare", count=glare))
            if cut:
                lines.append(t("compare.hidden.outside", count=cut))
            if found.tint >= 10:
                lines.append(t("compare.tinted"))
        self._hidden.setText("\n".join(lines))
        self._hidden.setVisible(bool(lines))

    def _show_marks(self, state: CompareState) -> None:
        found = state.comparison
        marks: list[Marked] = []
        if found is not None and self._crops is not None:
            marks = [
                Marked(
                    box=place.reference, text=str(at + 1), tone=FATES[state.fates[at]][0],
                    strong=at == state.at,
                )
                for at, place in enumerate(found.places)
            ]  # fmt: skip
            marks += [
                Marked(box=each.reference, text=self.ui.t(f"compare.mark.{each.why}"), tone="hold")
                for each in found.hidden
            ]
        self.canvas.set_marks(marks)
        if found is None:
            self._shown_at = -1
        elif state.at != self._shown_at and self._shown_at >= 0 and state.at >= 0:
            self.canvas.look_at(found.places[state.at].reference)
        if found is not None:
            self._shown_at = state.at

    def _show_acts(self, state: CompareState) -> None:
        t, in_hand = self.ui.t, 0 <= state.at < len(state.fates)
        self._dismiss.setVisible(in_hand)
        self._dismiss.setEnabled(in_hand and state.fates[state.at] == "open")
        can = state.may_record and state.photo is not None and bool(state.defects)
        by_eye = state.looking in ("done", "refused")
        self._finding.setVisible(can and by_eye)
        self._finding.setEnabled(not (state.saving or state.is_booked))
        defect = next((each for each in state.defects if each.code == state.defect), None)
        name = self.ui.pick(defect.names) if defect is not None else ""
        self._finding.setText(t("compare.finding"))
        self._finding.setToolTip(t("compare.finding_as", defect=name) if name else "")
        self._which.setVisible(can and by_eye)
        self._defect.setText(f"{state.defect} {name}" if name else "")
        self._another.setVisible(len(state.defects) > 1)

    def _recorded(self, defect: Defect) -> None:
        self.ui.notices.accepted(self.ui.t("compare.recorded", defect=self.ui.pick(defect.names)))

    def _make(self) -> None:
        self.navigate.emit("reference", {"inspection_id": self._presenter.inspection_id})
