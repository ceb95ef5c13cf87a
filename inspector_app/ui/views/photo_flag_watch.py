"""What pages show of flagged photos beside their own work: a notice, or a button with a count."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from inspector_app.services import photo_flags
from inspector_app.services.photo_flags import PhotoFlag
from inspector_app.services.photo_reuse import Watching
from inspector_app.ui.context import Notice, Ui
from inspector_app.ui.page import Page
from inspector_app.ui.presenters.photo_flags import notice_words
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools
from inspector_app.ui.widgets.buttons import Button

PAGE = "photo_flags"


class FlagWatch(QObject):
    """Tells the person on the walk, quietly and once a photo, that it was there before."""

    _news = Signal(str)

    def __init__(self, ui: Ui, tools: Tools, session: Session, page: Page) -> None:
        super().__init__(page)
        self._ui, self._tools, self._session, self._page = ui, tools, session, page
        self._record_id = ""
        self._told: set[tuple[str, str]] = set()
        self._watching: Watching | None = None
        self._news.connect(self._look, Qt.ConnectionType.QueuedConnection)

    def watch(self, record_id: str) -> None:
        """The page is shown with that lot."""
        self.rest()
        self._record_id = record_id
        self._watching = self._tools.photo_reuse.watch(self._tell)

    def rest(self) -> None:
        """The page is left."""
        if self._watching is not None:
            self._watching.stop()
            self._watching = None

    def _tell(self, record_id: str) -> None:
        """On any thread; the page may be gone by now."""
        if shiboken6.isValid(self):
            self._news.emit(record_id)

    def _look(self, record_id: str) -> None:
        if record_id != self._record_id or self._watching is None:
            return
        station, who = self._tools.station, self._session.person
        self._ui.tasks.read(
            lambda: photo_flags.flags_of(station, who, record_id), self._show, lambda problem: None
        )

    def _show(self, flags: Sequence[PhotoFlag]) -> None:
        new = [
            flag
            for flag in flags
            if flag.review is None and (flag.owner.record_id, flag.sha256) not in self._told
        ]
        if not new or self._watching is None or not shiboken6.isValid(self):
            return
        self._told |= {(flag.owner.record_id, flag.sha256) for flag in new}
        last = new[-1]
        arguments = {"inspection_id": last.owner.record_id, "sha256": last.sha256}
        self._ui.notices.post(
            Notice(
                tone="info",
                text=notice_words(self._ui.texts.translator, last),
                action=self._ui.t("photo_flags.look"),
                act=lambda: self._page.navigate.emit(PAGE, arguments),
                fleeting=True,
            )
        )


def show_count(ui: Ui, button: Button, find: Callable[[], Sequence[PhotoFlag]]) -> None:
    """A button that is there while there are flagged photos, with how many wait."""

    def show(flags: Sequence[PhotoFlag]) -> None:
        if not shiboken6.isValid(button):
            return
        waiting = sum(flag.review is None for flag in flags)
        key = "photo_flags.flag" if waiting else "photo_flags.flag_done"
        button.setText(ui.t(key, count=waiting))
        button.set_tone("warn" if waiting else None)
        button.setVisible(bool(flags))

    ui.tasks.read(find, show, lambda problem: None)
