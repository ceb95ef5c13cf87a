"""Registers the review of photos that look like earlier ones."""

from __future__ import annotations

from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.session import Session
from inspector_app.ui.shell import MainWindow, PageEntry
from inspector_app.ui.tools import Tools


def register_photos(window: MainWindow, ui: Ui, tools: Tools, session: Session) -> None:
    """Make "photo_flags" known; its view is imported when it is first shown."""

    def flags() -> Page:
        from inspector_app.ui.presenters.photo_flags import FlagsPresenter
        from inspector_app.ui.views.photo_flags import PhotoFlagsPage

        return PhotoFlagsPage(ui, FlagsPresenter(tools, session, ui.tasks))

    window.register(PageEntry(name="photo_flags", factory=flags, under="today"))
