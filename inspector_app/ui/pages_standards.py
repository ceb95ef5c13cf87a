"""Registers the pages where supervisors keep inspection standards."""

from __future__ import annotations

from inspector_app.domain.master import Role
from inspector_app.domain.rights import RIGHTS
from inspector_app.ui.context import Ui
from inspector_app.ui.page import Page
from inspector_app.ui.session import Session
from inspector_app.ui.shell import MainWindow, PageEntry
from inspector_app.ui.tools import Tools

KEEPERS: frozenset[Role] = RIGHTS["standards"]


def register_standards(window: MainWindow, ui: Ui, tools: Tools, session: Session) -> None:
    """Make "standards", "standard" and "standard_try" known; views come when first shown."""

    def listed() -> Page:
        from inspector_app.ui.presenters.standards import StandardsPresenter
        from inspector_app.ui.views.standards import StandardsPage

        return StandardsPage(ui, StandardsPresenter(tools, session, ui.tasks))

    def editor() -> Page:
        from inspector_app.ui.presenters.standards_editor import EditorPresenter
        from inspector_app.ui.views.standards_editor import EditorPage

        return EditorPage(ui, EditorPresenter(tools, session, ui.tasks))

    def rehearsal() -> Page:
        from inspector_app.ui.presenters.standards_rehearsal import RehearsalPresenter
        from inspector_app.ui.views.standards_rehearsal import RehearsalPage

        return RehearsalPage(ui, RehearsalPresenter(tools, session, ui.tasks))

    for entry in (
        PageEntry(name="standards", factory=listed, icon="list", text="standards.nav",
                  roles=KEEPERS),
        PageEntry(name="standard", factory=editor, under="standards", roles=KEEPERS),
        PageEntry(name="standard_try", factory=rehearsal, under="standards", roles=KEEPERS),
    ):  # fmt: skip
        window.register(entry)
