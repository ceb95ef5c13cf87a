"""Registers the page of the shelf-life rules, beside the settings."""

from __future__ import annotations

from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.session import Session
from inspector_app.ui.shell import MainWindow, PageEntry
from inspector_app.ui.tools import Tools


def register_rules(window: MainWindow, ui: Ui, tools: Tools, session: Session) -> None:
    """Make the page known; its view is built when it is first shown."""

    def rules() -> Page:
        from inspector_app.ui.presenters.life_rules import LifeRulesPresenter
        from inspector_app.ui.views.life_rules import LifeRulesPage

        return LifeRulesPage(ui, LifeRulesPresenter(tools, session, ui.tasks))

    window.register(PageEntry(name="life_rules", factory=rules, under="settings"))
