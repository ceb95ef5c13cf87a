"""Registers the page of severity, and keeps the way to it on the supervisor's desk."""

from __future__ import annotations

from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.session import Session
from inspector_app.ui.shell import MainWindow, PageEntry
from inspector_app.ui.tools import Tools


def register_severity(window: MainWindow, ui: Ui, tools: Tools, session: Session) -> None:
    """Make "severity" known; its view is imported when it is first shown."""

    def severity() -> Page:
        from inspector_app.ui.presenters.severity import SeverityPresenter
        from inspector_app.ui.views.severity import SeverityPage

        return SeverityPage(ui, SeverityPresenter(tools, session, ui.tasks))

    window.register(PageEntry(name="severity", factory=severity, under="desk"))
