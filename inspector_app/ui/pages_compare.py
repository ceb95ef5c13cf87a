"""Registers the comparison with reference pictures, and the page that makes them."""

from __future__ import annotations

from inspector_app.domain.master import Role
from inspector_app.domain.rights import RIGHTS
from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.session import Session
from inspector_app.ui.shell import MainWindow, PageEntry
from inspector_app.ui.tools import Tools

MAKERS: frozenset[Role] = RIGHTS["reference"]


def register_compare(window: MainWindow, ui: Ui, tools: Tools, session: Session) -> None:
    """Make "compare" known; its view is imported when it is first shown."""

    def compare() -> Page:
        from inspector_app.ui.presenters.compare import ComparePresenter
        from inspector_app.ui.views.compare import ComparePage

        return ComparePage(ui, ComparePresenter(tools, session, ui.tasks))

    def making() -> Page:
        from inspector_app.ui.presenters.compare_making import MakingPresenter
        from inspector_app.ui.views.compare_making import MakingPage

        return MakingPage(ui, MakingPresenter(tools, session, ui.tasks))

    window.register(PageEntry(name="compare", factory=compare, under="today"))
    window.register(PageEntry(name="reference", factory=making, under="history", roles=MAKERS))
