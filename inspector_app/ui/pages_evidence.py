"""Registers the page that checks evidence."""

from __future__ import annotations

from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.session import Session
from inspector_app.ui.shell import MainWindow, PageEntry
from inspector_app.ui.tools import Tools


def register_evidence(window: MainWindow, ui: Ui, tools: Tools, session: Session) -> None:
    """Make "evidence" known; its view is imported when it is first shown."""

    def evidence() -> Page:
        from inspector_app.ui.presenters.evidence_check import EvidencePresenter
        from inspector_app.ui.views.evidence_check import EvidencePage

        return EvidencePage(ui, EvidencePresenter(tools, session, ui.tasks))

    window.register(PageEntry(name="evidence", factory=evidence, under="history"))
