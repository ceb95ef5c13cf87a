"""Registers the walk and its summary; views are imported when they are first shown."""

from __future__ import annotations

from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.session import Session
from inspector_app.ui.shell import MainWindow, PageEntry
from inspector_app.ui.tools import Tools


def register_walk(window: MainWindow, ui: Ui, tools: Tools, session: Session) -> None:
    """Make "walk" and "summary" known; they light "today" on the rail."""

    def walk() -> Page:
        from inspector_app.ui.presenters.walk import WalkPresenter
        from inspector_app.ui.views.walk import WalkPage

        return WalkPage(ui, WalkPresenter(tools, session, ui.tasks))

    def summary() -> Page:
        from inspector_app.ui.presenters.summary import SummaryPresenter
        from inspector_app.ui.views.summary import SummaryPage

        return SummaryPage(ui, SummaryPresenter(tools, session, ui.tasks))

    window.register(PageEntry(name="walk", factory=walk, under="today"))
    window.register(PageEntry(name="summary", factory=summary, under="today"))
