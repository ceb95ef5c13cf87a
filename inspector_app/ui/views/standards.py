"""The standards of a station: what is in force, its versions, and the drafts."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from inspector_app.services.standards import VersionLine
from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.standards import (
    DraftLine,
    StandardLine,
    StandardsPresenter,
    StandardsState,
)
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.views.standards_files import open_file, read_file, save_file
from inspector_app.ui.views.standards_list import StandardList, StandardRow
from inspector_app.ui.views.standards_retire import RefusedPanel, RetirePanel
from inspector_app.ui.views.standards_versions import DraftCard, StandardDetail
from inspector_app.ui.views.standards_words import picked, word
from inspector_app.ui.widgets.buttons import Button, PrimaryButton
from inspector_app.ui.widgets.notices import EmptyState

LEFT_NARROW, LEFT_WIDE = 360, 440
WIDE_FROM = 1160


class StandardsPage(Page):
    """Standards and drafts at the left, the chosen one at the right."""

    def __init__(self, ui: Ui, presenter: StandardsPresenter) -> None:
        super().__init__(ui, scroll=False)
        self._presenter = presenter
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        self._list = StandardList(ui)
        self._list.rowChosen.connect(presenter.choose)
        row.addWidget(self._list)
        row.addWidget(self._build_right(), 1)
        self.body.addLayout(row, 1)
        self._act = self.bar.set_primary(PrimaryButton(ui, icon="edit", hint="Return"))
        self._act.clicked.connect(self._primary)
        new = self.bar.add(Button(ui, icon="plus", hint="N"), left=True)
        ui.say(new.setText, "standards.new")
        new.clicked.connect(presenter.begin_new)
        bring = self.bar.add(Button(ui, icon="folder", hint="I"), left=True)
        ui.say(bring.setText, "standards.import")
        bring.clicked.connect(lambda: open_file(ui, self, self._bring))
        QShortcut(QKeySequence("Esc"), self, self._escape)
        presenter.on_change = self._changed
        presenter.on_refused = ui.refuse
        presenter.on_open = lambda draft: self.navigate.emit("standard", {"draft_id": draft})
        presenter.on_imported = self._imported
        presenter.on_retired = self._retired
        presenter.on_dropped = lambda: ui.notices.accepted(ui.t("standards.draft_dropped"))
        self.retranslate()

    def _build_right(self) -> QWidget:
        ui, presenter = self.ui, self._presenter
        self._right = QStackedWidget()
        self._detail = StandardDetail(ui)
        self._detail.lookWanted.connect(self._look)
        self._detail.editWanted.connect(lambda v: presenter.begin_edit(v.id, v.version))
        self._detail.retireWanted.connect(presenter.begin_retire)
        self._detail.exportWanted.connect(self._export)
        self._draft = DraftCard(ui)
        self._draft.dropWanted.connect(presenter.drop)
        self._refused = RefusedPanel(ui)
        self._refused.closed.connect(presenter.forget_refusal)
        self._retire = RetirePanel(ui)
        self._retire.reasonGiven.connect(presenter.give_reason)
        self._retire.pinGiven.connect(lambda pin: presenter.retire(pin=pin))
        self._retire.cancelled.connect(presenter.keep_version)
        self._empty = EmptyState(ui, icon="list")
        draft_page = QWidget()
        column = QVBoxLayout(draft_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._draft)
        column.addStretch(1)
        self._pages = {
            "detail": self._detail, "draft": draft_page, "refused": self._refused,
            "retire": self._retire, "empty": self._empty,
        }  # fmt: skip
        for page in self._pages.values():
            self._right.addWidget(page)
        return self._right

    # -- the page protocol

    def arrive(self, **arguments: Any) -> None:
        """``standard_id`` is shown chosen."""
        self._presenter.load(str(arguments.get("standard_id", "")))
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        self._presenter.keep_version()

    def on_scan(self, event: ScanEvent) -> bool:
        """A badge signs while a version is being retired."""
        if not self._presenter.state.signing:
            return False
        code = event.result.station_code
        if code is not None and code.kind == "badge":
            self._presenter.retire(badge=code.value)
        else:
            self.ui.notices.wrong(self.ui.t("standards.badge_expected"))
        return True

    def retranslate(self) -> None:
        self.header.set_title(self.ui.t("standards.title"), self.ui.t("standards.subtitle"))
        self._changed(self._presenter.state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._list.setFixedWidth(LEFT_WIDE if self.width() >= WIDE_FROM else LEFT_NARROW)

    # -- showing

    def _changed(self, state: StandardsState) -> None:
        if not shiboken6.isValid(self):
            return
        rows = [self._draft_row(draft) for draft in state.drafts]
        rows += [self._row(line) for line in state.lines]
        self._list.show_rows(rows, state.chosen)
        self._show_right(state)
        self._show_primary(state)

    def _row(self, line: StandardLine) -> StandardRow:
        t, force = self.ui.t, line.force
        mark: tuple[str, Tone, str] = (
            (t("standards.version", version=force.version), "good", "pass")
            if force is not None
            else (t("standards.state.retired"), "neutral", "stop")
        )
        return StandardRow(
            key=line.id, title=picked(self.ui, line.names, line.id),
            told=self._fits(force) or line.id, marks=(mark,),
        )  # fmt: skip

    def _fits(self, version: VersionLine | None) -> str:
        if version is None or version.standard is None:
            return ""
        standard, comma = version.standard, self.ui.t("standards.comma")
        categories = comma.join(word(self.ui, "category", each) for each in standard.categories)
        return f"{version.id} · {categories}"

    def _draft_row(self, draft: DraftLine) -> StandardRow:
        t = self.ui.t
        marks: list[tuple[str, Tone, str]] = [(t("standards.draft"), "warn", "edit")]
        if draft.faults:
            marks.append((str(draft.faults), "bad", "fail"))
        return StandardRow(
            key=draft.id, title=picked(self.ui, draft.names, t("standards.draft_unreadable")),
            told=self._draft_told(draft), marks=tuple(marks),
        )  # fmt: skip

    def _draft_told(self, draft: DraftLine) -> str:
        at = draft.at.astimezone().strftime("%Y-%m-%d %H:%M")
        return self.ui.t("standards.draft_by", who=picked(self.ui, draft.who, "—"), at=at)

    def _show_right(self, state: StandardsState) -> None:
        t = self.ui.t
        if state.refused is not None:
            self._refused.show_refused(state.refused)
            shown = "refused"
        elif state.retiring is not None:
            self._retire.show_state(state)
            shown = "retire"
        elif state.draft is not None:
            self._draft.show_draft(state.draft, self._draft_told(state.draft))
            shown = "draft"
        elif state.line is not None:
            self._detail.show_standard(state.line, state.people)
            shown = "detail"
        else:
            self._empty.set_texts(
                *(
                    (t("standards.none_yet"), t("standards.none_yet_text"))
                    if state.loaded and not state.lines
                    else (t("standards.none_chosen"), "")
                )
            )
            shown = "empty"
        self._right.setCurrentWidget(self._pages[shown])

    def _show_primary(self, state: StandardsState) -> None:
        draft, line = state.draft, state.line
        free = state.refused is None and state.retiring is None
        self._act.setVisible(free and (draft is not None or line is not None))
        self._act.setText(self.ui.t("standards.draft_open" if draft else "standards.edit"))

    # -- acts

    def _primary(self) -> None:
        state = self._presenter.state
        if state.draft is not None:
            self.navigate.emit("standard", {"draft_id": state.draft.id})
        elif state.line is not None:
            newest = state.line.force or state.line.versions[0]
            self._presenter.begin_edit(newest.id, newest.version)

    def _look(self, version: VersionLine) -> None:
        self.navigate.emit("standard", {"standard_id": version.id, "version": version.version})

    def _export(self, version: VersionLine, kind: str) -> None:
        make = self._presenter.yaml_of if kind == "yaml" else self._presenter.workbook_of
        name = f"{version.id}-{version.version}.{kind}"
        save_file(self.ui, self, name, partial(make, version.id, version.version))

    def _bring(self, file: Path) -> None:
        self.ui.tasks.read(
            partial(read_file, file),
            lambda data: self._presenter.take_file(file.name, data),
            self.ui.refuse,
        )

    def _imported(self, file: str, faults: int) -> None:
        t = self.ui.t
        if faults:
            self.ui.notices.attention(t("standards.imported_faults", file=file, count=faults))
        else:
            self.ui.notices.accepted(t("standards.imported", file=file))

    def _retired(self, version: int) -> None:
        self.ui.notices.accepted(self.ui.t("standards.retired", version=version))

    def _escape(self) -> None:
        state = self._presenter.state
        if state.refused is not None:
            self._presenter.forget_refusal()
        elif state.retiring is not None:
            self._presenter.keep_version()
