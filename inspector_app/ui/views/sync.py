"""Sync: one large word for how it stands, what to do, and what waits."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.room import room_tone, room_words
from inspector_app.ui.presenters.sync import SyncPageState, SyncPresenter, WaitingRow
from inspector_app.ui.presenters.wording import age_words, at_words, product_name
from inspector_app.ui.theme.tokens import SPACE, Tone
from inspector_app.ui.views.case_parts import IconTile
from inspector_app.ui.widgets.buttons import Button, PrimaryButton
from inspector_app.ui.widgets.data_list import DataList, ListRow, RowTag
from inspector_app.ui.widgets.notices import EmptyState
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import ElidedText, Text

LOOK_MS = 1_500
FACTS = ("events", "photos", "quarantined", "last", "next", "url", "free", "here", "cleared")
_OF_DISK = FACTS[6:]
_ROW_STATES: dict[str, tuple[Tone, str]] = {
    "quarantined": ("hold", "quarantine"), "corrupt": ("bad", "attention"),
    "pending": ("accent", "pending"), "sent": ("accent", "sync"),
}  # fmt: skip


class SyncPage(Page):
    """Looks every second and a half while it is shown."""

    def __init__(self, ui: Ui, presenter: SyncPresenter) -> None:
        super().__init__(ui, scroll=False)
        self._presenter = presenter
        self._rows: tuple[WaitingRow, ...] | None = None
        self.body.addWidget(self._status_card(ui))
        self._list_title = Text("", "title")
        self.body.addWidget(self._list_title)
        self.list = DataList(ui)
        self.list.rowChosen.connect(self._open)
        self.body.addWidget(self.list, 1)
        self._empty = EmptyState(ui, icon="cloud")
        self.body.addWidget(self._empty, 1)
        self._send = self.bar.set_primary(PrimaryButton(ui, icon="sync", hint="Return"))
        self._send.clicked.connect(self._primary)
        self._photos = self.bar.add(Button(ui, icon="photo", hint="P"))
        ui.say(self._photos.setText, "room.send_photos")
        self._photos.clicked.connect(presenter.photos_now)
        QShortcut(QKeySequence("F5"), self, presenter.refresh)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(presenter.refresh)
        presenter.on_change = self.show_state
        presenter.on_refused = ui.refuse
        self.retranslate()

    def _status_card(self, ui: Ui) -> Card:
        self._card = Card()
        row = QHBoxLayout()
        row.setSpacing(SPACE.l)
        self._tile = IconTile(ui, "cloud", "good", 72)
        row.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(SPACE.xs)
        self._word, self._line = Text("", "headline"), Text("", "body", wrap=True)
        column.addWidget(self._word)
        column.addWidget(self._line)
        self._held = Text("", "body", tone="warn", wrap=True)
        self._held.hide()
        column.addWidget(self._held)
        row.addLayout(column, 1)
        self._card.body.addLayout(row)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.l)
        grid.setVerticalSpacing(0)
        self._facts: dict[str, Text] = {}
        for at, name in enumerate(FACTS):
            label, value = Text("", "caption"), ElidedText("", "strong")
            ui.say(label.setText, f"room.{name}" if name in _OF_DISK else f"sync.fact.{name}")
            grid.addWidget(label, at // 3 * 3, at % 3)
            grid.addWidget(value, at // 3 * 3 + 1, at % 3)
            grid.setColumnStretch(at % 3, 1)
            self._facts[name] = value
        for gap in (2, 5):
            grid.setRowMinimumHeight(gap, SPACE.m)
        self._card.body.addLayout(grid)
        return self._card

    def arrive(self, **arguments: Any) -> None:
        self._presenter.refresh()
        self._timer.start()

    def leave(self) -> None:
        self._timer.stop()

    def retranslate(self) -> None:
        self._rows = None
        self.show_state(self._presenter.state)

    def show_state(self, state: SyncPageState) -> None:
        """Draw what the presenter says."""
        t, look = self.ui.t, state.look
        self.header.set_title(t("sync.title"), t("sync.subtitle"))
        self._card.set_tone("neutral" if look.tone == "good" else look.tone)
        self._tile.set_look(look.icon, look.tone)
        self._word.setText(t(look.key))
        self._word.set_tone(look.tone)
        problem = state.problem
        self._line.setText(self.ui.sentence(problem) if problem else t(f"{look.key}_line"))
        self._show_held(state)
        self._show_facts(state)
        self._show_rows(state)
        self._show_action(state)

    def _show_held(self, state: SyncPageState) -> None:
        held, t = state.status.photos_held, self.ui.t
        self._held.setVisible(bool(held))
        self._photos.setVisible(bool(held))
        self._photos.setEnabled(not state.asked)
        if held:
            why = t(f"room.{held}_text", to=state.work_to)
            self._held.setText(t("sync.held", what=t(f"room.{held}"), why=why))

    def _show_action(self, state: SyncPageState) -> None:
        looks = {"not_enrolled": ("cloud", "sync.enrol"), "parked": ("play", "sync.resume")}
        icon, key = looks.get(state.status.state, ("sync", "sync.send_now"))
        if state.status.way_back.kind != "none":
            icon, key = "attention", "way_back.button"
        leads = state.status.way_back.kind != "none"
        self.bar.setVisible(state.status.state != "not_enrolled" or state.may_enrol or leads)
        self._send.set_icon(icon)
        self._send.setText(self.ui.t(key))
        self._send.setEnabled(not state.asked)

    def _show_facts(self, state: SyncPageState) -> None:
        status, t = state.status, self.ui.t
        never = t("sync.never")
        last = never
        if status.last_success is not None and state.now is not None:
            age = age_words(self.ui.texts.translator, state.now - status.last_success)
            last = t("sync.ago", at=at_words(status.last_success), age=age)
        wait = state.seconds_to_try
        soon = t("sync.in_seconds", seconds=wait) if wait else t("sync.soon")
        enrolled = status.state != "not_enrolled"
        values = {
            "events": str(status.waiting_events), "photos": str(status.waiting_photos),
            "quarantined": str(status.quarantined), "last": last,
            "next": soon if enrolled and status.state != "parked" else never,
            "url": status.url or t("sync.no_url"), "free": never, "here": never, "cleared": never,
        }  # fmt: skip
        if state.disk is not None:
            words = room_words(self.ui.texts.translator, state.disk)
            values |= {"free": words.free, "here": words.here, "cleared": words.cleared}
            self._facts["free"].set_tone(room_tone(state.disk))
        for name, value in values.items():
            self._facts[name].setText(value)

    def _show_rows(self, state: SyncPageState) -> None:
        t = self.ui.t
        self._list_title.setText(t("sync.waiting", count=len(state.rows)))
        self._list_title.setVisible(bool(state.rows))
        self.list.setVisible(bool(state.rows))
        self._empty.setVisible(not state.rows)
        key = "alone" if state.status.state == "not_enrolled" else "empty"
        self._empty.set_texts(t(f"sync.{key}.title"), t(f"sync.{key}.text"))
        if state.rows != self._rows:
            self._rows = state.rows
            self.list.set_rows([(at, self._row(row)) for at, row in enumerate(state.rows)])

    def _row(self, row: WaitingRow) -> ListRow:
        t, item, lot = self.ui.t, row.item, row.lot
        if item.what == "event":
            key = f"sync.event.{item.detail}"
            known = self.ui.texts.translator.has(key)
            title = t(key if known else "sync.event.other", number=item.name)
            icon = "signature"
        else:
            title, icon = t("sync.photo"), "photo"
        about = t("sync.no_lot")
        if lot is not None:
            about = f"{lot.lot_number} · {product_name(lot, self.ui.texts.translator)}"
        place = t("sync.entry", number=item.name) if item.what == "event" else item.name[:16] + "…"
        if item.reason:
            about = self._reason(item.reason)
        tone, sign = _ROW_STATES.get(item.state, ("neutral", "info"))
        tag = RowTag(text=t(f"sync.item.{item.state}"), tone=tone, icon=sign)
        return ListRow(
            title=title, subtitle=f"{about} · {place}", lead=icon, lead_tone=tone, tags=(tag,)
        )

    def _reason(self, code: str) -> str:
        key = f"errors.{code}"
        return self.ui.t(key) if self.ui.texts.translator.has(key) else code

    def _open(self, at: Any) -> None:
        rows = self._presenter.state.rows
        lot = rows[at].lot if at < len(rows) else None
        if lot is not None:
            self.navigate.emit("dossier", {"inspection_id": lot.id})

    def _primary(self) -> None:
        state = self._presenter.state.status.state
        if self._presenter.state.status.way_back.kind != "none":
            self.navigate.emit("way_back", {})
        elif state == "not_enrolled":
            self.navigate.emit("settings", {"part": "central"})
        elif state == "parked":
            self._presenter.resume()
        else:
            self._presenter.send_now()
