"""Registers the pages of papers, correction and urgent release."""

from __future__ import annotations

from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.session import Session
from inspector_app.ui.shell import MainWindow, PageEntry
from inspector_app.ui.tools import Tools


def register_after(window: MainWindow, ui: Ui, tools: Tools, session: Session) -> None:
    """Make "lot_papers", "amend" and "urgent" known; views are imported when first shown."""

    def lot_papers() -> Page:
        from inspector_app.ui.presenters.lot_papers import LotPapersPresenter
        from inspector_app.ui.views.lot_papers import LotPapersPage

        return LotPapersPage(ui, LotPapersPresenter(tools, session, ui.tasks))

    def amend() -> Page:
        from inspector_app.ui.presenters.amend import AmendPresenter
        from inspector_app.ui.views.amend import AmendPage

        return AmendPage(ui, AmendPresenter(tools, session, ui.tasks))

    def urgent() -> Page:
        from inspector_app.ui.presenters.urgent import UrgentPresenter
        from inspector_app.ui.views.urgent import UrgentPage

        return UrgentPage(ui, UrgentPresenter(tools, session, ui.tasks))

    window.register(PageEntry(name="lot_papers", factory=lot_papers, under="today"))
    window.register(PageEntry(name="amend", factory=amend, under="history"))
    window.register(PageEntry(name="urgent", factory=urgent, under="desk"))
