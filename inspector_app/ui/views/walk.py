"""The walk: stages at the left, the question or carton in the middle, goods and photos right."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from inspector_app.domain.defects import Defect
from inspector_app.domain.trust import ANYTHING, InHand
from inspector_app.ui.context import Notice, ScanEvent, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.walk import WalkPresenter
from inspector_app.ui.presenters.walk_acts import Key
from inspector_app.ui.presenters.walk_model import (
    BatchPanel,
    DefectPanel,
    ReasonPanel,
    WalkView,
)
from inspector_app.ui.presenters.walk_notices import Say
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.compare_offer import CompareOffer
from inspector_app.ui.views.papers_offer import PapersOffer
from inspector_app.ui.views.photo_flag_watch import FlagWatch
from inspector_app.ui.views.picture_file import choose_pictures, read_picture_file
from inspector_app.ui.views.pictures import Pictures
from inspector_app.ui.views.telling import problem_words
from inspector_app.ui.views.walk_bar import WalkBar
from inspector_app.ui.views.walk_batch_editor import BatchSide
from inspector_app.ui.views.walk_batches import BatchList
from inspector_app.ui.views.walk_board import BoardPage
from inspector_app.ui.views.walk_head import Discs, HeldBar, StopBar
from inspector_app.ui.views.walk_hints import HintDesk
from inspector_app.ui.views.walk_panels import DefectSide, ReasonSide, fit
from inspector_app.ui.views.walk_photos import WalkPhotos
from inspector_app.ui.views.walk_questions import QuestionPage
from inspector_app.ui.views.walk_rail import StageRail
from inspector_app.ui.views.walk_side import SideFacts
from inspector_app.ui.views.walk_words import parked_words
from inspector_app.ui.widgets.buttons import Button, DangerButton, GhostButton
from inspector_app.ui.widgets.focus import give_focus_back
from inspector_app.ui.widgets.notices import EmptyState
from inspector_app.ui.widgets.status import Tag

NARROW_BELOW = 1040
HEAD_ICONS_FROM = 1280


class WalkPage(Page):
    """Shows ``presenter.view`` and hands on what the person decided."""

    def __init__(self, ui: Ui, presenter: WalkPresenter) -> None:
        super().__init__(ui, back=True, scroll=False)
        self._presenter = presenter
        self._here = False
        self._photos = WalkPhotos(ui, presenter, self)
        self._build_head()
        self._build_body()
        shutter = presenter.tools.settings().text("shutter_key")
        self._acts = WalkBar(ui, self.bar, shutter)
        self._build_keys()
        self._connect()
        self._show(presenter.view)

    # -- building

    def _build_head(self) -> None:
        ui = self.ui
        self._discs = Discs(ui)
        self._missing = Tag(ui)
        self._another = GhostButton(ui, icon="split", hint="B")
        self._park = GhostButton(ui, icon="pause", hint="P")
        self._hold = DangerButton(ui, icon="stop", hint="H")
        for button, key, text in (
            (self._another, "batch", "walk.key.batch"),
            (self._park, "park", "walk.key.park"),
            (self._hold, "hold", "walk.key.hold"),
        ):
            ui.say(button.setText, text)
            self._press(button, key)  # type: ignore[arg-type]  # keys of the tuple above
        side = self.header.side
        for widget in (self._missing, self._discs, self._another, self._park, self._hold):
            side.addWidget(widget)

    def _press(self, button: Button, key: Key) -> None:
        button.clicked.connect(lambda: self._presenter.press(key))

    def _build_body(self) -> None:
        ui, presenter = self.ui, self._presenter
        tools = presenter.tools
        self._pictures = Pictures(ui, self)
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        self._rail = StageRail(ui)
        row.addWidget(self._rail)
        middle = QVBoxLayout()
        middle.setSpacing(SPACE.s)
        self._stop = StopBar(ui)
        self._held = HeldBar(ui)
        middle.addWidget(self._stop)
        middle.addWidget(self._held)
        self._centre = QStackedWidget()
        self._hints = HintDesk(ui, presenter, self)
        self._flags = FlagWatch(ui, tools, presenter.session, self)
        crops = self._hints.crops
        self._questions = QuestionPage(ui, self._pictures, tools.resource_picture, crops)
        self._batches = BatchList(ui)
        self._questions.top.addWidget(self._batches)
        self._questions.top.addWidget(self._hints.strip)
        self._compare = CompareOffer(ui)
        self._compare.wanted.connect(self._open_comparison)
        self._questions.top.addWidget(self._compare)
        self._papers = PapersOffer(ui)
        self._papers.wanted.connect(self._open_papers)
        self._questions.top.addWidget(self._papers)
        self._board = BoardPage(ui)
        self._calm = EmptyState(ui, icon="pause")
        self._calm.actionChosen.connect(self._open_papers)
        for page in (self._questions, self._board, self._calm):
            self._centre.addWidget(page)
        middle.addWidget(self._centre, 1)
        row.addLayout(middle, 1)
        self._side = SideFacts(ui, self._pictures, tools.views, tools.product_picture)
        self._reasons = ReasonSide(ui)
        self._defects = DefectSide(ui)
        self._batch = BatchSide(ui, presenter.preview_batch, crops)
        self._panels = (self._reasons, self._defects, self._batch)
        for widget in (self._side, *self._panels):
            row.addWidget(widget)
        self.body.setContentsMargins(SPACE.xl, 0, 0, 0)
        self.body.addLayout(row, 1)

    def _build_keys(self) -> None:
        presenter = self._presenter
        for keys, key in ((("Up", "Left"), "back"), (("Down", "Right"), "forward")):
            for name in keys:
                shortcut = QShortcut(QKeySequence(name), self)
                shortcut.activated.connect(lambda k=key: presenter.press(k))
        retake = QShortcut(QKeySequence("T"), self)
        retake.activated.connect(lambda: presenter.press("retake"))
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.activated.connect(self._escape)

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.on_change = self._changed
        presenter.on_acted = self.ui.notices.clear
        self._acts.pressed.connect(presenter.press)
        presenter.on_say = self._say
        presenter.on_refused = self.ui.refuse
        presenter.on_cue = self.ui.sounds.play
        presenter.on_leave = self._leave_for
        presenter.on_picture_wanted = self._choose_picture
        self._rail.stageChosen.connect(presenter.go_stage)
        self._questions.itemChosen.connect(presenter.go_item)
        self._questions.valueGiven.connect(presenter.choose_value)
        self._batches.editWanted.connect(self._edit_batch)
        self._board.cartonChosen.connect(presenter.go_carton)
        self._board.measureChosen.connect(presenter.go_item)
        self._side.gapChosen.connect(presenter.go_gap)
        self._side.shotWanted.connect(presenter.take_photo)
        self._side.photoWanted.connect(lambda: presenter.take_photo())
        self._side.photoChosen.connect(self._photos.look_at)
        self._stop.confirmed.connect(lambda: presenter.press("hold"))
        self._stop.cancelled.connect(presenter.decline_stop)
        self._reasons.reasonChosen.connect(presenter.pick_reason)
        self._defects.defectChosen.connect(presenter.pick_defect)
        self._defects.allWanted.connect(lambda wanted: presenter.change_defect(show_all=wanted))
        self._defects.countGiven.connect(lambda count: presenter.change_defect(count=count))
        self._defects.cartonGiven.connect(lambda carton: presenter.change_defect(carton=carton))
        self._defects.saveWanted.connect(presenter.save_defect)
        self._batch.saveWanted.connect(presenter.save_batch)
        self._hints.connect_to(self._questions, self._batch)
        for panel in self._panels:
            panel.closed.connect(lambda: presenter.press("close"))

    # -- the page protocol

    def arrive(self, **arguments: Any) -> None:
        """``inspection_id``, and ``place`` (as ``Place.text``) for a certain question."""
        self._here = True
        self._hints.watch()
        self._flags.watch(str(arguments["inspection_id"]))
        self._presenter.open(str(arguments["inspection_id"]), str(arguments.get("place", "")))
        self._side.watch(self._presenter.tools.camera())
        self._name_camera()

    def leave(self) -> None:
        self._here = False
        self._photos.close()
        self._hints.rest()
        self._flags.rest()
        self._side.rest()
        self._presenter.leave()

    def in_hand(self) -> InHand:
        loaded = self._presenter.loaded
        if loaded is None:
            return ANYTHING
        lot = loaded.state.lot
        return InHand(order_id=lot.order_id, product_id=lot.product.id)

    def on_scan(self, event: ScanEvent) -> bool:
        if self._presenter.loaded is None:
            return False
        self._presenter.scan(event.raw, event.result)
        return True

    def _name_camera(self) -> None:
        """Pictures that stand for a camera are called so."""
        facts = self._presenter.tools.camera_desk.facts()
        source = f"camera_panel.source.{facts.kind}"
        self._side.set_caption(self.ui.t(source, name=facts.name) if facts.kind != "camera" else "")

    def retranslate(self) -> None:
        self._show(self._presenter.view)
        self._name_camera()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= NARROW_BELOW
        self._rail.set_wide(wide)
        self._side.set_wide(wide)
        fit(self._panels, self.width())
        self._show_icons(wide)

    def _show_icons(self, wide: bool) -> None:
        """In narrow windows the words and their keys need the room, and the goods' name."""
        named = self.width() >= HEAD_ICONS_FROM
        for button, icon in (
            (self._another, "split"), (self._park, "pause"), (self._hold, "stop"),
        ):  # fmt: skip
            button.set_icon(icon if named else "")
        self._acts.set_wide(wide)
        self._acts.show_view(self._presenter.view)

    def minimumSizeHint(self) -> QSize:
        return QSize(640, 480)

    # -- from the presenter

    def _changed(self, view: WalkView) -> None:
        if shiboken6.isValid(self):
            self._show(view)

    def _leave_for(self, name: str, arguments: dict[str, object]) -> None:
        if self._here:
            self.navigate.emit(name, arguments)

    def _say(self, say: Say) -> None:
        params: dict[str, str | int] = {}
        for name, value in say.params.items():
            if isinstance(value, str | int):
                params[name] = value
            else:
                params[name] = self.ui.pick(value)
        what = params.get("what")
        if isinstance(what, str):
            params["what"] = self.ui.t(what)
        self.ui.notices.post(
            Notice(
                tone=say.tone,
                text=self.ui.t(say.key, **params),
                detail=" ".join(problem_words(self.ui, problem) for problem in say.problems),
                action=self.ui.t(say.action) if say.action else "",
                act=say.act,
                lasting=say.tone == "wrong",
                fleeting=say.fleeting,
            )
        )

    # -- showing

    def _show(self, view: WalkView) -> None:
        lot = view.lot
        loaded = self._presenter.loaded
        for button in (self._another, self._park, self._hold):
            button.setVisible(view.mode in ("questions", "board"))
        self._hold.setVisible(self._hold.isVisibleTo(self) and not view.held)
        if lot is None or loaded is None:
            self.header.set_title(self.ui.t("walk.title"), self.ui.t("walk.loading"))
            self._show_calm(view)
            self._acts.show_view(view)
            return
        self._show_title()
        self._show_missing_total(view)
        self._discs.show_people(view.people)
        self._rail.set_stages(view.stages)
        self._stop.show_offer(view.stop if view.panel is None else None)
        self._held.show_held(view.held)
        self._show_centre(view)
        self._side.show_view(view, loaded.standard, loaded.state)
        self._show_panel(view)
        self._hints.show_view(view)
        self._acts.show_view(view)

    def _show_title(self) -> None:
        lot = self._presenter.view.lot
        if lot is None:
            return
        told = self.ui.t(
            "walk.subtitle", lot=lot.lot_number, order=lot.order_number, size=f"{lot.size:,}",
            cartons=lot.cartons,
        )  # fmt: skip
        self.header.set_title(self.ui.pick(lot.product.names), told)

    def _show_missing_total(self, view: WalkView) -> None:
        if view.missing_total:
            self._missing.set_look("warn", "attention")
            self._missing.set_text(self.ui.t("walk.missing_total", count=view.missing_total))
        else:
            self._missing.set_look("good", "pass")
            self._missing.set_text(self.ui.t("walk.complete"))
        self._missing.setVisible(view.mode != "closed")

    def _defect(self, code: str) -> Defect:
        return self._presenter.here.standard.defect(code)

    def _show_centre(self, view: WalkView) -> None:
        if view.mode == "board":
            self._centre.setCurrentWidget(self._board)
            self._board.show_view(view, self._defect)
        elif view.mode == "questions":
            self._centre.setCurrentWidget(self._questions)
            shelf_life = view.stage is not None and view.stage.kind == "shelf_life"
            self._batches.setVisible(shelf_life)
            if shelf_life:
                self._batches.show_batches(view.batches)
            kind = view.stage.kind if view.stage is not None else ""
            self._compare.setVisible(kind == "consistency")
            self._papers.setVisible(
                kind == "documents" and view.lot is not None and bool(view.lot.documents)
            )
            self._questions.show_view(view, self._defect)
        else:
            self._show_calm(view)

    def _show_calm(self, view: WalkView) -> None:
        self._centre.setCurrentWidget(self._calm)
        if view.mode == "parked":
            papers = self.ui.t("lot_papers.open") if view.parked == "documents" else ""
            self._calm.set_texts(*parked_words(self.ui, view, self._presenter.now()), papers)
        else:
            self._calm.set_texts(self.ui.t("walk.loading"))

    def _show_panel(self, view: WalkView) -> None:
        panel = view.panel
        wanted: QWidget = self._side
        if isinstance(panel, ReasonPanel):
            wanted = self._reasons
        elif isinstance(panel, DefectPanel):
            wanted = self._defects
        elif isinstance(panel, BatchPanel):
            wanted = self._batch
        for widget in (self._side, *self._panels):
            if widget is not wanted and not widget.isHidden():
                give_focus_back(widget)
                widget.hide()
        if isinstance(panel, ReasonPanel):
            self._reasons.show_panel(panel)
        elif isinstance(panel, DefectPanel):
            self._defects.show_panel(panel)
        elif isinstance(panel, BatchPanel):
            self._batch.show_panel(panel)
        else:
            self._side.show()

    # -- small acts

    def _escape(self) -> None:
        view = self._presenter.view
        if view.panel is not None:
            self._presenter.press("close")
        elif view.stop is not None:
            self._presenter.decline_stop()

    def _open_comparison(self) -> None:
        """The goods beside their reference, with the photo of the question in hand."""
        presenter = self._presenter
        taken = [slot.sha256 for slot in presenter.view.slots if slot.taken]
        arguments = {"inspection_id": presenter.inspection_id, "sha256": taken[-1] if taken else ""}
        self.navigate.emit("compare", arguments)

    def _open_papers(self) -> None:
        """What the lot needs on paper, with its particulars."""
        self.navigate.emit("lot_papers", {"inspection_id": self._presenter.inspection_id})

    def _edit_batch(self, batch_id: str) -> None:
        if batch_id:
            self._presenter.change_batch(batch_id)
        else:
            self._presenter.press("batch")

    def _choose_picture(self, key: str) -> None:
        def take(files: list[Path]) -> None:
            for file in files:
                self.ui.tasks.read(
                    partial(read_picture_file, file),
                    lambda data: self._presenter.add_photo(data, key),
                    self.ui.refuse,
                )

        choose_pictures(self.ui, self, take, several=not key)
