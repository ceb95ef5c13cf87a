"""The dock: vehicle, counts by exception, the driver's signature, and the note at once."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from inspector_app.domain.errors import InspectorError
from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.dock import SHOTS, DockPresenter, DockState
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.batch_card import Labelled
from inspector_app.ui.views.capture import CapturePanel, Reads
from inspector_app.ui.views.dock_done import DockDone
from inspector_app.ui.views.dock_row import DockRowView
from inspector_app.ui.views.paper import print_document
from inspector_app.ui.views.pictures import Pictures
from inspector_app.ui.views.plate_edit import PlateEdit
from inspector_app.ui.views.scrolling import bring_into_view
from inspector_app.ui.widgets.buttons import Button, PrimaryButton
from inspector_app.ui.widgets.enter_moves_on import EnterMovesOn
from inspector_app.ui.widgets.fields import PlainLineEdit
from inspector_app.ui.widgets.focus import give_focus_back
from inspector_app.ui.widgets.photo_strip import PhotoSlot, PhotoStrip
from inspector_app.ui.widgets.signature import SignaturePad
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text

_WIDE = 1_080
_SIDE = 420


class DockPage(Page):
    """Everything came as announced: plate, Enter, Enter. Anything else: only what differs."""

    def __init__(self, ui: Ui, presenter: DockPresenter) -> None:
        super().__init__(ui, back=True)
        self._presenter = presenter
        self._pictures = Pictures(ui, self)
        self._rows: dict[str, DockRowView] = {}
        self._order_id = ""
        self._wide: bool | None = None
        self._form = QWidget()
        self._grid = QGridLayout(self._form)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE.l)
        self._vehicle = self._build_vehicle(ui)
        self._lines = self._build_lines(ui)
        self._sign = self._build_sign(ui)
        self._arrival = self._build_photos(ui)
        self.body.addWidget(self._form)
        self._done = DockDone(ui)
        self.body.addWidget(self._done)
        self.body.addStretch(1)
        self._capture = CapturePanel(ui, presenter.tools.camera, self)
        self._capture.setParent(self)
        self._build_bar(ui)
        for field in (self.plate.edit, self.seal, self.temperature, self.driver):
            EnterMovesOn(field)
        self._arrange(wide=True)
        presenter.on_change = self.show_state
        presenter.on_refused = ui.refuse
        presenter.on_poor_photo = lambda fault: ui.notices.info(ui.t(f"photo_quality.dock_{fault}"))
        presenter.on_note = lambda file: print_document(ui, file)
        self.show_state(presenter.state)

    # -- building

    def _build_vehicle(self, ui: Ui) -> Card:
        card = Card()
        ui.say(card.set_title, "dock.vehicle")
        self.plate = PlateEdit(ui)
        self.plate.plateChanged.connect(lambda text: self._presenter.set_facts(vehicle=text))
        card.body.addWidget(Labelled(ui, "dock.plate", self.plate))
        row = QHBoxLayout()
        self.seal, self.temperature = PlainLineEdit(), PlainLineEdit()
        self.seal.setMaxLength(40)
        self.temperature.setMaxLength(8)
        ui.say(self.temperature.setPlaceholderText, "dock.temperature_hint")
        self.seal.textEdited.connect(lambda text: self._presenter.set_facts(seal=text))
        self.temperature.textEdited.connect(
            lambda text: self._presenter.set_facts(temperature=text)
        )
        row.addWidget(Labelled(ui, "dock.seal", self.seal), 3)
        row.addWidget(Labelled(ui, "dock.temperature", self.temperature), 2)
        card.body.addLayout(row)
        return card

    def _build_photos(self, ui: Ui) -> Card:
        card = Card()
        ui.say(card.set_title, "dock.photos")
        hint = Text("", "muted", wrap=True)
        ui.say(hint.setText, "dock.photos_hint")
        card.body.addWidget(hint)
        self.photos = PhotoStrip(ui)
        self.photos.shotWanted.connect(lambda shot: self._ask_photo(shot=shot))
        self.photos.addWanted.connect(self._ask_photo)
        card.body.addWidget(self.photos)
        self._pictures.arrived.connect(lambda _: self._show_photos(self._presenter.state))
        return card

    def _build_lines(self, ui: Ui) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        head = QHBoxLayout()
        title = Text("", "title")
        ui.say(title.setText, "dock.count")
        head.addWidget(title)
        head.addStretch(1)
        self.announced = Button(ui, icon="check", hint="F7")
        ui.say(self.announced.setText, "dock.as_announced")
        self.announced.clicked.connect(self._presenter.as_announced)
        head.addWidget(self.announced)
        column.addLayout(head)
        self._row_column = QVBoxLayout()
        self._row_column.setSpacing(SPACE.s)
        column.addLayout(self._row_column)
        column.addStretch(1)
        return holder

    def _build_sign(self, ui: Ui) -> Card:
        card = Card()
        ui.say(card.set_title, "dock.sign.title")
        self._sign_told = Text("", "body", wrap=True)
        card.body.addWidget(self._sign_told)
        # A Chinese name needs the input method, unlike every other field here.
        self.driver = QLineEdit()
        self.driver.setMaxLength(30)
        self.driver.textEdited.connect(lambda text: self._presenter.set_facts(driver=text))
        self._driver_box = Labelled(ui, "dock.driver", self.driver)
        card.body.addWidget(self._driver_box)
        self.pad = SignaturePad(ui)
        card.body.addWidget(self.pad)
        return card

    def _build_bar(self, ui: Ui) -> None:
        self.receive = self.bar.set_primary(PrimaryButton(ui, icon="check", hint="Return"))
        self.receive.clicked.connect(self._receive)
        self._again = self.bar.add(Button(ui, icon="dock"), left=True)
        ui.say(self._again.setText, "order.receive_more")
        self._again.clicked.connect(lambda: self._presenter.begin(self._presenter.order_id))
        QShortcut(QKeySequence("Esc"), self, self._escape)

    def _arrange(self, *, wide: bool) -> None:
        """Side by side where there is room, else vehicle, lines, signature."""
        if wide == self._wide:
            return
        self._wide = wide
        for widget in (self._vehicle, self._lines, self._sign, self._arrival):
            self._grid.removeWidget(widget)
        if wide:
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(self._lines, 0, 0, 4, 1)
            self._grid.addWidget(self._vehicle, 0, 1, top)
            self._grid.addWidget(self._sign, 1, 1, top)
            self._grid.addWidget(self._arrival, 2, 1, top)
            self._grid.setColumnMinimumWidth(1, _SIDE)
        else:
            self._grid.addWidget(self._vehicle, 0, 0)
            self._grid.addWidget(self._arrival, 1, 0)
            self._grid.addWidget(self._lines, 2, 0)
            self._grid.addWidget(self._sign, 3, 0)
            self._grid.setColumnMinimumWidth(1, 0)
        for card in (self._vehicle, self._sign, self._arrival):
            card.setMaximumWidth(_SIDE if wide else 16_777_215)
        self._grid.setRowStretch(3, 1 if wide else 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setHorizontalSpacing(SPACE.l if wide else 0)

    # -- page

    def arrive(self, **arguments: Any) -> None:
        self._presenter.begin(str(arguments["order_id"]))
        self.plate.edit.setFocus()

    def leave(self) -> None:
        self._capture.close_panel()

    def retranslate(self) -> None:
        self.show_state(self._presenter.state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(wide=self.width() >= _WIDE)
        self._capture.setGeometry(
            self.width() - self._capture.width(), 0, self._capture.width(), self.height()
        )

    def show_state(self, state: DockState) -> None:
        """Draw what the presenter says."""
        t, sheet = self.ui.t, state.sheet
        done = state.delivery is not None
        if done and self._form.isVisible():
            give_focus_back(self._form)
        self._form.setVisible(sheet is not None and not done)
        self._done.setVisible(done)
        self._again.setVisible(done)
        number = sheet.order.number if sheet else ""
        supplier = self.ui.pick(sheet.supplier_names) if sheet else ""
        title = "dock.done.title" if done else "dock.title"
        self.header.set_title(t(title), f"{number} · {supplier}" if number else "")
        self._show_bar(state)
        self.bar.tell(self.ui.sentence(state.problem) if state.problem else "")
        if done:
            self._done.show_state(state)
        elif sheet is not None:
            self._show_form(state)
        self._lead_to(state.problem)

    def _show_bar(self, state: DockState) -> None:
        self.receive.setEnabled(state.sheet is not None and not state.receiving)
        if state.delivery is not None:
            key, icon = "dock.done.next", "forward"
        elif state.receiving:
            key, icon = "dock.receiving", "save"
        elif state.differs:
            key, icon = "dock.receive_note", "print"
        else:
            key, icon = "dock.receive", "check"
        self.receive.setText(self.ui.t(key, cartons=state.cartons))
        self.receive.set_icon(icon)

    def _show_form(self, state: DockState) -> None:
        if self._order_id != self._presenter.order_id:
            self._order_id = self._presenter.order_id
            self.pad.clear()
            self._clear_rows()
        self.plate.set_plate(state.vehicle)
        assert state.sheet is not None
        if state.sheet.earlier:
            self.plate.suggest_province(state.sheet.earlier[-1].vehicle[:1])
        for field, text in (
            (self.seal, state.seal), (self.temperature, state.temperature),
            (self.driver, state.driver),
        ):  # fmt: skip
            if field.text() != text:
                field.setText(text)
        self._show_rows(state)
        self._show_photos(state)
        self._sign.set_tone("warn" if state.differs else "neutral")
        told = "dock.sign.wanted" if state.differs else "dock.sign.not_wanted"
        differing = sum(1 for row in state.rows if row.differs)
        self._sign_told.setText(self.ui.t(told, count=differing))
        self._driver_box.setVisible(state.differs)
        self.pad.setVisible(state.differs)

    def _clear_rows(self) -> None:
        for view in self._rows.values():
            self._row_column.removeWidget(view)
            view.hide()
            view.deleteLater()
        self._rows = {}

    def _show_rows(self, state: DockState) -> None:
        for row in state.rows:
            line_id = row.line.line.id
            view = self._rows.get(line_id)
            if view is None:
                view = DockRowView(self.ui, row, self._presenter.tools, self._pictures)
                view.changed.connect(self._presenter.set_row)
                view.photoWanted.connect(lambda line_id: self._ask_photo(line_id=line_id))
                self._rows[line_id] = view
                self._row_column.addWidget(view)
                view.setVisible(True)
            view.show_row(row)

    def _show_photos(self, state: DockState) -> None:
        views, t = self._presenter.tools.views, self.ui.t
        taken = dict(state.photos)
        slots = [
            PhotoSlot(
                key=taken.get(shot, shot), text=t(f"dock.shot.{shot}"), taken=shot in taken,
                optional=True,
                image=self._pictures.get(taken[shot], partial(views.thumbnail, taken[shot]))
                if shot in taken
                else None,
            )
            for shot in SHOTS
        ]  # fmt: skip
        slots += [
            PhotoSlot(
                key=digest, text=t("dock.shot.free"), taken=True,
                image=self._pictures.get(digest, partial(views.thumbnail, digest)),
            )
            for shot, digest in state.photos
            if not shot
        ]  # fmt: skip
        self.photos.set_slots(slots)

    def _lead_to(self, problem: Exception | None) -> None:
        """Put the keyboard where the refusal can be mended."""
        code = problem.code if isinstance(problem, InspectorError) else ""
        if code == "vehicle_missing":
            self.plate.edit.setFocus()
        elif code == "signature_missing":
            bring_into_view(self.pad)
            if not self.driver.text().strip():
                self.driver.setFocus()

    # -- acts

    def _receive(self) -> None:
        if self._presenter.state.delivery is not None:
            self.navigate.emit("order", {"order_id": self._presenter.order_id})
            return
        self._presenter.receive(self.pad.picture(), self.ui.texts.language)

    def _escape(self) -> None:
        if self._capture.isVisible():
            self._capture.close_panel()
        else:
            self.backWanted.emit()

    def _ask_photo(self, shot: str = "", line_id: str = "") -> None:
        def take(reads: Reads) -> None:
            self._presenter.add_photos(reads, shot=shot, line_id=line_id)

        title = self.ui.t(f"dock.shot.{shot or 'free'}")
        self._capture.ask(title, take)
        self._capture.raise_()
