"""The editor of a draft: outline, faults or changes at the left, the form at the right."""

from __future__ import annotations

from typing import Any

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from inspector_app.domain.checklist.standard import Standard
from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.standards_document import WHOLE, Row, read
from inspector_app.ui.presenters.standards_editor import EditorPresenter
from inspector_app.ui.presenters.standards_form import Field, askable, form, value_of
from inspector_app.ui.presenters.standards_model import EditorState
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.views.pictures import Pictures
from inspector_app.ui.views.standards_catalogue import ClassesControl, DefectPicker
from inspector_app.ui.views.standards_facts import FactsView
from inspector_app.ui.views.standards_files import save_file
from inspector_app.ui.views.standards_form import FormView
from inspector_app.ui.views.standards_line_tools import LineTools
from inspector_app.ui.views.standards_notes import ChangeList, FaultList, line_place
from inspector_app.ui.views.standards_outline import OutlineList
from inspector_app.ui.views.standards_publish import PublishPanel
from inspector_app.ui.views.standards_strays import StrayFaults
from inspector_app.ui.views.standards_words import picked
from inspector_app.ui.widgets.buttons import Button, GhostButton, PrimaryButton
from inspector_app.ui.widgets.notices import ConfirmBar
from inspector_app.ui.widgets.search_edit import SearchEdit
from inspector_app.ui.widgets.segments import Segments
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.text import ElidedText, Text

LEFT_NARROW, LEFT_WIDE = 332, 400
WIDE_FROM = 1160


class EditorPage(Page):
    """Shows ``presenter.state``; a published version is shown without its tools."""

    def __init__(self, ui: Ui, presenter: EditorPresenter) -> None:
        super().__init__(ui, back=True, scroll=False)
        self._presenter = presenter
        self._pictures = Pictures(ui, self)
        self._picking: Field | None = None
        self._facts_of: object = None
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        self._left = self._build_left()
        row.addWidget(self._left)
        row.addWidget(self._build_right(), 1)
        self.body.addLayout(row, 1)
        self._build_head_and_bar()
        self._build_keys()
        presenter.on_change = self._changed
        presenter.on_refused = ui.refuse
        presenter.on_published = self._published
        presenter.on_reveal = self._reveal
        presenter.on_gone = lambda: QTimer.singleShot(0, self, self._gone)
        self.retranslate()

    # -- building

    def _build_head_and_bar(self) -> None:
        ui, presenter = self.ui, self._presenter
        self._sound = Tag(ui)
        self._saved = Tag(ui)
        self.header.side.addWidget(self._saved)
        self.header.side.addWidget(self._sound)
        self._publish = self.bar.set_primary(PrimaryButton(ui, icon="check", hint="F10"))
        ui.say(self._publish.setText, "standards.publish")
        self._publish.clicked.connect(self._begin_publish)
        self._try = self.bar.add(Button(ui, icon="walk", hint="F5"), left=True)
        ui.say(self._try.setText, "standards.try")
        self._try.clicked.connect(self._rehearse)
        self._export = self.bar.add(GhostButton(ui, icon="save"), left=True)
        ui.say(self._export.setText, "standards.export_yaml")
        self._export.clicked.connect(self._export_draft)
        self._undo = self.bar.add(GhostButton(ui, icon="undo"), left=True)
        ui.say(self._undo.setText, "standards.undo")
        self._undo.clicked.connect(presenter.undo)

    def _build_left(self) -> QWidget:
        ui, presenter = self.ui, self._presenter
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        self._masters = Segments(
            ui,
            [(name, f"standards.master.{name}") for name in ("outline", "faults", "changes")],
        )
        self._masters.chosen.connect(presenter.show)
        column.addWidget(self._masters)
        self._stack = QStackedWidget()
        self._outline = OutlineList(ui)
        self._outline.rowChosen.connect(self._select)
        self._outline.moveWanted.connect(presenter.move)
        self._outline.deleteWanted.connect(presenter.delete)
        page = QWidget()
        inner = QVBoxLayout(page)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(SPACE.s)
        self._search = SearchEdit()
        ui.say(self._search.setPlaceholderText, "standards.search")
        self._search.searchWanted.connect(presenter.search)
        inner.addWidget(self._search)
        inner.addWidget(self._outline, 1)
        self._tools = LineTools(ui, presenter)
        inner.addWidget(self._tools)
        self._faults, self._changes = FaultList(ui), ChangeList(ui)
        for part in (page, self._faults, self._changes):
            self._stack.addWidget(part)
        for cards in (self._faults, self._changes):
            cards.placeChosen.connect(presenter.go_to)
        column.addWidget(self._stack, 1)
        return holder

    def _build_right(self) -> QWidget:
        ui, presenter = self.ui, self._presenter
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        self._confirm = ConfirmBar(ui, tone="bad", icon="trash")
        self._confirm.confirmed.connect(lambda: presenter.delete(confirmed=True))
        self._confirm.cancelled.connect(presenter.keep_line)
        column.addWidget(self._confirm)
        self._crumb = QWidget()
        line = QHBoxLayout(self._crumb)
        line.setContentsMargins(0, 0, SPACE.s, 0)
        line.setSpacing(SPACE.s)
        self._place = Text("", "muted")
        self._line_title = ElidedText("", "title")
        line.addWidget(self._place)
        line.addWidget(self._line_title, 1)
        column.addWidget(self._crumb)
        self._strays = StrayFaults(ui)
        self._strays.removeWanted.connect(presenter.take_away)
        column.addWidget(self._strays)
        self._right = QStackedWidget()
        self._form = FormView(ui, self._pictures, presenter.tools.resource_picture)
        self._form.edited.connect(self._edited)
        self._form.defectsWanted.connect(self._pick_defects)
        self._picker = DefectPicker(ui)
        self._picker.finished.connect(self._picked)
        self._picker.cancelled.connect(self._close_picker)
        self._facts = FactsView(ui)
        self._panel = PublishPanel(ui)
        self._panel.pinGiven.connect(lambda pin: presenter.publish(pin=pin))
        self._panel.cancelled.connect(presenter.end_publish)
        for part in (self._form, self._picker, self._facts, self._panel):
            self._right.addWidget(part)
        column.addWidget(self._right, 1)
        return holder

    def _build_keys(self) -> None:
        presenter = self._presenter
        for keys, act in (
            ("Esc", self._escape),
            ("Ctrl+Z", presenter.undo),
            ("Ctrl+Y", presenter.redo),
            ("Ctrl+F", self._find),
            ("Ctrl+D", presenter.copy),
            ("Ctrl+Down", lambda: presenter.step(1)),
            ("Ctrl+Up", lambda: presenter.step(-1)),
            ("Ctrl+Shift+Down", lambda: presenter.move(1)),
            ("Ctrl+Shift+Up", lambda: presenter.move(-1)),
            ("Ctrl+I", presenter.add_item),
            ("Ctrl+Shift+I", presenter.add_stage),
            ("F6", lambda: presenter.show("outline")),
            ("F7", lambda: presenter.show("faults")),
            ("F8", lambda: presenter.show("changes")),
        ):
            QShortcut(QKeySequence(keys), self, act)

    # -- the page protocol

    def arrive(self, **arguments: Any) -> None:
        """``draft_id``, or ``standard_id`` with ``version`` to look only."""
        if arguments.get("draft_id"):
            self._presenter.open_draft(str(arguments["draft_id"]))
        elif arguments.get("standard_id"):
            self._presenter.open_version(
                str(arguments["standard_id"]), int(arguments.get("version", 0))
            )
        self._form.set_pictures(self._presenter.tools.standard_pictures())
        self._outline.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        self._form.settle()
        self._close_picker()
        self._presenter.end_publish()

    def on_scan(self, event: ScanEvent) -> bool:
        """A badge signs while publishing; nothing else is meant here."""
        code = event.result.station_code
        if self._presenter.state.publishing and code is not None and code.kind == "badge":
            self._presenter.publish(badge=code.value)
            return True
        if self._presenter.state.publishing:
            self.ui.notices.wrong(self.ui.t("standards.badge_expected"))
            return True
        return False

    def retranslate(self) -> None:
        self._form.retranslate()
        self._facts_of = None
        self._tools.fit(self._left.width())
        self._changed(self._presenter.state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._left.setFixedWidth(LEFT_WIDE if self.width() >= WIDE_FROM else LEFT_NARROW)
        self._tools.fit(self._left.width())

    # -- showing

    def _changed(self, state: EditorState) -> None:
        if not shiboken6.isValid(self):
            return
        self._show_head(state)
        if not state.loaded:
            return
        self._masters.choose(state.master)
        self._masters.set_count("faults", len(state.judged.faults), "bad")
        self._masters.set_count("changes", len(state.changes), "warn")
        self._stack.setCurrentIndex(("outline", "faults", "changes").index(state.master))
        self._outline.show_lines(self._presenter.outline(), state.row)
        self._faults.show_faults(state.document, state.judged.faults)
        self._changes.show_changes(state.document, state.changes, compared=state.before is not None)
        self._show_line(state)
        self._show_right(state)

    def _show_head(self, state: EditorState) -> None:
        t = self.ui.t
        title = picked(self.ui, state.names, t("standards.nameless"))
        self.header.set_title(title if state.loaded else t("standards.title"), self._told(state))
        count = len(state.judged.faults)
        self._sound.set_look("bad" if count else "good", "fail" if count else "pass")
        self._sound.set_text(t("standards.faults", count=count) if count else t("standards.sound"))
        self._saved.set_look("neutral", "pending" if state.saving else "saved")
        self._saved.set_text(t("standards.saving" if state.saving else "standards.saved"))
        editing = state.loaded and not state.readonly
        for part in (self._saved, self._masters, self._tools, self._publish):
            part.setVisible(editing)
        self._left.setVisible(not state.publishing)
        for act in (self._try, self._export):
            act.setVisible(not state.publishing)
        self._undo.setVisible(editing and not state.publishing)
        self.bar.setVisible(not state.publishing)
        self._sound.setVisible(editing)
        self._undo.setEnabled(state.can_undo)
        self._publish.setVisible(editing and not state.publishing and self._picking is None)
        self._publish.setEnabled(not count)
        self._try.setEnabled(state.loaded and not count)

    def _told(self, state: EditorState) -> str:
        t = self.ui.t
        name, _, number = state.based_on.rpartition("@")
        if state.readonly:
            return t("standards.published_told", id=name, version=number)
        if number:
            return t("standards.draft_told", id=name, version=number)
        return t("standards.draft_new")

    def _show_line(self, state: EditorState) -> None:
        ui, row = self.ui, state.row
        self._crumb.setVisible(not state.publishing and self._picking is None)
        self._place.setText(line_place(ui, state.document, row))
        names = read(state.document, (*row.path, "names")) if row != WHOLE else state.names
        self._line_title.setText(picked(ui, names))
        self._tools.set_line(on=row != WHOLE)
        if state.asking == row and not self._confirm.isVisibleTo(self):
            key = "delete_stage" if row.kind == "stage" else "delete_item"
            told = ui.t(f"standards.{key}", count=self._presenter.dependents())
            self._confirm.ask(told, ui.t("standards.delete"))
        elif state.asking is None:
            self._confirm.hide()

    def _show_right(self, state: EditorState) -> None:
        presenter = self._presenter
        self._strays.hide()
        if state.publishing:
            self._panel.show_state(state)
            self._right.setCurrentWidget(self._panel)
            return
        self._panel.show_state(state)
        if state.readonly:
            shown = (state.document, state.row, self.ui.texts.language)
            if shown != self._facts_of:
                self._facts_of = shown
                self._facts.show_line(state.document, state.row, presenter.all_defects())
            self._right.setCurrentWidget(self._facts)
            return
        if self._picking is not None:
            return
        self._form.show_line(
            state.document, state.row, form(state.document, state.row),
            asked=askable(state.document, state.row), defects=presenter.defects(),
            everything=presenter.all_defects(), groups=presenter.groups(),
        )  # fmt: skip
        faults = state.judged.of(state.row)
        self._form.show_faults(faults)
        self._strays.show_faults(self._form.unheld(faults))
        self._right.setCurrentWidget(self._form)

    # -- acts

    def _select(self, row: Row) -> None:
        self._form.settle()
        self._close_picker()
        self._presenter.select(row)

    def _edited(self, field: Field, value: Any) -> None:
        self._presenter.edit(self._presenter.state.row, field, value)

    def _pick_defects(self, field: Field) -> None:
        presenter, state = self._presenter, self._presenter.state
        self._picking = field
        everything = field.key in ("defects.without", "defects.classes")
        catalogue = presenter.all_defects() if everything else presenter.defects()
        held = value_of(state.document, state.row, field) or ()
        title = self.ui.t(f"standards.pick.{field.key}")
        self._crumb.hide()
        self._publish.hide()
        self._right.setCurrentWidget(self._picker)
        self._picker.open(title, catalogue, list(held))

    def _picked(self, codes: tuple[str, ...]) -> None:
        field = self._picking
        self._close_picker()
        if field is None:
            return
        control = self._form.control(field.key)
        if isinstance(control, ClassesControl):
            control.take(codes)
        else:
            self._presenter.edit(self._presenter.state.row, field, list(codes))

    def _close_picker(self) -> None:
        if self._picking is not None:
            self._picking = None
            self._changed(self._presenter.state)
            self._form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reveal(self, member: str) -> None:
        self._close_picker()
        self._form.reveal(member)

    def _find(self) -> None:
        self._presenter.show("outline")
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _begin_publish(self) -> None:
        self._form.settle()
        self._presenter.begin_publish()

    def _escape(self) -> None:
        if self._picking is not None:
            self._close_picker()
        elif self._presenter.state.publishing:
            self._presenter.end_publish()
        elif self._presenter.state.asking is not None:
            self._presenter.keep_line()
        else:
            self.backWanted.emit()

    def _gone(self) -> None:
        self.navigate.emit("standards", {})

    def _rehearse(self) -> None:
        self._form.settle()
        standard = self._presenter.state.judged.standard
        if standard is not None:
            self.navigate.emit("standard_try", {"standard": standard})

    def _export_draft(self) -> None:
        self._form.settle()
        name = str(self._presenter.state.document.get("id") or "standard")
        save_file(self.ui, self, f"{name}.yaml", self._presenter.text)

    def _published(self, standard: Standard) -> None:
        told = self.ui.t(
            "standards.published", name=self.ui.pick(standard.names), version=standard.version
        )
        self.ui.notices.accepted(told)
        self.navigate.emit("standards", {"standard_id": standard.id})
