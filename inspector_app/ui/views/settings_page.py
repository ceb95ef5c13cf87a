"""Settings: cards of rows; every change is kept at once, so there is no save button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from inspector_app.i18n import Language
from inspector_app.settings import Settings
from inspector_app.settings.schema import BY_NAME
from inspector_app.ui.context import ScanEvent, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.control_signs import meant, visible
from inspector_app.ui.presenters.settings_page import SettingsPresenter, SettingsState
from inspector_app.ui.theme.tokens import SPACE, Scheme
from inspector_app.ui.views.device_fields import CameraField, PickField, PortField
from inspector_app.ui.views.room_facts import RoomFacts
from inspector_app.ui.views.settings_central import CentralCard
from inspector_app.ui.views.settings_rows import (
    ChoiceField,
    GroupCard,
    NumberField,
    SettingRow,
    TextField,
)
from inspector_app.ui.widgets.buttons import GhostButton
from inspector_app.ui.widgets.status import Tag
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text

_CONTROLS = ("scanner_prefix", "scanner_suffix")
"""May hold control characters, shown and typed as ``<STX>``."""
METERED = (("pause", "settings_page.metered_pause"), ("send", "settings_page.metered_send"))
WHEN = (("always", "settings_page.when_always"), ("off_hours", "settings_page.when_off_hours"))
ON_OFF = (("on", "settings_page.on"), ("off", "settings_page.off"))


class SettingsPage(Page):
    """``settingKept(Settings, name)`` lets the window follow at once where it can.

    ``cameras`` names those that are plugged in, ``ports`` the serial ports with a description;
    called on the GUI thread, as Qt wants it.
    """

    settingKept = Signal(object, str)

    def __init__(
        self,
        ui: Ui,
        presenter: SettingsPresenter,
        cameras: Callable[[], Sequence[str]],
        ports: Callable[[], Sequence[tuple[str, str]]],
    ) -> None:
        super().__init__(ui)
        self._presenter = presenter
        self._find_cameras, self._find_ports = cameras, ports
        self._rows: dict[str, SettingRow] = {}
        self._shows: dict[str, Callable[[Settings], None]] = {}
        self._fields: dict[str, TextField] = {}
        self._pending = Tag(ui, tone="warn", icon="attention")
        self.header.side.addWidget(self._pending)
        self.body.addWidget(self._station(ui))
        self.body.addWidget(self._looks(ui))
        self.central = CentralCard(ui)
        self.central.enrolWanted.connect(presenter.enrol)
        self._number(ui, self.central, "sync_seconds")
        self.body.addWidget(self.central)
        self.body.addWidget(self._photos(ui))
        self.body.addWidget(self._scanner(ui))
        self.body.addWidget(self._camera(ui))
        self.body.addStretch(1)
        check = self.bar.add(GhostButton(ui, icon="scanner", hint="T"), left=True)
        ui.say(check.setText, "settings_page.scanner_check")
        check.clicked.connect(lambda: self.navigate.emit("scanner_test", {}))
        papers = self.bar.add(GhostButton(ui, icon="print"), left=True)
        ui.say(papers.setText, "settings_page.papers")
        papers.clicked.connect(lambda: self.navigate.emit("print", {}))
        rules = self.bar.add(GhostButton(ui, icon="shelf_life"), left=True)
        ui.say(rules.setText, "life_rules.title")
        rules.clicked.connect(lambda: self.navigate.emit("life_rules", {}))
        presenter.on_change = self.show_state
        presenter.on_refused = ui.refuse
        presenter.on_kept = self._kept
        presenter.on_enrolled = self._enrolled
        self.retranslate()

    # -- building

    def _station(self, ui: Ui) -> Card:
        card = GroupCard(ui, "settings_page.group.station")
        self._text(ui, card, "station_name", free=True)
        self._text(ui, card, "station_mark", width=120)
        self._number(ui, card, "idle_minutes")
        self._choice(ui, card, "key_ring", ON_OFF)
        return card

    def _looks(self, ui: Ui) -> Card:
        card = GroupCard(ui, "settings_page.group.looks")
        language = ChoiceField(
            ui, (("zh", "settings_page.language_zh"), ("en", "settings_page.language_en"))
        )
        language.chosen.connect(lambda value: ui.texts.set_language(cast(Language, value)))
        theme = ChoiceField(ui, (("light", "ui.theme_light"), ("dark", "ui.theme_dark")))
        theme.chosen.connect(lambda value: ui.theme.set_scheme(cast(Scheme, value)))
        self._theme, self._language = theme, language
        self._add(ui, card, "language", language, lambda s: language.show_value(ui.texts.language))
        self._add(ui, card, "theme", theme, lambda s: theme.show_value(ui.theme.scheme))
        self._choice(ui, card, "sounds", ON_OFF)
        ui.theme.changed.connect(lambda: theme.show_value(ui.theme.scheme))
        return card

    def _photos(self, ui: Ui) -> Card:
        card = GroupCard(ui, "room.card")
        self.room = RoomFacts(ui)
        card.body.addWidget(self.room)
        self._choice(ui, card, "photo_clear", ON_OFF)
        self._number(ui, card, "photo_keep_days")
        self._choice(ui, card, "metered_network", METERED)
        self._choice(ui, card, "photos_when", WHEN)
        self._number(ui, card, "work_from")
        self._number(ui, card, "work_to")
        self._number(ui, card, "photo_rate_kbs")
        return card

    def _choice(self, ui: Ui, card: Card, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """Chips of a setting; ``on`` and ``off`` stand for a yes-or-no one."""
        field, is_flag = ChoiceField(ui, choices), isinstance(BY_NAME[name].default, bool)
        field.chosen.connect(
            lambda value: self._presenter.set(name, value == "on" if is_flag else value)
        )

        def show(settings: Settings) -> None:
            words = "on" if settings.values[name] is True else "off"
            field.show_value(words if is_flag else settings.text(name))

        self._add(ui, card, name, field, show)

    def _scanner(self, ui: Ui) -> Card:
        card = GroupCard(ui, "settings_page.group.scanner")
        self._scan_card = Card(tone="accent")
        row = QHBoxLayout()
        row.setSpacing(SPACE.m)
        self._scanned = Text("", "strong", wrap=True)
        self._scan_kind = Tag(ui, tone="good", icon="scanner")
        row.addWidget(self._scanned, 1)
        row.addWidget(self._scan_kind)
        self._scan_card.body.addLayout(row)
        card.body.addWidget(self._scan_card)
        for name in ("scanner_prefix", "scanner_suffix", "scanner_separator", "scanner_layout"):
            self._text(ui, card, name, width=160)
        self._number(ui, card, "scanner_gap_ms")
        ports, bauds = PortField(ui), PickField(ui)
        ports.chosen.connect(lambda port: self._presenter.set("scanner_port", port))
        bauds.chosen.connect(lambda baud: self._presenter.set("scanner_baud", baud))
        bauds.show_found([(baud, baud) for baud in BY_NAME["scanner_baud"].choices])
        self._add(
            ui, card, "scanner_port", ports, lambda s: ports.show_value(s.text("scanner_port"))
        )
        self._add(
            ui, card, "scanner_baud", bauds, lambda s: bauds.show_value(s.text("scanner_baud"))
        )
        self._ports = ports
        return card

    def _camera(self, ui: Ui) -> Card:
        card = GroupCard(ui, "settings_page.group.camera")
        self._cameras = CameraField(ui)
        self._cameras.chosen.connect(lambda name: self._presenter.set("camera", name))
        cameras = self._cameras
        self._add(ui, card, "camera", cameras, lambda s: cameras.show_value(s.text("camera")))
        self._text(ui, card, "shutter_key", width=160)
        return card

    def _text(self, ui: Ui, card: Card, name: str, *, free: bool = False, width: int = 260) -> None:
        field = TextField(free=free, width=width)
        self._fields[name] = field
        if name in _CONTROLS:
            field.entered.connect(lambda text: self._enter(name, meant(text)))
            self._add(ui, card, name, field, lambda s: field.show_text(visible(s.text(name))))
            return
        field.entered.connect(lambda text: self._enter(name, text))
        self._add(ui, card, name, field, lambda s: field.show_text(s.text(name)))

    def _number(self, ui: Ui, card: Card, name: str) -> None:
        setting = BY_NAME[name]
        field = NumberField(ui, setting.low or 0, setting.high or 0)
        field.entered.connect(lambda number: self._presenter.set(name, number))
        self._add(ui, card, name, field, lambda s: field.show_number(s.number(name)))

    def _add(
        self, ui: Ui, card: Card, name: str, control: QWidget, show: Callable[[Settings], None]
    ) -> None:
        row = SettingRow(ui, name, control)
        card.body.addWidget(row)
        self._rows[name], self._shows[name] = row, show

    def _enter(self, name: str, text: str) -> None:
        if name == "scanner_layout" and len(text) % 2:
            self._presenter.reject(name)
            return
        if name == "shutter_key" and not QKeySequence(text).toString().strip():
            self._presenter.reject(name)
            return
        self._presenter.set(name, text)

    # -- page

    def arrive(self, **arguments: Any) -> None:
        """``part="central"`` shows the enrolment at once."""
        self._presenter.load()
        self._cameras.show_names(self._find_cameras())
        self._ports.show_found(
            [(name, f"{name} · {words}" if words else name) for name, words in self._find_ports()]
        )
        if arguments.get("part") == "central":
            area = self.findChild(QScrollArea)
            if area is not None:
                area.ensureWidgetVisible(self.central, 0, SPACE.xl)
            self.central.take_focus()

    def retranslate(self) -> None:
        self.show_state(self._presenter.state)

    def on_scan(self, event: ScanEvent) -> bool:
        """Any code tests the scanner; an enrolment code goes where it belongs."""
        if self.central.take_code(event.result.text):
            return True
        self._presenter.show_scan(event.raw.text, event.raw.symbology_id)
        self.ui.sounds.play("accepted")
        return True

    def show_state(self, state: SettingsState) -> None:
        """Draw what the presenter says."""
        t = self.ui.t
        self.header.set_title(t("settings_page.title"), t("settings_page.subtitle"))
        for show in self._shows.values():
            show(state.settings)
        for name, row in self._rows.items():
            wrong = state.wrong == name
            row.tell(f"settings_page.wrong.{name}" if wrong else "")
            if name in self._fields:
                self._fields[name].mark(wrong=wrong)
        self._pending.setVisible(bool(state.pending))
        self._pending.set_text(t("settings_page.pending"))
        self._scanned.setText(state.scanned or t("settings_page.scan_test"))
        self._scan_kind.setVisible(bool(state.scanned))
        self._scan_kind.set_text(state.scanned_kind or t("settings_page.scan_read"))
        self._scan_card.set_tone("good" if state.scanned else "accent")
        self.central.show_state(state)
        self.room.show_facts(state.disk)

    def _kept(self, settings: Settings, name: str) -> None:
        self.settingKept.emit(settings, name)

    def _enrolled(self) -> None:
        self.ui.notices.accepted(
            self.ui.t("settings_page.central.done"), self.ui.t("settings_page.central.done_text")
        )
        self.central.clear()
